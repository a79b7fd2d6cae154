#include "json/documents.h"
#include "json/json.h"
#include "json/rows.h"
#include "json/scan.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_SEGMENTS = 4 };

/* A path written "data/1/items"; "" is the empty path. */
static ab_json_scan *scan_for(const char *path)
{
    ab_str segments[MAX_SEGMENTS];
    size_t n = 0;
    while (*path) {
        size_t length = strcspn(path, "/");
        segments[n++] = (ab_str){path, length};
        path += length + (path[length] == '/');
    }
    return ab_json_scan_new(segments, n);
}

/* Feeds `text` in a chunk up to `split` and one from there, each in a block of its own size. */
static bool feed_split(ab_json_scan *scan, ab_str text, size_t split, ab_error *error)
{
    bool ok = true;
    for (int part = 0; part < 2 && ok; part++) {
        ab_str chunk = part ? ab_str_sub(text, split, text.n) : ab_str_sub(text, 0, split);
        char *block = malloc(chunk.n ? chunk.n : 1);
        assert_non_null(block);
        if (chunk.n) {
            memcpy(block, chunk.p, chunk.n);
        }
        ok = ab_json_scan_feed(scan, (ab_str){block, chunk.n}, error);
        free(block);
    }
    return ok && ab_json_scan_end(scan, error);
}

static bool feed_bytewise(ab_json_scan *scan, ab_str text, ab_error *error)
{
    for (size_t i = 0; i < text.n; i++) {
        if (!ab_json_scan_feed(scan, ab_str_sub(text, i, i + 1), error)) {
            return false;
        }
    }
    return ab_json_scan_end(scan, error);
}

/* The scanner judges as the parser does, wherever chunks end: split text.n + 1 means bytewise. */
static void check_verdict(const char *input, const char *message)
{
    ab_str text = ab_str_of(input);
    for (size_t split = 0; split <= text.n + 1; split++) {
        ab_json_scan *scan = scan_for("");
        ab_error error = {0};
        bool ok = split <= text.n ? feed_split(scan, text, split, &error)
                                  : feed_bytewise(scan, text, &error);
        if (ok != !message || (message && strcmp(error.message, message) != 0)) {
            fail_msg("%s, split at %zu: %s", input, split, ok ? "accepted" : error.message);
        }
        if (message) {
            ab_error again = {0};
            assert_false(ab_json_scan_feed(scan, AB_STR(" "), &again));
            assert_false(ab_json_scan_end(scan, NULL));
            ab_error_clear(&again);
        }
        ab_error_clear(&error);
        ab_json_scan_free(scan);
    }
}

static void test_verdicts(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(accepted_rows); i++) {
        check_verdict(accepted_rows[i].input, NULL);
    }
    for (size_t i = 0; i < ROWS(refused_rows); i++) {
        const refused_row *row = &refused_rows[i];
        char message[200];
        snprintf(message, sizeof(message), "Invalid JSON at line %u, column %u (byte %zu): %s",
                 row->line, row->column, row->byte, row->problem);
        check_verdict(row->input, message);
    }
}

typedef struct record_row {
    const char *path;
    const char *input;
    ab_scan_target target;
    const char *records[5]; /* the span, a blank, the flags by letter; NULL behind the last */
} record_row;

