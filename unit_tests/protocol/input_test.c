/* Configured catalogs and states as the platform, PyAirbyte and people write them. */
#include "check.h"

#include "protocol/catalog.h"
#include "protocol/message_read.h"
#include "protocol/state.h"
#include "json/json.h"

/* S stands for a good AirbyteStream. */
#define S "{\"name\":\"a\",\"json_schema\":{},\"supported_sync_modes\":[\"full_refresh\"]}"
#define TAIL "\"destination_sync_mode\":\"append\"}]}"

static const struct {
    const char *text;
    const char *error; /* NULL: accepted */
} catalogs[] = {
    {"{\"streams\":[]}", NULL},
    {"{\"streams\":[{\"stream\":" S ",\"sync_mode\":\"incremental\"," TAIL, NULL},
    {"{\"streams\":[{\"stream\":" S ",\"sync_mode\":\"full_refresh\",\"cursor_field\":null,"
     "\"primary_key\":null,\"generation_id\":1,\"minimum_generation_id\":0,\"sync_id\":7,"
     "\"include_files\":false,\"new_member\":{}," TAIL,
     NULL},
    {"[]", "The configured catalog is not valid: an object with an array \"streams\" is required"},
    {"{\"streams\":null}",
     "The configured catalog is not valid: an object with an array \"streams\" is required"},
    {"{\"streams\":[1]}", "The configured catalog is not valid: streams[0]: an object is required"},
    {"{\"streams\":[{\"stream\":" S ",\"sync_mode\":\"INVALID\"," TAIL,
     "The configured catalog is not valid: streams[0].sync_mode: \"full_refresh\" or "
     "\"incremental\" is required"},
    {"{\"streams\":[{\"sync_mode\":\"full_refresh\"," TAIL,
     "The configured catalog is not valid: streams[0].stream: an object is required"},
    {"{\"streams\":[{\"stream\":{\"name\":1}," TAIL,
     "The configured catalog is not valid: streams[0].stream.name: a string is required"},
    {"{\"streams\":[{\"stream\":{\"name\":\"a\"}," TAIL,
     "The configured catalog is not valid: streams[0].stream.json_schema: an object is required"},
    {"{\"streams\":[{\"stream\":{\"name\":\"a\",\"json_schema\":{}}," TAIL,
     "The configured catalog is not valid: streams[0].stream.supported_sync_modes: an array is "
     "required"},
    {"{\"streams\":[{\"stream\":" S ",\"sync_mode\":\"full_refresh\"}]}",
     "The configured catalog is not valid: streams[0].destination_sync_mode: \"append\", "
     "\"overwrite\", \"append_dedup\", \"update\" or \"soft_delete\" is required"},
    {"{\"streams\":[{\"stream\":" S ",\"sync_mode\":\"incremental\",\"cursor_field\":\"x\"," TAIL,
     "The configured catalog is not valid: streams[0].cursor_field: an array of strings is "
     "required"},
};

static ab_value parse(ab_arena *arena, const char *text)
{
    ab_value value;
    assert_true(ab_json_parse(arena, ab_str_of(text), NULL, &value, NULL));
    return value;
}

