/* Paginators: the Link header, stop conditions under a reduction, strategies by their tokens. */
#include "check.h"

#include "declarative/paginators/links.h"
#include "declarative/paginators/paginator.h"
#include "declarative/paginators/stop_condition.h"
#include "json/json.h"

/* ---- Link headers ---- */

typedef struct link_row {
    const char *name;
    const char *header;
    const char *links; /* as JSON */
} link_row;

static const link_row link_rows[] = {
    {"empty", "", "{}"},
    {"by rel", "<http://a/2>; rel=\"next\"",
     "{\"next\":{\"url\":\"http://a/2\",\"rel\":\"next\"}}"},
    {"two", "<a?x=1,2>; rel=next, <b>; rel='last'",
     "{\"next\":{\"url\":\"a?x=1,2\",\"rel\":\"next\"},"
     "\"last\":{\"url\":\"b\",\"rel\":\"last\"}}"},
    {"without rel", "<u>; type=text", "{\"u\":{\"url\":\"u\",\"type\":\"text\"}}"},
    {"without parameters", "<u>", "{\"u\":{\"url\":\"u\"}}"},
    {"a parameter that is none ends them", "<u>; x; rel=next", "{\"u\":{\"url\":\"u\"}}"},
    {"two equals signs end them", "<u>; title=a=b; rel=next", "{\"u\":{\"url\":\"u\"}}"},
    {"only quotes", "\"' ", "{}"},
    {"commas", ",,,<", "{\",,\":{\"url\":\",,\"},\"\":{\"url\":\"\"}}"},
};

static void test_links(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(link_rows) / sizeof(link_rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_value links = ab_links_parse(arena, ab_str_of(link_rows[i].header));
        ab_str text = ab_json_text(arena, &links, AB_JSON_COMPACT);
        if (!ab_str_is(text, link_rows[i].links)) {
            print_error("%s\n", link_rows[i].name);
        }
        assert_str(text, link_rows[i].links);
        ab_arena_free(arena);
    }
}

/* ---- Stop conditions ---- */

typedef struct condition_row {
    const char *condition;
    int64_t minimum;
    ab_stop_condition_verdict verdict;
    const char *reason; /* a part of it */
} condition_row;

static const condition_row condition_rows[] = {
    {"{{ not response.next }}", 1, AB_STOP_SAFE, ""},
    {"{{ last_page_size == 0 }}", 1, AB_STOP_SAFE, ""},
    {"{{ 0 == last_page_size }}", 1, AB_STOP_SAFE, ""},
    {"{{ last_page_size == 100 }}", 1, AB_STOP_UNKNOWN, "equality against 100 rather than"},
    {"{{ last_page_size < 100 }}", 1, AB_STOP_TRUNCATES, "smaller than 100, which"},
    {"{{ 100 > last_page_size }}", 1, AB_STOP_TRUNCATES, "smaller than 100, which"},
    {"{{ last_page_size < 1 }}", 1, AB_STOP_SAFE, ""},
    {"{{ last_page_size <= 1 }}", 1, AB_STOP_TRUNCATES, "smaller than 1,"},
    {"{{ last_page_size <= 4 }}", 5, AB_STOP_SAFE, ""},
    {"{{ last_page_size < page_size }}", 1, AB_STOP_SAFE, ""},
    {"{{ last_page_size < (page_size | int) }}", 1, AB_STOP_SAFE, ""},
    {"{{ last_page_size < page_size + 50 }}", 1, AB_STOP_UNKNOWN, "built from `page_size`"},
    {"{{ last_page_size < config['page_size'] }}", 1, AB_STOP_TRUNCATES, "`config['page_size']`"},
    {"{{ last_page_size < config.size }}", 1, AB_STOP_TRUNCATES, "`config.size`"},
    {"{{ last_page_size >= 100 }}", 1, AB_STOP_SAFE, ""},
    {"{{ not (last_page_size >= 100) }}", 1, AB_STOP_UNKNOWN, "does not decide the condition"},
    {"{{ last_page_size - 100 < 0 }}", 1, AB_STOP_UNKNOWN, "takes part in arithmetic"},
    {"{{ last_page_size | int == 0 }}", 1, AB_STOP_UNKNOWN, "is transformed before"},
    {"{{ last_page_size < last_page_size }}", 1, AB_STOP_UNKNOWN, "against itself"},
    {"{{ last_page_size in [0] }}", 1, AB_STOP_UNKNOWN, "with the `in` operator"},
    {"{{ last_page_size }}", 1, AB_STOP_UNKNOWN, "outside of a comparison"},
    {"{{ response.done or last_page_size == 0 }}", 1, AB_STOP_SAFE, ""},
    {"{{ response.done and last_page_size < 9 }}", 1, AB_STOP_TRUNCATES, "smaller than 9"},
    {"{% if last_page_size < 9 %}true{% endif %}", 1, AB_STOP_TRUNCATES, "smaller than 9"},
    {"{% if last_page_size < 9 %}false{% endif %}", 1, AB_STOP_UNKNOWN, "does not decide"},
    {"{{ response['data'] | length < 100 }}", 1, AB_STOP_UNKNOWN, "stays below a threshold"},
    {"{{ 100 < response.total }}", 1, AB_STOP_SAFE, ""},
    {"{{ response.total > 100 }}", 1, AB_STOP_SAFE, ""},
    {"{{ 100 > response.total }}", 1, AB_STOP_UNKNOWN, "`response.total` stays below"},
};

