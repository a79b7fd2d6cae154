/* ValidateAdheresToSchema: a value has to be valid by a JSON schema. */
#include "declarative/spec/rules.h"
#include "jsonschema/schema.h"
#include "json/json.h"

typedef struct validate_adheres_to_schema {
    const ab_value *schema;
    const ab_template *schema_text;
} validate_adheres_to_schema;

typedef struct adhering {
    ab_validation_strategy base;
    ab_env *env;
    const validate_adheres_to_schema *options;
    const ab_value *parameters;
} adhering;

/* A schema may be the text of one, from the config. */
static bool schema_of(const adhering *self, ab_arena *arena, const ab_value *config, ab_value *out,
                      ab_error *error)
{
    if (self->options->schema) {
        *out = *self->options->schema;
        return true;
    }
    ab_scope scope = ab_config_scope(self->env, arena, config);
    if (!ab_scope_value(&scope, self->options->schema_text, self->parameters, out, error)) {
        return false;
    }
    if (ab_is(out, AB_STRING) && !ab_json_parse(arena, out->text, NULL, out, error)) {
        return ab_error_wrap(error, "The schema is no valid JSON");
    }
    return true;
}

static bool validate(const ab_validation_strategy *base, ab_arena *arena, const ab_value *config,
                     const ab_value *value, ab_error *error)
{
    const adhering *self = (const adhering *)base;
    ab_value schema;
    ab_value parsed = *value;
    ab_schema_violations violations = {0};
    if (!schema_of(self, arena, config, &schema, error)) {
        return false;
    }
    if (ab_is(value, AB_STRING) && !ab_json_parse(arena, value->text, NULL, &parsed, NULL)) {
        return ab_error_set(error, AB_ERROR_CONFIG, "Invalid JSON string: %.*s",
                            AB_STR_ARG(value->text));
    }
    ab_schema *compiled = ab_schema_compile(arena, &schema, NULL, error);
    if (!compiled) {
        return false;
    }
    return ab_schema_validate(compiled, &parsed, NULL, arena, &violations) ||
           ab_error_set(error, AB_ERROR_CONFIG, "JSON schema validation error: %.*s",
                        AB_STR_ARG(ab_schema_best_match(&violations)->message));
}

static void *build_adhering(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    (void)args;
    (void)error;
    adhering *self = AB_ARENA_NEW(build->arena, adhering);
    self->base.validate = validate;
    self->env = build->env;
    self->options = component->options;
    self->parameters = component->parameters;
    return self;
}

static const ab_field validate_adheres_to_schema_fields[] = {
    {"base_schema", AB_FIELD_JSON, AB_AT(validate_adheres_to_schema, schema),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_OBJECT, .help = "The JSON schema."},
    {"base_schema", AB_FIELD_TEMPLATE, AB_AT(validate_adheres_to_schema, schema_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING,
     .help = "The JSON schema as text, from the config."},
    {0},
};

const ab_component_type ab_component_validate_adheres_to_schema = {
    .name = "ValidateAdheresToSchema",
    .family = AB_FAMILY_NONE,
    .fields = validate_adheres_to_schema_fields,
    .options_size = sizeof(validate_adheres_to_schema),
    .build = build_adhering,
    .help = "Validates a value by a JSON schema; a string is parsed as JSON before.",
};
