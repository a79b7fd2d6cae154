/* Masking of secrets, by form, place in the config, and overlap. */
#include "check.h"

#include "protocol/mask.h"
#include "json/json.h"

static const struct {
    const char *name;
    const char *secrets[3];
    const char *text;
    const char *masked;
} rows[] = {
    {"plain", {"s3cret"}, "key s3cret!", "key ****!"},
    {"twice", {"s3cret"}, "s3crets3cret", "********"},
    {"none", {"s3cret"}, "nothing here", "nothing here"},
    {"longest first", {"abc", "abcdef"}, "x abcdef y abc", "x **** y ****"},
    {"overlap is masked whole", {"abcd", "cdef"}, "abcdef", "****"},
    {"url-encoded", {"a/b c+d"}, "?k=a%2Fb%20c%2Bd&z", "?k=****&z"},
    {"form-encoded", {"a/b c+d"}, "k=a%2Fb+c%2Bd", "k=****"},
    {"quoted with slashes kept", {"a/b c"}, "a/b%20c", "****"},
    {"lower-case digits", {"a/b"}, "a%2fb", "****"},
    {"JSON-escaped", {"a\"b\nc"}, "{\"k\":\"a\\\"b\\nc\"}", "{\"k\":\"****\"}"},
    {"JSON in ASCII", {"p\xc3\xa4ss"}, "p\\u00e4ss", "****"},
    {"too short to be one", {"ab"}, "abab", "abab"},
    {"no words of JSON", {"true"}, "it is true", "it is true"},
    {"empty", {""}, "x", "x"},
};

static void forms_are_masked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_mask *mask = ab_mask_new();
        for (size_t j = 0; j < 3 && rows[i].secrets[j]; j++) {
            ab_mask_add(mask, ab_str_of(rows[i].secrets[j]));
        }
        ab_arena *arena = ab_arena_new();
        assert_str(ab_mask_text(mask, arena, ab_str_of(rows[i].text)), rows[i].masked);
        ab_arena_free(arena);
        ab_mask_free(mask);
    }
}

static const char schema_text[] =
    "{\"properties\":{"
    "\"api_key\":{\"airbyte_secret\":true},"
    "\"name\":{\"type\":\"string\"},"
    "\"pin\":{\"airbyte_secret\":true},"
    "\"credentials\":{\"oneOf\":["
    "{\"properties\":{\"token\":{\"airbyte_secret\":true}}},"
    "{\"properties\":{\"password\":{\"airbyte_secret\":true}}}]},"
    "\"keys\":{\"items\":{\"properties\":{\"k\":{\"airbyte_secret\":true}}}},"
    "\"box\":{\"airbyte_secret\":true}}}";
static const char config_text[] =
    "{\"api_key\":\"KEY1\",\"name\":\"NAME\",\"pin\":12345,"
    "\"credentials\":{\"password\":\"PASS2\"},\"keys\":[{\"k\":\"ONE3\"},{\"k\":\"TWO4\"}],"
    "\"box\":{\"a\":[\"DEEP5\"]}}";

static void config_secrets_are_found_by_the_spec(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value schema, config;
    assert_true(ab_json_parse(arena, ab_str_of(schema_text), NULL, &schema, NULL));
    assert_true(ab_json_parse(arena, ab_str_of(config_text), NULL, &config, NULL));
    ab_mask *mask = ab_mask_new();
    ab_mask_add_config(mask, &schema, &config);
    ab_str text = AB_STR("KEY1 NAME 12345 PASS2 ONE3 TWO4 DEEP5");
    assert_str(ab_mask_text(mask, arena, text), "**** NAME **** **** **** **** ****");
    ab_mask_free(mask);
    ab_arena_free(arena);
}

static void tokens_of_an_answer_are_found_at_any_depth(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_mask *mask = ab_mask_new();
    ab_value answer;
    ab_str text = AB_STR("{\"access_token\":\"tok-1\",\"list\":[{\"refresh_token\":\"tok-2\"}],"
                         "\"id_token\":5,\"token_type\":\"bearer\"}");
    assert_true(ab_json_parse(arena, text, NULL, &answer, NULL));
    ab_mask_add_tokens(mask, &answer);
    ab_mask_add_tokens(mask, NULL);
    assert_str(ab_mask_text(mask, arena, text),
               "{\"access_token\":\"****\",\"list\":[{\"refresh_token\":\"****\"}],"
               "\"id_token\":5,\"token_type\":\"bearer\"}");
    ab_mask_free(mask);
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_are_masked),
        cmocka_unit_test(config_secrets_are_found_by_the_spec),
        cmocka_unit_test(tokens_of_an_answer_are_found_at_any_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
