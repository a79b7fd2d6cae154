/* How Python reads numbers and characters in text. */
#ifndef AB_DATETIME_PYTHON_TEXT_H
#define AB_DATETIME_PYTHON_TEXT_H

#include "base/str.h"

#include <stdint.h>

/* The value of a decimal digit (Unicode category Nd), or -1. */
int ab_python_digit(uint32_t code_point);
/* str.isspace() of one character. */
bool ab_python_is_space(uint32_t code_point);
/* str.isdigit() for a character that is no decimal digit: superscripts, circled digits. */
bool ab_python_is_odd_digit(uint32_t code_point);
/* The case folding of re.IGNORECASE for the letters of European scripts. */
uint32_t ab_python_fold(uint32_t code_point);

typedef enum ab_python_int {
    AB_PYTHON_INT_BAD,
    AB_PYTHON_INT_OK,
    AB_PYTHON_INT_HUGE, /* an integer beyond int64; *out has the nearest end */
} ab_python_int;
/* int(text): white space around, a sign, digits of any script with single underscores between. */
ab_python_int ab_python_int_parse(ab_str text, int64_t *out);
/* float(text); false where Python raises ValueError. */
bool ab_python_float_parse(ab_str text, double *out);

#endif
