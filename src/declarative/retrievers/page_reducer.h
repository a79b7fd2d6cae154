/* The page size while one slice is read: shrunk where the API asks for smaller pages. */
#ifndef AB_DECLARATIVE_RETRIEVERS_PAGE_REDUCER_H
#define AB_DECLARATIVE_RETRIEVERS_PAGE_REDUCER_H

#include "declarative/retrievers/simple.h"

/* All zero and these three is good. One per read of a slice. */
typedef struct ab_page_reducer {
    const ab_page_size_reduction *config;
    int64_t configured; /* 0: the paginator sends none */
    ab_str stream;
    int64_t override; /* the size in effect; 0: the configured one */
    int64_t attempts;
    int64_t total;
    int64_t retries_at_minimum;
} ab_page_reducer;

/* Shrinks the page, or counts a retry at the smallest size; *wait_us is the pause before the page
 * is asked for again. False where nothing is left to try; `reason` is the error handler's text. */
bool ab_page_reducer_reduce(ab_page_reducer *reducer, const ab_logger *log, ab_str reason,
                            int64_t *wait_us, ab_error *error);
/* After each page that came. */
void ab_page_reducer_succeeded(ab_page_reducer *reducer, const ab_logger *log);

#endif
