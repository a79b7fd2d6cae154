/* What paginators, cursors, partition routers and authenticators add to a request. */
#ifndef AB_DECLARATIVE_REQUESTERS_REQUEST_OPTIONS_H
#define AB_DECLARATIVE_REQUESTERS_REQUEST_OPTIONS_H

#include "declarative/component.h"
#include "declarative/env.h"

/* Each is an object, or null where there is nothing; body_data may be a string. */
typedef struct ab_request_options {
    ab_value params;
    ab_value headers;
    ab_value body_data;
    ab_value body_json;
} ab_request_options;

/* Where a value goes (RequestOption). `field_path` (body_json only) nests it. */
typedef enum ab_inject_into {
    AB_INJECT_REQUEST_PARAMETER,
    AB_INJECT_HEADER,
    AB_INJECT_BODY_DATA,
    AB_INJECT_BODY_JSON,
} ab_inject_into;

/* RequestOption: the options struct of the component, usable as parsed. */
typedef struct ab_request_option {
    int inject_into; /* ab_inject_into */
    const ab_template *field_name;
    ab_templates field_path;
} ab_request_option;

/* What RequestOption's constructor in the CDK refuses; a system_error. NULL is no option: true. */
bool ab_request_option_check(const ab_component *request_option, ab_error *error);
/* Sets `value` at the place that the component (a RequestOption) names, in `options`. */
bool ab_request_option_inject(const ab_component *request_option, const ab_scope *scope,
                              ab_value value, ab_request_options *options, ab_error *error);
/* Merges `parts` in their order (the CDK's combine_mappings): the same key twice is an error,
 * except equal values where `same_value_allowed` (JSON bodies); nested objects of body_json are
 * merged; at most one part may be a string, alone. The result is in `arena`. */
bool ab_mapping_combine(ab_arena *arena, const ab_value *const *parts, size_t count,
                        bool same_value_allowed, ab_value *out, ab_error *error);
bool ab_request_options_combine(ab_arena *arena, const ab_request_options *const *parts,
                                size_t count, ab_request_options *out, ab_error *error);

/* Merges `parts` without errors: of equal keys the first part's value stays (Python's ChainMap). */
bool ab_request_options_override(ab_arena *arena, const ab_request_options *const *parts,
                                 size_t count, ab_request_options *out, ab_error *error);

/* Whoever adds to every request of a partition (cursor, router, per-partition): a pair of function
 * and object. Thread-safe; `out` is all null on entry and filled in scope->arena. */
typedef struct ab_options_provider {
    bool (*get)(const void *self, const ab_scope *scope, ab_request_options *out, ab_error *error);
    const void *self;
} ab_options_provider;

#endif
