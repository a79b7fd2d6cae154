/* Rows of the template tests: a program, its input and what comes out. */
#ifndef UNIT_TESTS_TEMPLATE_ROWS_H
#define UNIT_TESTS_TEMPLATE_ROWS_H

#include "check.h"

#include "template/template.h"
#include "json/json.h"

typedef struct template_row {
    const char *name;
    const char *template;
    const char *config; /* JSON; NULL: {} */
    const char *want;   /* repr of the result; or, with `line`, the error's message */
    unsigned line;      /* of the error; 0: none is expected */
    unsigned column;
} template_row;

static inline void run_row(const template_row *row, ab_template_kind kind)
{
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    ab_value config;
    ab_value value;
    ab_value extra = ab_value_object();
    ab_template_context context = {.vars = {[AB_VAR_CONFIG] = &config, [AB_VAR_EXTRA] = &extra}};
    ab_fake_clock clock;
    ab_fake_clock_init(&clock, 1709251198250000); /* 2024-02-29T23:59:58.25Z */
    context.clock = &clock.clock;
    assert_true(
        ab_json_parse(arena, ab_str_of(row->config ? row->config : "{}"), NULL, &config, &error));
    ab_template *t = ab_template_compile(arena, ab_str_of(row->template), kind, 0, &error);
    bool ok = t && ab_template_eval(t, &context, arena, &value, &error);
    if (ok != !row->line) {
        print_error("%s: %s\n", row->name, ok ? "no error" : error.message);
        fail();
    }
    if (ok) {
        ab_str got = ab_python_repr(arena, &value);
        if (!ab_str_is(got, row->want)) {
            print_error("%s: got %.*s, want %s\n", row->name, AB_STR_ARG(got), row->want);
            fail();
        }
    } else if (strcmp(error.message, row->want) != 0 || error.line != row->line ||
               error.column != row->column) {
        print_error("%s: got \"%s\" at %u:%u\n", row->name, error.message, error.line,
                    error.column);
        fail();
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
}

#define RUN_ROWS(rows, kind)                                                                       \
    for (size_t row_at = 0; row_at < sizeof(rows) / sizeof((rows)[0]); row_at++) {                 \
        run_row(&(rows)[row_at], kind);                                                            \
    }

#endif
