/* Conversions of single values, as Python's str(), float(), int() and bool() do them; private to
 * src/jsonschema. */
#ifndef AB_JSONSCHEMA_CONVERT_H
#define AB_JSONSCHEMA_CONVERT_H

#include "json/value.h"

/* Each returns true if it changed the value; one that cannot be converted stays as it is. */
bool ab_convert_to_string(ab_arena *arena, ab_value *v);
/* An integer becomes the same number as a real ("5" and 5 become 5.0). Text keeps its digits. */
bool ab_convert_to_number(ab_arena *arena, ab_value *v);
/* A real loses its fraction. */
bool ab_convert_to_integer(ab_arena *arena, ab_value *v);
/* Text by strtobool's words, everything else by its truth. */
bool ab_convert_to_boolean(ab_arena *arena, ab_value *v);
/* A scalar becomes a list of one. */
bool ab_convert_to_array(ab_arena *arena, ab_value *v);

#endif
