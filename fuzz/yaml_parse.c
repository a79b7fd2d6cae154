/* A YAML document that parses can be written as JSON, and within its bounds; one that does not gets
 * an error with a position. */
#include "fuzz.h"

#include "yaml/yaml.h"
#include "json/json.h"

/* Counts the values, copies of aliases included; checks depth and positions. */
static size_t count_values(const ab_value *v, size_t depth)
{
    FUZZ_CHECK(depth <= AB_YAML_MAX_DEPTH);
    size_t n = 1;
    for (uint32_t i = 0; (v->kind == AB_ARRAY || v->kind == AB_OBJECT) && i < v->count; i++) {
        n += count_values(v->kind == AB_ARRAY ? &v->items[i] : &v->object.members[i].value,
                          depth + 1);
    }
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ab_arena *arena = ab_arena_new();
    ab_value v;
    ab_error error = {0};
    if (ab_yaml_parse(arena, (ab_str){(const char *)data, size}, "fuzz", &v, &error)) {
        FUZZ_CHECK(!ab_error_is_set(&error));
        if (count_values(&v, 0) < 10000) {
            ab_str text = ab_json_text(arena, &v, AB_JSON_COMPACT);
            ab_value again;
            FUZZ_CHECK(ab_json_parse(arena, text, NULL, &again, NULL));
        }
    } else {
        FUZZ_CHECK(error.message && error.line >= 1 && error.column >= 1);
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
    return 0;
}
