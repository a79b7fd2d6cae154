/* Methods that the table of str names. Private to its two files. */
#ifndef AB_TEMPLATE_METHOD_STR_H
#define AB_TEMPLATE_METHOD_STR_H

#include "template/builtins/builtins.h"

static inline ab_str ab_py_self_text(const ab_py_call *c)
{
    ab_str s = {NULL, 0};
    ab_py_text(c->self, &s);
    return s;
}
static inline bool ab_py_give_text(ab_str s, ab_value *out)
{
    *out = ab_value_str(s);
    return true;
}

bool ab_py_method_format(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_method_format_map(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_method_translate(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_method_maketrans(ab_py *p, const ab_py_call *c, ab_value *out);
bool ab_py_method_encode(ab_py *p, const ab_py_call *c, ab_value *out);

#endif
