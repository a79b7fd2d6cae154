/* The language of templates. */
#include "check.h"

#include "generate/render.h"

static const ab_variable variables[] = {{"name", {"acme", 4}},        {"empty", {"", 0}},
                                        {"lines", {"a\n\n  b\n", 7}}, {"comma", {"", 0}},
                                        {"first_stream", {"x", 1}},   {0}};
static const ab_variable users[] = {{"stream", {"users", 5}}, {"stream_symbol", {"users", 5}}, {0}};
static const ab_variable orders[] = {
    {"stream", {"line-items", 10}}, {"stream_symbol", {"line_items", 10}}, {0}};
static const ab_variable *const streams[] = {users, orders, NULL};
static const ab_variable choices[] = {{"auth", {"bearer", 6}}, {0}};
static const ab_render render = {variables, choices, streams, NULL};

static const struct {
    const char *name, *template, *expected, *error;
} rows[] = {
    {"plain", "a ${x} @ {\n", "a ${x} @ {\n"},
    {"no last newline", "a", "a\n"},
    {"within a line", "<@{name}-@{name}>", "<acme-acme>\n"},
    {"alone", "  @{name}\n", "  acme\n"},
    {"alone with more lines", "x:\n  @{lines}\ny", "x:\n  a\n\n    b\ny\n"},
    {"alone and empty", "a\n  @{empty}\nb", "a\nb\n"},
    {"empty within a line", "a@{empty}\n", "a\n"},
    {"each stream", "  @{each_stream native/stream_item.c}\n",
     "  &users_stream,\n  &line_items_stream,\n"},
    {"a choice", "  @{auth/sample_config.json}\n", "  {\"access_token\": \"****\"}\n"},
    {"a choice's default", "@{auth/invalid_config.json}",
     "{\"comment\": \"The credentials are missing.\"}\n"},
    {"a file within a line", "<@{auth/sample_config.json}>", "<{\"access_token\": \"****\"}>\n"},
    {"not closed", "@{name", "@{name\n"},
    {"unknown variable", "@{nobody}", NULL, "There is no template variable nobody"},
    {"unknown file", "@{auth/nothing}", NULL, "There is no template auth/default/nothing"},
    {"stream outside of streams", "@{stream}", NULL, "There is no template variable stream"},
};

static void templates_are_rendered(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_error error = {0};
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        bool good = ab_render_text(&render, ab_str_of(rows[i].template), &out, &error);
        const char *got = good ? (out.n ? out.p : "") : error.message;
        const char *expected = rows[i].expected ? rows[i].expected : rows[i].error;
        if (good != !rows[i].error || strcmp(got, expected) != 0) {
            fail_msg("%s: got %s", rows[i].name, got);
        }
        ab_error_clear(&error);
        ab_buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(templates_are_rendered)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
