/* UnionPartitionRouter: the partitions of several routers, each value once. */
#include "base/map.h"
#include "declarative/partition_routers/options.h"
#include "declarative/partition_routers/partition_router.h"
#include "json/json.h"

typedef struct union_router {
    ab_partition_router base;
    ab_partition_router **routers;
    size_t count;
    ab_str field;

} union_router;

/* One pass. */
typedef struct union_pass {
    const union_router *self;
    ab_map seen; /* values as JSON */
    ab_slice_fn emit;
    void *context;
} union_pass;

/* ---- Partitions ---- */

static const ab_value *find_value(const union_router *self, const ab_slice *slice, ab_error *error)
{
    const ab_value *value = ab_object_get(&slice->partition, self->field);
    ab_arena *scratch = ab_arena_new();
    if (!value) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "UnionPartitionRouter expects all child partition routers to emit the "
                     "partition field '%.*s'. Got %.*s",
                     AB_STR_ARG(self->field),
                     AB_STR_ARG(ab_python_repr(scratch, &slice->partition)));
    } else if (ab_is(value, AB_OBJECT) || ab_is(value, AB_ARRAY)) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "UnionPartitionRouter can only deduplicate hashable partition values. Got "
                     "unhashable value %.*s for partition field '%.*s'.",
                     AB_STR_ARG(ab_python_repr(scratch, value)), AB_STR_ARG(self->field));
        value = NULL;
    }
    ab_arena_free(scratch);
    return value;
}

static bool is_repeated(union_pass *pass, const ab_value *value, ab_arena *scratch)
{
    ab_str text = ab_json_text(scratch, value, AB_JSON_COMPACT);
    bool repeated = ab_map_has(&pass->seen, text);
    if (!repeated) {
        ab_map_set(&pass->seen, text, pass);
    }
    return repeated;
}

/* {field: value}; what else the partition holds goes to the extra fields, so that a value's state
 * is the same whichever router it came from. */
static bool emit_value(union_pass *pass, const ab_slice *slice, const ab_value *value,
                       ab_arena *arena, ab_error *error)
{
    ab_value partition = ab_value_object();
    ab_value extra_fields = ab_value_clone(arena, &slice->extra_fields);
    ab_object_set(arena, &partition, pass->self->field, *value);
    for (size_t i = 0; i < slice->partition.count; i++) {
        const ab_member *member = &slice->partition.object.members[i];
        if (!ab_str_eq(member->key, pass->self->field)) {
            ab_object_set(arena, &extra_fields, member->key, member->value);
        }
    }
    return pass->emit(pass->context, ab_slice_new(arena, &partition, NULL, &extra_fields), error);
}

static bool on_partition(void *context, const ab_slice *slice, ab_error *error)
{
    union_pass *pass = context;
    const ab_value *value = find_value(pass->self, slice, error);
    if (!value) {
        return false;
    }
    ab_arena *arena = ab_arena_new();
    bool ok = is_repeated(pass, value, arena) || emit_value(pass, slice, value, arena, error);
    ab_arena_free(arena);
    return ok;
}

static bool generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    const union_router *self = (const union_router *)router;
    union_pass pass = {.self = self, .emit = emit, .context = context};
    bool ok = true;
    for (size_t i = 0; ok && i < self->count; i++) {
        ok = self->routers[i]->ops->generate(self->routers[i], env, on_partition, &pass, error);
    }
    ab_map_free(&pass.seen, NULL);
    return ok;
}

/* ---- Parents ---- */

static bool state(ab_partition_router *router, ab_arena *arena, ab_value *out, ab_error *error)
{
    const union_router *self = (const union_router *)router;
    *out = ab_value_object();
    for (size_t i = 0; i < self->count; i++) {
        ab_partition_router *child = self->routers[i];
        ab_value of_child = ab_value_null();
        if (child->ops->state && !child->ops->state(child, arena, &of_child, error)) {
            return false;
        }
        for (size_t j = 0; ab_is(&of_child, AB_OBJECT) && j < of_child.count; j++) {
            const ab_member *member = &of_child.object.members[j];
            ab_object_set(arena, out, member->key, member->value);
        }
    }
    return true;
}