static const record_row record_rows[] = {
    {"", "[{\"a\":1},{\"b\":2}]", AB_SCAN_LIST, {"{\"a\":1} o", "{\"b\":2} o"}},
    {"", "{\"a\":1}", AB_SCAN_VALUE, {"{\"a\":1} o"}},
    {"", " [ ] ", AB_SCAN_LIST, {NULL}},
    {"", "17", AB_SCAN_VALUE, {"17 "}},
    {"", "[1,\"x\",[2],{},null]", AB_SCAN_LIST, {"1 ", "\"x\" ", "[2] ", "{} oe", "null "}},
    {"data",
     "{\"x\":[{\"data\":[9]}],\"data\":[{\"a\":1} , 7 ],\"y\":1}",
     AB_SCAN_LIST,
     {"{\"a\":1} o", "7 "}},
    {"data", "{\"data\":{\"data\":[1]}}", AB_SCAN_VALUE, {"{\"data\":[1]} o"}},
    {"data", "{\"data\":\"text\"}", AB_SCAN_VALUE, {"\"text\" "}},
    {"data", "{\"data\":null}", AB_SCAN_VALUE, {"null "}},
    {"data", "{\"Data\":[1]}", AB_SCAN_NOTHING, {NULL}},
    {"data", "[1,2]", AB_SCAN_NOTHING, {NULL}},
    {"data", "\"data\"", AB_SCAN_NOTHING, {NULL}},
    {"data/items",
     "{\"data\":{\"n\":2,\"items\":[1,2]},\"items\":[3]}",
     AB_SCAN_LIST,
     {"1 ", "2 "}},
    {"data/1/items",
     "{\"data\":[{\"items\":[0]},{\"items\":[1,2]},{}]}",
     AB_SCAN_LIST,
     {"1 ", "2 "}},
    {"data/ +01 ", "{\"data\":[1,2]}", AB_SCAN_VALUE, {"2 "}},
    {"data/1.0", "{\"data\":[1,2]}", AB_SCAN_NOTHING, {NULL}},
    {"data/2", "{\"data\":[1,2]}", AB_SCAN_NOTHING, {NULL}},
    {"data/-1", "{\"data\":{\"-1\":[5]}}", AB_SCAN_LIST, {"5 "}},
    {"data/0", "{\"data\":{\"0\":[5]}}", AB_SCAN_LIST, {"5 "}},
    /* the path's keys may be spelt with escapes */
    {"data", "{\"d\\u0061ta\":[1]}", AB_SCAN_LIST, {"1 "}},
    {"d\xc3\xa9", "{\"d\\u00e9\":[1]}", AB_SCAN_LIST, {"1 "}},
    /* the last of equal keys counts */
    {"data", "{\"data\":[1,2],\"data\":[3]}", AB_SCAN_LIST, {"3 "}},
    {"data", "{\"data\":[1,2],\"data\":{\"a\":1}}", AB_SCAN_VALUE, {"{\"a\":1} o"}},
    {"data", "{\"data\":{\"a\":1},\"data\":[]}", AB_SCAN_LIST, {NULL}},
    {"data/items", "{\"data\":{\"items\":[1]},\"data\":5}", AB_SCAN_NOTHING, {NULL}},
    {"data/items",
     "{\"data\":{\"items\":[1]},\"data\":{\"items\":[2],\"items\":[3]}}",
     AB_SCAN_LIST,
     {"3 "}},
    /* wildcards: a match is a record, whole */
    {"data/*", "{\"data\":[1,[2]]}", AB_SCAN_LIST, {"1 ", "[2] "}},
    {"data/*", "{\"data\":{\"a\":[1],\"b\":{}}}", AB_SCAN_MATCHES, {"[1] ", "{} oe"}},
    {"*", "[1,2]", AB_SCAN_LIST, {"1 ", "2 "}},
    {"*", "{\"a\":{\"x\":1},\"b\":2}", AB_SCAN_MATCHES, {"{\"x\":1} o", "2 "}},
    {"*/v", "[{\"v\":[1]},{\"w\":2},3,{\"v\":4,\"v\":5}]", AB_SCAN_MATCHES, {"[1] ", "5 "}},
    {"data/*/v",
     "{\"data\":{\"a\":{\"v\":1},\"b\":{\"v\":null}}}",
     AB_SCAN_MATCHES,
     {"1 ", "null "}},
    {"*/*", "[[1,2],{\"a\":3}]", AB_SCAN_MATCHES, {"1 ", "2 ", "3 "}},
    {"data/*/v", "{\"data\":[]}", AB_SCAN_NOTHING, {NULL}},
    /* flags */
    {"", "[{\"a\": 1}]", AB_SCAN_LIST, {"{\"a\": 1} os"}},
    {"", "[{\"a\":1 }, {\"a\":\t1}]", AB_SCAN_LIST, {"{\"a\":1 } os", "{\"a\":\t1} os"}},
    {"", "[\n{\"a\":1}\n]", AB_SCAN_LIST, {"{\"a\":1} o"}},
    {"", "[{\"a\":\n1}]", AB_SCAN_LIST, {"{\"a\":\n1} osn"}},
    {"", "[{\"a\":[\r1]}]", AB_SCAN_LIST, {"{\"a\":[\r1]} osn"}},
    {"",
     "[{\"a\":[NaN]},{\"a\":-Infinity}]",
     AB_SCAN_LIST,
     {"{\"a\":[NaN]} of", "{\"a\":-Infinity} of"}},
    {"",
     "[{\"a\":null},{\"a\":[null]},{\"a\":{\"b\":null}},[null]]",
     AB_SCAN_LIST,
     {"{\"a\":null} oz", "{\"a\":[null]} o", "{\"a\":{\"b\":null}} o", "[null] "}},
    {"", "[{\"a\":\"null\",\"b\":\"NaN \"}]", AB_SCAN_LIST, {"{\"a\":\"null\",\"b\":\"NaN \"} o"}},
    {"",
     "[{\"a\":1,\"a\":2},{\"a\":1,\"b\":{\"a\":1}}]",
     AB_SCAN_LIST,
     {"{\"a\":1,\"a\":2} or", "{\"a\":1,\"b\":{\"a\":1}} o"}},
    {"",
     "[[{\"a\":1},{\"a\":1}],{\"x\":{\"k\":1,\"k\":1}}]",
     AB_SCAN_LIST,
     {"[{\"a\":1},{\"a\":1}] ", "{\"x\":{\"k\":1,\"k\":1}} or"}},
    {"", "[{\"x\":{\"k\":1},\"x\":1}]", AB_SCAN_LIST, {"{\"x\":{\"k\":1},\"x\":1} or"}},
    {"", "[{\"\\u0061\":1}]", AB_SCAN_LIST, {"{\"\\u0061\":1} or"}},
};