static void catalogs_are_read_or_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(catalogs) / sizeof(catalogs[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value value = parse(arena, catalogs[i].text);
        ab_configured_catalog catalog;
        ab_error error = {0};
        bool good = ab_configured_catalog_read(arena, &value, &catalog, &error);
        assert_str(ab_str_of(error.message ? error.message : ""),
                   catalogs[i].error ? catalogs[i].error : "");
        assert_int_equal(good, !catalogs[i].error);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

static void a_configured_stream_is_told(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value value = parse(arena, "{\"streams\":[{\"stream\":" S ",\"sync_mode\":\"incremental\","
                                  "\"cursor_field\":[\"date\",\"x\"]," TAIL);
    ab_configured_catalog catalog;
    assert_true(ab_configured_catalog_read(arena, &value, &catalog, NULL));
    assert_int_equal(catalog.count, 1);
    assert_str(catalog.streams[0].descriptor.name, "a");
    assert_true(catalog.streams[0].incremental);
    assert_str(catalog.streams[0].cursor_field, "date");
    ab_arena_free(arena);
}

#define BODY(name, n)                                                                              \
    "{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"" name                     \
    "\"},\"stream_state\":"                                                                        \
    "{\"n\":" n "}}}"

static const struct {
    const char *text;
    const char *of_a; /* state of stream "a" as JSON; "" if there is none */
    const char *error;
} states[] = {
    {"[]", "", NULL},
    {"{}", "", NULL},
    {"null", "", NULL},
    {"[" BODY("a", "1") "]", "{\"n\":1}", NULL},
    {BODY("a", "1"), "{\"n\":1}", NULL},
    {"[" BODY("b", "2") "," BODY("a", "1") "," BODY("a", "3") "]", "{\"n\":3}", NULL},
    {"[{\"type\":\"STATE\",\"state\":" BODY("a", "1") "}]", "{\"n\":1}", NULL},
    {"[{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"a\",\"namespace\":null},"
     "\"stream_state\":{\"n\":1}},\"data\":null,\"global_\":null,\"global_\":null,"
     "\"destinationStats\":null,\"sourceStats\":{\"recordCount\":1.0,\"rejectedRecordCount\":null}"
     "}]",
     "{\"n\":1}", NULL},
    {"[{\"type\":\"GLOBAL\",\"global\":{\"shared_state\":null,\"stream_states\":[{"
     "\"stream_descriptor\":{\"name\":\"a\"},\"stream_state\":{\"n\":4}}]}}]",
     "{\"n\":4}", NULL},
    {"[{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"a\"},\"stream_state\":"
     "null}}]",
     "", NULL},
    {"[{\"type\":\"LEGACY\",\"data\":{\"a\":{\"n\":1}}}]", "", NULL},
    {"{\"a\":{\"n\":1}}", "", "The state is not valid: an array of state messages is required"},
    {"[{}]", "",
     "entry 1: The state is not valid: each entry needs a stream, global or data member"},
    {"[3]", "", "entry 1: The state is not valid: each entry must be an object"},
    {"[{\"type\":\"STREAM\",\"stream\":{\"stream_state\":{}}}]", "",
     "entry 1: The state is not valid: a stream's state needs a stream_descriptor with a name"},
    {"[{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{\"name\":\"a\"},\"stream_state\":1}}"
     "]",
     "", "entry 1: The state is not valid: a stream_state must be an object"},
    {"[{\"type\":\"GLOBAL\",\"global\":{\"shared_state\":{\"x\":1},\"stream_states\":[]}}]", "",
     "entry 1: The state is not valid: it is GLOBAL with a shared_state, which no source of this "
     "kind writes; reset the connection's state"},
};

static void states_come_in_many_forms(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value value = parse(arena, states[i].text);
        ab_state_input input = {0};
        ab_error error = {0};
        bool good = ab_state_input_read(arena, &value, &input, &error);
        assert_str(ab_str_of(error.message ? error.message : ""),
                   states[i].error ? states[i].error : "");
        assert_int_equal(good, !states[i].error);
        const ab_value *found =
            ab_state_input_get(&input, (ab_stream_descriptor){AB_STR("a"), AB_STR("")});
        assert_str(found ? ab_json_text(arena, found, AB_JSON_COMPACT) : AB_STR(""),
                   states[i].of_a);
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

/* ---- What a connector printed ---- */

static void messages_are_picked_out_of_an_output(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value messages;
    ab_str text = AB_STR("{\"type\":\"RECORD\",\"record\":{\"stream\":\"a\"}}\n\nTraceback\n"
                         "{\"type\":\"LOG\",\"log\":5}\n[1]\n{\"record\":{}}\n  {\"type\":\"X\"}");
    assert_int_equal(ab_messages_read(arena, text, &messages), 3);
    assert_int_equal(messages.count, 3);
    ab_value records = ab_message_bodies(arena, &messages, "RECORD");
    assert_str(ab_json_text(arena, &records, AB_JSON_COMPACT), "[{\"stream\":\"a\"}]");
    assert_null(ab_message_body(&messages.items[0], "STATE")); /* of another type */
    assert_null(ab_message_body(&messages.items[1], "LOG"));   /* its body is no object */
    assert_null(ab_message_body(&messages.items[2], "X"));     /* no type that has one */
    ab_arena_free(arena);
}

static void a_catalog_is_made_of_what_discover_tells(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value streams;
    ab_str text =
        AB_STR("[{\"name\":\"a\",\"supported_sync_modes\":[\"full_refresh\",\"incremental\"],"
               "\"default_cursor_field\":[\"at\"],\"source_defined_primary_key\":[[\"id\"]]},"
               "{\"name\":\"b\"}]");
    assert_true(ab_json_parse(arena, text, NULL, &streams, NULL));
    ab_value catalog = ab_configured_catalog_of(arena, &streams);
    assert_str(
        ab_json_text(arena, &catalog, AB_JSON_COMPACT),
        "{\"streams\":[{\"stream\":{\"name\":\"a\",\"supported_sync_modes\":[\"full_refresh\","
        "\"incremental\"],\"default_cursor_field\":[\"at\"],\"source_defined_primary_key\":"
        "[[\"id\"]]},\"sync_mode\":\"incremental\",\"destination_sync_mode\":\"append\","
        "\"cursor_field\":[\"at\"],\"primary_key\":[[\"id\"]]},{\"stream\":{\"name\":\"b\"},"
        "\"sync_mode\":\"full_refresh\",\"destination_sync_mode\":\"append\"}]}");
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(catalogs_are_read_or_refused),
        cmocka_unit_test(a_configured_stream_is_told),
        cmocka_unit_test(states_come_in_many_forms),
        cmocka_unit_test(messages_are_picked_out_of_an_output),
        cmocka_unit_test(a_catalog_is_made_of_what_discover_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
