/* Decoders: a response's bytes to JSON values, one pass per request of a consumer. */
#ifndef AB_DECLARATIVE_DECODERS_DECODER_H
#define AB_DECLARATIVE_DECODERS_DECODER_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/requesters/response.h"

struct ab_reader;

typedef struct ab_decoder ab_decoder;
typedef struct ab_bodies ab_bodies;

/* One decoded element of a body: its value, its JSON text (JSONL, JsonItems), or both. */
typedef struct ab_body_value {
    ab_value value; /* valid where is_parsed */
    bool is_parsed;
    ab_str raw;         /* JSON text, empty where there is none; valid until the next `next` */
    unsigned raw_flags; /* AB_RECORD_… (json/scan.h) */
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
    /* Must, unless `open_source` is there, which is then used with the body's bytes. Starts a pass
     * over `response`; memory from response->arena. A body that is broken is an error here or at
     * `next`, as the format allows. */
    ab_bodies *(*open)(const ab_decoder *decoder, ab_response *response, ab_error *error);
    /* May: decoders that stand inside GzipDecoder and ZipfileDecoder must. Starts a pass over the
     * bytes of `source` (codec/reader.h), which it closes, also on failure. `response` is where
     * they came from. */
    ab_bodies *(*open_source)(const ab_decoder *decoder, struct ab_reader *source,
                              ab_response *response, ab_error *error);
    /* May. A pass over what DpathExtractor finds at `path` (literal segments, at least one) in
     * the body, one element at a time, so that the body is never in memory as a whole. NULL without
     * an error where this body cannot be read so. */
    ab_bodies *(*open_path)(const ab_decoder *decoder, ab_response *response, const ab_str *path,
                            size_t segments, ab_error *error);
} ab_decoder_ops;
struct ab_decoder {
    const ab_decoder_ops *ops;
    bool streams; /* the Python runtime reads such a body only once: `response` is {} in a
                     paginator's templates, and CombinedExtractor refuses it */
    bool is_json; /* the body is one JSON document: extractors index it by their path (json/page.h)
                     and never call `open` on it; templates and others may */
};

/* NULL component: JsonDecoder. No arguments. */
ab_decoder *ab_decoder_build(ab_build *build, const ab_component *component, ab_error *error);
/* Starts a pass by `open` or `open_source`. */
ab_bodies *ab_decoder_open(const ab_decoder *decoder, ab_response *response, ab_error *error);

#endif
