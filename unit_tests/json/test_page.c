#include "json/json.h"
#include "json/page.h"
#include "json/rows.h"

#include <stdio.h>
#include <stdlib.h>

/* A body behind reads of at most `window` bytes, which can be made to fail. */
typedef struct far_body {
    ab_str text;
    size_t window;
    uint64_t fails_from; /* offset, or UINT64_MAX */
    size_t reads;
} far_body;

static bool read_window(void *context, uint64_t offset, ab_buf *scratch, ab_str *out,
                        ab_error *error)
{
    far_body *body = context;
    body->reads++;
    if (offset >= body->fails_from) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "read failed");
    }
    ab_str window = ab_str_sub(body->text, (size_t)offset, (size_t)offset + body->window);
    ab_buf_clear(scratch);
    ab_buf_add_str(scratch, window);
    *out = ab_buf_str(scratch);
    return true;
}

static ab_page_body behind(far_body *body)
{
    return (ab_page_body){.size = body->text.n, .chunk = read_window, .context = body};
}

static const ab_str data_path[] = {{"data", 4}};

typedef struct emit_row {
    const char *record;
    const char *without_nulls;
    const char *with_nulls; /* NULL: the same */
} emit_row;

static const emit_row emit_rows[] = {
    {"{\"a\":1,\"b\":[1,2]}", "{\"a\":1,\"b\":[1,2]}", NULL},
    {"{\"a\": 1, \"b\": \"x\\/\"}", "{\"a\": 1, \"b\": \"x\\/\"}", NULL},
    {"7", "7", NULL},
    {"\"x\"", "\"x\"", NULL},
    {"null", "null", NULL},
    {"{}", "{}", NULL},
    {"12345678901234567890.10", "12345678901234567890.10", NULL},
    /* members that are null */
    {"{\"a\":null}", "{}", "{\"a\":null}"},
    {"{\"a\":null,\"b\":1}", "{\"b\":1}", "{\"a\":null,\"b\":1}"},
    {"{\"b\":1,\"a\":null}", "{\"b\":1}", "{\"b\":1,\"a\":null}"},
    {"{\"b\":1,\"a\":null,\"c\":{\"d\":null},\"e\":null,\"f\":[null]}",
     "{\"b\":1,\"c\":{\"d\":null},\"f\":[null]}",
     "{\"b\":1,\"a\":null,\"c\":{\"d\":null},\"e\":null,\"f\":[null]}"},
    {"{\"n\":null,\"s\":\"}]\\\",{\xc3\xa9\\\\\",\"t\":true,\"x\":-1.5e3}",
     "{\"s\":\"}]\\\",{\xc3\xa9\\\\\",\"t\":true,\"x\":-1.5e3}",
     "{\"n\":null,\"s\":\"}]\\\",{\xc3\xa9\\\\\",\"t\":true,\"x\":-1.5e3}"},
    {"{ \"a\" : null , \"b\" : 1 , \"c\" : [ {} , 2 ] }", "{\"b\" : 1 , \"c\" : [ {} , 2 ]}",
     "{ \"a\" : null , \"b\" : 1 , \"c\" : [ {} , 2 ] }"},
    {"[null]", "[null]", NULL},
    /* what has to be rewritten */
    {"{\n\"a\": 1.50,\n\t\"b b\":[ \"\\u00e9 \\\" \"\r,{} ]}",
     "{\"a\":1.50,\"b b\":[\"\\u00e9 \\\" \",{}]}", NULL},
    {"{\n \"a\": null,\n \"b\": { \"c\": null }\n}", "{\"b\":{\"c\":null}}",
     "{\"a\":null,\"b\":{\"c\":null}}"},
    {"[\n]", "[]", NULL},
    {"{\n\"a\":NaN,\"b\":null}", "{\"a\":null}", "{\"a\":null,\"b\":null}"},
    {"{\"a\":[NaN,-Infinity],\"b\":Infinity,\"c\":null}", "{\"a\":[null,null],\"b\":null}",
     "{\"a\":[null,null],\"b\":null,\"c\":null}"},
    {"{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}", NULL},
    {"{\"a\":1,\"b\":2,\"a\":null}", "{\"b\":2}", "{\"a\":null,\"b\":2}"},
    {"{\"a\":{\"k\":1,\"k\":\"\\ud800\"}}", "{\"a\":{\"k\":\"\\ud800\"}}", NULL},
    {"{\"\\u0061\":null,\"z\":0}", "{\"z\":0}", "{\"a\":null,\"z\":0}"},
};

