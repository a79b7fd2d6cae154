/* Decoders: a response's bytes to JSON values, one pass per request of a consumer. */
#ifndef AB_DECLARATIVE_DECODERS_DECODER_H
#define AB_DECLARATIVE_DECODERS_DECODER_H

#include "declarative/component.h"
#include "declarative/requesters/response.h"
#include "declarative/env.h"

struct ab_byte_source;

typedef struct ab_decoder ab_decoder;
typedef struct ab_bodies ab_bodies;

/* One decoded element: a value, or a page index over the JSON text of one document (then `page`
 * is set, and `value` is made by whoever needs it). */
typedef struct ab_body_value {
    struct ab_page *page; /* borrowed from the response */
    ab_value value;       /* where page is NULL */
    ab_str raw;           /* JSON text of `value` where there is one (JSONL, JsonItems) */
    unsigned raw_flags;   /* AB_RECORD_… */
} ab_body_value;

/* A pull reader over the decoded elements of one response. */
struct ab_bodies {
    /* 1: *out is the next element, in `arena` (reset by the caller when it likes); 0: end;
     * -1: error. */
    int (*next)(ab_bodies *bodies, ab_arena *arena, ab_body_value *out, ab_error *error);
    /* Frees what is not in the page arena. */
    void (*close)(ab_bodies *bodies);
};

/* Immutable; used by all workers at once. */
typedef struct ab_decoder_ops {
    /* Must. Starts a pass over `response`; memory from response->arena. A body that is broken is
     * an error here or at `next`, as the format allows. */
    ab_bodies *(*open)(const ab_decoder *decoder, ab_response *response, ab_error *error);
    /* May. Wraps the byte source for nested decoders (gzip, zip): see byte_source.h of this
     * folder once a decoder needs it. */
    ab_bodies *(*open_source)(const ab_decoder *decoder, struct ab_byte_source *source,
                              ab_arena *arena, ab_error *error);
} ab_decoder_ops;
struct ab_decoder {
    const ab_decoder_ops *ops;
    bool streams;  /* elements may come before the body is complete (CSV, JSONL …) */
    bool one_page; /* exactly one element, whose records the page index finds (JSON) */
};

/* NULL component: JsonDecoder. No arguments. */
ab_decoder *ab_decoder_build(ab_build *build, const ab_component *component, ab_error *error);

#endif
