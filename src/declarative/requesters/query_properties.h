/* Query properties: lists of field names that a request asks for, cut into chunks where an API
 * limits them; the parts of a record are merged by its key (retrievers/). */
#ifndef AB_DECLARATIVE_REQUESTERS_QUERY_PROPERTIES_H
#define AB_DECLARATIVE_REQUESTERS_QUERY_PROPERTIES_H

#include "declarative/component.h"
#include "declarative/env.h"

typedef struct ab_query_properties ab_query_properties;

/* Finds the QueryProperties of an HttpRequester: as a request parameter (then *key is its name, to
 * be handed to the requester as query_properties_key), as `query_properties`, or from
 * `fetch_properties_from_endpoint`. *out NULL: it has none (nor has any other requester). False
 * with `error` where there are several. */
bool ab_query_properties_of(ab_build *build, const ab_component *requester,
                            ab_query_properties **out, ab_str *key, ab_error *error);
/* The chunks for one page, each a list of names, in scope->arena; without chunking there is one.
 * Names from an endpoint are fetched when first asked for; thread-safe. A request for a chunk has
 * the names as `query_properties` in its slice's extra_fields. */
bool ab_query_properties_chunks(ab_query_properties *properties, const ab_scope *scope,
                                const ab_strings **chunks, size_t *count, ab_error *error);
/* True if a record comes in parts that have to be merged. */
bool ab_query_properties_is_chunked(const ab_query_properties *properties);
/* The key by which the parts of a record are merged, in `arena`; empty: the part stands alone.
 * False where a value of the key is no text. */
bool ab_query_properties_merge_key(const ab_query_properties *properties, const ab_value *record,
                                   ab_arena *arena, ab_str *key, ab_error *error);

#endif
