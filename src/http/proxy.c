#include "http/proxy.h"

#include "http/url.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>

static bool parse_ipv4(ab_str text, uint32_t *address)
{
    char copy[16];
    struct in_addr parsed;
    if (text.n >= sizeof(copy)) {
        return false;
    }
    memcpy(copy, text.p ? text.p : "", text.n);
    copy[text.n] = 0;
    if (inet_pton(AF_INET, copy, &parsed) != 1) {
        return false;
    }
    *address = ntohl(parsed.s_addr);
    return true;
}

/* a.b.c.d/bits with 1 to 32 bits; a plain address is the block of 32 bits. */
static bool in_block(uint32_t address, ab_str block)
{
    ptrdiff_t slash = ab_str_find(block, AB_STR("/"), 0);
    uint32_t network;
    size_t end = slash < 0 ? block.n : (size_t)slash;
    if (!parse_ipv4(ab_str_sub(block, 0, end), &network)) {
        return false;
    }
    unsigned bits = slash < 0 ? 32 : 0;
    for (size_t i = end + 1; i < block.n; i++) {
        if (block.p[i] < '0' || block.p[i] > '9' || bits > 32) {
            return false;
        }
        bits = bits * 10 + (unsigned)(block.p[i] - '0');
    }
    if (bits < 1 || bits > 32) {
        return false;
    }
    uint32_t mask = 0xffffffffu << (32 - bits);
    return (address & mask) == (network & mask);
}

static bool is_suffix(ab_str host, ab_str name)
{
    if (ab_str_eq_nocase(host, name)) {
        return true;
    }
    return host.n > name.n && host.p[host.n - name.n - 1] == '.' &&
           ab_str_eq_nocase(ab_str_sub(host, host.n - name.n, host.n), name);
}

static bool entry_matches(ab_str host, ab_str host_port, const uint32_t *address, ab_str entry)
{
    if (address && in_block(*address, entry)) {
        return true;
    }
    while (entry.n && entry.p[0] == '.') {
        entry = ab_str_sub(entry, 1, entry.n);
    }
    return entry.n && (is_suffix(host, entry) || is_suffix(host_port, entry));
}

/* True if no_proxy names the host (requests.utils.should_bypass_proxies): suffixes with or without
 * port, IPv4 addresses and CIDR blocks, "*". `host` in lower case, `port` may be empty. */
static bool is_bypassed(ab_str host, ab_str port, ab_str no_proxy)
{
    if (ab_str_is(no_proxy, "*")) { /* only by itself, as in urllib */
        return true;
    }
    char with_port[300];
    int n = snprintf(with_port, sizeof(with_port), "%.*s%s%.*s", AB_STR_ARG(host),
                     port.n ? ":" : "", AB_STR_ARG(port));
    ab_str host_port = n > 0 && (size_t)n < sizeof(with_port) ? ab_str_of(with_port) : host;
    uint32_t address;
    bool is_address = parse_ipv4(host, &address);
    size_t from = 0;
    while (from <= no_proxy.n) {
        ptrdiff_t comma = ab_str_find(no_proxy, AB_STR(","), from);
        size_t end = comma < 0 ? no_proxy.n : (size_t)comma;
        ab_str entry = ab_str_trim(ab_str_sub(no_proxy, from, end));
        if (entry.n && entry_matches(host, host_port, is_address ? &address : NULL, entry)) {
            return true;
        }
        from = end + 1;
    }
    return false;
}

/* The lower-case variable wins, also where it is empty: then there is none. */
static const char *variable(ab_getenv_fn get, const char *lower, const char *upper)
{
    const char *value = get(lower);
    if (!value && upper) {
        value = get(upper);
    }
    return value && *value ? value : NULL;
}

ab_str ab_proxy_for(ab_arena *arena, ab_str url, ab_getenv_fn get)
{
    ab_url parts = ab_url_split(url);
    const char *no_proxy = variable(get, "no_proxy", "NO_PROXY");
    if (no_proxy && is_bypassed(parts.host, parts.port, ab_str_of(no_proxy))) {
        return (ab_str){NULL, 0};
    }
    bool https = ab_str_eq_nocase(parts.scheme, AB_STR("https"));
    /* In a CGI process HTTP_PROXY comes from the client's "Proxy" header (CVE-2016-1000110). */
    const char *http_upper = get("REQUEST_METHOD") ? NULL : "HTTP_PROXY";
    const char *proxy = https ? variable(get, "https_proxy", "HTTPS_PROXY")
                              : variable(get, "http_proxy", http_upper);
    if (!proxy) {
        proxy = variable(get, "all_proxy", "ALL_PROXY");
    }
    if (!proxy) {
        return (ab_str){NULL, 0};
    }
    return strstr(proxy, "://") ? ab_arena_str(arena, ab_str_of(proxy))
                                : ab_arena_printf(arena, "http://%s", proxy);
}
