#include "fixture.h"

#include "declarative/decoders/decoder.h"
#include "declarative/extractors/extractor.h"

typedef struct extractor_row {
    const char *name;
    const char *component;
    const char *body;
    const char *want; /* the records, or what the error says */
    int64_t count;    /* extracted records */
} extractor_row;

struct gathering {
    ab_arena *arena;
    ab_value records;
};

static bool gather(void *context, ab_record *record, ab_error *error)
{
    struct gathering *g = context;
    if (!ab_record_parse(record, error)) {
        return false;
    }
    ab_array_push(g->arena, &g->records, ab_value_copy(g->arena, &record->value));
    return true;
}

static bool extract(fixture *f, const extractor_row *row, const ab_extractor *extractor,
                    ab_value *out, int64_t *count, ab_error *error)
{
    ab_response response = {
        .text = ab_str_of(row->body), .arena = f->arena, .headers = ab_value_object()};
    ab_scope scope = ab_scope_new(&f->env, f->arena);
    scope.response = &response;
    struct gathering g = {f->arena, ab_value_array()};
    ab_arena *records = ab_arena_new();
    bool ok = extractor->ops->extract(extractor, &scope, records, gather, &g, count, error);
    ab_arena_free(records);
    ab_response_close(&response);
    *out = g.records;
    return ok;
}

static void run_row(const extractor_row *row)
{
    fixture f;
    fixture_open(&f, "{\"p\":\"data\"}");
    ab_error error = {0};
    ab_value records = ab_value_array();
    int64_t count = -1;
    const ab_component *component = fixture_parse(&f, row->component, &error);
    ab_extractor_args args = {.decoder = ab_decoder_build(&f.build, NULL, NULL)};
    ab_extractor *extractor =
        component ? ab_extractor_build(&f.build, component, &args, &error) : NULL;
    bool ok = extractor && extract(&f, row, extractor, &records, &count, &error);
    fixture_check(row->name, ok, ab_json_text(f.arena, &records, AB_JSON_COMPACT), &error,
                  row->want);
    if (ok) {
        assert_int_equal(count, row->count);
    }
    fixture_close(&f);
}

static void run_rows(const extractor_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        run_row(&rows[i]);
    }
}

#define PATH(path) "{\"type\":\"DpathExtractor\",\"field_path\":" path "}"

static void test_paths(void **state)
{
    (void)state;
    static const extractor_row rows[] = {
        {"list body", PATH("[]"), "[{\"a\":1},{},null]", "[{\"a\":1},{},null]", 3},
        {"object body", PATH("[]"), "{\"a\":1}", "[{\"a\":1}]", 1},
        {"empty object", PATH("[]"), "{}", "[]", 0},
        {"no body", PATH("[\"a\"]"), "", "[]", 0},
        {"list", PATH("[\"{{ config.p }}\"]"), "{\"data\":[{\"a\":1}]}", "[{\"a\":1}]", 1},
        {"object", PATH("[\"data\"]"), "{\"data\":{\"a\":1}}", "[{\"a\":1}]", 1},
        {"null", PATH("[\"data\"]"), "{\"data\":null}", "[]", 0},
        {"a number is no key", PATH("[\"data\",\"1\"]"), "{\"data\":{\"1\":{\"a\":1}}}", "[]", 0},
        {"a number below a star is no key", PATH("[\"*\",\"{{ 0 }}\"]"),
         "{\"a\":{\"0\":1},\"b\":[{\"c\":2}]}", "[{\"c\":2}]", 1},
        {"true is the index 1", PATH("[\"data\",\"True\"]"), "{\"data\":[1,{\"a\":1}]}",
         "[{\"a\":1}]", 1},
        {"null is nothing", PATH("[\"None\"]"), "{\"None\":{\"a\":1}}", "[]", 0},
        {"index", PATH("[\"data\",\"1\"]"), "{\"data\":[1,{\"a\":1}]}", "[{\"a\":1}]", 1},
        {"from the end", PATH("[\"data\",\"-1\"]"), "{\"data\":[1,{\"a\":1}]}", "[{\"a\":1}]", 1},
        {"wildcard", PATH("[\"*\",\"x\"]"), "{\"a\":{\"x\":[1]},\"b\":{\"x\":null},\"c\":{}}",
         "[[1],null]", 2},
        {"glob", PATH("[\"d*\"]"), "{\"data\":[{\"a\":1}]}", "[{\"a\":1}]", 1},
        {"glob with several matches", PATH("[\"d*\"]"), "{\"d1\":1,\"d2\":2}", "d*", 0},
        {"path in a list body", PATH("[\"x\"]"), "[{\"x\":[{\"a\":1}]},{\"x\":{\"a\":2}},{}]",
         "[{\"a\":1},{\"a\":2}]", 2},
        {"broken body", PATH("[\"x\"]"), "<html>", "Invalid JSON at line 1, column 1", 0},
    };
    run_rows(rows, COUNT(rows));
}

