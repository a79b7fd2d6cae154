#include "fixture.h"

#include "declarative/transformations/keys.h"
#include "declarative/transformations/transformation.h"

typedef struct transformation_row {
    const char *name;
    const char *component;
    const char *record;
    const char *want; /* the record, or what the error says */
} transformation_row;

static bool transform(fixture *f, const transformation_row *row, ab_value *record, ab_error *error)
{
    const ab_component *component = fixture_parse(f, row->component, error);
    ab_transformation *t = component ? ab_transformation_build(&f->build, component, error) : NULL;
    ab_scope scope = ab_scope_new(&f->env, f->arena);
    ab_value partition = *fixture_node(f->arena, "{\"shop\":\"s1\"}");
    scope.slice = ab_slice_new(f->arena, &partition, NULL, NULL);
    return t && ab_transformations_apply(&t, 1, &scope, f->arena, record, error);
}

/* The same to the record's text, where the transformation can do without parsing it: it must come
 * out as the parsed record did. */
static void check_shallow(fixture *f, const transformation_row *row, bool wanted_ok,
                          const char *wanted)
{
    ab_error error = {0};
    const ab_component *component = fixture_parse(f, row->component, &error);
    ab_transformation *t = component ? ab_transformation_build(&f->build, component, &error) : NULL;
    ab_shallow *record =
        ab_shallow_open(f->arena, ab_str_of(row->record), AB_RECORD_OBJECT | AB_RECORD_NULL);
    if (t && t->shallow && record) {
        ab_scope scope = ab_scope_new(&f->env, f->arena);
        ab_value partition = *fixture_node(f->arena, "{\"shop\":\"s1\"}");
        scope.slice = ab_slice_new(f->arena, &partition, NULL, NULL);
        bool ok = ab_transformations_apply_shallow(&t, 1, &scope, record, &error);
        ab_value whole = ab_shallow_parse(record);
        assert_int_equal(ok, wanted_ok);
        assert_str(ab_json_text(f->arena, &whole, AB_JSON_COMPACT), wanted);
    }
    ab_error_clear(&error);
}

static void run_rows(const transformation_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fixture f;
        fixture_open(&f, "{\"key\":\"k\",\"n\":3}");
        ab_value *record = fixture_node(f.arena, rows[i].record);
        ab_error error = {0};
        bool ok = transform(&f, &rows[i], record, &error);
        ab_str text = ab_json_text(f.arena, record, AB_JSON_COMPACT);
        fixture_check(rows[i].name, ok, text, &error, rows[i].want);
        check_shallow(&f, &rows[i], ok, text.p);
        fixture_close(&f);
    }
}

