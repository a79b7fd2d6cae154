/* Values to cJSON and back: what survives does so exactly, the rest is refused. */
#include "check.h"

#include "airbyte/cjson.h"
#include "airbyte/value.h"
#include "base/arena.h"
#include "base/error.h"

static const struct {
    const char *json;
    const char *error; /* NULL: comes back as it was */
} rows[] = {
    {"{\"a\":[1,2.5,-0.1,\"x\",true,false,null,{}]}", NULL},
    {"9007199254740992", NULL},
    {"1e-7", NULL},
    {"\"\xc3\xa4\"", NULL},
    {"9007199254740993", "The number 9007199254740993 would not survive in cJSON"},
    {"123456789012345678901234567890",
     "The number 123456789012345678901234567890 would not survive in cJSON"},
    {"0.1234567890123456789", "The number 0.1234567890123456789 would not survive in cJSON"},
    {"1e999", "The number 1e999 would not survive in cJSON"},
    {"[\"a\\u0000b\"]", "cJSON cannot hold a text with a NUL"},
};

static void what_survives_comes_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_error error = {0};
        ab_value *value = ab_new_json(arena, ab_str_of(rows[i].json), NULL);
        cJSON *tree = ab_cjson_from_value(value, &error);
        assert_str(ab_str_of(error.message), rows[i].error ? rows[i].error : "");
        assert_int_equal(tree == NULL, rows[i].error != NULL);
        if (tree) {
            assert_true(ab_equal(ab_cjson_to_value(arena, tree, &error), value));
        }
        cJSON_Delete(tree);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void raw_items_are_refused(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    cJSON *raw = cJSON_CreateRaw("[");
    assert_null(ab_cjson_to_value(arena, raw, &error));
    assert_string_equal(error.message, "The cJSON tree holds an item of no JSON type");
    cJSON_Delete(raw);
    ab_error_clear(&error);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_survives_comes_back),
        cmocka_unit_test(raw_items_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
