/* Tests of the spec against a config, a file, an image. */
#include "acceptance/compat.h"
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"
#include "jsonschema/schema.h"

/* Differences that are told; more make nobody wiser. */
enum { SHOWN_DIFFERENCES = 10 };

/* Members of an object whose name does not begin with "_": those are the platform's. */
static ab_value without_underscores(ab_arena *arena, const ab_value *config)
{
    ab_value out = ab_value_object();
    for (uint32_t i = 0; i < config->count; i++) {
        const ab_member *member = &config->object.members[i];
        if (!ab_str_starts(member->key, AB_STR("_"))) {
            ab_object_set(arena, &out, member->key, member->value);
        }
    }
    return out;
}

void ab_at_config_match_spec(ab_at_case *c)
{
    const ab_value *spec = ab_at_spec(c);
    const ab_value *config = spec ? ab_at_connector_config(c) : NULL;
    ab_error error = {0};
    if (!config) {
        return;
    }
    ab_schema *schema =
        ab_schema_compile(c->arena, ab_get(spec, "connectionSpecification"), NULL, &error);
    if (!schema) {
        ab_at_fail(c, "The spec is not a valid schema: %s", error.message);
        ab_error_clear(&error);
        return;
    }
    ab_value seen = without_underscores(c->arena, config);
    ab_schema_violations violations = {0};
    if (!ab_schema_validate(schema, &seen, NULL, c->arena, &violations)) {
        for (size_t i = 0; i < violations.n; i++) {
            ab_str path = ab_schema_path_text(c->arena, &violations.at[i]);
            ab_at_fail(c, "the config, at %.*s: %.*s",
                       AB_STR_ARG(path.n ? path : AB_STR("its top")),
                       AB_STR_ARG(violations.at[i].message));
        }
    }
}

/* ---------------------------------------------------------------- the file */

/* What a manifest says of its spec, as the SPEC message words it. */
static ab_value spec_of_manifest(ab_arena *arena, const ab_value *manifest)
{
    static const char *const names[][2] = {
        {"connection_specification", "connectionSpecification"},
        {"documentation_url", "documentationUrl"},
        {"advanced_auth", "advanced_auth"},
    };
    const ab_value *from = ab_get(manifest, "spec");
    ab_value out = ab_value_object();
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        const ab_value *member = ab_get(from, names[i][0]);
        if (member) {
            ab_set(arena, &out, names[i][1], *member);
        }
    }
    return out;
}

/* The member at a path of names, to be changed; NULL if it is not there. */
static ab_value *find_path(ab_value *value, const char *const *names)
{
    for (; value && *names; names++) {
        value = ab_object_find(value, ab_str_of(*names));
    }
    return value;
}

/* Takes out what the model of a SPEC message has at its default. */
static void drop_default(ab_arena *arena, ab_value *spec)
{
    static const char *const place[] = {"advanced_auth", "oauth_config_specification",
                                        "oauth_connector_input_specification", NULL};
    static const char name[] = "scopes_join_strategy";
    ab_value *input = find_path(spec, place);
    if (input && ab_str_is(ab_get_text(input, name), "space")) {
        ab_object_remove(arena, input, AB_STR(name));
    }
}

/* The spec as its model has it: no nulls, and what is left at its default is not told. */
static ab_value comparable(ab_arena *arena, const ab_value *spec, const ab_value *only)
{
    static const char *const defaults[] = {"supported_destination_sync_modes", "protocol_version"};
    ab_value out = ab_value_object();
    for (uint32_t i = 0; ab_is(spec, AB_OBJECT) && i < spec->count; i++) {
        const ab_member *member = &spec->object.members[i];
        bool told = !ab_is(&member->value, AB_NULL) && (!only || ab_object_get(only, member->key));
        for (size_t d = 0; d < sizeof(defaults) / sizeof(*defaults); d++) {
            told = told && !ab_str_is(member->key, defaults[d]);
        }
        if (told) {
            ab_object_set(arena, &out, member->key, ab_value_clone(arena, &member->value));
        }
    }
    drop_default(arena, &out);
    return out;
}

