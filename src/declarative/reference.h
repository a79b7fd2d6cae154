/* The reference documentation of components, made from their tables. */
#ifndef AB_DECLARATIVE_REFERENCE_H
#define AB_DECLARATIVE_REFERENCE_H

#include "base/buf.h"
#include "declarative/component.h"

/* Appends one type as Markdown: what it does, and a table of its fields. */
void ab_component_reference(ab_buf *out, const ab_component_type *type);
/* Appends all types, by name. */
void ab_component_reference_all(ab_buf *out);

#endif
