/* URLs as requests 2.x and urllib3 prepare them. */
#ifndef AB_HTTP_URL_H
#define AB_HTTP_URL_H

#include "base/buf.h"
#include "http/failure.h"
#include "json/value.h"

/* The parts of a URL, as slices of it. */
typedef struct ab_url {
    ab_str scheme;
    ab_str userinfo;
    ab_str host; /* with brackets where it is IPv6 */
    ab_str port; /* digits; empty if none */
    ab_str path;
    ab_str query;
    ab_str fragment;
    bool has_authority;
    bool has_query;
} ab_url;

/* Splits as RFC 3986 appendix B; never fails. */
ab_url ab_url_split(ab_str url);

/* requests' PreparedRequest.prepare_url: checks scheme and host, lowers their case, resolves dot
 * segments, percent-encodes what is not allowed (and leaves what is encoded), appends `params`
 * (urlencode rules below; NULL: none) to the query. False with the failure and its text
 * (`problem`, in `arena`) if the URL is invalid. */
bool ab_url_prepare(ab_arena *arena, ab_str url, const ab_value *params, ab_str *out,
                    ab_http_failure *failure, ab_str *problem);
/* requests' RequestEncodingMixin._encode_params for an object: urlencode with quote_plus; an array
 * repeats its name, null is left out, other values are Python's str(). */
void ab_url_encode_params(ab_buf *out, const ab_value *params);
/* urllib.parse.quote_plus: letters, digits, "_.-~" stay, blank is '+'. */
void ab_url_quote_plus(ab_buf *out, ab_str text);
/* urllib.parse.quote with its own set of safe characters (besides letters, digits, "_.-~"). */
void ab_url_quote(ab_buf *out, ab_str text, const char *safe);
/* urllib.parse.unquote. */
void ab_url_unquote(ab_buf *out, ab_str text);
/* requests.utils.requote_uri: encodes what must be and decodes %XX of unreserved characters. */
void ab_url_requote(ab_buf *out, ab_str url);
/* urllib.parse.urljoin. */
ab_str ab_url_join(ab_arena *arena, ab_str base, ab_str reference);

#endif
