/* Values to YAML text. */
#ifndef AB_YAML_EMIT_H
#define AB_YAML_EMIT_H

#include "base/buf.h"
#include "json/value.h"

/* Appends the value as block YAML, each level indented by two blanks, from `indent` blanks on; ends
 * with a line break. Texts that would read as something else are quoted; empty containers and
 * lists of scalars that fit a line are written as [a, b] and {}. Reads back as the same value. */
void ab_yaml_write(ab_buf *out, const ab_value *value, unsigned indent);

#endif
