#include "fixture.h"

#include "declarative/decoders/decoder.h"
#include "declarative/decoders/xml.h"

/* All elements of a body, as JSON with a blank between. */
static bool decode(fixture *f, const char *component, ab_str body, const char *headers, ab_buf *out,
                   ab_error *error)
{
    const ab_component *parsed = fixture_parse(f, component, error);
    ab_decoder *decoder = parsed ? ab_decoder_build(&f->build, parsed, error) : NULL;
    ab_response response = {
        .text = body, .arena = f->arena, .headers = *fixture_node(f->arena, headers)};
    ab_bodies *bodies = decoder ? ab_decoder_open(decoder, &response, error) : NULL;
    int got = bodies ? 1 : -1;
    ab_body_value element;
    while (bodies && (got = bodies->next(bodies, f->arena, &element, error)) > 0) {
        ab_buf_add_text(out, out->n ? " " : "");
        if (element.is_parsed) {
            ab_json_write(out, &element.value, AB_JSON_COMPACT);
        } else {
            ab_buf_add_str(out, element.raw);
        }
    }
    if (bodies) {
        bodies->close(bodies);
    }
    ab_response_close(&response);
    return got == 0;
}

typedef struct decoder_row {
    const char *name;
    const char *component;
    const char *body;
    const char *want; /* elements, or what the error says */
} decoder_row;

static void run_rows(const decoder_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fixture f;
        fixture_open(&f, "{}");
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        ab_error error = {0};
        bool ok = decode(&f, rows[i].component, ab_str_of(rows[i].body), "{}", &out, &error);
        fixture_check(rows[i].name, ok, ab_buf_str(&out), &error, rows[i].want);
        ab_buf_free(&out);
        fixture_close(&f);
    }
}

#define JSON "{\"type\":\"JsonDecoder\"}"
#define JSONL "{\"type\":\"JsonlDecoder\"}"
#define CSV "{\"type\":\"CsvDecoder\"}"
#define LINES "{\"type\":\"IterableDecoder\"}"
#define ITEMS(path) "{\"type\":\"JsonItemsDecoder\",\"items_path\":\"" path "\"}"
#define GZIP(inner) "{\"type\":\"GzipDecoder\",\"decoder\":" inner "}"

static void test_json(void **state)
{
    (void)state;
    static const decoder_row rows[] = {
        {"list", JSON, "[{\"a\":1}, 2]", "{\"a\":1} 2"},
        {"object", JSON, " {\"a\":[1]}", "{\"a\":[1]}"},
        {"empty", JSON, "", "{}"},
        {"blank", JSON, " \n", "{}"},
        {"empty list", JSON, "[]", "{}"},
        {"broken", JSON, "{\"a\":", "the text ends here"},
        {"broken list", JSON, "[1,", "the text ends here"},
        {"inside gzip", GZIP(JSON), "[{\"a\":1},{\"a\":2}]", "{\"a\":1} {\"a\":2}"},
        {"empty inside gzip", GZIP(JSON), "", "Response JSON data failed to be parsed."},
        {"broken inside gzip", GZIP(JSON), "{", "Response JSON data failed to be parsed."},
    };
    run_rows(rows, COUNT(rows));
}

static void test_lines(void **state)
{
    (void)state;
    static const decoder_row rows[] = {
        {"jsonl", JSONL, "{\"a\": 1}\n\n [2] \r\n", "{\"a\": 1} [2]"},
        {"a bad line", JSONL, "nope\n{\"a\":1}\n", "{\"a\":1}"},
        {"bad lines only", JSONL, "<html>\n</html>\n", "none of its 2 lines is JSON"},
        {"no UTF-8", JSONL, "{\"a\":1}\n\xff\n", "Line 2 of the response is not valid UTF-8."},
        {"nothing", JSONL, "", ""},
        {"iterable", LINES, "a\r\n\nb\rc",
         "{\"record\":\"a\"} {\"record\":\"\"} {\"record\":\"b\"} {\"record\":\"c\"}"},
        {"iterable no UTF-8", LINES, "\xff", "not valid UTF-8"},
    };
    run_rows(rows, COUNT(rows));
}

