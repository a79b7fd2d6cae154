/* A text that is a literal prints as one that reads back as the same. */
#include "fuzz.h"

#include "template/template.h"
#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ab_str text = {(const char *)data, size};
    if (size > 4096 || !ab_utf8_valid(text)) {
        return 0;
    }
    ab_arena *arena = ab_arena_new();
    ab_value value;
    ab_value again;
    if (ab_python_literal(arena, text, &value)) {
        ab_str repr = ab_python_repr(arena, &value);
        bool finite =
            ab_str_find(repr, AB_STR("inf"), 0) < 0 && ab_str_find(repr, AB_STR("nan"), 0) < 0;
        bool plain =
            ab_str_find(repr, AB_STR("j"), 0) < 0 && ab_str_find(repr, AB_STR("Ellipsis"), 0) < 0;
        if (finite && plain && repr.n < 2000) {
            FUZZ_CHECK(ab_python_literal(arena, repr, &again));
            FUZZ_CHECK(ab_str_eq(repr, ab_python_repr(arena, &again)));
        }
    }
    ab_arena_free(arena);
    return 0;
}
