/* Catalogs and states as anybody may hand them over: what is accepted keeps its promises, what is
 * refused says why. */
#include "fuzz.h"

#include "protocol/catalog.h"
#include "protocol/state.h"
#include "json/json.h"

static void check_catalog(ab_arena *arena, const ab_value *value)
{
    ab_configured_catalog catalog;
    ab_error error = {0};
    if (ab_configured_catalog_read(arena, value, &catalog, &error)) {
        for (size_t i = 0; i < catalog.count; i++) {
            FUZZ_CHECK(ab_is(catalog.streams[i].value, AB_OBJECT));
        }
    } else {
        FUZZ_CHECK(error.kind != AB_ERROR_NONE && error.message);
    }
    ab_error_clear(&error);
}

static void check_state(ab_arena *arena, const ab_value *value)
{
    ab_state_input input;
    ab_error error = {0};
    if (ab_state_input_read(arena, value, &input, &error)) {
        FUZZ_CHECK(ab_is(input.messages, AB_ARRAY));
        for (size_t i = 0; i < input.count; i++) {
            const ab_value *state = input.streams[i].state;
            FUZZ_CHECK(!state || ab_is(state, AB_OBJECT));
            ab_state_input_get(&input, input.streams[i].descriptor);
        }
    } else {
        FUZZ_CHECK(error.kind != AB_ERROR_NONE && error.message);
    }
    ab_error_clear(&error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ab_str text = {(const char *)data, size};
    ab_arena *arena = ab_arena_new();
    ab_value value;
    if (ab_json_parse(arena, text, NULL, &value, NULL)) {
        check_catalog(arena, &value);
        check_state(arena, &value);
    }
    ab_arena_free(arena);
    return 0;
}
