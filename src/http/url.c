#include "http/url.h"

#include "base/vec.h"
#include "http/idna.h"

static size_t scheme_length(ab_str url)
{
    size_t i = 0;
    while (i < url.n &&
           ((url.p[i] >= 'a' && url.p[i] <= 'z') || (url.p[i] >= 'A' && url.p[i] <= 'Z') ||
            (i && ((url.p[i] >= '0' && url.p[i] <= '9') || url.p[i] == '+' || url.p[i] == '.' ||
                   url.p[i] == '-')))) {
        i++;
    }
    return i && i < url.n && url.p[i] == ':' ? i : 0;
}

static size_t find_any(ab_str s, size_t from, const char *stops)
{
    while (from < s.n && !(s.p[from] && strchr(stops, s.p[from]))) {
        from++;
    }
    return from;
}

static void split_authority(ab_url *url, ab_str authority)
{
    size_t host = authority.n;
    while (host > 0 && authority.p[host - 1] != '@') {
        host--;
    }
    url->userinfo = ab_str_sub(authority, 0, host ? host - 1 : 0);
    ab_str rest = ab_str_sub(authority, host, authority.n);
    size_t port = rest.n;
    while (port > 0 && rest.p[port - 1] >= '0' && rest.p[port - 1] <= '9') {
        port--;
    }
    bool has_port = port > 0 && rest.p[port - 1] == ':';
    url->host = has_port ? ab_str_sub(rest, 0, port - 1) : rest;
    url->port = has_port ? ab_str_sub(rest, port, rest.n) : (ab_str){NULL, 0};
}

ab_url ab_url_split(ab_str text)
{
    ab_url url = {0};
    size_t at = scheme_length(text);
    url.scheme = ab_str_sub(text, 0, at);
    at += at ? 1 : 0;
    if (ab_str_starts(ab_str_sub(text, at, text.n), AB_STR("//"))) {
        size_t end = find_any(text, at + 2, "\\/?#");
        url.has_authority = true;
        split_authority(&url, ab_str_sub(text, at + 2, end));
        at = end;
    }
    size_t path_end = find_any(text, at, "?#");
    url.path = ab_str_sub(text, at, path_end);
    at = path_end;
    if (at < text.n && text.p[at] == '?') {
        size_t end = find_any(text, at, "#");
        url.has_query = true;
        url.query = ab_str_sub(text, at + 1, end);
        at = end;
    }
    url.fragment = ab_str_sub(text, at + (at < text.n), text.n);
    return url;
}

/* ---- Normalising, as urllib3.util.parse_url ---- */

#define USERINFO_CHARS "!$&'()*+,;=:"
#define PATH_CHARS USERINFO_CHARS "@/"
#define QUERY_CHARS PATH_CHARS "?"

/* Encodes all but `allowed`. A '%' stays only if every '%' of the text begins an escape; escapes
 * get upper-case digits. */
static void encode_invalid(ab_buf *out, ab_str text, const char *allowed)
{
    ab_buf upper;
    ab_buf_init(&upper, AB_BUF_NO_MAX);
    ab_buf_add_str(&upper, text);
    bool all_escapes = true;
    for (size_t i = 0; i < upper.n; i++) {
        if (upper.p[i] != '%') {
            continue;
        }
        bool escape = true;
        for (size_t k = i + 1; k < i + 3; k++) {
            escape =
                escape && k < upper.n && upper.p[k] && strchr("0123456789abcdefABCDEF", upper.p[k]);
        }
        all_escapes = all_escapes && escape;
        for (size_t k = i + 1; escape && k < i + 3; k++) {
            upper.p[k] = (char)(upper.p[k] >= 'a' ? upper.p[k] - 'a' + 'A' : upper.p[k]);
        }
    }
    char safe[32];
    size_t n = strlen(allowed);
    memcpy(safe, allowed, n + 1);
    memcpy(safe + n, all_escapes ? "%" : "", all_escapes ? 2 : 1);
    ab_url_quote(out, ab_buf_str(&upper), safe);
    ab_buf_free(&upper);
}

typedef AB_VEC(ab_str) segments;

