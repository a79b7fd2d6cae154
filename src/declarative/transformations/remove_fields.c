/* RemoveFields: deletes what paths lead to. */
#include "declarative/transformations/condition.h"
#include "json/dpath.h"

typedef struct remove_fields {
    const ab_template *condition;
    ab_string_lists field_pointers;
} remove_fields;

typedef struct removing {
    ab_transformation base;
    ab_string_lists pointers;
    const ab_template *condition; /* NULL: none */
} removing;

/* With a condition the Python runtime (dpath.delete with a filter) asks it of every value that is
 * no container, wherever it is, and deletes those for which it holds: the pointers only say how
 * often. */
typedef struct deleting {
    const ab_template *condition;
    const ab_scope *scope;
    ab_error *error;
    bool failed;
} deleting;

static ab_dpath_action delete_leaf(void *context, ab_value *found)
{
    deleting *d = context;
    if (found->kind == AB_OBJECT || found->kind == AB_ARRAY) {
        return AB_DPATH_GO_ON;
    }
    static const ab_value no_parameters = {.kind = AB_OBJECT};
    bool wanted;
    ab_value extra = ab_value_object();
    ab_set(d->scope->arena, &extra, "property", *found);
    ab_scope inner = {.env = d->scope->env,
                      .arena = d->scope->arena,
                      .config = d->scope->config,
                      .extra = &extra};
    if (!ab_scope_bool(&inner, d->condition, &no_parameters, &wanted, d->error)) {
        d->failed = true;
        return AB_DPATH_STOP;
    }
    return wanted ? AB_DPATH_DELETE : AB_DPATH_GO_ON;
}

static bool delete_leaves(const removing *self, const ab_scope *scope, ab_arena *arena,
                          ab_value *record, ab_error *error)
{
    const ab_str everywhere[] = {AB_STR("**")};
    deleting d = {.condition = self->condition, .scope = scope, .error = error};
    return ab_dpath_visit(arena, record, (ab_dpath){everywhere, 1}, delete_leaf, &d, error) &&
           !d.failed;
}

static bool delete_path(ab_dpath path, ab_arena *arena, ab_value *record, ab_error *error)
{
    if (path.n == 1 && record->kind == AB_OBJECT && !ab_dpath_is_glob(path.segments[0])) {
        ab_object_remove(arena, record, path.segments[0]);
        return true;
    }
    return ab_dpath_delete(arena, record, path, NULL, error);
}

static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    const removing *self = (const removing *)base;
    bool ok = true;
    for (size_t i = 0; ok && i < self->pointers.n; i++) {
        ab_dpath path = {self->pointers.at[i].at, self->pointers.at[i].n};
        ok = !self->condition
                 ? delete_path(path, arena, record, error)
                 : ab_dpath_check(path, error) && delete_leaves(self, scope, arena, record, error);
    }
    return ok;
}

static bool transform_shallow(const ab_transformation *base, const ab_scope *scope,
                              ab_shallow *record, ab_error *error)
{
    (void)scope, (void)error;
    const removing *self = (const removing *)base;
    for (size_t i = 0; i < self->pointers.n; i++) {
        ab_shallow_remove(record, self->pointers.at[i].at[0]);
    }
    return true;
}

/* Whether all it removes are members of the record itself. */
static bool is_shallow(const removing *self)
{
    bool shallow = !self->condition;
    for (size_t i = 0; i < self->pointers.n; i++) {
        const ab_strings *pointer = &self->pointers.at[i];
        shallow = shallow && pointer->n == 1 && !ab_dpath_is_glob(pointer->at[0]);
    }
    return shallow;
}

static const ab_transformation_ops ops = {.transform = transform,
                                          .transform_shallow = transform_shallow};

static void *build_removing(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    (void)error;
    const remove_fields *o = component->options;
    removing *self = AB_ARENA_NEW(build->arena, removing);
    self->base.ops = &ops;
    self->pointers = o->field_pointers;
    self->condition = ab_condition_or_null(o->condition);
    self->base.shallow = is_shallow(self);
    return self;
}

static const ab_field remove_fields_fields[] = {
    {"condition", AB_FIELD_CONDITION, AB_AT(remove_fields, condition),
     .help = "With it every value in the record is deleted, wherever it is, for which it holds; it "
             "sees the value as `property`."},
    {"field_pointers", AB_FIELD_STRING_LISTS, AB_AT(remove_fields, field_pointers),
     .flags = AB_FIELD_REQUIRED, .help = "Paths to the fields; segments may be globs."},
    {0},
};

const ab_component_type ab_component_remove_fields = {
    .name = "RemoveFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = remove_fields_fields,
    .options_size = sizeof(remove_fields),
    .build = build_removing,
    .help = "Removes fields from each record.",
};
