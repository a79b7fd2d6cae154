/* Python's re over PCRE2: patterns are translated where the dialects differ. Private. */
#ifndef AB_TEMPLATE_REGEX_H
#define AB_TEMPLATE_REGEX_H

#include "template/py.h"

/* Compiles a pattern that `program` names as a constant, for as long as `arena` lives; evaluations
 * of the program find it by its text. A bad one is left: it fails when it is used. */
void ab_py_regex_prepare(ab_arena *arena, struct ab_py_program *program, ab_str pattern);

/* re.search(pattern, text): *has_group where it matches and has groups; *group is the first then,
 * null where it took no part. */
bool ab_py_regex_search(ab_py *p, ab_str pattern, ab_str text, bool *has_group, ab_value *group);
/* re.sub(pattern, replacement, text) */
bool ab_py_regex_sub(ab_py *p, ab_str pattern, ab_str replacement, ab_str text, ab_str *out);

/* Appends the character of a whole \N{NAME}; false where the name is not known. */
bool ab_py_unescape_name(ab_py *p, ab_str escape, ab_buf *out);

#endif