static void parents(const ab_partition_router *router,
                    void (*visit)(void *context, struct ab_declarative_stream *parent),
                    void *context)
{
    const union_router *self = (const union_router *)router;
    for (size_t i = 0; i < self->count; i++) {
        if (self->routers[i]->ops->parents) {
            self->routers[i]->ops->parents(self->routers[i], visit, context);
        }
    }
}

static const ab_partition_router_ops union_ops = {
    .generate = generate,
    .options = ab_router_no_options,
    .state = state,
    .parents = parents,
};

/* ---- Build ---- */

static bool check_field(const union_router *self, const ab_scope *scope, const ab_component *child,
                        const ab_template *field, const ab_value *parameters, ab_error *error)
{
    ab_str text;
    if (!ab_scope_text(scope, field, parameters, &text, error)) {
        return false;
    }
    return ab_str_eq(text, self->field) ||
           ab_error_set(error, AB_ERROR_SYSTEM,
                        "UnionPartitionRouter expects all child partition routers to emit the "
                        "partition field '%.*s', but a %s child emits '%.*s'.",
                        AB_STR_ARG(self->field), child->type->name, AB_STR_ARG(text));
}

/* What a child is known to emit must be the union's field. */
static bool check_child(const union_router *self, const ab_scope *scope, const ab_component *child,
                        ab_error *error)
{
    if (child->type == &ab_component_list_partition_router) {
        const ab_list_router_options *o = child->options;
        return check_field(self, scope, child, o->cursor_field, child->parameters, error);
    }
    if (child->type == &ab_component_union_partition_router) {
        const ab_union_router_options *o = child->options;
        return check_field(self, scope, child, o->partition_field, child->parameters, error);
    }
    bool ok = true;
    if (child->type == &ab_component_substream_partition_router) {
        const ab_substream_router_options *o = child->options;
        for (size_t i = 0; ok && i < o->parent_stream_configs.n; i++) {
            const ab_component *config = o->parent_stream_configs.at[i];
            const ab_parent_stream_options *parent = config->options;
            ok =
                check_field(self, scope, child, parent->partition_field, config->parameters, error);
        }
    }
    return ok;
}

static void *build_router(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    const ab_union_router_options *o = component->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    union_router *self = AB_ARENA_NEW(build->arena, union_router);
    self->base.ops = &union_ops;

    self->count = o->partition_routers.n;
    self->routers = AB_ARENA_ARRAY(build->arena, ab_partition_router *, self->count);
    for (size_t i = 0; i < self->count; i++) {
        self->routers[i] = ab_component_build(build, o->partition_routers.at[i],
                                              AB_FAMILY_PARTITION_ROUTER, args, error);
        if (!self->routers[i]) {
            return NULL;
        }
    }
    bool ok = ab_scope_text(&scope, o->partition_field, component->parameters, &self->field, error);
    for (size_t i = 0; ok && i < self->count; i++) {
        ok = check_child(self, &scope, o->partition_routers.at[i], error);
    }
    return ok ? self : NULL;
}

static const ab_field union_partition_router_fields[] = {
    {"partition_field", AB_FIELD_TEMPLATE, AB_AT(ab_union_router_options, partition_field),
     .flags = AB_FIELD_REQUIRED, .help = "The name of the partition's one field."},
    {"partition_routers", AB_FIELD_CHILDREN, AB_AT(ab_union_router_options, partition_routers),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 2,
     .of = "ListPartitionRouter|SubstreamPartitionRouter|"
           "UnionPartitionRouter|CustomPartitionRouter",
     .help = "The routers whose partitions are joined."},
    {0},
};

const ab_component_type ab_component_union_partition_router = {
    .name = "UnionPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = union_partition_router_fields,
    .options_size = sizeof(ab_union_router_options),
    .build = build_router,
    .help = "Joins the partitions of several routers; of equal values the first counts.",
};
