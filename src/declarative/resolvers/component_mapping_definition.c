/* ComponentMappingDefinition. */
#include "declarative/path.h"
#include "declarative/resolvers/mapping.h"
#include "declarative/transformations/condition.h"
#include "yaml/yaml.h"

typedef struct component_mapping_definition {
    ab_templates field_path;
    const ab_template *value;
    int value_type;
    bool create_or_update;
    const ab_template *condition;
} component_mapping_definition;

enum { VALUE_TYPE_STRING = 0 };

struct ab_component_mapping {
    const component_mapping_definition *options;
    const ab_template *value;
    const ab_template *condition; /* NULL: none */
    const ab_value *parameters;
    const ab_value *resolver_parameters;
};

/* ---- Applying ---- */

/* What YAML takes for a date is text here: paths, parameters and schemas are text. */
static void make_dates_text(ab_value *value)
{
    value->flags &= (uint8_t)~AB_VALUE_TIMESTAMP;
    for (size_t i = 0; value->kind == AB_ARRAY && i < value->count; i++) {
        make_dates_text(&value->items[i]);
    }
    for (size_t i = 0; value->kind == AB_OBJECT && i < value->count; i++) {
        make_dates_text(&value->object.members[i].value);
    }
}

/* Text that is YAML becomes what it says; other text stays. */
static void read_yaml(const ab_component_mapping *mapping, const ab_mapping_rules *rules,
                      ab_arena *arena, ab_value *value)
{
    bool keep = rules->keeps_texts && mapping->options->value_type == VALUE_TYPE_STRING;
    ab_value parsed;
    if (rules->yaml && !keep && value->kind == AB_STRING &&
        ab_yaml_parse(arena, value->text, NULL, &parsed, NULL)) {
        *value = ab_value_clone(arena, &parsed); /* aliases share what they stand for */
        make_dates_text(value);
    }
}

typedef struct setting {
    ab_arena *arena;
    const ab_value *value;
    size_t changed;
} setting;

static ab_dpath_action set_value(void *context, ab_value *found)
{
    setting *s = context;
    *found = ab_value_clone(s->arena, s->value);
    s->changed++;
    return AB_DPATH_GO_ON;
}

static bool apply(const ab_component_mapping *mapping, const ab_mapping_rules *rules,
                  const ab_scope *scope, ab_value *stream, ab_error *error)
{
    ab_value result;
    ab_value value;
    ab_dpath path;
    bool holds = true;
    if (mapping->condition &&
        !ab_scope_bool(scope, mapping->condition, mapping->resolver_parameters, &holds, error)) {
        return false;
    }
    if (!holds) {
        return true;
    }
    if (!ab_scope_value(scope, mapping->value, mapping->parameters, &result, error) ||
        !ab_python_json(scope->arena, &result, &value, error) ||
        !ab_scope_path(scope, &mapping->options->field_path, mapping->parameters, &path, error)) {
        return false;
    }
    read_yaml(mapping, rules, scope->arena, &value);
    setting s = {scope->arena, &value, 0};
    if (!ab_dpath_visit(scope->arena, stream, path, set_value, &s, error)) {
        return false;
    }
    bool create = rules->creates && mapping->options->create_or_update && !s.changed &&
                  ab_value_truthy(&value);
    return !create ||
           ab_dpath_set(scope->arena, stream, path, ab_value_clone(scope->arena, &value), error);
}

bool ab_component_mappings_apply(const ab_component_mappings *mappings,
                                 const ab_mapping_rules *rules, ab_env *env,
                                 const ab_value *stream_template, const ab_value *values,
                                 const ab_slice *slice, ab_arena *arena, ab_value *out,
                                 ab_error *error)
{
    ab_value extra = ab_value_object();
    ab_set(arena, &extra, "components_values", *values);
    ab_set(arena, &extra, "stream_template_config", *stream_template);
    ab_scope scope = ab_scope_new(env, arena);
    scope.extra = &extra;
    scope.slice = slice;
    *out = ab_value_clone(arena, stream_template);
    bool ok = true;
    for (size_t i = 0; ok && i < mappings->n; i++) {
        ok = apply(&mappings->at[i], rules, &scope, out, error);
    }
    return ok;
}

/* ---- Build ---- */

static bool build_mapping(ab_build *build, const ab_component *resolver,
                          const ab_component *component, const ab_mapping_rules *rules,
                          ab_component_mapping *out, ab_error *error)
{
    out->options = component->options;
    out->parameters = component->parameters;
    out->resolver_parameters = resolver->parameters;
    out->condition = ab_condition_or_null(out->options->condition);
    if (out->condition && !rules->conditions) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "`condition` is only supported for `ConfigComponentsResolver`");
    }
    out->value = ab_typed_template(build, out->options->value, out->options->value_type, error);
    return out->value != NULL;
}

bool ab_component_mappings_build(ab_build *build, const ab_component *component,
                                 const ab_components *mappings, const ab_mapping_rules *rules,
                                 ab_component_mappings *out, ab_error *error)
{
    out->n = mappings->n;
    out->at = AB_ARENA_ARRAY(build->arena, ab_component_mapping, mappings->n + 1);
    for (size_t i = 0; i < mappings->n; i++) {
        if (!build_mapping(build, component, mappings->at[i], rules, &out->at[i], error)) {
            return ab_component_error(build, mappings->at[i], error);
        }
    }
    return true;
}

static const ab_field component_mapping_definition_fields[] = {
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(component_mapping_definition, field_path),
     .flags = AB_FIELD_REQUIRED,
     .help = "Keys that lead to the field of the stream template; segments may be globs."},
    {"value", AB_FIELD_TEMPLATE, AB_AT(component_mapping_definition, value),
     .flags = AB_FIELD_REQUIRED,
     .help = "The field's value, a template that sees components_values and "
             "stream_template_config."},
    {"value_type", AB_FIELD_ENUM, AB_AT(component_mapping_definition, value_type),
     .of = AB_VALUE_TYPES,
     .help = "The type that the value must have; a value of another type stays text."},
    {"create_or_update", AB_FIELD_BOOL, AB_AT(component_mapping_definition, create_or_update),
     .help = "Whether a field that the template does not have is made."},
    {"condition", AB_FIELD_CONDITION, AB_AT(component_mapping_definition, condition),
     .help = "The mapping applies only where this holds; for ConfigComponentsResolver only."},
    {0},
};

const ab_component_type ab_component_component_mapping_definition = {
    .name = "ComponentMappingDefinition",
    .family = AB_FAMILY_NONE,
    .fields = component_mapping_definition_fields,
    .options_size = sizeof(component_mapping_definition),
    .help = "Says which field of a stream template gets which value.",
};
