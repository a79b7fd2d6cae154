/* FlattenFields: nested values move to the top of the record. */
#include "base/vec.h"
#include "declarative/transformations/transformation.h"

typedef struct flatten_fields {
    bool flatten_lists;
} flatten_fields;

typedef struct flattening {
    ab_transformation base;
    bool lists;
} flattening;

typedef struct pending {
    const ab_value *value;
    ab_str key;
} pending;

typedef struct walk {
    ab_arena *arena;
    ab_value flat;
    bool name_parents; /* once a list was met */
    AB_VEC(pending) stack;
} walk;

/* A key gets its parent's name in front only if it is taken, or if a list was met before. */
static void push_members(walk *w, const pending *at)
{
    for (size_t i = 0; i < at->value->count; i++) {
        const ab_member *member = &at->value->object.members[i];
        bool qualify = w->name_parents || ab_object_get(&w->flat, member->key);
        ab_str key = qualify ? ab_arena_printf(w->arena, "%.*s.%.*s", AB_STR_ARG(at->key),
                                               AB_STR_ARG(member->key))
                             : member->key;
        AB_VEC_PUSH(&w->stack, (pending){&member->value, key});
    }
}

static void push_items(walk *w, const pending *at)
{
    for (size_t i = 0; i < at->value->count; i++) {
        w->name_parents = true;
        ab_str key = ab_arena_printf(w->arena, "%.*s.%zu", AB_STR_ARG(at->key), i);
        AB_VEC_PUSH(&w->stack, (pending){&at->value->items[i], key});
    }
}

static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    (void)scope;
    (void)error;
    walk w = {.arena = arena, .flat = ab_value_object()};
    AB_VEC_PUSH(&w.stack, (pending){record, AB_STR("_")});
    while (w.stack.n) {
        pending at = w.stack.at[--w.stack.n];
        if (at.value->kind == AB_OBJECT) {
            push_members(&w, &at);
        } else if (at.value->kind == AB_ARRAY && ((const flattening *)base)->lists) {
            push_items(&w, &at);
        } else {
            ab_object_set(arena, &w.flat, at.key, *at.value);
        }
    }
    AB_VEC_FREE(&w.stack);
    *record = w.flat;
    return true;
}

static const ab_transformation_ops ops = {.transform = transform};

static void *build_flattening(ab_build *build, const ab_component *component, const void *args,
                              ab_error *error)
{
    (void)args;
    (void)error;
    flattening *self = AB_ARENA_NEW(build->arena, flattening);
    self->base.ops = &ops;
    self->lists = ((const flatten_fields *)component->options)->flatten_lists;
    return self;
}

static const ab_field flatten_fields_fields[] = {
    {"flatten_lists", AB_FIELD_BOOL, AB_AT(flatten_fields, flatten_lists), .deflt = "true",
     .help = "Whether elements of lists become fields, too."},
    {0},
};

const ab_component_type ab_component_flatten_fields = {
    .name = "FlattenFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = flatten_fields_fields,
    .options_size = sizeof(flatten_fields),
    .build = build_flattening,
    .help = "Makes each record one flat object.",
};
