/* Errors with context, and log lines. */
#include "check.h"

#include "base/error.h"
#include "base/log.h"

#include <stdio.h>

static void context_goes_before_what_is_there(void **state)
{
    (void)state;
    ab_error error = {0};
    assert_false(ab_error_is_set(&error));
    assert_false(ab_error_set(&error, AB_ERROR_CONFIG, "no %s", "token"));
    ab_error_wrap(&error, "stream %d", 3);
    ab_error_detail(&error, "inner");
    ab_error_detail(&error, "outer");
    assert_true(ab_error_is_set(&error));
    assert_string_equal(error.message, "stream 3: no token");
    assert_string_equal(error.internal, "outer: inner");
    assert_string_equal(ab_error_kind_name(error.kind), "config_error");
    ab_error_clear(&error);
    assert_null(error.message);
}

static void the_innermost_place_stays(void **state)
{
    (void)state;
    ab_error error = {0};
    ab_error_set(&error, AB_ERROR_TRANSIENT, "x");
    ab_error_at(&error, "a.yaml", 3, 7);
    ab_error_at(&error, "b.yaml", 9, 9);
    ab_error_in_stream(&error, AB_STR("first"));
    ab_error_in_stream(&error, AB_STR("second"));
    ab_error_in_component(&error, AB_STR("retriever"));
    assert_string_equal(error.file, "a.yaml");
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 7);
    assert_string_equal(error.stream, "first");
    ab_error moved = {0};
    ab_error_move(&moved, &error);
    assert_false(ab_error_is_set(&error));
    assert_string_equal(moved.component, "retriever");
    ab_error_clear(&moved);
}

static void nobody_need_listen(void **state)
{
    (void)state;
    assert_false(ab_error_set(NULL, AB_ERROR_SYSTEM, "x"));
    assert_false(ab_error_wrap(NULL, "x"));
    ab_error_clear(NULL);
}

struct heard {
    char text[64];
    ab_log_level level;
    size_t fields;
};

static void hear(void *context, ab_log_level level, ab_str text, const ab_log_field *fields,
                 size_t field_count)
{
    (void)fields;
    struct heard *heard = context;
    snprintf(heard->text, sizeof(heard->text), "%.*s", AB_STR_ARG(text));
    heard->level = level;
    heard->fields = field_count;
}

static void log_drops_finer_levels(void **state)
{
    (void)state;
    struct heard heard = {.text = "nothing"};
    ab_logger logger = {hear, &heard, AB_LOG_INFO};
    ab_log(&logger, AB_LOG_DEBUG, "hidden %d", 1);
    assert_string_equal(heard.text, "nothing");
    ab_log_field field = {"url", AB_STR("http://x")};
    ab_log_fields(&logger, AB_LOG_WARN, &field, 1, "seen %d", 2);
    assert_string_equal(heard.text, "seen 2");
    assert_int_equal(heard.level, AB_LOG_WARN);
    assert_int_equal(heard.fields, 1);
    ab_log(ab_log_process(), AB_LOG_FATAL, "goes nowhere");
    assert_string_equal(ab_log_level_name(AB_LOG_WARN), "WARN");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(context_goes_before_what_is_there),
        cmocka_unit_test(the_innermost_place_stays),
        cmocka_unit_test(nobody_need_listen),
        cmocka_unit_test(log_drops_finer_levels),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
