/* Making responses. Internal to src/http. */
#ifndef AB_HTTP_RESPONSE_H
#define AB_HTTP_RESPONSE_H

#include "http/http.h"

/* A new response with one reference and no body; its text lies in the arena of
 * ab_http_response_arena, which it owns. */
ab_http_response *ab_http_response_new(void);
ab_arena *ab_http_response_arena(ab_http_response *response);
/* Sets failure and text (copied). */
void ab_http_response_fail(ab_http_response *response, ab_http_failure failure,
                           const char *problem);

#endif