void ab_at_match_expected(ab_at_case *c)
{
    const ab_value *spec = ab_at_spec(c);
    ab_str path = ab_get_text(c->entry, "spec_path");
    if (!spec) {
        return;
    }
    const ab_value *file = ab_at_file(c, path.n ? path : AB_STR("secrets/spec.json"), true);
    if (!file) {
        ab_at_skip(c, "there is no file %.*s", AB_STR_ARG(path.n ? path : AB_STR("spec.json")));
        return;
    }
    bool manifest = ab_get(file, "spec") && !ab_get(file, "connectionSpecification");
    ab_value of_manifest = manifest ? spec_of_manifest(c->arena, file) : ab_value_object();
    ab_value want = comparable(c->arena, manifest ? &of_manifest : file, NULL);
    ab_value got = comparable(c->arena, spec, manifest ? &of_manifest : NULL);
    ab_buf lines;
    ab_buf_init(&lines, AB_BUF_NO_MAX);
    size_t n = ab_at_diff(c->arena, &want, &got, SHOWN_DIFFERENCES, &lines);
    if (n > 0) {
        ab_at_fail(c, "The spec differs from %.*s in %zu places:\n%s", AB_STR_ARG(path), n,
                   lines.p);
    }
    ab_buf_free(&lines);
}

void ab_at_spec_compatibility(ab_at_case *c)
{
    const ab_value *spec = ab_at_spec(c);
    const ab_value *previous = spec ? ab_at_previous_spec(c) : NULL;
    if (previous) {
        ab_at_compare_specs(c, ab_get(previous, "connectionSpecification"),
                            ab_get(spec, "connectionSpecification"));
    }
}

/* ---------------------------------------------------------------- the image */

static const ab_value *image_config(ab_at_case *c)
{
    const ab_at_connector *connector = &c->suite->connector;
    ab_value *value = AB_ARENA_NEW(c->arena, ab_value);
    ab_error error = {0};
    if (!connector->is_image) {
        ab_at_skip(c, "the connector is a program, not an image");
        return NULL;
    }
    bool good = ab_at_image_config(c->arena, connector->program, value, &error);
    if (!good) {
        ab_at_fail(c, "%s", error.message);
    }
    ab_error_clear(&error);
    return good ? value : NULL;
}

void ab_at_image_labels(ab_at_case *c)
{
    static const char *const labels[][2] = {{"io.airbyte.name", "dockerRepository"},
                                            {"io.airbyte.version", "dockerImageTag"}};
    const ab_value *image = image_config(c);
    if (!image) {
        return;
    }
    if (!c->suite->metadata) {
        ab_at_skip(c, "there is no metadata.yaml");
        return;
    }
    for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
        ab_str got = ab_get_text(ab_get(image, "Labels"), labels[i][0]);
        ab_str want = ab_get_text(c->suite->metadata, labels[i][1]);
        if (!ab_str_eq(got, want)) {
            ab_at_fail(c, "label %s: expected \"%.*s\" (metadata's %s), got \"%.*s\"", labels[i][0],
                       AB_STR_ARG(want), labels[i][1], AB_STR_ARG(got));
        }
    }
}

void ab_at_image_environment(ab_at_case *c)
{
    static const char name[] = "AIRBYTE_ENTRYPOINT=";
    const ab_value *image = image_config(c);
    const ab_value *variables = ab_get(image, "Env");
    const ab_value *words = ab_get(image, "Entrypoint");
    ab_str got = {0};
    if (!image) {
        return;
    }
    for (uint32_t i = 0; ab_is(variables, AB_ARRAY) && i < variables->count; i++) {
        ab_str variable = ab_text(&variables->items[i]);
        if (ab_str_starts(variable, AB_STR(name))) {
            got = ab_str_sub(variable, sizeof(name) - 1, variable.n);
        }
    }
    ab_buf want;
    ab_buf_init(&want, AB_BUF_NO_MAX);
    for (uint32_t i = 0; ab_is(words, AB_ARRAY) && i < words->count; i++) {
        ab_buf_add_text(&want, i ? " " : "");
        ab_buf_add_str(&want, ab_text(&words->items[i]));
    }
    if (got.n == 0 || !ab_str_eq(got, ab_buf_str(&want))) {
        ab_at_fail(c, "AIRBYTE_ENTRYPOINT: expected \"%.*s\" (the entrypoint), got \"%.*s\"",
                   AB_STR_ARG(ab_buf_str(&want)), AB_STR_ARG(got));
    }
    ab_buf_free(&want);
}
