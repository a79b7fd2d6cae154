#include "declarative/checks/check.h"
#include "declarative/parse.h"
#include "declarative/source/source.h"
#include "engine/runtime.h"

/* ---- Overrides of the config for the check alone ---- */

static bool writes_back_config(const ab_value *node, unsigned depth)
{
    if (depth > 200) {
        return false;
    }
    if (ab_is(node, AB_ARRAY)) {
        for (size_t i = 0; i < node->count; i++) {
            if (writes_back_config(&node->items[i], depth + 1)) {
                return true;
            }
        }
    }
    if (!ab_is(node, AB_OBJECT)) {
        return false;
    }
    const ab_value *updater = ab_get(node, "refresh_token_updater");
    ab_str type = ab_get_text(node, "type");
    if (updater && !ab_is(updater, AB_NULL) &&
        (ab_str_is(type, "OAuthAuthenticator") || ab_str_is(type, "CustomAuthenticator"))) {
        return true;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (writes_back_config(&node->object.members[i].value, depth + 1)) {
            return true;
        }
    }
    return false;
}

static bool may_override(const ab_declarative_source *source, const ab_value *overrides,
                         ab_error *error)
{
    for (size_t i = 0; i < overrides->count; i++) {
        if (ab_str_starts(overrides->object.members[i].key, AB_STR("__airbyte"))) {
            return ab_error_set(
                error, AB_ERROR_SYSTEM,
                "This connector's manifest is invalid: its check component overrides the reserved "
                "config key %.*s. Keys prefixed with `__airbyte` belong to the platform, not to "
                "the connector's spec.",
                AB_STR_ARG(overrides->object.members[i].key));
        }
    }
    if (writes_back_config(&source->manifest.resolved, 0)) {
        return ab_error_set(
            error, AB_ERROR_SYSTEM,
            "This connector's manifest is invalid: `config_overrides` cannot be used by a manifest "
            "that declares a `refresh_token_updater`, which would save them for good.");
    }
    return true;
}

static const char *const branches[] = {"allOf", "anyOf", "oneOf"};

/* Whether the spec declares the field, also in the branches of oneOf, anyOf and allOf; with an
 * empty `name`, whether it lists its fields at all. */
static bool declares(const ab_value *specification, ab_str name, unsigned depth)
{
    const ab_value *properties = ab_get(specification, "properties");
    if (depth > 50 || !ab_is(specification, AB_OBJECT)) {
        return false;
    }
    if (name.n ? ab_object_get(properties, name) != NULL : ab_is(properties, AB_OBJECT)) {
        return true;
    }
    for (size_t b = 0; b < sizeof(branches) / sizeof(branches[0]); b++) {
        const ab_value *list = ab_get(specification, branches[b]);
        for (size_t i = 0; ab_is(list, AB_ARRAY) && i < list->count; i++) {
            if (declares(&list->items[i], name, depth + 1)) {
                return true;
            }
        }
    }
    return false;
}

/* Tells the keys, never the values, and those that no field of the spec has: likely mistyped. A
 * spec that lists no fields (`type: object` alone) allows any. */
static void log_overrides(const ab_declarative_source *source, const ab_value *overrides,
                          const ab_value *specification)
{
    bool lists = declares(specification, (ab_str){NULL, 0}, 0);
    for (size_t i = 0; i < overrides->count; i++) {
        ab_str key = overrides->object.members[i].key;
        ab_log(source->env.log, AB_LOG_INFO, "Overriding the config key %.*s for the check",
               AB_STR_ARG(key));
        if (lists && !declares(specification, key, 0)) {
            ab_log(source->env.log, AB_LOG_WARN,
                   "The check's config override %.*s is not declared in the connector's spec",
                   AB_STR_ARG(key));
        }
    }
}

static bool apply_overrides(ab_declarative_source *source, const ab_value *overrides,
                            ab_error *error)
{
    if (!overrides || !overrides->count) {
        return true;
    }
    if (!may_override(source, overrides, error)) {
        return false;
    }
    const ab_value *specification =
        ab_get(ab_get(&source->manifest.resolved, "spec"), "connection_specification");
    ab_value config = ab_value_clone(source->arena, source->given);
    log_overrides(source, overrides, specification);
    if (source->env.runtime && specification) {
        ab_mask_add_config(source->env.runtime->mask, specification, overrides);
    }
    for (size_t i = 0; i < overrides->count; i++) {
        const ab_member *member = &overrides->object.members[i];
        ab_object_set(source->arena, &config, member->key, member->value);
    }
    ab_config_set(source->env.config, &config);
    return true;
}

/* ---- The slot ---- */

static ab_checker *build_checker(ab_declarative_source *source, ab_error *error)
{
    const ab_value *node = ab_get(&source->manifest.resolved, "check");
    ab_parse parse = {.arena = source->arena, .file = source->manifest.file};
    const ab_component *component =
        ab_component_parse(&parse, node, "CheckStream|CheckDynamicStream", AB_STR("check"));
    ab_build build = {.arena = source->arena, .env = &source->env};
    ab_checker *checker = NULL;
    if (ab_parse_result(&parse, AB_PROBLEM_USE, error)) {
        checker = ab_checker_build(&build, component, error);
    }
    ab_parse_end(&parse);
    return checker;
}

ab_check ab_source_check(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error)
{
    (void)runtime;
    (void)config;
    ab_declarative_source *source = self;
    ab_checker *checker = build_checker(source, error);
    bool succeeded = false;
    ab_str reason = {NULL, 0};
    if (!checker || !apply_overrides(source, checker->config_overrides, error) ||
        !checker->run(checker, source, source->arena, &succeeded, &reason, error)) {
        const ab_value *node = ab_get(&source->manifest.resolved, "check");
        ab_error_in_component(error, AB_STR("check"));
        ab_error_at(error, source->manifest.file, node->line, node->column);
        return AB_CHECK_ERROR;
    }
    if (!succeeded) {
        /* The CDK shows the reason as Python's repr(). */
        ab_value text = ab_value_str(reason);
        ab_error_set(error, AB_ERROR_CONFIG, "%.*s",
                     AB_STR_ARG(ab_python_repr(source->arena, &text)));
        return AB_CHECK_FAILED;
    }
    return AB_CHECK_SUCCEEDED;
}
