#include "fixture.h"

#include "declarative/partition_routers/parent.h"

#define LIST(field, values)                                                                        \
    "{\"type\":\"ListPartitionRouter\",\"cursor_field\":\"" field "\",\"values\":" values "}"

/* ---- Slices ---- */

typedef struct taken {
    ab_arena *arena;
    ab_value slices; /* [partition, extra fields] of each */
    size_t most;     /* 0: all */
} taken;

static bool take(void *context, const ab_slice *slice, ab_error *error)
{
    (void)error;
    taken *t = context;
    ab_value pair = ab_value_array();
    ab_array_push(t->arena, &pair, ab_value_copy(t->arena, &slice->partition));
    if (slice->extra_fields.count) {
        ab_array_push(t->arena, &pair, ab_value_copy(t->arena, &slice->extra_fields));
    }
    ab_array_push(t->arena, &t->slices, pair);
    return !t->most || t->slices.count < t->most;
}

static ab_partition_router *build(fixture *f, const char *const *routers, bool is_list,
                                  ab_error *error)
{
    const ab_component **parts = AB_ARENA_ARRAY(f->arena, const ab_component *, 4);
    ab_components components = {.at = parts, .is_list = is_list};
    for (size_t i = 0; i < 4 && routers[i]; i++) {
        parts[components.n++] = fixture_component(f, routers[i]);
    }
    return ab_partition_router_build(&f->build, &components, NULL, error);
}

static void test_slices(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *routers[4];
        bool is_list;
        size_t most;
        const char *want;
    } rows[] = {
        {"a list", {LIST("k", "[\"a\",\"b\"]")}, false, 0, "[[{\"k\":\"a\"}],[{\"k\":\"b\"}]]"},
        {"a list from the config",
         {LIST("{{ config.name }}", "\"{{ config.ids }}\"")},
         false,
         0,
         "[[{\"key\":1}],[{\"key\":2}],[{\"key\":1}]]"},
        {"characters of a text",
         {LIST("k", "\"{{ config.word }}\"")},
         false,
         0,
         "[[{\"k\":\"ä\"}],[{\"k\":\"b\"}]]"},
        {"keys of an object",
         {LIST("k", "\"{{ config.object }}\"")},
         false,
         0,
         "[[{\"k\":\"x\"}],[{\"k\":\"y\"}]]"},
        {"numbers with commas",
         {LIST("k", "\"{{ config.commas }}\"")},
         false,
         0,
         "[[{\"k\":1}],[{\"k\":2}]]"},
        {"no list", {LIST("k", "\"7\"")}, false, 0, "must be a list, not integer"},
        {"a product",
         {LIST("a", "[\"1\",\"2\"]"), LIST("b", "[\"x\",\"y\"]")},
         true,
         3,
         "[[{\"b\":\"x\",\"a\":\"1\"}],[{\"b\":\"y\",\"a\":\"1\"}],[{\"b\":\"x\",\"a\":\"2\"}]]"},
        {"groups",
         {"{\"type\":\"GroupingPartitionRouter\",\"group_size\":2,\"underlying_partition_"
          "router\":" LIST("k", "[\"a\",\"b\",\"a\",\"c\"]") "}"},
         false,
         0,
         "[[{\"k\":[\"a\",\"b\"]}],[{\"k\":[\"c\"]}]]"},
        {"groups with repeated values",
         {"{\"type\":\"GroupingPartitionRouter\",\"group_size\":3,\"deduplicate\":false,"
          "\"underlying_partition_router\":" LIST("k", "[\"a\",\"b\",\"a\",\"c\"]") "}"},
         false,
         0,
         "[[{\"k\":[\"a\",\"b\",\"a\"]}],[{\"k\":[\"c\"]}]]"},
        {"no group of nothing",
         {"{\"type\":\"GroupingPartitionRouter\",\"group_size\":0,\"underlying_partition_"
          "router\":" LIST("k", "[\"a\"]") "}"},
         false,
         0,
         "Group size must be greater than 0, got 0"},
        {"a union",
         {"{\"type\":\"UnionPartitionRouter\",\"partition_field\":\"k\",\"partition_routers\":"
          "[" LIST("k", "[\"a\",\"b\"]") "," LIST("k", "[\"b\",\"c\"]") "]}"},
         false,
         0,
         "[[{\"k\":\"a\"}],[{\"k\":\"b\"}],[{\"k\":\"c\"}]]"},
        {"a union of other fields",
         {"{\"type\":\"UnionPartitionRouter\",\"partition_field\":\"k\",\"partition_routers\":"
          "[" LIST("k", "[\"a\"]") "," LIST("other", "[\"b\"]") "]}"},
         false,
         0,
         "expects all child partition routers to emit the partition field 'k', but a "
         "ListPartitionRouter child emits 'other'."},
        {"a union of lists as values",
         {"{\"type\":\"UnionPartitionRouter\",\"partition_field\":\"k\",\"partition_routers\":"
          "[" LIST("k", "\"[[1]]\"") "," LIST("k", "[\"b\"]") "]}"},
         false,
         0,
         "Got unhashable value [1] for partition field 'k'."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{\"name\":\"key\",\"ids\":[1,2,1],\"word\":\"äb\",\"commas\":\"1,2\","
                         "\"object\":{\"x\":1,\"y\":2}}");
        ab_error error = {0};
        taken t = {f.arena, ab_value_array(), rows[i].most};
        ab_partition_router *router = build(&f, rows[i].routers, rows[i].is_list, &error);
        bool ok = router && (router->ops->generate(router, &f.env, take, &t, &error) ||
                             !ab_error_is_set(&error));
        fixture_check_value(rows[i].name, f.arena, ok, &t.slices, &error, rows[i].want);
        fixture_close(&f);
    }
}

