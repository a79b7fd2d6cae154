/* What the table-driven tests of this folder share. */
#ifndef UNIT_TESTS_JSONSCHEMA_ROWS_H
#define UNIT_TESTS_JSONSCHEMA_ROWS_H

#include "check.h"

#include "json/json.h"

static inline ab_value parse_json(ab_arena *arena, const char *text)
{
    ab_value v;
    ab_json_options options = {.positions = true};
    if (!ab_json_parse(arena, ab_str_of(text), &options, &v, NULL)) {
        print_error("not JSON: %s\n", text);
        fail();
    }
    return v;
}

#endif
