/* What generate accepts as options, and what it asks. */
#include "check.h"

#include "generate/answers.h"

#include <stdlib.h>

static const struct {
    const char *option, *value, *error; /* NULL: accepted */
} values[] = {
    {"name", "example", NULL},
    {"name", "a-2", NULL},
    {"name", "", "--name \"\": a name has"},
    {"name", "Example", "--name \"Example\": a name has"},
    {"name", "2a", "--name \"2a\": a name has"},
    {"name", "../up", "--name \"../up\": a name has"},
    {"name", "source-acme", "--name \"source-acme\": a name has"},
    {"kind", "native", NULL},
    {"kind", "python", "--kind \"python\": one of manifest, native"},
    {"auth", "api-key", NULL},
    {"auth", "api", "--auth \"api\": one of none, bearer, api-key, basic, oauth"},
    {"auth", "", "--auth \"\": one of none, bearer, api-key, basic, oauth"},
    {"base-url", "https://api.example.com/v1/", NULL},
    {"base-url", "http://127.0.0.1:8080", NULL},
    {"base-url", "api.example.com", "--base-url \"api.example.com\": a URL such as"},
    {"base-url", "https://", "--base-url \"https://\": a URL such as"},
    {"base-url", "https:///x", "--base-url \"https:///x\": a URL such as"},
    {"base-url", "https://a\"b", "--base-url \"https://a\"b\": a URL such as"},
    {"base-url", "https://{{ config['u'] }}", "--base-url \"https://{{ config['u'] }}\": a URL"},
    {"stream", "users", NULL},
    {"stream", "users,orders=/v2/orders?all=1", NULL},
    {"stream", "", "--stream \"\": a stream's name has"},
    {"stream", "users,", "--stream \"\": a stream's name has"},
    {"stream", "1st", "--stream \"1st\": a stream's name has"},
    {"stream", "users,Users", "--stream \"Users\": named twice"},
    {"stream", "users=/a b", "--stream \"/a b\": a path such as"},
    {"stream", "users=", "--stream \"\": a path such as"},
    {"records", "", NULL},
    {"records", "data.items", NULL},
    {"records", "a b", "--records \"a b\": member names"},
    {"records", "a..b", "--records \"a..b\": member names"},
    {"records", ".a", "--records \".a\": member names"},
    {"out", "", "--out \"\": the name of a folder"},
};

static void values_are_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
        ab_error error = {0};
        bool good = ab_generate_accepts(values[i].option, values[i].value, &error);
        if (good != !values[i].error ||
            (!good && !ab_str_starts(ab_str_of(error.message), ab_str_of(values[i].error)))) {
            fail_msg("--%s \"%s\": %s", values[i].option, values[i].value,
                     good ? "accepted" : error.message);
        }
        ab_error_clear(&error);
    }
}

static void streams_are_taken_apart(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_new_stream streams[AB_MAX_NEW_STREAMS];
    size_t n = ab_generate_streams(" users , orders = v2/orders,b=/b=c", arena, streams, NULL);
    assert_int_equal(n, 3);
    assert_str(streams[0].name, "users");
    assert_str(streams[0].path, "/users");
    assert_str(streams[1].name, "orders");
    assert_str(streams[1].path, "/v2/orders");
    assert_str(streams[2].path, "/b=c");
    ab_arena_free(arena);
}

/* Asks with these answers; returns what was printed. */
static ab_str ask(const char *answers, ab_generate_options *options, ab_arena *arena)
{
    char *printed = NULL;
    size_t size = 0;
    FILE *in = tmpfile(), *out = open_memstream(&printed, &size);
    fputs(answers, in);
    rewind(in);
    ab_generate_ask(options, in, out, arena);
    fclose(in);
    fclose(out);
    ab_str text = ab_arena_str(arena, (ab_str){printed, size});
    free(printed);
    return text;
}

static void questions_have_defaults(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_generate_options options = {0};
    ask("", &options, arena);
    assert_string_equal(options.name, "example");
    assert_string_equal(options.kind, "manifest");
    assert_string_equal(options.auth, "none");
    assert_string_equal(options.streams, "items");
    assert_string_equal(options.records, "data");
    assert_string_equal(options.out, "source-example");
    ab_arena_free(arena);
}

static void wrong_answers_are_asked_again(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_generate_options options = {.auth = "basic"};
    ab_str printed = ask("Acme!\nacme\nnative\n\nusers\n", &options, arena);
    assert_true(ab_str_find(printed, AB_STR("  \"Acme!\": a name has"), 0) > 0);
    assert_true(ab_str_find(printed, AB_STR("Authentication"), 0) < 0);
    assert_string_equal(options.name, "acme");
    assert_string_equal(options.kind, "native");
    assert_string_equal(options.base_url, "https://api.example.com");
    assert_string_equal(options.auth, "basic");
    assert_string_equal(options.streams, "users");
    assert_string_equal(options.out, "source-acme");
    ab_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_checked),
        cmocka_unit_test(streams_are_taken_apart),
        cmocka_unit_test(questions_have_defaults),
        cmocka_unit_test(wrong_answers_are_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
