/* The manifest's api_budget, and matchers of requests. */
#ifndef AB_DECLARATIVE_REQUESTERS_API_BUDGET_H
#define AB_DECLARATIVE_REQUESTERS_API_BUDGET_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "http/budget.h"

/* The budget that an HTTPAPIBudget describes; freed with build->env. Templates are evaluated with
 * the config of this moment. NULL with `error` for bad numbers, patterns and durations. */
ab_call_budget *ab_api_budget_build(ab_build *build, const ab_component *component,
                                    ab_error *error);
/* The matchers of a list of HttpRequestRegexMatcher components, in build->arena. */
bool ab_request_matchers(ab_build *build, const ab_components *components,
                         const ab_call_matcher **out, ab_error *error);

#endif