static void test_options(void **state)
{
    (void)state;
    static const struct {
        const char *partition;
        const char *want;
    } rows[] = {
        {"{\"k\":\"a\"}", "{\"name\":\"a\"}"},
        {"{\"k\":\"\"}", "null"},
        {"{\"other\":1}", "null"},
    };
    static const char *const router[] = {
        "{\"type\":\"ListPartitionRouter\",\"cursor_field\":\"k\",\"values\":[\"a\"],"
        "\"request_option\":{\"type\":\"RequestOption\",\"inject_into\":\"header\","
        "\"field_name\":\"name\"}}",
        NULL};
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        ab_partition_router *r = build(&f, router, false, NULL);
        ab_value partition = fixture_json(f.arena, rows[i].partition);
        ab_scope scope = ab_scope_new(&f.env, f.arena);
        scope.slice = ab_slice_new(f.arena, &partition, NULL, NULL);
        ab_request_options out = {0};
        assert_true(r->ops->options(r, &scope, &out, NULL));
        assert_str(fixture_text(f.arena, &out.headers), rows[i].want);
        fixture_close(&f);
    }
}

static void test_states_of_routers(void **state)
{
    (void)state;
    static const struct {
        const char *router;
        const char *want; /* NULL: it has none */
    } rows[] = {
        {LIST("k", "[\"a\"]"), NULL},
        {"{\"type\":\"UnionPartitionRouter\",\"partition_field\":\"k\",\"partition_routers\":"
         "[" LIST("k", "[\"a\"]") "," LIST("k", "[\"b\"]") "]}",
         "{}"},
        {"{\"type\":\"GroupingPartitionRouter\",\"group_size\":1,\"underlying_partition_"
         "router\":" LIST("k", "[\"a\"]") "}",
         "{}"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        const char *const routers[] = {rows[i].router, NULL};
        ab_partition_router *r = build(&f, routers, false, NULL);
        if (!rows[i].want) {
            assert_null(r->ops->state);
        } else {
            ab_value got;
            assert_true(r->ops->state(r, f.arena, &got, NULL));
            assert_str(fixture_text(f.arena, &got), rows[i].want);
        }
        fixture_close(&f);
    }
}

/* ---- The parents' states in their child's ---- */

#define STREAM(sync)                                                                               \
    "{\"type\":\"DeclarativeStream\",\"name\":\"p\"," sync                                         \
    "\"retriever\":{\"type\":\"SimpleRetriever\",\"requester\":{\"type\":\"HttpRequester\","       \
    "\"url_base\":\"http://api.test\"},\"record_selector\":{\"type\":\"RecordSelector\","          \
    "\"extractor\":{\"type\":\"DpathExtractor\",\"field_path\":[]}}}}"
#define CONFIG(dependency, sync)                                                                   \
    "{\"type\":\"ParentStreamConfig\",\"parent_key\":\"id\",\"partition_field\":\"x\","            \
    "\"incremental_dependency\":" dependency ",\"stream\":" STREAM(sync) "}"
#define SYNC                                                                                       \
    "\"incremental_sync\":{\"type\":\"DatetimeBasedCursor\",\"cursor_field\":\"at\","              \
    "\"datetime_format\":\"%Y\",\"start_datetime\":\"2024\"},"

static void test_parent_state(void **state)
{
    (void)state;
    static const struct {
        const char *config;
        const char *child;
        const char *want;
    } rows[] = {
        {CONFIG("false", SYNC), "{\"parent_state\":{\"p\":{\"at\":\"1\"}}}", "null"},
        {CONFIG("true", SYNC), "{}", "null"},
        {CONFIG("true", SYNC), "{\"parent_state\":{\"p\":{\"at\":\"1\"}}}", "{\"at\":\"1\"}"},
        {CONFIG("true", SYNC), "{\"parent_state\":{\"q\":{}},\"state\":{\"at\":\"2\"}}",
         "{\"at\":\"2\"}"},
        {CONFIG("true", SYNC), "{\"updated\":\"3\"}", "{\"at\":\"3\"}"},
        {CONFIG("true", SYNC), "{\"updated\":\"3\",\"__ab_no_cursor_state_message\":true}",
         "{\"at\":\"3\"}"},
        {CONFIG("true", SYNC), "{\"__ab_no_cursor_state_message\":true}", "null"},
        {CONFIG("true", SYNC), "{\"__ab_full_refresh_sync_complete\":true}", "null"},
        {CONFIG("true", SYNC), "{\"a\":\"3\",\"b\":\"4\"}", "null"},
        {CONFIG("true", SYNC), "{\"states\":[]}", "null"},
        {CONFIG("true", ""), "{\"updated\":\"3\"}", "null"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        fixture_open(&f, "{}");
        const ab_value *got;
        ab_value none = ab_value_null();
        ab_value child = fixture_json(f.arena, rows[i].child);
        assert_true(
            ab_parent_state(&f.build, fixture_component(&f, rows[i].config), &child, &got, NULL));
        ab_str text = fixture_text(f.arena, got ? got : &none);
        if (!ab_str_is(text, rows[i].want)) {
            fail_msg("%s: %.*s", rows[i].child, AB_STR_ARG(text));
        }
        fixture_close(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_states_of_routers),
        cmocka_unit_test(test_parent_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
