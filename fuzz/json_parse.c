/* A document that parses is written in every style, and what was written parses to an equal value
 * and writes the same again. */
#include "fuzz.h"

#include "json/json.h"

static bool holds_nan(const ab_value *v)
{
    if (v->kind == AB_REAL) {
        double d = ab_value_double(v);
        return d != d;
    }
    if (v->kind == AB_ARRAY || v->kind == AB_OBJECT) {
        for (uint32_t i = 0; i < v->count; i++) {
            if (holds_nan(v->kind == AB_ARRAY ? &v->items[i] : &v->object.members[i].value)) {
                return true;
            }
        }
    }
    return false;
}

static void check_style(ab_arena *arena, const ab_value *v, unsigned style)
{
    ab_str text = ab_json_text(arena, v, style);
    ab_value again;
    FUZZ_CHECK(ab_json_parse(arena, text, NULL, &again, NULL));
    FUZZ_CHECK(ab_utf8_valid(text));
    FUZZ_CHECK(holds_nan(v) || ab_value_equal(v, &again));
    FUZZ_CHECK(ab_str_eq(text, ab_json_text(arena, &again, style)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const unsigned styles[] = {AB_JSON_COMPACT, AB_JSON_PYTHON,
                                      AB_JSON_SORTED | AB_JSON_INDENTED | AB_JSON_ASCII};
    ab_str text = {(const char *)data, size};
    ab_json_options options = {.positions = true, .copy = true};
    ab_arena *arena = ab_arena_new();
    ab_value v;
    ab_error error = {0};
    if (ab_json_parse(arena, text, &options, &v, &error)) {
        FUZZ_CHECK(v.line >= 1 && v.column >= 1);
        for (size_t i = 0; i < sizeof(styles) / sizeof(styles[0]); i++) {
            check_style(arena, &v, styles[i]);
        }
    } else {
        FUZZ_CHECK(error.message && error.line >= 1 && error.column >= 1);
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
    return 0;
}
