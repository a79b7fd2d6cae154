/* Errors: set where they happen, given context on the way up, printed once as a TRACE ERROR. */
#ifndef AIRBYTE_ERROR_H
#define AIRBYTE_ERROR_H

#include "airbyte/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Airbyte's failure_type, which decides whom the platform tells and whether it tries again. */
typedef enum ab_error_kind {
    AB_ERROR_NONE = 0,
    AB_ERROR_SYSTEM,    /* system_error: ours, or not foreseen */
    AB_ERROR_CONFIG,    /* config_error: the user's to mend */
    AB_ERROR_TRANSIENT, /* transient_error: will pass by itself */
} ab_error_kind;

/* A slot that fails sets its last parameter and returns false. Every function here takes NULL for
 * `error` and returns false, so that a failing function can end with `return ab_error_set(…)`. */

/* Sets kind and message, replacing what was there. The message is for people: what happened and
 * what to do, never a secret. */
bool ab_error_set(ab_error *error, ab_error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Puts "text: " before the message. */
bool ab_error_wrap(ab_error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Puts text before the internal detail, which is for developers. */
bool ab_error_detail(ab_error *error, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#ifdef __cplusplus
}
#endif

#endif