static void describe(const ab_json_scan *scan, ab_str text, size_t i, char out[200])
{
    static const struct {
        unsigned flag;
        char letter;
    } letters[] = {
        {AB_RECORD_OBJECT, 'o'},    {AB_RECORD_EMPTY, 'e'},  {AB_RECORD_SPACE, 's'},
        {AB_RECORD_NEWLINE, 'n'},   {AB_RECORD_REPEAT, 'r'}, {AB_RECORD_NULL, 'z'},
        {AB_RECORD_NONFINITE, 'f'},
    };
    ab_record_entry e = ab_json_scan_entry(scan, i);
    int n = snprintf(out, 150, "%.*s ", (int)e.length, text.p + e.offset);
    for (size_t k = 0; k < ROWS(letters); k++) {
        if (e.flags & letters[k].flag) {
            out[n++] = letters[k].letter;
        }
    }
    out[n] = '\0';
}

static void check_records(const record_row *row, ab_json_scan *scan, size_t split)
{
    ab_str text = ab_str_of(row->input);
    assert_int_equal(ab_json_scan_target(scan), row->target);
    assert_true(ab_json_scan_indexed(scan));
    assert_int_equal(ab_json_scan_size(scan), text.n);
    size_t count = ab_json_scan_count(scan);
    for (size_t i = 0; i < ROWS(row->records) && (i < count || row->records[i]); i++) {
        char got[200] = "(nothing)";
        if (i < count) {
            describe(scan, text, i, got);
        }
        if (!row->records[i] || strcmp(got, row->records[i]) != 0) {
            fail_msg("%s at \"%s\", split at %zu: record %zu is %s", row->input, row->path, split,
                     i, got);
        }
    }
}

static void test_records(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(record_rows); i++) {
        const record_row *row = &record_rows[i];
        ab_str text = ab_str_of(row->input);
        for (size_t split = 0; split <= text.n; split++) {
            ab_json_scan *scan = scan_for(row->path);
            ab_error error = {0};
            if (!feed_split(scan, text, split, &error)) {
                fail_msg("%s: %s", row->input, error.message);
            }
            check_records(row, scan, split);
            ab_json_scan_free(scan);
        }
    }
}

static void test_list_span(void **state)
{
    (void)state;
    ab_str text = AB_STR("{\"a\":1,\"data\": [1,[2]] ,\"b\":2}");
    ab_json_scan *scan = scan_for("data");
    assert_true(feed_split(scan, text, 18, NULL));
    uint64_t begin;
    uint64_t end;
    ab_json_scan_list_span(scan, &begin, &end);
    assert_str(ab_str_sub(text, begin, end), "[1,[2]]");
    ab_json_scan_free(scan);
}

/* A key that repeats under a wildcard would need its first match replaced, and an index from the
 * end is known only there: not indexed. */
static void test_not_indexed(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        const char *input;
    } rows[] = {
        {"*", "{\"a\":[1],\"b\":2,\"a\":3}"},
        {"*", "{\"a\":1,\"\\u0061\":2}"},
        {"data/-1", "{\"data\":[1,2]}"},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_json_scan *scan = scan_for(rows[i].path);
        assert_true(feed_split(scan, ab_str_of(rows[i].input), 3, NULL));
        assert_false(ab_json_scan_indexed(scan));
        ab_json_scan_free(scan);
    }
}

