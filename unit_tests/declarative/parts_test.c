#include "fixture.h"

#include "declarative/extractors/extractor.h"
#include "declarative/partition_routers/cartesian.h"
#include "declarative/requesters/request_options.h"

/* ---- Combining what several parts add to a request ---- */

static void test_combine(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        const char *b;
        bool same_value_allowed;
        const char *want; /* JSON, or what the error says */
    } rows[] = {
        {"{\"a\":1}", "{\"b\":2}", false, "{\"a\":1,\"b\":2}"},
        {"null", "{\"b\":2}", false, "{\"b\":2}"},
        {"{}", "\"text\"", false, "\"text\""},
        {"{\"a\":1}", "\"text\"", false, "Cannot combine multiple options if one is a string"},
        {"\"x\"", "\"y\"", false, "Cannot combine multiple string options"},
        {"{\"a\":1}", "{\"a\":1}", false, "duplicate keys detected at key path: a."},
        {"{\"a\":1}", "{\"a\":1}", true, "{\"a\":1}"},
        {"{\"a\":1}", "{\"a\":2}", true, "duplicate keys detected at key path: a."},
        {"{\"a\":{\"b\":1}}", "{\"a\":{\"c\":2}}", true, "{\"a\":{\"b\":1,\"c\":2}}"},
        {"{\"a\":{\"b\":1}}", "{\"a\":{\"b\":2}}", true, "key path: a.b."},
        {"{\"a\":{\"b\":1}}", "{\"a\":{\"c\":2}}", false, "key path: a."},
        {"null", "null", false, "{}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value a = fixture_json(arena, rows[i].a);
        ab_value b = fixture_json(arena, rows[i].b);
        const ab_value *parts[] = {&a, &b};
        ab_value out;
        ab_error error = {0};
        bool ok = ab_mapping_combine(arena, parts, 2, rows[i].same_value_allowed, &out, &error);
        ab_str got = ok ? ab_json_text(arena, &out, AB_JSON_COMPACT) : ab_str_of(error.message);
        if (ok ? !ab_str_is(got, rows[i].want) : !strstr(error.message, rows[i].want)) {
            fail_msg("%s + %s: %.*s", rows[i].a, rows[i].b, AB_STR_ARG(got));
        }
        ab_error_clear(&error);
        ab_arena_free(arena);
    }
}

/* The parts stay as they were: they may be shared. */
static void test_combine_copies(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value a = fixture_json(arena, "{\"a\":{\"b\":1}}");
    ab_value b = fixture_json(arena, "{\"a\":{\"c\":2}}");
    const ab_value *parts[] = {&a, &b};
    ab_value out;
    assert_true(ab_mapping_combine(arena, parts, 2, true, &out, NULL));
    assert_str(ab_json_text(arena, &a, AB_JSON_COMPACT), "{\"a\":{\"b\":1}}");
    ab_arena_free(arena);
}

/* ---- Config ---- */

static void test_config_snapshots(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_value config = fixture_json(arena, "{\"credentials\":{\"token\":\"old\"},\"x\":1}");
    ab_config_store *store = ab_config_store_new(&config);
    const ab_value *before = ab_config_get(store);
    ab_value rotated = fixture_json(arena, "{\"credentials\":{\"token\":\"new\"},\"x\":1}");
    ab_config_set(store, &rotated);
    const ab_value *after = ab_config_get(store);
    assert_str(ab_json_text(arena, before, AB_JSON_COMPACT),
               "{\"credentials\":{\"token\":\"old\"},\"x\":1}");
    assert_str(ab_json_text(arena, after, AB_JSON_COMPACT),
               "{\"credentials\":{\"token\":\"new\"},\"x\":1}");
    ab_config_store_free(store);
    ab_arena_free(arena);
}

/* ---- Records ---- */

