/* Numbers that templates give, and waits that strategies have in common. */
#ifndef AB_DECLARATIVE_ERROR_HANDLERS_NUMBERS_H
#define AB_DECLARATIVE_ERROR_HANDLERS_NUMBERS_H

#include "declarative/error_handlers/error_handler.h"

/* Python's float() and int() of a template's value. `what` names the field in errors. */
bool ab_scope_number(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                     const char *what, double *out, ab_error *error);
bool ab_scope_integer(const ab_scope *scope, const ab_template *t, const ab_value *parameters,
                      const char *what, int64_t *out, ab_error *error);
/* int() of a value. */
bool ab_value_integer(ab_arena *arena, const ab_value *value, const char *what, int64_t *out,
                      ab_error *error);
/* float() of a value; false where Python raises. */
bool ab_value_number(ab_arena *arena, const ab_value *value, double *out);

/* random.uniform(seconds, seconds + 2 * jitter). */
double ab_jittered(double seconds, double jitter);

/* A header's number: what `regex` (matched at the start; NULL or empty: none) takes of it, else
 * all of it. *found false where there is none. Patterns are compiled anew each time: retries are
 * rare. */
bool ab_header_number(const ab_scope *scope, const ab_response *response, const ab_template *header,
                      const ab_template *regex, const ab_value *parameters, bool *found,
                      double *out, ab_error *error);

/* max_waiting_time_in_seconds: false with an error where `seconds` is as long or longer. */
bool ab_wait_allowed(const ab_scope *scope, const ab_template *maximum, const ab_value *parameters,
                     double seconds, ab_error *error);
/* Evaluates the maximum once, so that a bad one fails when the source is built. */
bool ab_check_wait_maximum(ab_build *build, const ab_component *component,
                           const ab_template *maximum, ab_error *error);

/* A strategy that holds nothing but its component's options. */
ab_backoff_strategy *ab_backoff_strategy_new(ab_build *build, const ab_component *component,
                                             const ab_backoff_strategy_ops *ops);

#endif