/* Record i as it leaves. */
static bool emit(ab_page *page, size_t i, bool keep_nulls, ab_buf *out, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_str text;
    bool ok = ab_page_span(page, i, &text, error) &&
              ab_record_emit(out, text, ab_page_entry(page, i).flags, keep_nulls, scratch, error);
    ab_arena_free(scratch);
    return ok;
}

static void check_emitted(ab_page *page, size_t i, bool keep_nulls, const char *expected)
{
    ab_buf out;
    ab_error error = {0};
    ab_buf_init(&out, AB_BUF_NO_MAX);
    ab_buf_add_text(&out, "{before ");
    assert_true(emit(page, i, keep_nulls, &out, &error));
    assert_str(ab_str_sub(ab_buf_str(&out), 8, out.n), expected);
    ab_buf_free(&out);
}

static ab_str page_of_rows(ab_arena *arena)
{
    ab_buf buf;
    ab_buf_init(&buf, AB_BUF_NO_MAX);
    ab_buf_add_text(&buf, "{\"has_more\":true,\"data\":[");
    for (size_t i = 0; i < ROWS(emit_rows); i++) {
        ab_buf_add_text(&buf, i ? " , " : "\n");
        ab_buf_add_text(&buf, emit_rows[i].record);
    }
    ab_buf_add_text(&buf, "],\"next\":{\"id\":\"x\"}}");
    ab_str text = ab_arena_str(arena, ab_buf_str(&buf));
    ab_buf_free(&buf);
    return text;
}

/* In memory, and through windows smaller and larger than a record. */
static void test_emit(void **state)
{
    (void)state;
    static const size_t windows[] = {0, 1, 7, 40, 64, 4096};
    ab_arena *arena = ab_arena_new();
    ab_str text = page_of_rows(arena);
    for (size_t w = 0; w < ROWS(windows); w++) {
        far_body far = {.text = text, .window = windows[w], .fails_from = UINT64_MAX};
        ab_page_body body = windows[w] ? behind(&far) : (ab_page_body){.memory = text};
        ab_error error = {0};
        ab_page *page = ab_page_new(&body, data_path, 1, &error);
        assert_non_null(page);
        assert_true(ab_page_indexed(page));
        assert_int_equal(ab_page_count(page), ROWS(emit_rows));
        for (size_t i = 0; i < ROWS(emit_rows); i++) {
            const emit_row *row = &emit_rows[i];
            ab_str span;
            assert_true(ab_page_span(page, i, &span, &error));
            assert_str(span, row->record);
            check_emitted(page, i, false, row->without_nulls);
            check_emitted(page, i, true, row->with_nulls ? row->with_nulls : row->without_nulls);
        }
        ab_page_free(page);
    }
    ab_arena_free(arena);
}

/* Small records cost one read a window, not one each. */
static void test_reads_by_window(void **state)
{
    (void)state;
    ab_buf buf;
    ab_buf_init(&buf, AB_BUF_NO_MAX);
    for (int i = 0; i < 10000; i++) {
        ab_buf_printf(&buf, "%s{\"id\":%d}", i ? "," : "[", i);
    }
    ab_buf_add_char(&buf, ']');
    far_body far = {.text = ab_buf_str(&buf), .window = 4096, .fails_from = UINT64_MAX};
    ab_page_body body = behind(&far);
    ab_page *page = ab_page_new(&body, NULL, 0, NULL);
    assert_non_null(page);
    size_t windows = buf.n / 4096 + 1;
    assert_int_equal(far.reads, windows);
    ab_arena *arena = ab_arena_new();
    for (size_t i = 0; i < 10000; i++) {
        ab_value v;
        assert_true(ab_page_parse(page, i, arena, &v, NULL));
        assert_int_equal(ab_get(&v, "id")->number.integer, i);
        ab_arena_reset(arena);
    }
    assert_true(far.reads <= 2 * windows + 2);
    /* twelve bytes a record, half as much to spare, and what a scan always needs */
    assert_true(ab_page_bytes(page) < 10000 * 24 + 64 * 1024);
    ab_arena_free(arena);
    ab_page_free(page);
    ab_buf_free(&buf);
}

