/* The record selector: extract, filter, transform, normalise, in the order of the manifest. */
#ifndef AB_DECLARATIVE_SELECTORS_SELECTOR_H
#define AB_DECLARATIVE_SELECTORS_SELECTOR_H

#include "declarative/component.h"
#include "declarative/cursors/cursor.h"
#include "declarative/env.h"
#include "declarative/extractors/extractor.h"
#include "declarative/transformations/transformation.h"

typedef struct ab_record_filter ab_record_filter;
typedef struct ab_record_filter_ops {
    /* Must. scope->record is the record. */
    bool (*keep)(const ab_record_filter *filter, const ab_scope *scope, bool *keep,
                 ab_error *error);
} ab_record_filter_ops;
struct ab_record_filter {
    const ab_record_filter_ops *ops;
    /* With `shallow` it reads no other members of the record than these, and may be shown an object
     * of only them. */
    bool shallow;
    const ab_str *reads;
    size_t read_count;
};
static inline ab_record_filter *
ab_record_filter_build(ab_build *build, const ab_component *component, ab_error *error)
{
    return (ab_record_filter *)ab_component_build(build, component, AB_FAMILY_RECORD_FILTER, NULL,
                                                  error);
}

typedef struct ab_selector ab_selector;
typedef struct ab_selector_args {
    ab_str stream;
    const ab_decoder *decoder;
    const ab_component *extractor; /* takes the place of the component's; NULL: its own */
    ab_transformation *const *transformations;
    size_t transformation_count;
    ab_stream_cursor *client_side_cursor;   /* records it has synced are dropped; NULL: none */
    bool transform_first_by_default;        /* is_client_side_incremental */
    struct ab_file_uploader *file_uploader; /* NULL: none */
} ab_selector_args;
ab_selector *ab_selector_build(ab_build *build, const ab_component *component,
                               const ab_selector_args *args, ab_error *error);

/* Hands on the records of scope->response. A record without filter, transformation and
 * normalisation is handed on as the text it came in, unparsed. `schema` (may be NULL) is the
 * stream's, for normalisation. Sets response->extracted_count. Thread-safe. */
bool ab_selector_select(const ab_selector *selector, const ab_scope *scope, const ab_value *schema,
                        ab_arena *record_arena, ab_record_fn emit, void *context, ab_error *error);
/* The same for records that come from elsewhere (async downloads): one record. */
bool ab_selector_apply(const ab_selector *selector, const ab_scope *scope, const ab_value *schema,
                       ab_record *record, ab_record_fn emit, void *context, ab_error *error);
/* The extractor's early count (extractor.h), -1 where not known. */
int64_t ab_selector_count(const ab_selector *selector, const ab_scope *scope, ab_error *error);
/* Where the records of the response to come lie (extractor.h): for scope->record_path. */
bool ab_selector_record_path(const ab_selector *selector, const ab_scope *scope,
                             ab_record_path *out, bool *known, ab_error *error);

#endif
