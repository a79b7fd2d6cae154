/* Python's regular expressions as PCRE2 reads them. Private. */
#ifndef AB_TEMPLATE_PATTERN_H
#define AB_TEMPLATE_PATTERN_H

#include "template/py.h"

/* Raises what re.error is to a template; false. */
bool ab_py_pattern_error(ab_py *p, const char *message);
/* Appends to `out` the pattern in PCRE2's dialect; *ascii: its classes mean ASCII only. What Python
 * refuses and PCRE2 would take is refused here. */
bool ab_py_pattern_translate(ab_py *p, ab_str pattern, ab_buf *out, bool *ascii);

#endif
