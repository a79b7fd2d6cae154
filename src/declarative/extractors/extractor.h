/* Extractors: from decoded elements to records. */
#ifndef AB_DECLARATIVE_EXTRACTORS_EXTRACTOR_H
#define AB_DECLARATIVE_EXTRACTORS_EXTRACTOR_H

#include "declarative/component.h"
#include "declarative/decoders/decoder.h"
#include "declarative/env.h"
#include "declarative/requesters/response.h"

typedef struct ab_extractor ab_extractor;

/* Immutable; used by all workers at once. */
typedef struct ab_extractor_ops {
    /* Must. Hands each record of scope->response to `emit`, in order. Records are allocated in
     * `record_arena`, which is rewound after each. *count becomes the number of extracted records
     * (those that CombinedExtractor drops as empty count too). */
    bool (*extract)(const ab_extractor *extractor, const ab_scope *scope, ab_arena *record_arena,
                    ab_record_fn emit, void *context, int64_t *count, ab_error *error);
    /* Must. The same for a decoded body, of which a list is taken element by element. The body is
     * not changed; records share its text and its containers. */
    bool (*extract_value)(const ab_extractor *extractor, const ab_scope *scope,
                          const ab_value *body, ab_arena *record_arena, ab_record_fn emit,
                          void *context, int64_t *count, ab_error *error);
    /* May. The number of records without handing them on, from the page index; -1 where that
     * takes a pass. Allows the next request to start early. */
    int64_t (*count)(const ab_extractor *extractor, const ab_scope *scope, ab_error *error);
    /* May. Where the records of the response to come lie, so that it can be indexed while it
     * arrives; *known is false where that cannot be said. In scope->arena. */
    bool (*record_path)(const ab_extractor *extractor, const ab_scope *scope, ab_record_path *out,
                        bool *known, ab_error *error);
} ab_extractor_ops;
struct ab_extractor {
    const ab_extractor_ops *ops;
};
typedef struct ab_extractor_args {
    const ab_decoder *decoder;
} ab_extractor_args;
static inline ab_extractor *ab_extractor_build(ab_build *build, const ab_component *component,
                                               const ab_extractor_args *args, ab_error *error)
{
    return (ab_extractor *)ab_component_build(build, component, AB_FAMILY_EXTRACTOR, args, error);
}

/* Pure: the records of a decoded body (a value), appended to *records in scope->arena (for `eval`'s
 * `extract` and for extractors used outside of a page). */
bool ab_extractor_values(const ab_extractor *extractor, const ab_scope *scope, const ab_value *body,
                         ab_value *records, ab_error *error);

#endif
