/* ListPartitionRouter: a partition for each of a list of values. */
#include "declarative/partition_routers/options.h"
#include "declarative/partition_routers/partition_router.h"
#include "template/pytypes.h"
#include "json/json.h"

typedef struct list_router {
    ab_partition_router base;
    ab_str field;
    ab_value values;
    const ab_component *request_option;
} list_router;

static bool emit_value(const list_router *self, ab_value value, ab_arena *arena, ab_slice_fn emit,
                       void *context, ab_error *error)
{
    ab_value partition = ab_value_object();
    ab_object_set(arena, &partition, self->field, value);
    bool ok = emit(context, ab_slice_new(arena, &partition, NULL, NULL), error);
    ab_arena_reset(arena);
    return ok;
}

/* A text is a list of its characters, in Python. */
static bool emit_characters(const list_router *self, ab_arena *arena, ab_slice_fn emit,
                            void *context, ab_error *error)
{
    ab_str rest = self->values.text;
    bool ok = true;
    while (ok && rest.n) {
        size_t length;
        ab_utf8_decode(rest, &length);
        ok = emit_value(self, ab_value_str(ab_str_sub(rest, 0, length)), arena, emit, context,
                        error);
        rest = ab_str_sub(rest, length, rest.n);
    }
    return ok;
}

static bool emit_items(const list_router *self, const ab_value *items, size_t count,
                       ab_arena *arena, ab_slice_fn emit, void *context, ab_error *error)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) {
        ok = emit_value(self, items[i], arena, emit, context, error);
    }
    return ok;
}

static bool emit_keys(const list_router *self, ab_arena *arena, ab_slice_fn emit, void *context,
                      ab_error *error)
{
    bool ok = true;
    for (size_t i = 0; ok && i < self->values.count; i++) {
        ab_value key = ab_value_str(self->values.object.members[i].key);
        ok = emit_value(self, key, arena, emit, context, error);
    }
    return ok;
}

static bool emit_all(const list_router *self, ab_arena *arena, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    const ab_value *values = &self->values;
    if (ab_is_ext(values, &ab_py_types[PY_TUPLE])) {
        const ab_py_seq *tuple = values->ext.data;
        return emit_items(self, tuple->items, tuple->n, arena, emit, context, error);
    }
    switch (values->kind) {
    case AB_STRING:
        return emit_characters(self, arena, emit, context, error);
    case AB_ARRAY:
        return emit_items(self, values->items, values->count, arena, emit, context, error);
    case AB_OBJECT:
        return emit_keys(self, arena, emit, context, error);
    default:
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "The values of a ListPartitionRouter must be a list, not %s",
                            ab_value_type_name(values));
    }
}

static bool generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    (void)env;
    ab_arena *arena = ab_arena_new();
    bool ok = emit_all((const list_router *)router, arena, emit, context, error);
    ab_arena_free(arena);
    return ok;
}

bool ab_router_inject(const ab_component *option, ab_str field, const ab_scope *scope,
                      ab_request_options *out, ab_error *error)
{
    if (!option || !scope->slice) {
        return true;
    }
    const ab_value *value = ab_object_get(&scope->slice->partition, field);
    return !value || !ab_value_truthy(value) ||
           ab_request_option_inject(option, scope, *value, out, error);
}

static bool options(const ab_partition_router *router, const ab_scope *scope,
                    ab_request_options *out, ab_error *error)
{
    const list_router *self = (const list_router *)router;
    return ab_router_inject(self->request_option, self->field, scope, out, error);
}

static const ab_partition_router_ops list_router_ops = {.generate = generate, .options = options};

static ab_value listed(ab_arena *arena, const ab_strings *list)
{
    ab_value values = ab_value_array();
    for (size_t i = 0; i < list->n; i++) {
        ab_array_push(arena, &values, ab_value_str(list->at[i]));
    }
    return values;
}

static void *build_router(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    const ab_list_router_options *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    list_router *self = AB_ARENA_NEW(build->arena, list_router);
    self->base.ops = &list_router_ops;
    self->request_option = o->request_option;
    self->values = listed(build->arena, &o->values_list);
    if ((o->values_text &&
         !ab_scope_value(&scope, o->values_text, component->parameters, &self->values, error)) ||
        !ab_scope_text(&scope, o->cursor_field, component->parameters, &self->field, error) ||
        !ab_request_option_check(o->request_option, error)) {
        return NULL;
    }
    return self;
}

static const ab_field list_partition_router_fields[] = {
    {"cursor_field", AB_FIELD_TEMPLATE, AB_AT(ab_list_router_options, cursor_field),
     .flags = AB_FIELD_REQUIRED, .help = "The name of the partition's field."},
    {"values", AB_FIELD_TEMPLATE, AB_AT(ab_list_router_options, values_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING,
     .help = "A template that gives the list of values."},
    {"values", AB_FIELD_STRINGS, AB_AT(ab_list_router_options, values_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY, .help = "The values, as they stand."},
    {"request_option", AB_FIELD_CHILD, AB_AT(ab_list_router_options, request_option),
     .of = "RequestOption", .help = "Where requests say the value."},
    {0},
};

const ab_component_type ab_component_list_partition_router = {
    .name = "ListPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = list_partition_router_fields,
    .options_size = sizeof(ab_list_router_options),
    .build = build_router,
    .help = "Reads the stream once for each value of a list.",
};