/* A parsed record does not live off the window. */
static void test_parsed_outlives_window(void **state)
{
    (void)state;
    far_body far = {.text = AB_STR("[{\"a\":\"first\"},{\"a\":\"second\"}]"),
                    .window = 20,
                    .fails_from = UINT64_MAX};
    ab_page_body body = behind(&far);
    ab_page *page = ab_page_new(&body, NULL, 0, NULL);
    assert_non_null(page);
    ab_arena *arena = ab_arena_new();
    ab_value first;
    ab_value second;
    assert_true(ab_page_parse(page, 0, arena, &first, NULL));
    assert_true(ab_page_parse(page, 1, arena, &second, NULL));
    assert_str(ab_get_text(&first, "a"), "first");
    assert_str(ab_get_text(&second, "a"), "second");
    ab_page_free(page);
    ab_arena_free(arena);
}

typedef struct single_row {
    const char *value;
    size_t count;
} single_row;

/* As in DpathExtractor: `elif extracted`. */
static void test_single_values(void **state)
{
    (void)state;
    static const single_row rows[] = {
        {"null", 0},
        {"false", 0},
        {"0", 0},
        {"0.0", 0},
        {"-0e5", 0},
        {"\"\"", 0},
        {"{}", 0},
        {"{ \n}", 0},
        {"[]", 0},
        {"true", 1},
        {"\"0\"", 1},
        {"{\"a\":null}", 1},
        {"NaN", 1},
        {"3", 1},
        {"1e-9", 1},
        {"[null]", 1},
        {"[[],{},0,null]", 4},
        {"\"\\u0000\"", 1},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        char text[64];
        snprintf(text, sizeof(text), "{\"data\":%s}", rows[i].value);
        ab_page_body body = {.memory = ab_str_of(text)};
        ab_page *page = ab_page_new(&body, data_path, 1, NULL);
        assert_non_null(page);
        if (ab_page_count(page) != rows[i].count) {
            fail_msg("%s: %zu records", text, ab_page_count(page));
        }
        ab_page_free(page);
    }
}

static void check_lazy_list(const ab_value *list, ab_arena *arena)
{
    const ab_ext_sequence *sequence = ab_sequence(list);
    assert_non_null(sequence);
    assert_string_equal(ab_value_type_name(list), "list");
    assert_true(ab_value_truthy(list));
    assert_int_equal(sequence->count(list->ext.data), 2);
    ab_value last;
    assert_true(sequence->at(list->ext.data, 1, arena, &last, NULL));
    assert_int_equal(ab_get(&last, "id")->number.integer, 2);
}

static void test_document(void **state)
{
    (void)state;
    static const ab_str deep_path[] = {{"a", 1}, {"1", 1}, {"data", 4}, {"*", 1}};
    ab_str text =
        AB_STR(" {\"n\": 2, \"a\": [0, {\"data\": [{\"id\":1}, {\"id\":2}]}], \"next\": \"x\"} ");
    for (size_t n = 3; n <= 4; n++) {
        far_body far = {.text = text, .window = 11, .fails_from = UINT64_MAX};
        ab_page_body body = behind(&far);
        ab_page *page = ab_page_new(&body, deep_path, n, NULL);
        assert_non_null(page);
        ab_arena *arena = ab_arena_new();
        ab_arena *other = ab_arena_new();
        ab_value document;
        assert_true(ab_page_document(page, arena, &document, NULL));
        assert_str(ab_get_text(&document, "next"), "x");
        const ab_value *list = ab_get(ab_at(ab_get(&document, "a"), 1), "data");
        check_lazy_list(list, arena);
        assert_string_equal(
            ab_json_text(arena, &document, AB_JSON_COMPACT).p,
            "{\"n\":2,\"a\":[0,{\"data\":[{\"id\":1},{\"id\":2}]}],\"next\":\"x\"}");
        /* a copy lives on without page and arena */
        ab_value copy = ab_value_copy(other, list);
        ab_page_free(page);
        ab_arena_free(arena);
        check_lazy_list(&copy, other);
        ab_arena_free(other);
    }
}