/* Which of them need the whole record. */
static void test_shallow(void **state)
{
    (void)state;
#define ONE(path, value)                                                                           \
    "{\"type\":\"AddFields\",\"fields\":[{\"type\":\"AddedFieldDefinition\",\"path\":" path        \
    ",\"value\":\"" value "\"}]}"
    static const struct {
        const char *component;
        bool shallow;
    } rows[] = {
        {ONE("[\"a\"]", "x"), true},
        {ONE("[\"a\"]", "{{ record['b'] }}-{{ record.c | upper }}"), true},
        {ONE("[\"a\"]", "{{ record }}"), false},
        {ONE("[\"a\",\"b\"]", "x"), false},
        {"{\"type\":\"AddFields\",\"condition\":\"{{ True }}\",\"fields\":[{\"type\":"
         "\"AddedFieldDefinition\",\"path\":[\"a\"],\"value\":\"x\"}]}",
         false},
        {"{\"type\":\"RemoveFields\",\"field_pointers\":[[\"a\"],[\"b\"]]}", true},
        {"{\"type\":\"RemoveFields\",\"field_pointers\":[[\"a\"],[\"b*\"]]}", false},
        {"{\"type\":\"RemoveFields\",\"field_pointers\":[[\"a\",\"b\"]]}", false},
        {"{\"type\":\"RemoveFields\",\"condition\":\"{{ True }}\",\"field_pointers\":[[\"a\"]]}",
         false},
        {"{\"type\":\"KeysToLower\"}", false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        const ab_component *component = fixture_parse(&f, rows[i].component, &f.error);
        assert_int_equal(ab_transformation_build(&f.build, component, &f.error)->shallow,
                         rows[i].shallow);
        fixture_close(&f);
    }
}

#define ADD(path, value, more)                                                                     \
    "{\"type\":\"AddFields\",\"fields\":[{\"type\":\"AddedFieldDefinition\",\"path\":" path        \
    ",\"value\":\"" value "\"" more "}]}"

static void test_add_fields(void **state)
{
    (void)state;
    static const transformation_row rows[] = {
        {"config and slice", ADD("[\"a\"]", "{{ config.key }}-{{ stream_slice.shop }}", ""), "{}",
         "{\"a\":\"k-s1\"}"},
        {"members of the record",
         ADD("[\"a\"]", "{{ record['x'] }}/{{ record.y.z }}/{{ record.get('w', 'none') }}", ""),
         "{\"x\":1,\"y\":{\"z\":[2]},\"n\":null}",
         "{\"x\":1,\"y\":{\"z\":[2]},\"n\":null,\"a\":\"1/[2]/none\"}"},
        {"a member replaced", ADD("[\"x\"]", "{{ record.x + 1 }}", ""), "{\"x\":1,\"y\":2}",
         "{\"x\":2,\"y\":2}"},
        {"a copy of a list", ADD("[\"a\"]", "{{ record.x }}", ""), "{\"x\":[1,{\"y\":2.50}]}",
         "{\"x\":[1,{\"y\":2.50}],\"a\":[1,{\"y\":2.50}]}"},
        {"an absent member of a record", ADD("[\"a\"]", "{{ record['x'] }}", ""), "{}",
         "{\"a\":\"\"}"},
        {"nested path", ADD("[\"a\",\"b\"]", "1", ""), "{\"x\":0}", "{\"x\":0,\"a\":{\"b\":1}}"},
        {"list index", ADD("[\"l\",\"2\"]", "x", ""), "{\"l\":[1]}", "{\"l\":[1,null,\"x\"]}"},
        {"type kept as text", ADD("[\"a\"]", "{{ 5 }}", ",\"value_type\":\"string\""), "{}",
         "{\"a\":\"5\"}"},
        {"an integer is no number", ADD("[\"a\"]", "{{ 5 }}", ",\"value_type\":\"number\""), "{}",
         "{\"a\":\"5\"}"},
        {"tuple", ADD("[\"a\"]", "{{ (1, 'x') }}", ""), "{}", "{\"a\":[1,\"x\"]}"},
        {"a copy of a part", ADD("[\"p\",\"copy\"]", "{{ record.p }}", ""), "{\"p\":{\"x\":[1]}}",
         "{\"p\":{\"x\":[1],\"copy\":{\"x\":[1]}}}"},
        {"a set is no JSON", ADD("[\"a\"]", "{1, 2}", ""), "{}",
         "Object of type set is not JSON serializable"},
        {"scalar in the way", ADD("[\"a\",\"b\"]", "1", ""), "{\"a\":5}", "a"},
        {"no path", ADD("[]", "1", ""), "{}", "Expected a non-zero-length path"},
        {"condition",
         "{\"type\":\"AddFields\",\"condition\":\"{{ value == 1 and path == ['a'] }}\","
         "\"fields\":[{\"type\":\"AddedFieldDefinition\",\"path\":[\"a\"],\"value\":\"1\"},"
         "{\"type\":\"AddedFieldDefinition\",\"path\":[\"b\"],\"value\":\"1\"}]}",
         "{}", "{\"a\":1}"},
    };
    run_rows(rows, COUNT(rows));
}

#define REMOVE(pointers) "{\"type\":\"RemoveFields\",\"field_pointers\":" pointers "}"

static void test_remove_fields(void **state)
{
    (void)state;
    static const transformation_row rows[] = {
        {"one", REMOVE("[[\"a\"],[\"not\",\"there\"]]"), "{\"a\":1,\"b\":2}", "{\"b\":2}"},
        {"glob", REMOVE("[[\"a*\"],[\"l\",\"*\",\"x\"]]"), "{\"ab\":1,\"l\":[{\"x\":1,\"y\":2}]}",
         "{\"l\":[{\"y\":2}]}"},
        {"list elements", REMOVE("[[\"l\",\"0\"],[\"m\",\"1\"]]"), "{\"l\":[1,2],\"m\":[1,2]}",
         "{\"l\":[null,2],\"m\":[1]}"},
        {"condition",
         "{\"type\":\"RemoveFields\",\"condition\":\"{{ property == 0 }}\","
         "\"field_pointers\":[[\"a\"]]}",
         "{\"a\":1,\"b\":0,\"c\":{\"d\":[5,0]}}", "{\"a\":1,\"c\":{\"d\":[5]}}"},
        {"two double stars beside a condition",
         "{\"type\":\"RemoveFields\",\"condition\":\"{{ property == 0 }}\","
         "\"field_pointers\":[[\"**\",\"a\",\"**\"]]}",
         "{\"a\":1}", "a path may hold only one segment \"**\", this one has two"},
    };
    run_rows(rows, COUNT(rows));
}

static void test_keys(void **state)
{
    (void)state;
    static const transformation_row rows[] = {
        {"lower", "{\"type\":\"KeysToLower\"}", "{\"ID\":1,\"\xC3\x84\":{\"B\":2},\"c\":3}",
         "{\"c\":3,\"id\":1,\"\xC3\xA4\":{\"B\":2}}"},
        {"replace", "{\"type\":\"KeysReplace\",\"old\":\" \",\"new\":\"{{ config.key }}\"}",
         "{\"a b c\":{\"d e\":1},\"l\":[{\"f g\":2}]}",
         "{\"akbkc\":{\"dke\":1},\"l\":[{\"f g\":2}]}"},
        {"replace nothing", "{\"type\":\"KeysReplace\",\"old\":\"\",\"new\":\"-\"}",
         "{\"a\xC3\xA9\":1}", "{\"-a-\xC3\xA9-\":1}"},
        {"replace in a row", "{\"type\":\"KeysReplace\",\"old\":\"aa\",\"new\":\"b\"}",
         "{\"aaaaa\":1}", "{\"bba\":1}"},
        {"keys that meet", "{\"type\":\"KeysReplace\",\"old\":\"x\",\"new\":\"\"}",
         "{\"a\":1,\"b\":2,\"ax\":3}", "{\"a\":3,\"b\":2}"},
        {"snake", "{\"type\":\"KeysToSnakeCase\"}",
         "{\"userID\":{\"fooBar\":1},\"l\":[{\"aB\":1}]}",
         "{\"user_id\":{\"foo_bar\":1},\"l\":[{\"aB\":1}]}"},
    };
    run_rows(rows, COUNT(rows));
}

static void test_snake_case(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        const char *want;
    } rows[] = {
        {"HTTPServer2Go", "httpserver_2_go"},
        {"123abc", "_123_abc"},
        {"$x%", "_x_"},
        {"a--b", "a_b"},
        {"", ""},
        {"__", ""},
        {"A", "a"},
        {" lead", "_lead"},
        {"trail ", "trail_"},
        {"9", "_9"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        ab_snake_case(ab_str_of(rows[i].key), &out);
        assert_str(ab_buf_str(&out), rows[i].want);
        ab_buf_free(&out);
    }
}

static void test_transliterate(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *want;
    } rows[] = {
        {"Stra\xC3\x9F"
         "e",
         "Strasse"},
        {"\xD0\x96\xD1\x83\xD0\xBA", "Zhuk"},
        {"\xCE\xB1\xCE\xB8", "ath"},
        {"\xED\x95\x9C\xEA\xB8\x80", "HanGeul"},
        {"\xE6\x97\xA5\xE6\x9C\xAC", "U65E5U672C"},
        {"\xE2\x82\xAC 5", "EUR 5"},
        {"\xE2\x80\x94", "-"},
        {"\xF3\xB0\x80\x80", ""},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        ab_transliterate(ab_str_of(rows[i].text), &out);
        assert_str(ab_buf_str(&out), rows[i].want);
        ab_buf_free(&out);
    }
}

