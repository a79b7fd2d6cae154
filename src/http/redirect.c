#include "http/redirect.h"

#include "http/url.h"

bool ab_redirect_location(int status, const ab_headers *headers, ab_str *location)
{
    static const int statuses[] = {301, 302, 303, 307, 308};
    const ab_str *value = ab_headers_get(headers, AB_STR("Location"));
    for (size_t i = 0; value && i < sizeof(statuses) / sizeof(statuses[0]); i++) {
        if (statuses[i] == status) {
            *location = *value;
            return true;
        }
    }
    return false;
}

static ab_str default_port(ab_str scheme)
{
    return ab_str_eq_nocase(scheme, AB_STR("http"))    ? AB_STR("80")
           : ab_str_eq_nocase(scheme, AB_STR("https")) ? AB_STR("443")
                                                       : AB_STR("");
}

static bool has_default_port(const ab_url *url)
{
    return url->port.n == 0 || ab_str_eq(url->port, default_port(url->scheme));
}

bool ab_redirect_strips_auth(ab_str old_url, ab_str new_url)
{
    ab_url from = ab_url_split(old_url);
    ab_url to = ab_url_split(new_url);
    if (!ab_str_eq_nocase(from.host, to.host)) {
        return true;
    }
    bool defaults = has_default_port(&from) && has_default_port(&to);
    bool same_scheme = ab_str_eq_nocase(from.scheme, to.scheme);
    if (defaults && ab_str_eq_nocase(from.scheme, AB_STR("http")) &&
        ab_str_eq_nocase(to.scheme, AB_STR("https"))) {
        return false; /* the usual upgrade */
    }
    if (same_scheme && defaults) {
        return false;
    }
    return !same_scheme || !ab_str_eq(from.port, to.port);
}

static ab_str next_url(ab_arena *arena, ab_str current, ab_str location)
{
    ab_buf bytes; /* the header was read as latin-1; as an address it is UTF-8 */
    ab_buf_init(&bytes, AB_BUF_NO_MAX);
    ab_url old = ab_url_split(current);
    if (ab_str_starts(location, AB_STR("//"))) {
        ab_buf_add_str(&bytes, old.scheme);
        ab_buf_add_char(&bytes, ':');
    }
    ab_header_to_bytes(&bytes, location);
    if (ab_url_split(ab_buf_str(&bytes)).fragment.n == 0 && old.fragment.n) {
        if (ab_str_find(ab_buf_str(&bytes), AB_STR("#"), 0) < 0) {
            ab_buf_add_char(&bytes, '#');
        }
        ab_buf_add_str(&bytes, old.fragment);
    }
    ab_buf quoted;
    ab_buf_init(&quoted, AB_BUF_NO_MAX);
    ab_url_requote(&quoted, ab_buf_str(&bytes));
    bool complete = ab_url_split(ab_buf_str(&bytes)).has_authority;
    ab_str url = complete ? ab_arena_str(arena, ab_buf_str(&quoted))
                          : ab_url_join(arena, current, ab_buf_str(&quoted));
    ab_buf_free(&quoted);
    ab_buf_free(&bytes);
    return url;
}

static bool becomes_get(ab_str method, int status)
{
    return ((status == 303 || status == 302) && !ab_str_is(method, "HEAD")) ||
           (status == 301 && ab_str_is(method, "POST"));
}

void ab_redirect_next(ab_arena *arena, ab_http_request *request, int status, ab_str location)
{
    ab_str url = next_url(arena, request->url, location);
    if (becomes_get(request->method, status)) {
        request->method = AB_STR("GET");
    }
    if (status != 307 && status != 308) {
        ab_headers_remove(&request->headers, AB_STR("Content-Length"));
        ab_headers_remove(&request->headers, AB_STR("Content-Type"));
        ab_headers_remove(&request->headers, AB_STR("Transfer-Encoding"));
        request->body = (ab_str){NULL, 0};
    }
    ab_headers_remove(&request->headers, AB_STR("Cookie"));
    if (ab_redirect_strips_auth(request->url, url)) {
        ab_headers_remove(&request->headers, AB_STR("Authorization"));
    }
    request->url = url;
}
