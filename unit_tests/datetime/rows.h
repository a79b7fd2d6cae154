/* What the table-driven tests of this folder share. */
#ifndef UNIT_TESTS_DATETIME_ROWS_H
#define UNIT_TESTS_DATETIME_ROWS_H

#include "check.h"

#include "datetime/iso.h"

#include <stdlib.h>

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

/* A date that must parse. */
static inline ab_datetime at(const char *iso)
{
    ab_datetime t = {.year = 1};
    assert_true(ab_datetime_from_isoformat(ab_str_of(iso), &t, NULL));
    return t;
}

/* Names the row where a test fails. */
static inline void row_failed(const char *row, const char *text, ab_str got, const char *want)
{
    print_error("row '%s' '%s': got '%.*s', want '%s'\n", row, text, AB_STR_ARG(got),
                want ? want : "an error");
    fail();
}

/* The date as text equals `want`, or `want` is NULL and it failed. */
static inline void check_date(bool ok, const ab_datetime *t, const char *want, const char *row,
                              const char *text)
{
    ab_arena *arena = ab_arena_new();
    ab_str got = ok ? ab_datetime_isoformat_us(t, 'T', arena) : AB_STR("an error");
    if (ok != (want != NULL) || (want && !ab_str_is(got, want))) {
        row_failed(row, text, got, want);
    }
    ab_arena_free(arena);
}

#endif