static segments split_path(ab_str path)
{
    segments parts = {0};
    size_t from = 0;
    for (;;) {
        size_t end = find_any(path, from, "/");
        AB_VEC_PUSH(&parts, ab_str_sub(path, from, end));
        if (end == path.n) {
            return parts;
        }
        from = end + 1;
    }
}

static ab_str join_path(ab_arena *arena, const segments *parts)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    for (size_t i = 0; i < parts->n; i++) {
        if (i) {
            ab_buf_add_char(&text, '/');
        }
        ab_buf_add_str(&text, parts->at[i]);
    }
    ab_str joined = ab_arena_str(arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return joined;
}

/* urllib3's own way, in which ".." at the root takes the leading '/' along and gets it back. */
static ab_str remove_dot_segments(ab_arena *arena, ab_str path)
{
    segments parts = split_path(path);
    segments kept = {0};
    for (size_t i = 0; i < parts.n; i++) {
        if (ab_str_is(parts.at[i], "..")) {
            kept.n -= kept.n > 0 ? 1 : 0;
        } else if (!ab_str_is(parts.at[i], ".")) {
            AB_VEC_PUSH(&kept, parts.at[i]);
        }
    }
    bool rootless = ab_str_starts(path, AB_STR("/")) && (kept.n == 0 || kept.at[0].n > 0);
    if (ab_str_ends(path, AB_STR("/.")) || ab_str_ends(path, AB_STR("/.."))) {
        AB_VEC_PUSH(&kept, (ab_str){"", 0});
    }
    ab_str joined = join_path(arena, &kept);
    AB_VEC_FREE(&kept);
    AB_VEC_FREE(&parts);
    return rootless ? ab_arena_printf(arena, "/%.*s", AB_STR_ARG(joined)) : joined;
}

static bool invalid(ab_arena *arena, ab_http_failure kind, ab_http_failure *failure,
                    ab_str *problem, ab_str text)
{
    *failure = kind;
    *problem = ab_arena_str(arena, text);
    return false;
}

static ab_str lower(ab_arena *arena, ab_str s)
{
    char *copy = ab_arena_cstr(arena, s);
    for (size_t i = 0; i < s.n; i++) {
        copy[i] = (char)(copy[i] >= 'A' && copy[i] <= 'Z' ? copy[i] - 'A' + 'a' : copy[i]);
    }
    return (ab_str){copy, s.n};
}

/* Stricter than urllib3, which asks the name server for anything: a host with braces or
 * '%' is a template that was not filled in. */
static bool host_is_valid(ab_str host)
{
    bool brackets = host.n > 2 && host.p[0] == '[' && host.p[host.n - 1] == ']';
    ab_str inner = brackets ? ab_str_sub(host, 1, host.n - 1) : host;
    const char *allowed = brackets ? ":." : "-._~!$&'()*+,;=";
    for (size_t i = 0; i < inner.n; i++) {
        unsigned char c = (unsigned char)inner.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && c < 0x80 && !(c && strchr(allowed, c))) {
            return false;
        }
    }
    return true;
}

static bool port_is_valid(ab_str port)
{
    unsigned long number = 0;
    for (size_t i = 0; i < port.n; i++) {
        number = number * 10 + (unsigned long)(port.p[i] - '0');
        if (number > 65535) {
            return false;
        }
    }
    return true;
}

/* The checks of prepare_url, in its order. */
static bool check(ab_arena *arena, ab_str text, ab_url *url, ab_http_failure *failure,
                  ab_str *problem)
{
    if (!host_is_valid(url->host) || !port_is_valid(url->port)) {
        return invalid(arena, AB_HTTP_INVALID_URL, failure, problem,
                       ab_arena_printf(arena, "Failed to parse: %.*s", AB_STR_ARG(text)));
    }
    if (url->scheme.n == 0) {
        return invalid(arena, AB_HTTP_MISSING_SCHEMA, failure, problem,
                       ab_arena_printf(arena,
                                       "Invalid URL '%.*s': No scheme supplied. Perhaps you meant "
                                       "https://%.*s?",
                                       AB_STR_ARG(text), AB_STR_ARG(text)));
    }
    if (url->host.n == 0) {
        return invalid(
            arena, AB_HTTP_INVALID_URL, failure, problem,
            ab_arena_printf(arena, "Invalid URL '%.*s': No host supplied", AB_STR_ARG(text)));
    }
    bool ascii = true;
    for (size_t i = 0; i < url->host.n; i++) {
        ascii = ascii && (unsigned char)url->host.p[i] < 0x80;
    }
    if (ascii ? url->host.p[0] == '*' || url->host.p[0] == '.'
              : !ab_idna_host(arena, url->host, &url->host)) {
        return invalid(arena, AB_HTTP_INVALID_URL, failure, problem,
                       AB_STR("URL has an invalid label."));
    }
    return true;
}