/* Where nothing is lazy, the document is plain values. */
static void test_plain_documents(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"data\":{\"id\":1}}",     "{\"data\":[]}", "{\"x\":1}", "[]", "3",
        "{\"data\":[1],\"data\":[]}"};
    for (size_t i = 0; i < ROWS(texts); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value plain;
        ab_value document;
        ab_page_body body = {.memory = ab_str_of(texts[i])};
        ab_page *page = ab_page_new(&body, data_path, 1, NULL);
        assert_non_null(page);
        assert_true(ab_page_document(page, arena, &document, NULL));
        assert_true(ab_json_parse(arena, body.memory, NULL, &plain, NULL));
        assert_true(ab_value_equal(&plain, &document));
        ab_page_free(page);
        ab_arena_free(arena);
    }
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t fails_from;
        const char *message;
    } rows[] = {
        {"{\"data\":[1,2", UINT64_MAX,
         "Invalid JSON at line 1, column 13 (byte 12): expected ',' or ']' (the text ends here)"},
        {"<html>", UINT64_MAX, "Invalid JSON at line 1, column 1 (byte 0): expected a value"},
        {"{\"data\":[1,2]}", 8, "read failed"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        far_body far = {
            .text = ab_str_of(rows[i].text), .window = 4, .fails_from = rows[i].fails_from};
        ab_page_body body = behind(&far);
        ab_error error = {0};
        assert_null(ab_page_new(&body, data_path, 1, &error));
        assert_string_equal(error.message, rows[i].message);
        ab_error_clear(&error);
    }
}

/* A read that fails later is an error of whatever asked, and a full buffer is one too. */
static void test_late_errors(void **state)
{
    (void)state;
    far_body far = {.text = AB_STR("[{\"a\":1},{\"a\":2},{\"a\":null,\"b\":\n1}]"),
                    .window = 4,
                    .fails_from = UINT64_MAX};
    ab_page_body body = behind(&far);
    ab_page *page = ab_page_new(&body, NULL, 0, NULL);
    assert_non_null(page);
    ab_arena *arena = ab_arena_new();
    ab_value v;
    ab_error error = {0};
    ab_buf small;
    ab_buf_init(&small, 5);
    assert_false(emit(page, 2, true, &small, &error));
    assert_string_equal(error.message, "A record is larger than the output buffer allows");
    ab_error_clear(&error);
    far.fails_from = 0;
    assert_false(ab_page_parse(page, 0, arena, &v, &error));
    assert_string_equal(error.message, "read failed");
    ab_error_clear(&error);
    assert_false(ab_page_document(page, arena, &v, NULL) &&
                 ab_sequence(&v)->at(v.ext.data, 1, arena, &v, NULL));
    ab_buf_free(&small);
    ab_page_free(page);
    ab_arena_free(arena);
}

/* A scan that was fed during the download becomes the page. */
static void test_from_scan(void **state)
{
    (void)state;
    ab_str text = AB_STR("{\"data\":[{\"a\":1},{\"a\":2}]}");
    ab_memory budget;
    ab_memory_init(&budget, 1024);
    ab_json_scan *scan = ab_json_scan_new(data_path, 1);
    ab_json_scan_charge(scan, &budget);
    for (size_t i = 0; i < text.n; i += 5) {
        assert_true(ab_json_scan_feed(scan, ab_str_sub(text, i, i + 5), NULL));
    }
    assert_true(ab_json_scan_end(scan, NULL));
    ab_page_body body = {.memory = text};
    ab_page *page = ab_page_from_scan(scan, &body, NULL);
    assert_non_null(page);
    assert_true(ab_memory_used(&budget) > 0);
    assert_int_equal(ab_page_count(page), 2);
    check_emitted(page, 1, false, "{\"a\":2}");
    ab_page_free(page);
    assert_int_equal(ab_memory_used(&budget), 0);
}

static void test_write_changed(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value v;
    assert_true(ab_json_parse(
        arena, AB_STR("{\"n\":1.50,\"gone\":1,\"o\":{\"x\":null},\"z\":null,\"s\":\"\\u00e9\"}"),
        NULL, &v, NULL));
    ab_object_remove(arena, &v, AB_STR("gone"));
    ab_set(arena, &v, "new", ab_value_real(0.1));
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    assert_true(ab_record_write(&out, &v, false));
    assert_str(ab_buf_str(&out), "{\"n\":1.50,\"o\":{\"x\":null},\"s\":\"\xc3\xa9\",\"new\":0.1}");
    ab_buf_clear(&out);
    assert_true(ab_record_write(&out, &v, true));
    assert_str(ab_buf_str(&out),
               "{\"n\":1.50,\"o\":{\"x\":null},\"z\":null,\"s\":\"\xc3\xa9\",\"new\":0.1}");
    ab_buf_free(&out);
    ab_arena_free(arena);
}

/* ---- Records that are changed: what is written must be what the plain writer writes. ---- */

static void change_nothing(ab_arena *arena, ab_value *v)
{
    (void)arena;
    (void)v;
}

static void add_members(ab_arena *arena, ab_value *v)
{
    ab_set(arena, v, "new", ab_value_cstr("a \"b\"\n"));
    ab_set(arena, v, "n", ab_value_int(-7));
}

