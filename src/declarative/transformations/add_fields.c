/* AddFields: sets members of the record to what templates give. */
#include "declarative/transformations/condition.h"
#include "json/dpath.h"

typedef struct add_fields {
    ab_components fields;
    const ab_template *condition;
} add_fields;

typedef struct added_field {
    ab_dpath path;
    ab_value path_value; /* the path as templates see it */
    const ab_template *value;
    const ab_value *parameters;
    const ab_str *reads; /* the record's members that the template reads, where `shallow` is set */
    size_t read_count;
} added_field;

typedef struct adding {
    ab_transformation base;
    added_field *fields;
    size_t n;
    const ab_template *condition; /* NULL: none */
    const ab_value *parameters;
} adding;

/* ---- AddedFieldDefinition ---- */

typedef struct added_field_definition {
    ab_strings path;
    const ab_template *value;
    int value_type;
} added_field_definition;

static const ab_field added_field_definition_fields[] = {
    {"path", AB_FIELD_STRINGS, AB_AT(added_field_definition, path), .flags = AB_FIELD_REQUIRED,
     .help = "Keys and indexes that lead to the new field; missing parents are made."},
    {"value", AB_FIELD_TEMPLATE, AB_AT(added_field_definition, value), .flags = AB_FIELD_REQUIRED,
     .help = "The value, a template that sees record, stream_slice and config."},
    {"value_type", AB_FIELD_ENUM, AB_AT(added_field_definition, value_type), .of = AB_VALUE_TYPES,
     .help = "The type that the value must have; a value of another type stays text."},
    {0},
};

const ab_component_type ab_component_added_field_definition = {
    .name = "AddedFieldDefinition",
    .family = AB_FAMILY_NONE,
    .fields = added_field_definition_fields,
    .options_size = sizeof(added_field_definition),
    .help = "A field that AddFields adds, with its value.",
};

/* ---- AddFields ---- */

static bool applies(const adding *self, const ab_scope *scope, const added_field *field,
                    const ab_value *value, bool *out, ab_error *error)
{
    *out = true;
    if (!self->condition) {
        return true;
    }
    ab_value extra = ab_value_object();
    ab_set(scope->arena, &extra, "value", *value);
    ab_set(scope->arena, &extra, "path", field->path_value);
    ab_scope inner = *scope;
    inner.extra = &extra;
    return ab_scope_bool(&inner, self->condition, self->parameters, out, error);
}

/* The value may be a part of the record or of the config: what enters is a copy. */
static bool own_value(ab_arena *arena, const ab_value *result, ab_value *out, ab_error *error)
{
    ab_value value;
    if (!ab_python_json(arena, result, &value, error)) {
        return false;
    }
    *out = ab_value_clone(arena, &value);
    return true;
}

static bool set_field(const ab_dpath *path, ab_arena *arena, ab_value *record,
                      const ab_value *result, ab_error *error)
{
    ab_value value;
    if (!own_value(arena, result, &value, error)) {
        return false;
    }
    if (path->n == 1 && record->kind == AB_OBJECT) {
        ab_object_set(arena, record, path->segments[0], value);
        return true;
    }
    return ab_dpath_set(arena, record, *path, value, error);
}

static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    const adding *self = (const adding *)base;
    for (size_t i = 0; i < self->n; i++) {
        const added_field *field = &self->fields[i];
        ab_value value;
        bool wanted;
        if (!ab_scope_value(scope, field->value, field->parameters, &value, error) ||
            !applies(self, scope, field, &value, &wanted, error)) {
            return false;
        }
        if (wanted && !set_field(&field->path, arena, record, &value, error)) {
            return false;
        }
    }
    return true;
}

static bool transform_shallow(const ab_transformation *base, const ab_scope *scope,
                              ab_shallow *record, ab_error *error)
{
    const adding *self = (const adding *)base;
    for (size_t i = 0; i < self->n; i++) {
        const added_field *field = &self->fields[i];
        ab_value value;
        ab_value view = ab_shallow_view(record, field->reads, field->read_count);
        ab_scope inner = *scope;
        inner.record = &view;
        if (!ab_scope_value(&inner, field->value, field->parameters, &value, error) ||
            !own_value(scope->arena, &value, &value, error)) {
            return false;
        }
        ab_shallow_set(record, field->path.segments[0], value);
    }
    return true;
}

static const ab_transformation_ops ops = {.transform = transform,
                                          .transform_shallow = transform_shallow};

static bool build_field(ab_build *build, const ab_component *component, added_field *out,
                        ab_error *error)
{
    const added_field_definition *o = component->options;
    out->path = (ab_dpath){o->path.at, o->path.n};
    out->path_value = ab_value_array();
    for (size_t i = 0; i < o->path.n; i++) {
        ab_array_push(build->arena, &out->path_value, ab_value_str(o->path.at[i]));
    }
    out->parameters = component->parameters;
    out->value = ab_typed_template(build, o->value, o->value_type, error);
    if (!o->path.n) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "Expected a non-zero-length path for the AddFields transformation");
    }
    return (out->value && o->path.n) || ab_component_error(build, component, error);
}

ab_transformation *ab_add_fields_new(ab_build *build, const ab_components *fields,
                                     const ab_template *condition, const ab_value *parameters,
                                     ab_error *error)
{
    adding *self = AB_ARENA_NEW(build->arena, adding);
    self->base.ops = &ops;
    self->n = fields->n;
    self->fields = AB_ARENA_ARRAY(build->arena, added_field, self->n + 1);
    self->condition = ab_condition_or_null(condition);
    self->parameters = parameters;
    self->base.shallow = !self->condition;
    for (size_t i = 0; i < self->n; i++) {
        added_field *field = &self->fields[i];
        if (!build_field(build, fields->at[i], field, error)) {
            return NULL;
        }
        self->base.shallow = self->base.shallow && field->path.n == 1 &&
                             ab_template_members(field->value, build->arena, "record",
                                                 &field->reads, &field->read_count);
    }
    return &self->base;
}

static void *build_adding(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    const add_fields *o = component->options;
    return ab_add_fields_new(build, &o->fields, o->condition, component->parameters, error);
}

static const ab_field add_fields_fields[] = {
    {"fields", AB_FIELD_CHILDREN, AB_AT(add_fields, fields), .flags = AB_FIELD_REQUIRED,
     .of = "AddedFieldDefinition", .help = "The fields, added one after the other."},
    {"condition", AB_FIELD_CONDITION, AB_AT(add_fields, condition),
     .help = "A field is added only where this holds; it also sees the field's value and path."},
    {0},
};

const ab_component_type ab_component_add_fields = {
    .name = "AddFields",
    .family = AB_FAMILY_TRANSFORMATION,
    .fields = add_fields_fields,
    .options_size = sizeof(add_fields),
    .build = build_adding,
    .help = "Adds fields to each record.",
};
