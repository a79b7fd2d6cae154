/* One read of one slice by a SimpleRetriever. Private to this folder. */
#ifndef AB_DECLARATIVE_RETRIEVERS_READING_H
#define AB_DECLARATIVE_RETRIEVERS_READING_H

#include "declarative/retrievers/loop_guard.h"
#include "declarative/retrievers/page_reducer.h"
#include "declarative/retrievers/simple.h"

/* A page that is asked for. Two of them take turns, so that the next page's request can be on its
 * way while the records of this one are handed on. */
typedef struct ab_page_turn {
    ab_arena *arena;  /* of the token, the request and its response */
    ab_value token;   /* value of the page's token; null: none */
    ab_value wrapped; /* {"next_page_token": token} */
    ab_scope scope;
    ab_request_options options;
    ab_record_path record_path;
    ab_str path;
    ab_pending *pending; /* asked for ahead, or NULL */
} ab_page_turn;

typedef struct ab_reading {
    const ab_simple_retriever *self;
    ab_slice_read *read;
    const ab_slice *original; /* as it was handed in */
    const ab_slice *slice;    /* what a pagination reset left of it */
    ab_page_turn turns[2];
    ab_page_turn *now;
    ab_page_turn *next;
    ab_arena *record; /* of each record */
    ab_arena *last;   /* of last_record */
    ab_arena *kept;   /* of reduced slices */
    ab_value last_record;
    int64_t emitted;     /* of this page, before a data feed drops any */
    int64_t handed_on;   /* of all pages */
    int64_t since_reset; /* observed since the start or the last reset */
    int64_t same_slice;  /* resets that left the slice as it was */
    bool prefetches;     /* the next page may be asked for early */
    bool is_decided;     /* next->token is known already */
    bool is_observed;    /* the guard has seen this page */
    bool is_looping;     /* the guard's word on this page */
    ab_page_reducer reducer;
    ab_loop_guard guard;
} ab_reading;

/* What came of asking for a page, and what is to follow. */
typedef enum ab_page_end {
    AB_PAGE_FAILED, /* `error`, or the receiver has enough */
    AB_PAGE_LAST,
    AB_PAGE_MORE, /* `next` is set up with the token */
    AB_PAGE_SPLIT,
} ab_page_end;

/* Hands a record of the page on: counts it, keeps it as last_record, drops what a data feed has
 * synced. An ab_record_fn, with the ab_reading as its context. */
bool ab_reading_take(void *context, ab_record *record, ab_error *error);
/* Evaluates the request of a turn for `slice`; its token and arena are set. */
bool ab_page_turn_prepare(const ab_reading *r, ab_page_turn *turn, const ab_slice *slice,
                          ab_error *error);
/* True where the Python runtime reads records of the response: it is there, and no error status. */
bool ab_response_is_usable(const ab_response *response);

/* Reads the page by chunks of properties, and merges the parts of each record. Leaves the last
 * chunk's response in *response (the caller closes it), its scope in *scope. property_chunks.c */
ab_sent ab_reading_read_chunks(ab_reading *r, ab_response **response, ab_scope *scope,
                               ab_str *reason, ab_error *error);

#endif
