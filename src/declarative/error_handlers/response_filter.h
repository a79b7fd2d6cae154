/* HttpResponseFilter, as error handlers use it. */
#ifndef AB_DECLARATIVE_ERROR_HANDLERS_RESPONSE_FILTER_H
#define AB_DECLARATIVE_ERROR_HANDLERS_RESPONSE_FILTER_H

#include "declarative/error_handlers/error_handler.h"

/* What templates that see an answer get: `response` (JSON), `headers`, `request_url`. Without
 * `with_config` config is null, as response predicates have it. */
ab_scope ab_answer_scope(const ab_scope *scope, ab_response *response, bool with_config);

/* Whether the filter (a component of that type) matches the response and has an action; then *out
 * is what to do. */
bool ab_response_filter_match(const ab_component *filter, const ab_scope *scope,
                              ab_response *response, bool *matches, ab_resolution *out,
                              ab_error *error);

#endif
