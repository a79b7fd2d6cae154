/* DpathFlattenFields: the members of one nested object move to the top of the record. */
#include "declarative/path.h"
#include "declarative/transformations/transformation.h"

typedef struct dpath_flatten_fields {
    ab_templates field_path;
    bool delete_origin_value;
    bool replace_record;
    const ab_component *key_transformation;
} dpath_flatten_fields;

typedef struct key_transformation {
    const ab_template *prefix;
    const ab_template *suffix;
} key_transformation;

typedef struct flattening {
    ab_transformation base;
    const dpath_flatten_fields *options;
    const ab_value *parameters;
    ab_str prefix; /* empty: none */
    ab_str suffix;
} flattening;

/* The first match of a path with `*`, else the only one; null where there is none. */
static bool find(ab_dpath path, ab_arena *arena, const ab_value *record, ab_value *out,
                 ab_error *error)
{
    const ab_value *found = NULL;
    *out = ab_value_null();
    if (!ab_dpath_has_star(path)) {
        bool ok = ab_dpath_get(record, path, &found, error);
        *out = ok && found ? *found : *out;
        return ok;
    }
    ab_value all = ab_value_array();
    bool ok = ab_dpath_values(arena, record, path, &all, error);
    *out = ok && all.count ? all.items[0] : *out;
    return ok;
}

static ab_value rename_members(const flattening *self, ab_arena *arena, const ab_value *object)
{
    if (!self->prefix.n && !self->suffix.n) {
        return *object;
    }
    ab_value renamed = ab_value_object();
    for (size_t i = 0; i < object->count; i++) {
        ab_str key =
            ab_arena_printf(arena, "%.*s%.*s%.*s", AB_STR_ARG(self->prefix),
                            AB_STR_ARG(object->object.members[i].key), AB_STR_ARG(self->suffix));
        ab_object_set(arena, &renamed, key, object->object.members[i].value);
    }
    return renamed;
}

static bool share_a_key(const ab_value *a, const ab_value *b)
{
    for (size_t i = 0; i < a->count; i++) {
        if (ab_object_get(b, a->object.members[i].key)) {
            return true;
        }
    }
    return false;
}

static void update(ab_arena *arena, ab_value *record, const ab_value *from)
{
    for (size_t i = 0; i < from->count; i++) {
        ab_object_set(arena, record, from->object.members[i].key, from->object.members[i].value);
    }
}

static bool delete_origin(ab_dpath path, ab_arena *arena, ab_value *record, ab_error *error)
{
    size_t deleted = 0;
    return ab_dpath_delete(arena, record, path, &deleted, error) &&
           (deleted ||
            ab_error_set(error, AB_ERROR_SYSTEM, "Could not find the field to delete it"));
}

static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    static const ab_value nothing = {.kind = AB_OBJECT};
    const flattening *self = (const flattening *)base;
    const ab_value *parameters = self->parameters ? self->parameters : &nothing;
    ab_scope bare = {.env = scope->env, .arena = scope->arena, .config = scope->config};
    ab_dpath path;
    ab_value found;
    if (!ab_scope_path(&bare, &self->options->field_path, parameters, &path, error) ||
        !find(path, arena, record, &found, error)) {
        return false;
    }
    if (found.kind != AB_OBJECT || record->kind != AB_OBJECT) {
        return true;
    }
    bool is_record = !path.n && !self->prefix.n && !self->suffix.n;
    ab_value members = rename_members(self, arena, &found);
    if (self->options->replace_record && members.count) {
        *record = ab_value_object(); /* without new names, the record is emptied with itself */
        update(arena, record, is_record ? record : &members);
        return true;
    }
    if (share_a_key(&members, record)) {
        return true;
    }
    ab_value kept = ab_value_clone(arena, &members);
    if (self->options->delete_origin_value && !delete_origin(path, arena, record, error)) {
        return false;
    }
    update(arena, record, &kept);
    return true;
}

static const ab_transformation_ops ops = {.transform = transform};

/* A text that is false to Python (empty, "0") adds nothing. */
static bool affix(ab_build *build, const ab_component *component, const ab_template *t, ab_str *out,
                  ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    ab_value value;
    if (!ab_scope_value(&scope, t, component->parameters, &value, error)) {
        return false;
    }
    *out = t && ab_value_truthy(&value) ? ab_python_str(build->arena, &value) : AB_STR("");
    return true;
}

static void *build_flattening(ab_build *build, const ab_component *component, const void *args,
                              ab_error *error)
{
    (void)args;
    flattening *self = AB_ARENA_NEW(build->arena, flattening);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    if (self->options->key_transformation) {
        const key_transformation *k = self->options->key_transformation->options;
        if (!affix(build, component, k->prefix, &self->prefix, error) ||
            !affix(build, component, k->suffix, &self->suffix, error)) {
            return NULL;
        }
    }
    return self;
}

static const ab_field key_transformation_fields[] = {
    {"prefix", AB_FIELD_TEMPLATE, AB_AT(key_transformation, prefix),
     .help = "Text in front of each key."},
    {"suffix", AB_FIELD_TEMPLATE, AB_AT(key_transformation, suffix),
     .help = "Text behind each key."},
    {0},
};

const ab_component_type ab_component_key_transformation = {
    .name = "KeyTransformation",
    .family = AB_FAMILY_NONE,
    .fields = key_transformation_fields,
    .options_size = sizeof(key_transformation),
    .help = "Says how DpathFlattenFields renames the keys that it moves.",
};

static const ab_field dpath_flatten_fields_fields[] = {
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(dpath_flatten_fields, field_path),
     .flags = AB_FIELD_REQUIRED,
     .help = "Keys that lead to the object; with * the first match is taken."},
    {"delete_origin_value", AB_FIELD_BOOL, AB_AT(dpath_flatten_fields, delete_origin_value),
     .help = "Whether the object is removed from its old place."},
    {"replace_record", AB_FIELD_BOOL, AB_AT(dpath_flatten_fields, replace_record),
     .help = "Whether the object becomes the record, and all else is dropped."},
    {"key_transformation", AB_FIELD_CHILD, AB_AT(dpath_flatten_fields, key_transformation),
     .of = "KeyTransformation", .help = "How the moved keys are renamed."},
    {0},
};

const ab_component_type ab_component_dpath_flatten_fields = {
    .name = "DpathFlattenFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = dpath_flatten_fields_fields,
    .options_size = sizeof(dpath_flatten_fields),
    .build = build_flattening,
    .help = "Moves the members of a nested object to the top of each record.",
};
