/* What is compared of messages, and how differences are told. */
#include "check.h"

#include "scenario/expected.h"
#include "json/json.h"

#include <unistd.h>

#define RECORD(stream, data)                                                                       \
    "{\"type\":\"RECORD\",\"record\":{\"stream\":\"" stream "\",\"data\":" data                    \
    ",\"emitted_at\":17}}\n"
#define STATE(stream, state, count)                                                                \
    "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":"        \
    "{\"name\":\"" stream "\"},\"stream_state\":" state                                            \
    "},\"sourceStats\":{\"recordCount\":" count "}}}\n"
#define STATUS(stream, status)                                                                     \
    "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"emitted_at\":3,"                  \
    "\"stream_status\":{\"stream_descriptor\":{\"name\":\"" stream "\"},\"status\":\"" status      \
    "\"}}}\n"
#define ERROR                                                                                      \
    "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"emitted_at\":4,\"error\":{\"message\":"   \
    "\"no\",\"internal_message\":\"at 1:2\",\"failure_type\":\"config_error\"}}}\n"
#define LOG "{\"type\":\"LOG\",\"log\":{\"level\":\"INFO\",\"message\":\"hello\"}}\n"

/* The lines of messages, one a line. */
static void take(ab_arena *arena, const char *text, int status, ab_mask *mask, ab_lines *out)
{
    ab_value messages = ab_value_array();
    for (ab_str rest = ab_str_of(text); rest.n > 0;) {
        size_t n = (size_t)ab_str_find(rest, AB_STR("\n"), 0);
        ab_value message;
        assert_true(ab_json_parse(arena, ab_str_sub(rest, 0, n), NULL, &message, NULL));
        ab_array_push(arena, &messages, message);
        rest = ab_str_sub(rest, n + 1, rest.n);
    }
    ab_lines_take(arena, &messages, status, mask, out);
}

static void what_is_kept(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *messages;
        int status;
        const char *kept;
    } rows[] = {
        {"times go, and what is only told", LOG RECORD("a", "{\"b\":1.10,\"a\":null}"), 0,
         "{\"type\":\"RECORD\",\"record\":{\"stream\":\"a\",\"data\":{\"b\":1.10,\"a\":null}}}\n"},
        {"streams come together, the last state of each",
         STATE("a", "{\"n\":1}", "1") STATUS("b", "STARTED") STATE("a", "{\"n\":2}", "5")
             RECORD("b", "{}"),
         0,
         "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":"
         "{\"name\":\"a\"},\"stream_state\":{\"n\":2}}}}\n"
         "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"stream_status\":"
         "{\"stream_descriptor\":{\"name\":\"b\"},\"status\":\"STARTED\"}}}\n"
         "{\"type\":\"RECORD\",\"record\":{\"stream\":\"b\",\"data\":{}}}\n"},
        {"errors without their inside, and the exit status", ERROR, 1,
         "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"error\":{\"message\":\"no\","
         "\"failure_type\":\"config_error\"}}}\n{\"type\":\"EXIT\",\"status\":1}\n"},
        {"secrets are masked", RECORD("a", "{\"key\":\"sesame\"}"), 0,
         "{\"type\":\"RECORD\",\"record\":{\"stream\":\"a\",\"data\":{\"key\":\"****\"}}}\n"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_mask *mask = ab_mask_new();
        ab_lines lines = {0};
        ab_buf text;
        ab_mask_add(mask, AB_STR("sesame"));
        ab_buf_init(&text, AB_BUF_NO_MAX);
        take(arena, rows[i].messages, rows[i].status, mask, &lines);
        ab_lines_text(&lines, &text);
        if (!ab_str_is(ab_buf_str(&text), rows[i].kept)) {
            fail_msg("%s: %s", rows[i].name, text.p);
        }
        AB_VEC_FREE(&lines);
        ab_buf_free(&text);
        ab_mask_free(mask);
        ab_arena_free(arena);
    }
}

#define SHOWN(stream, data)                                                                        \
    "{\"type\":\"RECORD\",\"record\":{\"stream\":\"" stream "\",\"data\":" data "}}\n"

static void differences(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *want;
        const char *got;
        const char *told; /* "": equal */
    } rows[] = {
        {"nothing", "", "", ""},
        {"the order of members does not count", RECORD("a", "{\"x\":1,\"y\":2}"),
         RECORD("a", "{\"y\":2,\"x\":1}"), ""},
        {"streams may come in any order", RECORD("a", "{}") RECORD("b", "{}"),
         RECORD("b", "{}") RECORD("a", "{}"), ""},
        {"states and statuses, where none is expected", RECORD("a", "{}"),
         STATUS("a", "STARTED") RECORD("a", "{}") STATE("a", "{}", "1"), ""},
        {"numbers are exact", RECORD("a", "{\"x\":1.0}"), RECORD("a", "{\"x\":1}"),
         "stream a: expected (-) and got (+)\n- " SHOWN("a", "{\"x\":1.0}") "+ " SHOWN(
             "a", "{\"x\":1}")},
        {"one is missing",
         RECORD("a", "{\"i\":1}") RECORD("a", "{\"i\":2}") RECORD("a", "{\"i\":3}"),
         RECORD("a", "{\"i\":1}") RECORD("a", "{\"i\":3}"),
         "stream a: expected (-) and got (+)\n- " SHOWN("a", "{\"i\":2}")},
        {"one came from another stream", RECORD("a", "{}"), RECORD("b", "{}"),
         "stream a: expected (-) and got (+)\n- " SHOWN("a", "{}") "stream b: expected (-) and got "
                                                                   "(+)\n+ " SHOWN("b", "{}")},
        {"places", RECORD("a", "{\"i\":1,\"n\":{\"m\":[1]}}"),
         RECORD("a", "{\"i\":1,\"n\":{\"m\":[2]}}"),
         "stream a: expected (-) and got (+)\n- " SHOWN(
             "a",
             "{\"i\":1,\"n\":{\"m\":[1]}}") "+ " SHOWN("a",
                                                       "{\"i\":1,\"n\":{\"m\":[2]}}") "      "
                                                                                      "/record/"
                                                                                      "data/n/m/0: "
                                                                                      "expected 1, "
                                                                                      "got 2\n"},
        {"an error", "", ERROR,
         "messages: expected (-) and got (+)\n+ {\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\","
         "\"error\":{\"message\":\"no\",\"failure_type\":\"config_error\"}}}\n"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_arena *arena = ab_arena_new();
        ab_lines want = {0}, got = {0};
        ab_buf told;
        ab_buf_init(&told, AB_BUF_NO_MAX);
        take(arena, rows[i].want, 0, NULL, &want);
        take(arena, rows[i].got, 0, NULL, &got);
        bool equal = ab_lines_compare(arena, &want, &got, &told);
        if (equal != !*rows[i].told || !ab_str_is(ab_buf_str(&told), rows[i].told)) {
            fail_msg("%s: %s", rows[i].name, told.p ? told.p : "equal");
        }
        AB_VEC_FREE(&want);
        AB_VEC_FREE(&got);
        ab_buf_free(&told);
        ab_arena_free(arena);
    }
}

static void many_differences_are_cut(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_lines want = {0}, got = {0};
    ab_buf text, told;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_buf_init(&told, AB_BUF_NO_MAX);
    for (int i = 0; i < 5000; i++) {
        ab_buf_printf(&text, "{\"type\":\"RECORD\",\"record\":{\"stream\":\"a\",\"data\":%d}}\n",
                      i);
    }
    take(arena, text.p, 0, NULL, &want);
    assert_false(ab_lines_compare(arena, &want, &got, &told));
    assert_true(ab_str_ends(ab_buf_str(&told), AB_STR("\n… and 4980 more lines\n")));
    AB_VEC_FREE(&want);
    ab_buf_free(&text);
    ab_buf_free(&told);
    ab_arena_free(arena);
}

static void files_that_cannot_be_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *error;
    } rows[] = {
        {RECORD("a", "{}") "\nrubbish\n", ":3: this is no message: an object with a `type`"},
        {"[]\n", ":1: this is no message: an object with a `type`"},
        {LOG, ":1: messages of this type are not compared"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char path[] = "/tmp/ab-expected-XXXXXX";
        int fd = mkstemp(path);
        ab_arena *arena = ab_arena_new();
        ab_lines lines = {0};
        ab_error error = {0};
        assert_int_equal(write(fd, rows[i].text, strlen(rows[i].text)), strlen(rows[i].text));
        close(fd);
        assert_false(ab_lines_read(arena, path, NULL, &lines, &error));
        assert_true(ab_str_ends(ab_str_of(error.message), ab_str_of(rows[i].error)));
        assert_int_equal(error.kind, AB_ERROR_CONFIG);
        unlink(path);
        ab_error_clear(&error);
        assert_false(ab_lines_read(arena, path, NULL, &lines, &error));
        assert_true(
            ab_str_ends(ab_str_of(error.message), AB_STR("make it by --record or --update")));
        ab_error_clear(&error);
        AB_VEC_FREE(&lines);
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_kept),
        cmocka_unit_test(differences),
        cmocka_unit_test(many_differences_are_cut),
        cmocka_unit_test(files_that_cannot_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