static void test_record_member(void **state)
{
    (void)state;
    static const struct {
        const char *raw;
        unsigned flags;
        const char *want; /* NULL: absent */
    } rows[] = {
        {"{\"x\":1,\"a\":{\"b\":\"v\"}}", AB_RECORD_OBJECT, "\"v\""},
        {"{\"a\":{\"b\":\"v\"},\"a\":{\"b\":\"w\"}}", AB_RECORD_OBJECT | AB_RECORD_REPEAT, "\"w\""},
        {"{\"\\u0061\":{\"b\":\"v\"}}", AB_RECORD_OBJECT, "\"v\""},
        {"{\"a\":3}", AB_RECORD_OBJECT, NULL},
        {"{\"a\":{}}", AB_RECORD_OBJECT, NULL},
        {"{}", AB_RECORD_OBJECT, NULL},
        {"[1]", 0, NULL},
    };
    const ab_str path[] = {AB_STR("a"), AB_STR("b")};
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_record record = {
            .raw = ab_str_of(rows[i].raw), .raw_flags = rows[i].flags, .arena = arena};
        const ab_value *got = ab_record_member(&record, path, 2, NULL);
        ab_str text = got ? ab_json_text(arena, got, AB_JSON_COMPACT) : AB_STR("absent");
        if (!ab_str_is(text, rows[i].want ? rows[i].want : "absent")) {
            fail_msg("%s: %s", rows[i].raw, text.p);
        }
        ab_arena_free(arena);
    }
}

static void test_edited_record_has_no_text(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_record record = {.raw = AB_STR("{\"a\":1}"), .raw_flags = AB_RECORD_OBJECT, .arena = arena};
    ab_value *value = ab_record_edit(&record, NULL);
    ab_set(arena, value, "b", ab_value_int(2));
    assert_int_equal(record.raw.n, 0);
    assert_true(record.changed);
    assert_str(ab_json_text(arena, &record.value, AB_JSON_COMPACT), "{\"a\":1,\"b\":2}");
    ab_arena_free(arena);
}

/* ---- Cartesian product ---- */

typedef struct fake_router {
    ab_partition_router base;
    const char *key;
    int count;
    int generated;
    bool fails; /* after its slices */
} fake_router;

static bool fake_generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                          ab_error *error)
{
    (void)env;
    fake_router *self = (fake_router *)router;
    for (int i = 0; i < self->count; i++) {
        ab_arena *arena = ab_arena_new();
        ab_value partition = ab_value_object();
        ab_set(arena, &partition, self->key, ab_value_int(i));
        self->generated++;
        bool go_on = emit(context, ab_slice_new(arena, &partition, NULL, NULL), error);
        ab_arena_free(arena);
        if (!go_on) {
            return false;
        }
    }
    return !self->fails || ab_error_set(error, AB_ERROR_SYSTEM, "no more");
}

static const ab_partition_router_ops fake_ops = {.generate = fake_generate};

typedef struct taken {
    ab_buf text;
    int limit;
} taken;

static bool take(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    taken *t = context;
    ab_json_write(&t->text, &slice->partition, AB_JSON_COMPACT);
    return --t->limit > 0;
}

static void test_cartesian(void **state)
{
    (void)state;
    fixture f;
    fixture_open(&f, "{}");
    fake_router a = {.base = {.ops = &fake_ops}, .key = "a", .count = 2};
    fake_router b = {.base = {.ops = &fake_ops}, .key = "b", .count = 3};
    ab_partition_router *routers[] = {&a.base, &b.base};
    ab_partition_router *product = ab_cartesian_router_new(f.arena, routers, 2);
    taken t = {.limit = 100};
    ab_buf_init(&t.text, 4096);
    assert_true(product->ops->generate(product, &f.env, take, &t, NULL));
    assert_string_equal(t.text.p, "{\"b\":0,\"a\":0}{\"b\":1,\"a\":0}{\"b\":2,\"a\":0}"
                                  "{\"b\":0,\"a\":1}{\"b\":1,\"a\":1}{\"b\":2,\"a\":1}");
    assert_int_equal(b.generated, 3);
    /* Whoever has enough ends it. */
    ab_buf_clear(&t.text);
    t.limit = 2;
    assert_false(product->ops->generate(product, &f.env, take, &t, NULL));
    assert_string_equal(t.text.p, "{\"b\":0,\"a\":0}{\"b\":1,\"a\":0}");
    /* All are read before the first slice: where one fails, there is none. */
    ab_buf_clear(&t.text);
    t.limit = 100;
    a.fails = true;
    ab_error error = {0};
    assert_false(product->ops->generate(product, &f.env, take, &t, &error));
    assert_string_equal(error.message, "no more");
    assert_int_equal(t.text.n, 0);
    ab_error_clear(&error);
    ab_buf_free(&t.text);
    fixture_close(&f);
}

