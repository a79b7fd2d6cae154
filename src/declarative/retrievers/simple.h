/* The inside of SimpleRetriever, shared by the files that read pages. Private to this folder. */
#ifndef AB_DECLARATIVE_RETRIEVERS_SIMPLE_H
#define AB_DECLARATIVE_RETRIEVERS_SIMPLE_H

#include "declarative/paginators/paginator.h"
#include "declarative/requesters/query_properties.h"
#include "declarative/retrievers/retriever.h"
#include "declarative/selectors/selector.h"

/* ---- Options of the inline components ---- */

typedef enum ab_reset_policy { AB_RESET_NEVER, AB_RESET_AFTER_SUCCESSFUL_PAGE } ab_reset_policy;
typedef struct ab_page_size_reduction {
    double reduction_factor;
    int64_t minimum_page_size;
    int64_t max_attempts;
    double backoff_seconds;
    int64_t retries_at_minimum_page_size;
    ab_str failure_message;
    int reset_policy; /* ab_reset_policy */
} ab_page_size_reduction;

typedef enum ab_pagination_reset_action {
    AB_PAGINATION_SPLIT_USING_CURSOR,
    AB_PAGINATION_RESET
} ab_pagination_reset_action;
typedef struct ab_pagination_reset {
    int action; /* ab_pagination_reset_action */
    const ab_component *limits;
} ab_pagination_reset;
typedef struct ab_pagination_reset_limits {
    int64_t number_of_records;
} ab_pagination_reset_limits;

typedef struct ab_request_window_splitting {
    ab_str failure_message;
    ab_str min_split_window;
} ab_request_window_splitting;

typedef struct ab_simple_retriever_options {
    const ab_component *requester;
    const ab_component *decoder;
    const ab_component *record_selector;
    const ab_component *paginator;
    const ab_component *pagination_reset;
    const ab_component *page_size_reduction;
    const ab_component *request_window_splitting;
    bool ignore_stream_slicer_parameters_on_paginated_requests;
    ab_components partition_router;
} ab_simple_retriever_options;

/* ---- The retriever: immutable, used by all workers at once ---- */

typedef struct ab_simple_retriever {
    ab_retriever base;
    ab_str stream;
    ab_requester *requester;
    ab_selector *selector;
    ab_paginator *paginator;
    ab_options_provider options;
    bool first_page_only_options;    /* slicer options are left out once there is a page token */
    bool reads_child_response;       /* the first page lies in the slice (lazy parents) */
    ab_query_properties *properties; /* NULL: none */
    ab_stream_cursor *feed_cursor;   /* data feed: records it has synced are dropped, else NULL */
    bool resets;                     /* the manifest has a pagination_reset */
    ab_stream_cursor *reset_cursor;  /* narrows the slice on a reset; NULL: once the same again */
    int64_t record_limit;            /* that lead to a reset; 0: none */
    const ab_page_size_reduction *reduction;      /* NULL: none */
    const ab_request_window_splitting *splitting; /* NULL: none */
    ab_stream_cursor *split_cursor;               /* where windows are split */
} ab_simple_retriever;

/* Reads all pages of `slice`, a part of read->slice. *split is set (with true) where the API asks
 * for a smaller window; *reason is its text, in read->arena, and *emitted what was emitted before.
 */
bool ab_read_pages(const ab_simple_retriever *self, ab_slice_read *read, const ab_slice *slice,
                   bool *split, ab_str *reason, int64_t *emitted, ab_error *error);
/* The same, and splits the window as often as it takes. */
bool ab_read_windows(const ab_simple_retriever *self, ab_slice_read *read, ab_error *error);

/* True if a parent hands over first pages (lazy_read_pointer). */
bool ab_reads_parent_lazily(const ab_simple_retriever_options *options);
/* Refuses what the Python runtime refuses when it builds a SimpleRetriever; its texts. `args` are
 * those of the retriever, `build` names the stream. */
bool ab_simple_retriever_check(ab_build *build, const ab_component *component,
                               const ab_retriever_args *args, bool has_properties, ab_error *error);
/* Refuses the actions that only the main requester of a SimpleRetriever can take, in a requester
 * that `what` names ("requester of a `file_uploader`"). NULL component: fine. */
bool ab_requester_reject_page_actions(const ab_component *requester, const char *what,
                                      ab_error *error);

#endif