static void test_csv(void **state)
{
    (void)state;
    static const decoder_row rows[] = {
        {"rows", CSV, "id,a\n1,x\n2,y\n", "{\"id\":\"1\",\"a\":\"x\"} {\"id\":\"2\",\"a\":\"y\"}"},
        {"ragged", CSV, "id,a\n1\n2,y,z,w\n",
         "{\"id\":\"1\",\"a\":null} {\"id\":\"2\",\"a\":\"y\",\"null\":[\"z\",\"w\"]}"},
        {"repeated names", CSV, "a,b,a\n1,2,3\n4\n",
         "{\"a\":\"3\",\"b\":\"2\"} {\"a\":null,\"b\":null}"},
        {"blank lines", CSV, "a\n\n1\n\n", "{\"a\":\"1\"}"},
        {"header only", CSV, "a,b\n", ""},
        {"empty", CSV, "", ""},
        {"mark", CSV,
         "\xEF\xBB\xBF"
         "a\n1\n",
         "{\"\xEF\xBB\xBF"
         "a\":\"1\"}"},
        {"none", "{\"type\":\"CsvDecoder\",\"set_values_to_none\":[\"\",\"NA\"]}", "a,b\n,NA\n",
         "{\"a\":null,\"b\":null}"},
        {"encoding", "{\"type\":\"CsvDecoder\",\"encoding\":\"latin-1\"}", "a\n\xe9\n",
         "{\"a\":\"\xC3\xA9\"}"},
        {"bad bytes", CSV, "a\n\xff\n", "not valid in utf-8"},
        {"unknown encoding", "{\"type\":\"CsvDecoder\",\"encoding\":\"klingon\"}", "",
         "unknown encoding: klingon"},
        {"long delimiter", "{\"type\":\"CsvDecoder\",\"delimiter\":\"ab\"}", "",
         "must be one character"},
    };
    run_rows(rows, COUNT(rows));
}

static void test_json_items(void **state)
{
    (void)state;
    static const decoder_row rows[] = {
        {"items", ITEMS("data.users"), "{\"x\":[0],\"data\":{\"users\":[{\"a\": 1}, 2]}}",
         "{\"a\": 1} 2"},
        {"no list", ITEMS("data"), "{\"data\":{\"a\":1}}", ""},
        {"nothing there", ITEMS("a.b"), "{\"data\":1}", ""},
        {"through lists", ITEMS("rows.item.parts"),
         "{\"rows\":[{\"parts\":[1,2]},{},{\"parts\":[3]}]}", "1 2 3"},
        {"a key of that name", ITEMS("rows.item"), "{\"rows\":{\"item\":[1,2]}}", "1 2"},
        {"broken", ITEMS("a"), "{\"a\":[1,", "the text ends here"},
        {"no path", ITEMS(""), "{}", "non-empty items_path"},
    };
    run_rows(rows, COUNT(rows));
}

static void test_gzip_and_zip(void **state)
{
    (void)state;
    /* gzip of "a\n1\n" */
    static const char packed[] = "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x4b\xe4\x32\xe4\x02\x00"
                                 "\x00\x24\xc1\x89\x04\x00\x00\x00";
    fixture f;
    fixture_open(&f, "{}");
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    ab_error error = {0};
    ab_str body = {packed, sizeof(packed) - 1};
    bool ok = decode(&f, GZIP(GZIP(CSV)), body, "{}", &out, &error);
    fixture_check("gzip", ok, ab_buf_str(&out), &error, "{\"a\":\"1\"}");
    ab_buf_clear(&out);
    ok = decode(&f, GZIP(CSV), ab_str_sub(body, 0, body.n - 9), "{}", &out, &error);
    assert_false(ok);
    ab_error_clear(&error);
    ok = decode(&f, "{\"type\":\"ZipfileDecoder\",\"decoder\":" CSV "}", body, "{}", &out, &error);
    fixture_check("zip", ok, ab_buf_str(&out), &error, "Received an invalid zip file in response.");
    ab_buf_free(&out);
    fixture_close(&f);
}

