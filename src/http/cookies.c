#include "http/cookies.h"

#include "base/alloc.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <strings.h>

enum {
    MAX_COOKIES = 3000, /* of a session; the oldest go */
    US_PER_S = 1000000,
};

/* The last second of the year 9999: what is later is for ever. */
static const int64_t last_second = 253402300799;

typedef struct ab_cookie {
    char *name;
    char *value;  /* NULL: a name without '=' */
    char *domain; /* without a leading dot */
    char *path;
    bool has_domain; /* Domain was given: another cookie than one without, as in Python */
    bool host_only;  /* of a host without a dot, which Python takes for "host.local" */
    bool secure;
    int64_t expires_us; /* INT64_MAX: with the session */
} ab_cookie;

void ab_cookies_init(ab_cookies *cookies)
{
    *cookies = (ab_cookies){0};
    pthread_mutex_init(&cookies->lock, NULL);
}

static void free_cookie(ab_cookie *cookie)
{
    free(cookie->name);
    free(cookie->value);
    free(cookie->domain);
    free(cookie->path);
}

void ab_cookies_free(ab_cookies *cookies)
{
    for (size_t i = 0; i < cookies->n; i++) {
        free_cookie(&cookies->at[i]);
    }
    free(cookies->at);
    pthread_mutex_destroy(&cookies->lock);
}

static void remove_at(ab_cookies *cookies, size_t i)
{
    free_cookie(&cookies->at[i]);
    memmove(&cookies->at[i], &cookies->at[i + 1], (cookies->n - i - 1) * sizeof(ab_cookie));
    cookies->n--;
}

/* ---- Parsing ---- */

/* True where `host` is `domain` or below it. */
static bool domain_matches(ab_str host, ab_str domain)
{
    if (ab_str_eq_nocase(host, domain)) {
        return true;
    }
    return host.n > domain.n && host.p[host.n - domain.n - 1] == '.' &&
           ab_str_eq_nocase(ab_str_sub(host, host.n - domain.n, host.n), domain);
}

/* Max-Age as a time; false if it is no integer. */
static bool parse_max_age(ab_str text, int64_t now_us, int64_t *expires_us)
{
    bool negative = text.n && text.p[0] == '-';
    int64_t seconds = 0;
    if (text.n == (negative ? 1u : 0u)) {
        return false;
    }
    for (size_t i = negative; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
        seconds = seconds < INT32_MAX ? seconds * 10 + (text.p[i] - '0') : seconds;
    }
    *expires_us = negative ? now_us : now_us + seconds * US_PER_S;
    return true;
}

typedef struct attributes {
    ab_str domain;
    ab_str path;
    bool has_domain;
    bool has_path;
    bool secure;
    bool has_max_age;
    bool has_expires;
    int64_t expires_us;
} attributes;

static ab_str unquote(ab_str s)
{
    return s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"' ? ab_str_sub(s, 1, s.n - 1) : s;
}

static void parse_expires(attributes *to, ab_str value)
{
    char *date = ab_xstrndup(unquote(value).p ? unquote(value).p : "", unquote(value).n);
    time_t seconds = curl_getdate(date, NULL);
    if (seconds != (time_t)-1) { /* what is no date is ignored */
        to->expires_us = seconds > last_second ? INT64_MAX : (int64_t)seconds * US_PER_S;
        to->has_expires = true;
    }
    free(date);
}

/* One attribute; of several of a name the first counts. False where it spoils the cookie. */
static bool parse_attribute(attributes *to, ab_str name, ab_str value, bool has_value,
                            int64_t now_us)
{
    if (ab_str_eq_nocase(name, AB_STR("domain"))) {
        if (!to->has_domain) {
            to->domain = value.n && value.p[0] == '.' ? ab_str_sub(value, 1, value.n) : value;
            to->has_domain = true;
        }
        return to->domain.n > 0;
    }
    if (ab_str_eq_nocase(name, AB_STR("path"))) {
        to->path = to->has_path ? to->path : value;
        to->has_path = to->has_path || has_value;
        return to->has_path;
    }
    if (ab_str_eq_nocase(name, AB_STR("max-age"))) {
        to->has_max_age = parse_max_age(value, now_us, &to->expires_us);
        return to->has_max_age;
    }
    if (ab_str_eq_nocase(name, AB_STR("secure"))) {
        to->secure = true;
    } else if (ab_str_eq_nocase(name, AB_STR("expires")) && !to->has_max_age && !to->has_expires) {
        parse_expires(to, value);
    }
    return true;
}

/* The next part up to ';', split at '='. False at the end. */
static bool next_part(ab_str header, size_t *at, ab_str *name, ab_str *value, bool *has_value)
{
    if (*at > header.n) {
        return false;
    }
    ptrdiff_t end = ab_str_find(header, AB_STR(";"), *at);
    size_t stop = end < 0 ? header.n : (size_t)end;
    ab_str part = ab_str_sub(header, *at, stop);
    *at = stop + 1;
    ptrdiff_t equals = ab_str_find(part, AB_STR("="), 0);
    *has_value = equals >= 0;
    *name = ab_str_trim(ab_str_sub(part, 0, *has_value ? (size_t)equals : part.n));
    *value =
        *has_value ? ab_str_trim(ab_str_sub(part, (size_t)equals + 1, part.n)) : (ab_str){NULL, 0};
    return true;
}

