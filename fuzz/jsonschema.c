/* A document {"schema": …, "instance": …}: the verdict is the same with and without a report, and
 * what normalisation does not call changed is as it was. */
#include "fuzz.h"

#include "jsonschema/normalize.h"
#include "jsonschema/schema.h"
#include "json/json.h"

static void check_validation(ab_arena *arena, const ab_value *schema, const ab_value *instance,
                             bool lenient)
{
    ab_error error = {0};
    ab_schema_compile_options options = {.lenient = lenient};
    ab_schema_options formats = {.check_formats = true};
    const ab_schema *compiled = ab_schema_compile(arena, schema, &options, &error);
    FUZZ_CHECK((compiled == NULL) == ab_error_is_set(&error));
    if (compiled) {
        ab_schema_violations violations;
        bool valid = ab_schema_validate(compiled, instance, &formats, arena, &violations);
        FUZZ_CHECK(valid == (violations.n == 0));
        FUZZ_CHECK(valid == (ab_schema_best_match(&violations) == NULL));
        FUZZ_CHECK(valid == ab_schema_validate(compiled, instance, &formats, NULL, NULL));
    }
    ab_error_clear(&error);
}

static void check_normalization(ab_arena *arena, const ab_value *schema, const ab_value *instance)
{
    ab_value record = ab_value_clone(arena, instance);
    bool changed;
    ab_normalize(ab_normalizer_compile(arena, schema), arena, &record, &changed, NULL);
    FUZZ_CHECK(changed || ab_value_equal(&record, instance) || !ab_value_equal(instance, instance));
    ab_json_text(arena, &record, AB_JSON_COMPACT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ab_arena *arena = ab_arena_new();
    ab_value document;
    if (ab_json_parse(arena, (ab_str){(const char *)data, size}, NULL, &document, NULL)) {
        const ab_value *schema = ab_get(&document, "schema");
        const ab_value *instance = ab_get(&document, "instance");
        if (schema && instance) {
            check_validation(arena, schema, instance, false);
            check_validation(arena, schema, instance, true);
            check_normalization(arena, schema, instance);
        }
    }
    ab_arena_free(arena);
    return 0;
}