/* As xmltodict.parse maps it. */
static void test_xml(void **state)
{
    (void)state;
#define XML "{\"type\":\"XmlDecoder\"}"
    static const decoder_row rows[] = {
        {"text", XML, "<a> x </a>", "{\"a\":\"x\"}"},
        {"empty", XML, "<a/>", "{\"a\":null}"},
        {"blank text", XML, "<a>\xC2\xA0 \n</a>", "{\"a\":null}"},
        {"attributes", XML, "<a k='v' x:l='m'>t</a>",
         "{\"a\":{\"@k\":\"v\",\"@x:l\":\"m\",\"#text\":\"t\"}}"},
        {"repeated", XML, "<a><b>1</b><c/><b/><b><d>2</d></b></a>",
         "{\"a\":{\"b\":[\"1\",null,{\"d\":\"2\"}],\"c\":null}}"},
        {"mixed", XML, "<a>one<b>2</b>three</a>", "{\"a\":{\"b\":\"2\",\"#text\":\"onethree\"}}"},
        {"cdata and entities", XML, "<a><![CDATA[<x>]]>&amp;&#65;</a>", "{\"a\":\"<x>&A\"}"},
        {"own entities", XML, "<!DOCTYPE a [<!ENTITY e 'x'>]><a>1&e;2</a>", "{\"a\":\"12\"}"},
        {"declared encoding", XML, "<?xml version='1.0' encoding='windows-1252'?><a>\x80</a>",
         "{\"a\":\"\xE2\x82\xAC\"}"},
        {"no body", XML, " ", "{}"},
        {"cut off", XML, "<a><b>", "not valid XML: no element found: line 1"},
        {"no XML", XML, "{\"a\":1}", "not valid XML: not well-formed (invalid token): line 1"},
    };
    run_rows(rows, COUNT(rows));
}

static void test_xml_depth(void **state)
{
    (void)state;
    enum { DEPTH = 600 };
    char text[3 * DEPTH];
    for (size_t i = 0; i < DEPTH; i++) {
        memcpy(text + 3 * i, "<a>", 3);
    }
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    ab_value out;
    ab_xml_reader *xml = ab_xml_reader_new(ab_reader_memory((ab_str){text, sizeof(text)}, 0),
                                           AB_STR(""), NULL, 0, &error);
    assert_int_equal(ab_xml_reader_next(xml, arena, &out, &error), -1);
    assert_non_null(strstr(error.message, "nested too deep"));
    ab_error_clear(&error);
    ab_xml_reader_free(xml);
    ab_arena_free(arena);
}

/* Elements at a path, one by one, however the bytes arrive. */
static void test_xml_path(void **state)
{
    (void)state;
    static const char text[] = "<r><i><x>1</x></i><other><i>no</i></other><i/><i>t</i></r>";
    static const ab_str path[] = {{"r", 1}, {"i", 1}};
    for (size_t chunk = 0; chunk < 4; chunk++) {
        ab_arena *arena = ab_arena_new();
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        ab_error error = {0};
        ab_value v;
        ab_xml_reader *xml = ab_xml_reader_new(ab_reader_memory(ab_str_of(text), chunk), AB_STR(""),
                                               path, 2, &error);
        while (ab_xml_reader_next(xml, arena, &v, &error) > 0) {
            ab_json_write(&out, &v, AB_JSON_COMPACT);
        }
        assert_false(ab_error_is_set(&error));
        assert_str(ab_buf_str(&out), "{\"x\":\"1\"}null\"t\"");
        ab_xml_reader_free(xml);
        uint64_t count;
        bool single;
        assert_true(ab_xml_count(ab_reader_memory(ab_str_of(text), chunk), AB_STR(""), path, 2,
                                 &count, &single, &error));
        assert_int_equal(count, 3);
        assert_true(single);
        ab_buf_free(&out);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json),         cmocka_unit_test(test_lines),
        cmocka_unit_test(test_csv),          cmocka_unit_test(test_json_items),
        cmocka_unit_test(test_gzip_and_zip), cmocka_unit_test(test_xml),
        cmocka_unit_test(test_xml_depth),    cmocka_unit_test(test_xml_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
