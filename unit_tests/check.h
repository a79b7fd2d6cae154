/* cmocka with what it wants included before it, for every unit test. */
#ifndef UNIT_TESTS_CHECK_H
#define UNIT_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

/* Rows of a table. */
#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

/* Asserts that a slice is exactly `text`; both are printed where it is not. */
#define assert_str(slice, text) check_str((slice), (text), __FILE__, __LINE__)

static inline void check_str(ab_str got, const char *want, const char *file, int line)
{
    if (!ab_str_is(got, want)) {
        print_error("%s:%d: got \"%.*s\", want \"%s\"\n", file, line, AB_STR_ARG(got),
                    want ? want : "");
        fail();
    }
}

#endif
