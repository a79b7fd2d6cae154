/* Which requests a call-rate policy is for: the CDK's HttpRequestRegexMatcher. Internal. */
#ifndef AB_HTTP_CALL_MATCHER_H
#define AB_HTTP_CALL_MATCHER_H

#include "http/budget.h"

typedef struct ab_compiled_matcher ab_compiled_matcher;

/* Compiles `count` matchers in `arena`; NULL with a config_error for a bad pattern. The patterns
 * are freed by ab_matchers_free. */
ab_compiled_matcher *ab_matchers_compile(ab_arena *arena, const ab_call_matcher *matchers,
                                         size_t count, ab_error *error);
void ab_matchers_free(ab_compiled_matcher *matchers, size_t count);
/* True if one of them matches, or there is none; *weight is the first match's, else 1. */
bool ab_matchers_match(const ab_compiled_matcher *matchers, size_t count,
                       const ab_http_request *request, unsigned *weight);

#endif
