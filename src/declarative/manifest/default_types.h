/* The types that components have where they name none. */
#ifndef AB_DECLARATIVE_MANIFEST_DEFAULT_TYPES_H
#define AB_DECLARATIVE_MANIFEST_DEFAULT_TYPES_H

#include "base/str.h"

/* The type of a component at `place` ("Type.field") that has no `type`, or NULL. A component with a
 * class_name is a custom one. */
const char *ab_manifest_default_type(ab_str place, bool has_class_name);

#endif