#define COMBINED(mode, more)                                                                       \
    "{\"type\":\"CombinedExtractor\",\"mode\":\"" mode "\"" more                                   \
    ",\"extractors\":[" PATH("[\"a\"]") "," PATH("[\"b\"]") "]}"

static void test_combined(void **state)
{
    (void)state;
    static const extractor_row rows[] = {
        {"union", COMBINED("union", ""), "{\"b\":[3],\"a\":[1,{}]}", "[1,{},3]", 3},
        {"union without empty", COMBINED("union", ",\"skip_empty_records\":true"),
         "{\"b\":[3,null],\"a\":[1,{}]}", "[1,3]", 4},
        {"first", COMBINED("first_match", ""), "{\"a\":[{}],\"b\":[3]}", "[{}]", 1},
        {"second", COMBINED("first_match", ""), "{\"a\":[],\"b\":[3]}", "[3]", 1},
        {"first without empty", COMBINED("first_match", ",\"skip_empty_records\":true"),
         "{\"a\":[{},\"\"],\"b\":[3,null]}", "[3]", 2},
        {"none", COMBINED("first_match", ""), "{}", "[]", 0},
    };
    run_rows(rows, COUNT(rows));
}

#define EXPAND(more)                                                                               \
    "{\"type\":\"DpathExtractor\",\"field_path\":[\"o\"],\"record_expander\":{\"type\":"           \
    "\"RecordExpander\",\"expand_records_from_field\":[\"l\"]" more "}}"
#define ORDERS "{\"o\":[{\"id\":1,\"l\":[{\"x\":1},2]},{\"id\":2,\"l\":[]},{\"id\":3}]}"

static void test_expander(void **state)
{
    (void)state;
    static const extractor_row rows[] = {
        {"items", EXPAND(""), ORDERS, "[{\"x\":1},2]", 2},
        {"parent", EXPAND(",\"remain_original_record\":true"), "{\"o\":{\"id\":1,\"l\":[2]}}",
         "[{\"value\":2,\"original_record\":{\"id\":1,\"l\":[2]}}]", 1},
        {"merged", EXPAND(",\"merge_parent\":true"), "{\"o\":{\"id\":1,\"l\":[{\"x\":1}]}}",
         "[{\"id\":1,\"x\":1}]", 1},
        {"emit parent", EXPAND(",\"on_no_records\":\"emit_parent\""), ORDERS,
         "[{\"x\":1},2,{\"id\":2,\"l\":[]},{\"id\":3}]", 4},
        {"fields",
         EXPAND(",\"parent_fields\":[{\"type\":\"ParentFieldPath\",\"parent_path\":[\"id\"],"
                "\"record_path\":[\"o\",\"id\"]}]"),
         ORDERS, "[{\"x\":1,\"o\":{\"id\":1}},{\"value\":2,\"o\":{\"id\":1}}]", 2},
        {"field in the way",
         EXPAND(",\"parent_fields\":[{\"type\":\"ParentFieldPath\",\"parent_path\":[\"id\"],"
                "\"record_path\":[\"x\",\"id\"]}]"),
         ORDERS, "Cannot write parent field to `record_path` ['x', 'id']", 0},
        {"glob in a field",
         EXPAND(",\"parent_fields\":[{\"type\":\"ParentFieldPath\",\"parent_path\":[\"*\"],"
                "\"record_path\":[\"x\"]}]"),
         ORDERS, "are not supported in `parent_path`", 0},
    };
    run_rows(rows, COUNT(rows));
}

static void keep_line(void *context, ab_log_level level, ab_str text, const ab_log_field *fields,
                      size_t field_count)
{
    (void)fields;
    (void)field_count;
    assert_int_equal(level, AB_LOG_WARN);
    ab_buf_add_str(context, text);
}

