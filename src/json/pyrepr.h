/* Python's repr() and str(): part of the template language and of every text that the platform
 * shows from JSON Schema. Shared by jsonschema and template. */
#ifndef AB_JSON_PYREPR_H
#define AB_JSON_PYREPR_H

#include "base/buf.h"
#include "json/value.h"

/* Appends what Python's repr() prints for a JSON value: None, True, 5, 1e+16, 'text', [1, 'a'],
 * {'k': None}. Integers print all their digits, reals the shortest text that reads back ("1.50"
 * becomes 1.5). AB_EXT values are not known here: they print as <name>; the template layer, which
 * knows them, prints containers itself and uses the functions below. Recursive to the depth of the
 * value. False if the buffer overflowed. Thread-safe. */
bool ab_value_python_repr(ab_buf *out, const ab_value *v);
/* The same as str() does: a string stands without quotes, everything else as above. */
bool ab_value_python_str(ab_buf *out, const ab_value *v);

/* repr() of a str: in single quotes, or in double ones where it holds single quotes and no double
 * ones; backslash, the quote, \n, \r, \t and characters that are not printable are escaped
 * (\x7f, \u200b, \U0001f9ff). Invalid UTF-8 prints as the escapes \udc80…\udcff (surrogateescape).
 */
bool ab_python_repr_text(ab_buf *out, ab_str text);
/* repr() of any number value (AB_INT, AB_BIGINT, AB_REAL). */
bool ab_python_repr_number(ab_buf *out, const ab_value *number);

#endif
