/* Schemas from records: rows of records and the schema they give. */
#include "check.h"

#include "jsonschema/infer.h"
#include "json/json.h"

#define HEAD "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"type\":\"object\","

typedef struct row {
    const char *name;
    const char *records;  /* a JSON array */
    const char *required; /* a JSON array, or NULL */
    const char *schema;   /* what follows HEAD */
} row;

static const row rows[] = {
    {"no records", "[]", NULL, "\"properties\":{}}"},
    {"scalars take null, too", "[{\"a\":1,\"b\":\"x\",\"c\":true,\"d\":1.5}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"integer\",\"null\"]},\"b\":{\"type\":[\"string\","
     "\"null\"]},\"c\":{\"type\":[\"boolean\",\"null\"]},\"d\":{\"type\":[\"number\",\"null\"]}}}"},
    {"keys are required", "[{\"id\":1,\"a\":2}]", "[\"id\",\"gone\"]",
     "\"required\":[\"id\"],\"properties\":{\"id\":{\"type\":\"integer\"},\"a\":{\"type\":["
     "\"integer\",\"null\"]}}}"},
    {"integers and numbers are numbers", "[{\"a\":1},{\"a\":1.0}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"number\",\"null\"]}}}"},
    {"an integer of any size", "[{\"a\":123456789012345678901234567890}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"integer\",\"null\"]}}}"},
    {"mixtures list their types", "[{\"a\":1},{\"a\":\"x\"},{\"a\":{\"b\":1}}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"integer\",\"object\",\"null\"],"
     "\"properties\":{\"b\":{\"type\":[\"integer\",\"null\"]}}}}}"},
    {"only ever null: left out", "[{\"a\":null,\"b\":[null],\"c\":1}]", NULL,
     "\"properties\":{\"b\":{\"type\":[\"array\",\"null\"]},\"c\":{\"type\":[\"integer\","
     "\"null\"]}}}"},
    {"a date", "[{\"a\":\"2024-02-29\"},{\"a\":null}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],\"format\":\"date\"}}}"},
    {"no such day", "[{\"a\":\"2024-02-30\"}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}"},
    {"a date-time with an offset",
     "[{\"a\":\"2024-01-01T10:00:00Z\"},{\"a\":\"2024-01-01T10:00:00.123+02:00\"}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\","
     "\"airbyte_type\":\"timestamp_with_timezone\"}}}"},
    {"a date-time without one", "[{\"a\":\"2024-01-01 10:00:00\"}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"null\"],\"format\":\"date-time\","
     "\"airbyte_type\":\"timestamp_without_timezone\"}}}"},
    {"dates and other texts", "[{\"a\":\"2024-01-01\"},{\"a\":\"\"}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}"},
    {"dates and date-times", "[{\"a\":\"2024-01-01\"},{\"a\":\"2024-01-01T00:00:00Z\"}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}"},
    {"a cut date-time", "[{\"a\":\"2024-01-01T10:00:00.\"}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}"},
    {"items are merged", "[{\"a\":[{\"x\":1},{\"y\":\"z\"}]},{\"a\":[{\"x\":1.5}]}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"array\",\"null\"],\"items\":{\"type\":[\"object\","
     "\"null\"],\"properties\":{\"x\":{\"type\":[\"number\",\"null\"]},\"y\":{\"type\":["
     "\"string\",\"null\"]}}}}}}"},
    {"an empty array has no items", "[{\"a\":[]}]", NULL,
     "\"properties\":{\"a\":{\"type\":[\"array\",\"null\"]}}}"},
};

static void check_row(const row *r)
{
    ab_arena *arena = ab_arena_new();
    ab_inference *inference = ab_inference_new();
    ab_value records, required;
    assert_true(ab_json_parse(arena, ab_str_of(r->records), NULL, &records, NULL));
    if (r->required) {
        assert_true(ab_json_parse(arena, ab_str_of(r->required), NULL, &required, NULL));
    }
    for (uint32_t i = 0; i < records.count; i++) {
        ab_inference_add(inference, &records.items[i]);
    }
    assert_int_equal(ab_inference_count(inference), records.count);
    ab_value schema = ab_inference_schema(inference, arena, r->required ? &required : NULL);
    ab_str want = ab_arena_printf(arena, "%s%s", HEAD, r->schema);
    print_message("%s\n", r->name);
    assert_str(ab_json_text(arena, &schema, AB_JSON_COMPACT), want.p);
    ab_inference_free(inference);
    ab_arena_free(arena);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        check_row(&rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
