/* What the table-driven tests of this folder share. */
#ifndef UNIT_TESTS_JSON_ROWS_H
#define UNIT_TESTS_JSON_ROWS_H

#include "check.h"

#define ROWS(table) (sizeof(table) / sizeof((table)[0]))

#endif