static void remove_second(ab_arena *arena, ab_value *v)
{
    if (v->count > 1) {
        ab_object_remove(arena, v, v->object.members[1].key);
    }
}

static void swap_first_two(ab_arena *arena, ab_value *v)
{
    (void)arena;
    if (v->count > 1) {
        ab_value first = v->object.members[0].value;
        v->object.members[0].value = v->object.members[1].value;
        v->object.members[1].value = first;
    }
}

static void rename_all(ab_arena *arena, ab_value *v)
{
    for (uint32_t i = 0; i < v->count; i++) {
        v->object.members[i].key = ab_arena_printf(arena, "key \"%u\"", i);
    }
}

static void shorten_keys(ab_arena *arena, ab_value *v)
{
    (void)arena;
    for (uint32_t i = 0; i < v->count; i++) {
        v->object.members[i].key.n -= v->object.members[i].key.n > 1;
    }
}

/* The last member's value, which the text's end follows closest, becomes the first's too. */
static void nest_last_in_first(ab_arena *arena, ab_value *v)
{
    if (v->count > 0) {
        ab_value list = ab_value_array();
        ab_array_push(arena, &list, v->object.members[v->count - 1].value);
        ab_array_push(arena, &list, ab_value_bool(true));
        v->object.members[0].value = list;
    }
}

/* The record as a member of another object: more follows behind the text's end. */
static void wrap(ab_arena *arena, ab_value *v)
{
    ab_value outer = ab_value_object();
    ab_set(arena, &outer, "whole", *v);
    ab_set(arena, &outer, "again", ab_value_copy(arena, v));
    *v = outer;
}

static void test_write_runs(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*change)(ab_arena *arena, ab_value *v);
    } changes[] = {
        {"nothing", change_nothing},    {"added", add_members},  {"removed", remove_second},
        {"swapped", swap_first_two},    {"renamed", rename_all}, {"shorter keys", shorten_keys},
        {"nested", nest_last_in_first}, {"wrapped", wrap},
    };
    static const char *const texts[] = {
        "{}",
        "{\"a\":\"x\",\"b\":1.50,\"c\":true,\"d\":null,\"e\":\"\"}",
        "{\"a\":{\"b\":{\"c\":\"x\"}},\"d\":[\"y\",[1,2],{\"z\":\"w\"}]}",
        "{ \"a\" : \"x\" , \"b\" : [ 1 , \"\\u00e9\" ] , \"c\" : \"y\" }",
        "{\"\\u0061\":\"x\\ty\",\"\":\"\xc3\xa9\",\"c\":NaN,\"d\":-Infinity,\"e\":\"\\ud800\"}",
        "{\"a\":\"x\",\"a\":\"y\",\"b\":12345678901234567890,\"c\":\"z\"}",
        "{\"only\":\"x\"}",
    };
    for (size_t t = 0; t < sizeof(texts) / sizeof(texts[0]); t++) {
        for (size_t c = 0; c < sizeof(changes) / sizeof(changes[0]); c++) {
            ab_arena *arena = ab_arena_new();
            size_t n = strlen(texts[t]);
            char *text = malloc(n); /* no byte behind it, for the sanitizer to see */
            memcpy(text, texts[t], n);
            ab_value v;
            assert_true(ab_json_parse(arena, (ab_str){text, n}, NULL, &v, NULL));
            changes[c].change(arena, &v);
            ab_buf out;
            ab_buf_init(&out, AB_BUF_NO_MAX);
            assert_true(ab_record_write(&out, &v, true));
            ab_str plain = ab_json_text(arena, &v, AB_JSON_COMPACT | AB_JSON_NAN_NULL);
            if (!ab_str_eq(plain, ab_buf_str(&out))) {
                fail_msg("%s: %s\n gave %s\n want %s", changes[c].name, texts[t], out.p, plain.p);
            }
            ab_buf_free(&out);
            ab_arena_free(arena);
            free(text);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_emit),
        cmocka_unit_test(test_reads_by_window),
        cmocka_unit_test(test_parsed_outlives_window),
        cmocka_unit_test(test_single_values),
        cmocka_unit_test(test_document),
        cmocka_unit_test(test_plain_documents),
        cmocka_unit_test(test_errors),
        cmocka_unit_test(test_late_errors),
        cmocka_unit_test(test_from_scan),
        cmocka_unit_test(test_write_changed),
        cmocka_unit_test(test_write_runs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
