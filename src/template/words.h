/* Numbers and names of Jinja's grammar. Private to the lexer. */
#ifndef AB_TEMPLATE_WORDS_H
#define AB_TEMPLATE_WORDS_H

#include "base/arena.h"

#include <stdbool.h>

/* The end of what starts at `at`; `at` itself where it is none. */
size_t ab_py_float_end(ab_str s, size_t at);
size_t ab_py_integer_end(ab_str s, size_t at);
size_t ab_py_name_end(ab_str s, size_t at);
ab_str ab_py_without_underscores(ab_arena *arena, ab_str s);
/* Python's str.isidentifier. */
bool ab_py_is_identifier(ab_str s);

#endif
