/* ParentFieldPath. */
#include "declarative/extractors/parent_field_path.h"

#include "declarative/path.h"
#include "template/template.h"

typedef struct parent_field_path {
    ab_templates parent_path;
    ab_templates record_path;
} parent_field_path;

bool ab_config_path_eval(ab_build *build, const ab_component *component,
                         const ab_templates *templates, ab_dpath *out, ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    return ab_scope_path(&scope, templates, component->parameters, out, error);
}

bool ab_dpath_no_globs(ab_dpath path, const char *field, ab_error *error)
{
    for (size_t i = 0; i < path.n; i++) {
        for (size_t j = 0; j < path.segments[i].n; j++) {
            if (strchr("*?[", path.segments[i].p[j]) && path.segments[i].p[j]) {
                return ab_error_set(error, AB_ERROR_SYSTEM,
                                    "Glob characters ('*', '?', '[') are not supported in `%s`: "
                                    "the path must identify a single field.",
                                    field);
            }
        }
    }
    return true;
}

bool ab_parent_field_build(ab_build *build, const ab_component *component, ab_parent_field *out,
                           ab_error *error)
{
    const parent_field_path *o = component->options;
    bool empty = !o->parent_path.n || !o->record_path.n;
    if (empty) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "`%s` cannot be empty.",
                            o->parent_path.n ? "record_path" : "parent_path");
    }
    return ab_config_path_eval(build, component, &o->parent_path, &out->from, error) &&
           ab_config_path_eval(build, component, &o->record_path, &out->to, error) &&
           ab_dpath_no_globs(out->from, "parent_path", error) &&
           ab_dpath_no_globs(out->to, "record_path", error);
}

bool ab_parent_field_copy(const ab_parent_field *field, const ab_value *parent, ab_arena *arena,
                          ab_value *item, ab_error *error)
{
    const ab_value *found = NULL;
    ab_error blocked = {0};
    if (!ab_dpath_get(parent, field->from, &found, error)) {
        return false;
    }
    ab_value copy = found ? ab_value_clone(arena, found) : ab_value_null();
    if (ab_dpath_set(arena, item, field->to, copy, &blocked)) {
        return true;
    }
    ab_value path = ab_value_array();
    for (size_t i = 0; i < field->to.n; i++) {
        ab_array_push(arena, &path, ab_value_str(field->to.segments[i]));
    }
    ab_error_set(error, AB_ERROR_CONFIG,
                 "Cannot write parent field to `record_path` %.*s: the expanded item already holds "
                 "a non-object value on that path.",
                 AB_STR_ARG(ab_python_repr(arena, &path)));
    ab_error_detail(error, "%s", blocked.message ? blocked.message : "");
    ab_error_clear(&blocked);
    return false;
}

static const ab_field parent_field_path_fields[] = {
    {"parent_path", AB_FIELD_TEMPLATES, AB_AT(parent_field_path, parent_path),
     .flags = AB_FIELD_REQUIRED, .help = "Keys that lead to the value in the expanded record."},
    {"record_path", AB_FIELD_TEMPLATES, AB_AT(parent_field_path, record_path),
     .flags = AB_FIELD_REQUIRED, .help = "Keys that say where the value goes in each item."},
    {0},
};

const ab_component_type ab_component_parent_field_path = {
    .name = "ParentFieldPath",
    .family = AB_FAMILY_NONE,
    .fields = parent_field_path_fields,
    .options_size = sizeof(parent_field_path),
    .help = "Names a field that is copied from an expanded record onto each of its items.",
};
