/* Redirects as requests follows them. Pure logic. */
#ifndef AB_HTTP_REDIRECT_H
#define AB_HTTP_REDIRECT_H

#include "http/http.h"

enum { AB_HTTP_MAX_REDIRECTS = 30 };

/* True if a response is a redirect: 301, 302, 303, 307 or 308 with a Location (borrowed). */
bool ab_redirect_location(int status, const ab_headers *headers, ab_str *location);
/* requests' Session.should_strip_auth. */
bool ab_redirect_strips_auth(ab_str old_url, ab_str new_url);
/* Makes `request` the one that follows a redirect: URL (fragment kept), method, body, and headers
 * (Authorization across hosts, Cookie always, Content-* where the body goes). Text in `arena`. */
void ab_redirect_next(ab_arena *arena, ab_http_request *request, int status, ab_str location);

#endif
