/* Paginators: from a response to the token of the next page, and from a token to a request. */
#ifndef AB_DECLARATIVE_PAGINATORS_PAGINATOR_H
#define AB_DECLARATIVE_PAGINATORS_PAGINATOR_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/requesters/request_options.h"
#include "declarative/requesters/requester.h"

/* What the decision on the next page reads: how early the next request may start. */
typedef enum ab_paginator_reads {
    AB_READS_RESPONSE = 0,
    AB_READS_EXTRACTED_COUNT, /* needs pass 1 */
    AB_READS_RECORDS,         /* last_record or the count of emitted ones: never early */
} ab_paginator_reads;

/* What is known of the page that was just read; response and last_record are in the scope. */
typedef struct ab_page_result {
    int64_t emitted_count;
    int64_t extracted_count;
    const ab_value *last_token;  /* value of the token that this page was asked with, or NULL */
    const ab_value *last_record; /* the last record that was emitted, as it is, or NULL */
    int64_t page_size_override;  /* after a page size reduction; 0: none */
} ab_page_result;

typedef struct ab_paginator ab_paginator;
/* Immutable after build and shared by all workers: the position lives in the caller's token. */
typedef struct ab_paginator_ops {
    /* Must. The token of the first page; null: none. */
    bool (*initial_token)(const ab_paginator *paginator, const ab_scope *scope, ab_value *token,
                          ab_error *error);
    /* Must. The token's value for the next page, in scope->arena; null: no more pages. */
    bool (*next_token)(const ab_paginator *paginator, const ab_scope *scope,
                       const ab_page_result *page, ab_value *token, ab_error *error);
    /* Must. What it adds to a request; scope->next_page_token is the page's (NULL: the first). */
    bool (*options)(const ab_paginator *paginator, const ab_scope *scope,
                    int64_t page_size_override, ab_request_options *out, ab_error *error);
    /* Must. The path or URL of the next page (RequestPath), empty: the requester's own. */
    bool (*path)(const ab_paginator *paginator, const ab_scope *scope, ab_str *out,
                 ab_error *error);
    /* Must. The page size, 0: none. Reads the config only. */
    bool (*page_size)(const ab_paginator *paginator, const ab_scope *scope, int64_t *out,
                      ab_error *error);
} ab_paginator_ops;
struct ab_paginator {
    const ab_paginator_ops *ops;
    ab_paginator_reads reads;
};
typedef struct ab_paginator_args {
    const struct ab_decoder *decoder;
    const ab_component *decoder_component; /* NULL: JsonDecoder */
    const ab_value *extractor; /* the manifest's, whose records OffsetIncrement counts; or NULL */
    struct ab_stream_cursor
        *stop_cursor; /* data feed: stop at the first record it has; NULL: none */
} ab_paginator_args;
/* NULL component: NoPagination. */
ab_paginator *ab_paginator_build(ab_build *build, const ab_component *component,
                                 const ab_paginator_args *args, ab_error *error);

/* Strategies, for DefaultPaginator: the same rules. A token that Python calls false ends the
 * pagination as null does. */
typedef struct ab_pagination_strategy ab_pagination_strategy;
typedef struct ab_pagination_strategy_ops {
    bool (*initial_token)(const ab_pagination_strategy *strategy, const ab_scope *scope,
                          ab_value *token, ab_error *error);
    bool (*next_token)(const ab_pagination_strategy *strategy, const ab_scope *scope,
                       const ab_page_result *page, ab_value *token, ab_error *error);
    bool (*page_size)(const ab_pagination_strategy *strategy, const ab_scope *scope, int64_t *out,
                      ab_error *error); /* 0: none */
} ab_pagination_strategy_ops;
struct ab_pagination_strategy {
    const ab_pagination_strategy_ops *ops;
    ab_paginator_reads reads;
};
static inline ab_pagination_strategy *ab_pagination_strategy_build(ab_build *build,
                                                                   const ab_component *component,
                                                                   const ab_paginator_args *args,
                                                                   ab_error *error)
{
    return (ab_pagination_strategy *)ab_component_build(build, component,
                                                        AB_FAMILY_PAGINATION_STRATEGY, args, error);
}

#endif