/* What is said of a list that is cut short: the total beside the indicator, where there is one. */
static void test_cut_list(void **state)
{
    (void)state;
#define CUT(path) EXPAND(",\"truncation_indicator_path\":" path)
#define EMBEDDED(more) "only the 1 embedded item(s)" more " were expanded"
    static const struct {
        extractor_row row;
        const char *said; /* NULL: nothing */
    } rows[] = {
        {{"total", CUT("[\"m\",\"more\"]"),
          "{\"o\":{\"l\":[1],\"m\":{\"more\":true,\"total_count\":7}}}", "[1]", 1},
         EMBEDDED(" of 7 total")},
        {{"total of the record", CUT("[\"more\"]"),
          "{\"o\":{\"l\":[1],\"more\":1,\"total_count\":7}}", "[1]", 1},
         EMBEDDED(" of 7 total")},
        {{"no total", CUT("[\"more\"]"), "{\"o\":{\"l\":[1],\"more\":true}}", "[1]", 1},
         EMBEDDED("")},
        {{"whole", CUT("[\"more\"]"), "{\"o\":{\"l\":[1],\"more\":false,\"total_count\":7}}", "[1]",
          1},
         NULL},
        {{"a number is no key", CUT("[\"m\",\"0\",\"more\"]"),
          "{\"o\":{\"l\":[1],\"m\":{\"0\":{\"more\":true,\"total_count\":7}}}}", "[1]", 1},
         NULL},
        {{"total below an index", CUT("[\"m\",\"0\",\"more\"]"),
          "{\"o\":{\"l\":[1],\"m\":[{\"more\":true,\"total_count\":7}]}}", "[1]", 1},
         EMBEDDED(" of 7 total")},
        {{"total beside an index", CUT("[\"m\",\"0\"]"), "{\"o\":{\"l\":[1],\"m\":[true]}}", "[1]",
          1},
         EMBEDDED("")},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_buf said;
        ab_buf_init(&said, AB_BUF_NO_MAX);
        ab_logger logger = {keep_line, &said, AB_LOG_WARN};
        ab_log_set_process(&logger);
        run_row(&rows[i].row);
        ab_log_set_process(NULL);
        if (rows[i].said ? ab_str_find(ab_buf_str(&said), ab_str_of(rows[i].said), 0) < 0
                         : said.n) {
            fail_msg("%s: said %.*s", rows[i].row.name, AB_STR_ARG(ab_buf_str(&said)));
        }
        ab_buf_free(&said);
    }
}

/* Rows as pandas' read_csv reads them, all text. */
static void test_file(void **state)
{
    (void)state;
#define FILE_OF(more) "{\"type\":\"ResponseToFileExtractor\"" more "}"
    static const extractor_row rows[] = {
        {"rows", FILE_OF(""), "id,a\n1,\"x, y\"\n\n  \n2,\n",
         "[{\"id\":\"1\",\"a\":\"x, y\"},{\"id\":\"2\",\"a\":null}]", 2},
        {"missing values", FILE_OF(""), "a,b,c\nNA,\"null\",x\n",
         "[{\"a\":null,\"b\":null,\"c\":\"x\"}]", 1},
        {"kept values", FILE_OF(",\"preserve_na_values\":true"), "a,b,c\nNA,null,\n",
         "[{\"a\":\"NA\",\"b\":\"null\",\"c\":null}]", 1},
        {"names", FILE_OF(""), "a,,a\n1,2,3\n",
         "[{\"a\":\"1\",\"Unnamed: 1\":\"2\",\"a.1\":\"3\"}]", 1},
        {"index column", FILE_OF(""), "a,b\n0,1,2\n1,3\n",
         "[{\"a\":\"1\",\"b\":\"2\"},{\"a\":\"3\",\"b\":null}]", 2},
        {"too many fields", FILE_OF(""), "a,b\n1,2\n1,2,3\n", "Expected 2 fields in line 3, saw 3",
         0},
        {"open quote", FILE_OF(""), "a\n\"x\n", "EOF inside string starting at row 1", 0},
        {"nothing", FILE_OF(""), "", "[]", 0},
    };
    run_rows(rows, COUNT(rows));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_paths),    cmocka_unit_test(test_combined),
        cmocka_unit_test(test_expander), cmocka_unit_test(test_cut_list),
        cmocka_unit_test(test_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
