/* check, discover and the validation of configs. */
#include "fake.h"

#include "json/json.h"

static const struct {
    ab_check check;
    ab_error_kind kind;
    const char *story;
    int status;
} checks[] = {
    {AB_CHECK_SUCCEEDED, AB_ERROR_NONE,
     "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"SUCCEEDED\"}}\n", 0},
    {AB_CHECK_FAILED, AB_ERROR_TRANSIENT,
     "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"FAILED\","
     "\"message\":\"no ****\"}}\n",
     0},
    {AB_CHECK_ERROR, AB_ERROR_CONFIG,
     "ERROR : no **** (config_error)\n{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{"
     "\"status\":\"FAILED\",\"message\":\"no ****\"}}\n",
     0},
    {AB_CHECK_ERROR, AB_ERROR_SYSTEM, "ERROR : no **** (system_error)\n", 1},
};

static void checks_become_statuses(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
        fake_output out;
        fake_open(&out, NULL);
        ab_mask_add(out.runtime.mask, AB_STR("token"));
        fake_source source;
        fake_source_init(&source, NULL, 0);
        source.check = checks[i].check;
        source.check_kind = checks[i].kind;
        source.check_message = "no token";
        ab_value config = ab_value_object();
        assert_int_equal(ab_engine_check(&out.runtime, &source.source, &config), checks[i].status);
        fake_close(&out);
        assert_str(fake_story(&out), checks[i].story);
        fake_free(&out);
    }
}

static void discover_describes_all_streams(void **state)
{
    (void)state;
    fake_output out;
    fake_open(&out, NULL);
    fake_stream streams[] = {{.name = "a"}};
    fake_source source;
    fake_source_init(&source, streams, 1);
    ab_value config = ab_value_object();
    assert_int_equal(ab_engine_discover(&out.runtime, &source.source, &config), 0);
    fake_close(&out);
    assert_str(fake_story(&out),
               "{\"type\":\"CATALOG\",\"catalog\":{\"streams\":[{\"name\":\"a\",\"json_schema\":{},"
               "\"supported_sync_modes\":[\"full_refresh\",\"incremental\"],"
               "\"source_defined_cursor\":true,\"default_cursor_field\":[\"n\"],"
               "\"source_defined_primary_key\":[[\"id\"]],\"is_resumable\":false,"
               "\"is_file_based\":false}]}}\n");
    fake_free(&out);
}

static const struct {
    const char *config;
    const char *error;
} configs[] = {
    {"{\"key\":\"x\"}", NULL},
    {"{\"key\":\"x\",\"_limit\":3,\"__injected\":{}}", NULL},
    {"{}", "Config validation error: 'key' is a required property"},
    {"{\"key\":1}", "Config validation error: 1 is not of type 'string' (at key)"},
    {"{\"key\":\"x\",\"more\":1}", "Config validation error: Additional properties are not allowed "
                                   "('more' was unexpected)"},
};

static void configs_are_validated_in_the_words_of_jsonschema(void **state)
{
    (void)state;
    static const char spec_text[] =
        "{\"connectionSpecification\":{\"type\":\"object\",\"required\":[\"key\"],"
        "\"additionalProperties\":false,\"properties\":{\"key\":{\"type\":\"string\"}}}}";
    for (size_t i = 0; i < sizeof(configs) / sizeof(configs[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value *spec = ab_new_json(arena, ab_str_of(spec_text), NULL);
        ab_value *config = ab_new_json(arena, ab_str_of(configs[i].config), NULL);
        ab_error error = {0};
        ab_engine_validate_config(spec, config, &error);
        assert_str(ab_str_of(error.message), configs[i].error ? configs[i].error : "");
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(checks_become_statuses),
        cmocka_unit_test(discover_describes_all_streams),
        cmocka_unit_test(configs_are_validated_in_the_words_of_jsonschema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
