/* source-library-loans: what main and the unit tests see of it. */
#ifndef SOURCE_H
#define SOURCE_H

#include <airbyte/http.h>
#include <airbyte/source.h>

extern const ab_source source_library_loans;
/* Its streams, ended by NULL. */
extern const ab_stream *const source_streams[];

/* Where the next page is: the member `next` of the response, a URL below the API's own. */
bool source_next_page(void *context, const ab_api_response *response, ab_api_request *next,
                      ab_arena *arena);

#endif