static void test_stop_conditions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(condition_rows) / sizeof(condition_rows[0]); i++) {
        const condition_row *row = &condition_rows[i];
        ab_arena *arena = ab_arena_new();
        ab_template *t =
            ab_template_compile(arena, ab_str_of(row->condition), AB_TEMPLATE_BOOLEAN, 0, NULL);
        assert_non_null(t);
        ab_str reason;
        ab_stop_condition_verdict verdict =
            ab_stop_condition_check(t, row->minimum, arena, &reason);
        bool says = ab_str_find(reason, ab_str_of(row->reason), 0) >= 0 || !*row->reason;
        if (verdict != row->verdict || !says) {
            print_error("%s: %d, %.*s\n", row->condition, (int)verdict, AB_STR_ARG(reason));
        }
        assert_int_equal(verdict, row->verdict);
        assert_true(says);
        ab_arena_free(arena);
    }
}

/* ---- Strategies ---- */

typedef struct page_row {
    const char *name;
    const char *strategy; /* JSON */
    const char *response;
    const char *last_token; /* JSON, NULL: the first page had none */
    int64_t extracted;
    int64_t override;
    const char *initial; /* JSON */
    const char *next;    /* JSON, or NULL: `error` */
    const char *error;
} page_row;

static const page_row page_rows[] = {
    {"page, full", "{\"type\":\"PageIncrement\",\"page_size\":2}", "{}", NULL, 2, 0, "null", "1",
     NULL},
    {"page, short", "{\"type\":\"PageIncrement\",\"page_size\":2}", "{}", NULL, 1, 0, "null",
     "null", NULL},
    {"page, no size", "{\"type\":\"PageIncrement\"}", "{}", "4", 1, 0, "null", "5", NULL},
    {"page, empty", "{\"type\":\"PageIncrement\"}", "{}", "4", 0, 0, "null", "null", NULL},
    {"page, start", "{\"type\":\"PageIncrement\",\"start_from_page\":1}", "{}", NULL, 1, 0, "null",
     "2", NULL},
    {"page, injected",
     "{\"type\":\"PageIncrement\",\"start_from_page\":1,\"inject_on_first_request\":true}", "{}",
     "1", 1, 0, "1", "2", NULL},
    {"page 0 ends", "{\"type\":\"PageIncrement\",\"start_from_page\":-1}", "{}", NULL, 1, 0, "null",
     "null", NULL},
    {"page, text", "{\"type\":\"PageIncrement\"}", "{}", "\"x\"", 1, 0, "null", NULL,
     "Last page token value x for PageIncrement pagination strategy was not an integer"},
    {"offset", "{\"type\":\"OffsetIncrement\",\"page_size\":\"2\"}", "{}", "2", 2, 0, "null", "4",
     NULL},
    {"offset, injected",
     "{\"type\":\"OffsetIncrement\",\"page_size\":2,\"inject_on_first_request\":true}", "{}", "0",
     2, 0, "0", "2", NULL},
    {"offset, reduced", "{\"type\":\"OffsetIncrement\",\"page_size\":4}", "{}", "4", 2, 2, "null",
     "6", NULL},
    {"offset, by response", "{\"type\":\"OffsetIncrement\",\"page_size\":\"{{ response.size }}\"}",
     "{\"size\":3}", NULL, 2, 0, "null", "null", NULL},
    {"offset, no number", "{\"type\":\"OffsetIncrement\",\"page_size\":\"{{ response.size }}\"}",
     "{\"size\":\"x\"}", NULL, 2, 0, "null", NULL,
     "x is of type <class 'str'>. Expected <class 'int'>"},
    {"cursor", "{\"type\":\"CursorPagination\",\"cursor_value\":\"{{ response.next }}\"}",
     "{\"next\":\"a\"}", NULL, 1, 0, "null", "\"a\"", NULL},
    {"cursor, falsy", "{\"type\":\"CursorPagination\",\"cursor_value\":\"{{ response.next }}\"}",
     "{\"next\":0}", NULL, 1, 0, "null", "null", NULL},
    {"cursor, stopped",
     "{\"type\":\"CursorPagination\",\"cursor_value\":\"{{ response.next }}\","
     "\"stop_condition\":\"{{ response.done }}\"}",
     "{\"next\":1,\"done\":true}", NULL, 1, 0, "null", "null", NULL},
    {"cursor, link",
     "{\"type\":\"CursorPagination\",\"cursor_value\":\"{{ headers.link.x.url }}\"}", "{}", NULL, 1,
     0, "null", "\"u\"", NULL},
    {"cursor, reduced",
     "{\"type\":\"CursorPagination\",\"cursor_value\":\"{{ page_size }}\",\"page_size\":8}", "{}",
     NULL, 1, 4, "null", "4", NULL},
};