static void build(ab_arena *arena, ab_buf *out, const ab_url *url, const ab_value *params)
{
    ab_buf_add_str(out, lower(arena, url->scheme));
    ab_buf_add_text(out, "://");
    if (url->userinfo.n) {
        encode_invalid(out, url->userinfo, USERINFO_CHARS);
        ab_buf_add_char(out, '@');
    }
    ab_buf_add_str(out, lower(arena, url->host));
    ab_str digits = url->port;
    while (digits.n && digits.p[0] == '0') {
        digits = ab_str_sub(digits, 1, digits.n);
    }
    if (digits.n) { /* port 0 goes too */
        ab_buf_add_char(out, ':');
        ab_buf_add_str(out, digits);
    }
    ab_str path = remove_dot_segments(arena, url->path);
    if (path.n == 0 || path.p[0] != '/') {
        ab_buf_add_char(out, '/');
    }
    encode_invalid(out, path, PATH_CHARS);
    size_t before = out->n;
    ab_buf_add_char(out, '?');
    encode_invalid(out, url->query, QUERY_CHARS);
    ab_buf encoded;
    ab_buf_init(&encoded, AB_BUF_NO_MAX);
    ab_url_encode_params(&encoded, params);
    if (encoded.n && url->query.n) {
        ab_buf_add_char(out, '&');
    }
    ab_buf_add_str(out, ab_buf_str(&encoded));
    ab_buf_free(&encoded);
    out->n = out->n == before + 1 ? before : out->n; /* an empty query goes */
    if (url->fragment.n) {
        ab_buf_add_char(out, '#');
        encode_invalid(out, url->fragment, QUERY_CHARS);
    }
}

bool ab_url_prepare(ab_arena *arena, ab_str text, const ab_value *params, ab_str *out,
                    ab_http_failure *failure, ab_str *problem)
{
    while (text.n && strchr(" \t\n\r\v\f", text.p[0])) {
        text = ab_str_sub(text, 1, text.n);
    }
    bool http = text.n >= 4 && ab_str_eq_nocase(ab_str_sub(text, 0, 4), AB_STR("http"));
    ab_url url = ab_url_split(text);
    if ((!http && find_any(text, 0, ":") < text.n) ||
        (url.scheme.n && !ab_str_eq_nocase(url.scheme, AB_STR("http")) &&
         !ab_str_eq_nocase(url.scheme, AB_STR("https")))) {
        return invalid(arena, AB_HTTP_INVALID_SCHEMA, failure, problem,
                       ab_arena_printf(arena, "No connection adapters were found for '%.*s'",
                                       AB_STR_ARG(text)));
    }
    if (url.scheme.n == 0 && !url.has_authority && !ab_str_starts(text, AB_STR("/"))) {
        url = ab_url_split(ab_arena_printf(arena, "//%.*s", AB_STR_ARG(text)));
    }
    if (!check(arena, text, &url, failure, problem)) {
        return false;
    }
    ab_buf built;
    ab_buf quoted;
    ab_buf_init(&built, AB_BUF_NO_MAX);
    ab_buf_init(&quoted, AB_BUF_NO_MAX);
    build(arena, &built, &url, params);
    ab_url_requote(&quoted, ab_buf_str(&built));
    *out = ab_arena_str(arena, ab_buf_str(&quoted));
    ab_buf_free(&quoted);
    ab_buf_free(&built);
    return true;
}

/* ---- Joining, as urllib.parse.urljoin ---- */