static void test_flatten(void **state)
{
    (void)state;
#define FLAT "{\"type\":\"FlattenFields\"}"
#define DPATH(more) "{\"type\":\"DpathFlattenFields\",\"field_path\":[\"d\"]" more "}"
    static const transformation_row rows[] = {
        {"objects", FLAT, "{\"a\":{\"b\":1},\"c\":2}", "{\"c\":2,\"b\":1}"},
        {"taken key", FLAT, "{\"a\":{\"x\":{\"c\":1}},\"c\":2}", "{\"c\":2,\"x.c\":1}"},
        {"list", FLAT, "{\"l\":[1,{\"a\":2}]}", "{\"l.1.a\":2,\"l.0\":1}"},
        {"empty containers", FLAT, "{\"a\":{},\"l\":[],\"n\":null}", "{\"n\":null}"},
        {"lists stay", "{\"type\":\"FlattenFields\",\"flatten_lists\":false}",
         "{\"a\":{\"l\":[1]}}", "{\"l\":[1]}"},
        {"dpath", DPATH(""), "{\"a\":1,\"d\":{\"b\":2}}", "{\"a\":1,\"d\":{\"b\":2},\"b\":2}"},
        {"delete", DPATH(",\"delete_origin_value\":true"), "{\"a\":1,\"d\":{\"b\":{\"c\":2}}}",
         "{\"a\":1,\"b\":{\"c\":2}}"},
        {"replace", DPATH(",\"replace_record\":true"), "{\"a\":1,\"d\":{\"b\":2}}", "{\"b\":2}"},
        {"nothing to replace by", DPATH(",\"replace_record\":true"), "{\"a\":1,\"d\":{}}",
         "{\"a\":1,\"d\":{}}"},
        {"conflict", DPATH(",\"delete_origin_value\":true"), "{\"a\":1,\"d\":{\"a\":2}}",
         "{\"a\":1,\"d\":{\"a\":2}}"},
        {"new names",
         DPATH(",\"key_transformation\":{\"type\":\"KeyTransformation\",\"prefix\":\"p_\","
               "\"suffix\":\"{{ config.n }}\"}"),
         "{\"d\":{\"a\":2}}", "{\"d\":{\"a\":2},\"p_a3\":2}"},
        {"no object", DPATH(""), "{\"d\":[1]}", "{\"d\":[1]}"},
        {"a number is an index", "{\"type\":\"DpathFlattenFields\",\"field_path\":[\"d\",\"0\"]}",
         "{\"d\":[{\"x\":1}]}", "{\"d\":[{\"x\":1}],\"x\":1}"},
        {"and no key", "{\"type\":\"DpathFlattenFields\",\"field_path\":[\"d\",\"0\"]}",
         "{\"d\":{\"0\":{\"x\":1}}}", "{\"d\":{\"0\":{\"x\":1}}}"},
        {"several matches", "{\"type\":\"DpathFlattenFields\",\"field_path\":[\"d?\"]}",
         "{\"d1\":{},\"d2\":{}}", "d?"},
    };
    run_rows(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shallow),       cmocka_unit_test(test_add_fields),
        cmocka_unit_test(test_remove_fields), cmocka_unit_test(test_keys),
        cmocka_unit_test(test_snake_case),    cmocka_unit_test(test_transliterate),
        cmocka_unit_test(test_flatten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
