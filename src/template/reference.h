/* The reference of what templates can use, from the tables of builtins. */
#ifndef AB_TEMPLATE_REFERENCE_H
#define AB_TEMPLATE_REFERENCE_H

#include "base/buf.h"

/* Appends it as Markdown: docs/templates.md. False if the buffer overflowed. */
bool ab_template_reference(ab_buf *out);

#endif