static ab_str unsplit(ab_arena *arena, ab_str scheme, const ab_url *authority, ab_str path,
                      ab_str query, ab_str fragment)
{
    bool has_authority =
        scheme.n || authority->host.n || authority->userinfo.n || authority->port.n;
    bool slash = has_authority && path.n && path.p[0] != '/';
    return ab_arena_printf(
        arena, "%.*s%s%s%.*s%s%.*s%s%.*s%s%.*s%s%.*s%s%.*s", AB_STR_ARG(scheme),
        scheme.n ? ":" : "", has_authority ? "//" : "", AB_STR_ARG(authority->userinfo),
        authority->userinfo.n ? "@" : "", AB_STR_ARG(authority->host), authority->port.n ? ":" : "",
        AB_STR_ARG(authority->port), slash ? "/" : "", AB_STR_ARG(path), query.n ? "?" : "",
        AB_STR_ARG(query), fragment.n ? "#" : "", AB_STR_ARG(fragment));
}

/* All segments of a path that is joined to the base's. Between them, where they meet, empty ones
 * go; an absolute path keeps its own. */
static segments joined_segments(ab_str base, ab_str path)
{
    segments more = split_path(path);
    if (ab_str_starts(path, AB_STR("/"))) {
        return more;
    }
    segments all = split_path(base);
    all.n--;
    for (size_t i = 0; i < more.n; i++) {
        AB_VEC_PUSH(&all, more.at[i]);
    }
    AB_VEC_FREE(&more);
    size_t kept = 0;
    for (size_t i = 0; i < all.n; i++) {
        if (i == 0 || i + 1 == all.n || all.at[i].n) {
            all.at[kept++] = all.at[i];
        }
    }
    all.n = kept;
    return all;
}

static ab_str join_paths(ab_arena *arena, ab_str base, ab_str path)
{
    segments all = joined_segments(base, path);
    segments kept = {0};
    for (size_t i = 0; i < all.n; i++) {
        if (ab_str_is(all.at[i], "..")) {
            kept.n -= kept.n > 0 ? 1 : 0;
        } else if (!ab_str_is(all.at[i], ".")) {
            AB_VEC_PUSH(&kept, all.at[i]);
        }
    }
    ab_str last = all.at[all.n - 1];
    if (ab_str_is(last, ".") || ab_str_is(last, "..")) {
        AB_VEC_PUSH(&kept, (ab_str){"", 0});
    }
    ab_str joined = join_path(arena, &kept);
    AB_VEC_FREE(&kept);
    AB_VEC_FREE(&all);
    return joined.n ? joined : AB_STR("/");
}

/* urllib.parse takes ";parameters" of the last segment apart, and empty ones do not come back. */
static ab_str without_empty_params(ab_str path)
{
    size_t segment = path.n;
    while (segment > 0 && path.p[segment - 1] != '/') {
        segment--;
    }
    size_t semicolon = find_any(path, segment, ";");
    return semicolon + 1 == path.n ? ab_str_sub(path, 0, semicolon) : path;
}

/* What urlsplit drops: white space and control characters in front, tabs and line breaks. */
static ab_str without_unsafe(ab_arena *arena, ab_str url)
{
    while (url.n && (unsigned char)url.p[0] <= ' ') {
        url = ab_str_sub(url, 1, url.n);
    }
    char *copy = ab_arena_cstr(arena, url);
    size_t n = 0;
    for (size_t i = 0; i < url.n; i++) {
        if (!memchr("\t\r\n", url.p[i], 3)) {
            copy[n++] = url.p[i];
        }
    }
    return (ab_str){copy, n};
}

ab_str ab_url_join(ab_arena *arena, ab_str base, ab_str reference)
{
    if (reference.n == 0) {
        return ab_arena_str(arena, base);
    }
    base = without_unsafe(arena, base);
    reference = without_unsafe(arena, reference);
    ab_url from = ab_url_split(base);
    ab_url to = ab_url_split(reference);
    to.path = without_empty_params(to.path);
    if (to.scheme.n && !ab_str_eq_nocase(to.scheme, from.scheme)) {
        return ab_arena_str(arena, reference);
    }
    if (to.userinfo.n || to.host.n || to.port.n) {
        return unsplit(arena, from.scheme, &to, to.path, to.query, to.fragment);
    }
    if (to.path.n == 0) {
        return unsplit(arena, from.scheme, &from, from.path, to.query.n ? to.query : from.query,
                       to.fragment);
    }
    return unsplit(arena, from.scheme, &from, join_paths(arena, from.path, to.path), to.query,
                   to.fragment);
}