/* ---- Extraction ---- */

static bool collect(void *context, ab_record *record, ab_error *error)
{
    ab_buf *out = context;
    if (out->n) {
        ab_buf_add_char(out, ' ');
    }
    return record->raw.n ? ab_buf_add_str(out, record->raw)
                         : ab_record_parse(record, error) &&
                               ab_json_write(out, &record->value, AB_JSON_COMPACT);
}

static void test_dpath_extractor(void **state)
{
    (void)state;
    static const struct {
        const char *path; /* JSON list */
        const char *body;
        const char *want;
        int64_t count;
    } rows[] = {
        {"[]", "[{\"a\":1},{\"a\":2}]", "{\"a\":1} {\"a\":2}", 2},
        {"[]", "{\"a\":1}", "{\"a\":1}", 1},
        {"[\"d\"]", "{\"d\":[{\"a\":1},{\"a\":2.50}]}", "{\"a\":1} {\"a\":2.50}", 2},
        {"[\"d\",\"e\"]", "{\"d\":{\"e\":{\"a\":1}}}", "{\"a\":1}", 1},
        {"[\"d\"]", "{\"x\":1}", "", 0},
        {"[\"d\"]", "{\"d\":null}", "", 0},
        {"[\"d\"]", "{\"d\":{}}", "", 0},
        {"[\"d\"]", "", "", 0},
        {"[\"d\"]", "[{\"d\":[1]},{\"x\":1},{\"d\":[2,3]}]", "1 2 3", 3},
        {"[\"*\",\"id\"]", "{\"a\":{\"id\":1},\"b\":{\"id\":2}}", "1 2", 2},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_arena *arena = ab_arena_new();
        ab_env env;
        ab_env_init(&env, arena);
        ab_value node = fixture_json(arena, "{\"type\":\"DpathExtractor\"}");
        ab_set(arena, &node, "field_path", fixture_json(arena, rows[i].path));
        ab_parse p = {.arena = arena};
        ab_build build = {.arena = arena, .env = &env};
        ab_error error = {0};
        const ab_component *component =
            ab_component_parse(&p, &node, "DpathExtractor", AB_STR("e"));
        ab_decoder *decoder = ab_decoder_build(&build, NULL, &error);
        ab_extractor_args args = {.decoder = decoder};
        ab_extractor *extractor = ab_extractor_build(&build, component, &args, &error);
        ab_response response = {
            .text = ab_str_of(rows[i].body), .decoder = decoder, .arena = arena};
        ab_scope scope = ab_scope_new(&env, arena);
        scope.response = &response;
        ab_arena *records = ab_arena_new();
        ab_buf out;
        ab_buf_init(&out, 4096);
        ab_buf_add_text(&out, "");
        int64_t count;
        if (!extractor->ops->extract(extractor, &scope, records, collect, &out, &count, &error)) {
            fail_msg("%s of %s: %s", rows[i].path, rows[i].body, error.message);
        }
        if (count != rows[i].count || !ab_str_is(ab_buf_str(&out), rows[i].want)) {
            fail_msg("%s of %s: %s", rows[i].path, rows[i].body, out.p);
        }
        ab_buf_free(&out);
        ab_response_close(&response);
        ab_arena_free(records);
        ab_parse_end(&p);
        ab_env_destroy(&env);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_combine),
        cmocka_unit_test(test_combine_copies),
        cmocka_unit_test(test_config_snapshots),
        cmocka_unit_test(test_record_member),
        cmocka_unit_test(test_edited_record_has_no_text),
        cmocka_unit_test(test_cartesian),
        cmocka_unit_test(test_dpath_extractor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