static const ab_component *parse(ab_arena *arena, const char *text)
{
    ab_parse p = {.arena = arena};
    ab_value *node = AB_ARENA_NEW(arena, ab_value);
    assert_true(ab_json_parse(arena, ab_str_of(text), NULL, node, NULL));
    const ab_component *component = ab_component_parse(&p, node, NULL, AB_STR("x"));
    assert_true(ab_parse_result(&p, AB_PROBLEM_USE, NULL));
    ab_parse_end(&p);
    return component;
}

static void run_page_row(const page_row *row)
{
    ab_arena *arena = ab_arena_new();
    ab_env env;
    ab_env_init(&env, arena);
    ab_build build = {.arena = arena, .env = &env};
    ab_paginator_args args = {0};
    ab_str text = ab_arena_printf(
        arena, "{\"type\":\"DefaultPaginator\",\"pagination_strategy\":%s}", row->strategy);
    ab_paginator *paginator = ab_paginator_build(&build, parse(arena, text.p), &args, NULL);
    assert_non_null(paginator);
    ab_response response = {.arena = arena, .headers = ab_value_object(), .is_decoded = true};
    ab_set(arena, &response.headers, "Link", ab_value_cstr("<u>; rel=x"));
    assert_true(ab_json_parse(arena, ab_str_of(row->response), NULL, &response.decoded, NULL));
    ab_scope scope = ab_scope_new(&env, arena);
    scope.response = &response;
    ab_value last;
    ab_page_result result = {.extracted_count = row->extracted,
                             .page_size_override = row->override};
    if (row->last_token) {
        assert_true(ab_json_parse(arena, ab_str_of(row->last_token), NULL, &last, NULL));
        result.last_token = &last;
    }
    ab_value token;
    ab_error error = {0};
    assert_true(paginator->ops->initial_token(paginator, &scope, &token, NULL));
    assert_str(ab_json_text(arena, &token, AB_JSON_COMPACT), row->initial);
    bool ok = paginator->ops->next_token(paginator, &scope, &result, &token, &error);
    assert_int_equal(ok, row->next != NULL);
    if (ok) {
        assert_str(ab_json_text(arena, &token, AB_JSON_COMPACT), row->next);
    } else {
        assert_string_equal(error.message, row->error);
    }
    ab_error_clear(&error);
    ab_env_destroy(&env);
    ab_arena_free(arena);
}

static void test_strategies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(page_rows) / sizeof(page_rows[0]); i++) {
        print_message("%s\n", page_rows[i].name);
        run_page_row(&page_rows[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_links),
        cmocka_unit_test(test_stop_conditions),
        cmocka_unit_test(test_strategies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