/* The folder of the request's path, without its last '/'. */
static ab_str default_path(ab_str path)
{
    size_t n = path.n;
    while (n > 0 && path.p[n - 1] != '/') {
        n--;
    }
    return n > 1 ? ab_str_sub(path, 0, n - 1) : AB_STR("/");
}

static bool domain_allowed(ab_str host, ab_str domain)
{
    /* A domain without a dot inside would be a whole top-level domain. */
    return domain.n == 0 ||
           (ab_str_find(domain, AB_STR("."), 0) > 0 && domain_matches(host, domain)) ||
           ab_str_eq_nocase(host, domain);
}

static bool parse_cookie(ab_str url_text, ab_str header, int64_t now_us, ab_cookie *cookie)
{
    ab_url url = ab_url_split(url_text);
    ab_str name;
    ab_str value;
    bool has_value;
    size_t at = 0;
    if (!next_part(header, &at, &name, &value, &has_value) || name.n == 0) {
        return false;
    }
    attributes a = {.expires_us = INT64_MAX};
    ab_str attribute;
    ab_str attribute_value;
    bool attribute_has_value;
    while (next_part(header, &at, &attribute, &attribute_value, &attribute_has_value)) {
        if (!parse_attribute(&a, attribute, attribute_value, attribute_has_value, now_us)) {
            return false;
        }
    }
    if (!domain_allowed(url.host, a.domain)) {
        return false;
    }
    ab_str domain = a.domain.n ? a.domain : url.host;
    ab_str path = a.path.n ? a.path : default_path(url.path);
    *cookie = (ab_cookie){.name = ab_xstrndup(name.p, name.n),
                          .value = has_value ? ab_xstrndup(value.p ? value.p : "", value.n) : NULL,
                          .domain = ab_xstrndup(domain.p, domain.n),
                          .path = ab_xstrndup(path.p, path.n),
                          .has_domain = a.has_domain,
                          .host_only = !a.has_domain && ab_str_find(domain, AB_STR("."), 0) < 0,
                          .secure = a.secure,
                          .expires_us = a.expires_us};
    return true;
}

static bool is_same(const ab_cookie *a, const ab_cookie *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->path, b->path) == 0 &&
           strcasecmp(a->domain, b->domain) == 0 && a->has_domain == b->has_domain;
}

void ab_cookies_store(ab_cookies *cookies, ab_str url, ab_str set_cookie, int64_t now_us)
{
    ab_cookie cookie;
    if (!parse_cookie(url, set_cookie, now_us, &cookie)) {
        return;
    }
    pthread_mutex_lock(&cookies->lock);
    size_t i = 0;
    while (i < cookies->n && !is_same(&cookies->at[i], &cookie)) {
        i++;
    }
    if (cookie.expires_us <= now_us) {
        free_cookie(&cookie);
        if (i < cookies->n) {
            remove_at(cookies, i);
        }
    } else if (i < cookies->n) {
        free_cookie(&cookies->at[i]);
        cookies->at[i] = cookie;
    } else {
        if (cookies->n == MAX_COOKIES) {
            remove_at(cookies, 0);
        }
        if (cookies->n == cookies->capacity) {
            cookies->capacity = cookies->capacity ? cookies->capacity * 2 : 8;
            cookies->at = ab_xrealloc(cookies->at, cookies->capacity * sizeof(ab_cookie));
        }
        cookies->at[cookies->n++] = cookie;
    }
    pthread_mutex_unlock(&cookies->lock);
}

/* ---- Sending ---- */

static bool path_matches(ab_str request, ab_str path)
{
    return ab_str_starts(request, path) &&
           (request.n == path.n || path.p[path.n - 1] == '/' || request.p[path.n] == '/');
}

static bool applies(const ab_cookie *cookie, const ab_url *url, int64_t now_us)
{
    ab_str path = url->path.n ? url->path : AB_STR("/");
    return cookie->expires_us > now_us &&
           (!cookie->secure || ab_str_eq_nocase(url->scheme, AB_STR("https"))) &&
           (cookie->host_only ? ab_str_eq_nocase(url->host, ab_str_of(cookie->domain))
                              : domain_matches(url->host, ab_str_of(cookie->domain))) &&
           path_matches(path, ab_str_of(cookie->path));
}

ab_str ab_cookies_header(ab_arena *arena, ab_cookies *cookies, ab_str url_text, int64_t now_us)
{
    ab_url url = ab_url_split(url_text);
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    pthread_mutex_lock(&cookies->lock);
    size_t longest = SIZE_MAX;
    for (;;) { /* one round per path length, the longest first */
        size_t next = 0;
        for (size_t i = 0; i < cookies->n; i++) {
            size_t n = strlen(cookies->at[i].path);
            if (n < longest && n > next && applies(&cookies->at[i], &url, now_us)) {
                next = n;
            }
        }
        if (next == 0) {
            break;
        }
        for (size_t i = 0; i < cookies->n; i++) {
            const ab_cookie *c = &cookies->at[i];
            if (strlen(c->path) == next && applies(c, &url, now_us)) {
                ab_buf_printf(&text, "%s%s%s%s", text.n ? "; " : "", c->name, c->value ? "=" : "",
                              c->value ? c->value : "");
            }
        }
        longest = next;
    }
    pthread_mutex_unlock(&cookies->lock);
    ab_str header = ab_arena_str(arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return header;
}