/* More keys than the table of a record tells apart are flagged, fewer are not. */
static void test_many_keys(void **state)
{
    (void)state;
    static const struct {
        int keys;
        bool flagged;
    } rows[] = {{1000, false}, {5000, true}};
    for (size_t i = 0; i < ROWS(rows); i++) {
        ab_json_scan *scan = scan_for("");
        assert_true(ab_json_scan_feed(scan, AB_STR("["), NULL));
        for (int record = 0; record < 3; record++) {
            assert_true(ab_json_scan_feed(scan, record ? AB_STR(",{") : AB_STR("{"), NULL));
            for (int k = 0; k < rows[i].keys; k++) {
                char member[32];
                int n = snprintf(member, sizeof(member), "%s\"key %d\":%d", k ? "," : "", k, k);
                assert_true(ab_json_scan_feed(scan, (ab_str){member, (size_t)n}, NULL));
            }
            assert_true(ab_json_scan_feed(scan, AB_STR("}"), NULL));
        }
        assert_true(ab_json_scan_feed(scan, AB_STR("]"), NULL) && ab_json_scan_end(scan, NULL));
        for (size_t record = 0; record < 3; record++) {
            unsigned flags = ab_json_scan_entry(scan, record).flags;
            assert_int_equal((flags & AB_RECORD_REPEAT) != 0, rows[i].flagged);
        }
        ab_json_scan_free(scan);
    }
}

static void test_depth_limit(void **state)
{
    (void)state;
    ab_json_scan *scan = scan_for("data");
    ab_error error = {0};
    for (int i = 0; i < AB_JSON_MAX_DEPTH; i++) {
        assert_true(ab_json_scan_feed(scan, AB_STR("["), &error));
    }
    assert_false(ab_json_scan_feed(scan, AB_STR("["), &error));
    assert_string_equal(error.message,
                        "Invalid JSON at line 1, column 513 (byte 512): nested too deeply");
    ab_error_clear(&error);
    ab_json_scan_free(scan);
}

/* One scan for many lines: each is one record, whatever the one before left behind. */
static void test_scan_one(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        const char *record; /* span and flags, or the error */
    } rows[] = {
        {" {\"a\":null} \n", "1+10 48"},
        {"[{\"a\":1},2]", "0+11 0"},
        {"\"cut", "Invalid JSON at line 1, column 5 (byte 4): the string does not end" ENDS},
        {"\n\n[", "Invalid JSON at line 3, column 2 (byte 3): expected a value" ENDS},
        {"{\"key cut here",
         "Invalid JSON at line 1, column 15 (byte 14): the string does not end" ENDS},
        {"{\"a\":1}", "0+7 32"},
        {"3", "0+1 0"},
        {"", "Invalid JSON at line 1, column 1 (byte 0): expected a value"},
        {"\xEF\xBB\xBF[]",
         "Invalid JSON at line 1, column 1 (byte 0): expected a value, not a byte order mark"},
    };
    ab_json_scan *scan = scan_for("data/*");
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < ROWS(rows); i++) {
            ab_record_entry e = {0};
            ab_error error = {0};
            char got[200];
            if (ab_json_scan_one(scan, ab_str_of(rows[i].line), &e, &error)) {
                snprintf(got, sizeof(got), "%d+%u %u", (int)e.offset, e.length, e.flags);
            } else {
                snprintf(got, sizeof(got), "%s", error.message);
            }
            assert_string_equal(got, rows[i].record);
            ab_error_clear(&error);
        }
        ab_json_scan_reset(scan);
        assert_true(ab_json_scan_feed(scan, AB_STR("{\"data\":[1,2]}"), NULL));
        assert_int_equal(ab_json_scan_count(scan), 2);
        assert_true(ab_json_scan_end(scan, NULL));
        assert_int_equal(ab_json_scan_target(scan), AB_SCAN_LIST);
    }
    ab_json_scan_free(scan);
}

static void test_path_index(void **state)
{
    (void)state;
    static const struct {
        const char *segment;
        bool is_index;
        int64_t index;
    } rows[] = {
        {"0", true, 0},      {"12", true, 12},  {"-1", true, -1},   {"+1", true, 1},
        {" 007\t", true, 7}, {"1_0", true, 10}, {"", false, 0},     {"-", false, 0},
        {"1_", false, 0},    {"_1", false, 0},  {"1__0", false, 0}, {"1.0", false, 0},
        {"a", false, 0},     {"*", false, 0},
    };
    for (size_t i = 0; i < ROWS(rows); i++) {
        int64_t index = 0;
        assert_int_equal(ab_path_index(ab_str_of(rows[i].segment), &index), rows[i].is_index);
        assert_true(!rows[i].is_index || index == rows[i].index);
    }
    int64_t index;
    assert_true(ab_path_index(AB_STR("99999999999999999999999999"), &index));
    assert_true(index > INT32_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_path_index), cmocka_unit_test(test_scan_one),
        cmocka_unit_test(test_verdicts),   cmocka_unit_test(test_records),
        cmocka_unit_test(test_list_span),  cmocka_unit_test(test_not_indexed),
        cmocka_unit_test(test_many_keys),  cmocka_unit_test(test_depth_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
