/* For authors who like cJSON: values to cJSON trees and back. Link with the library ab_cjson, which
 * is not part of the binary unless a source asks for it.
 *
 * cJSON stores numbers as doubles. What would not survive that is refused, not mangled: integers
 * beyond 2^53, and decimals with more digits than a double gives back. */
#ifndef AIRBYTE_CJSON_H
#define AIRBYTE_CJSON_H

#include "airbyte/types.h"

#include <cjson/cJSON.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A new tree with a copy of all; the caller frees it by cJSON_Delete. NULL with `error`
 * (system_error) set where a number would not survive, a text holds a NUL, or values nest deeper
 * than 512. `value` may be NULL (null). Thread-safe. */
cJSON *ab_cjson_from_value(const ab_value *value, ab_error *error);
/* A copy of the tree in `arena`; numbers come out in their shortest text, whole ones as integers.
 * `tree` NULL gives null. NULL with `error` set for cJSON_Raw and invalid items. Thread-safe. */
ab_value *ab_cjson_to_value(ab_arena *arena, const cJSON *tree, ab_error *error);

#ifdef __cplusplus
}
#endif

#endif
