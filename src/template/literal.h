/* The reader of Python's literals. Private to literal.c and literal_atoms.c. */
#ifndef AB_TEMPLATE_LITERAL_H
#define AB_TEMPLATE_LITERAL_H

#include "template/ast.h"

#include <ctype.h>

enum { PY_MAX_BRACKETS = 200 }; /* Python's tokenizer refuses more */

typedef struct ab_py_reader {
    ab_py *p;
    ab_str s;
    size_t at;
    unsigned open; /* brackets: newlines are blanks within them */
} ab_py_reader;

static inline char ab_py_peek(const ab_py_reader *r)
{
    return r->at < r->s.n ? r->s.p[r->at] : '\0';
}

static inline bool ab_py_is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Over blanks, comments, escaped newlines; within brackets newlines, too. */
void ab_py_read_skip(ab_py_reader *r);
bool ab_py_starts_string(const ab_py_reader *r);
bool ab_py_read_strings(ab_py_reader *r, ab_value *out);
bool ab_py_read_signed_number(ab_py_reader *r, ab_value *out);
bool ab_py_read_complex_sum(ab_py_reader *r, ab_value *out);

#endif
