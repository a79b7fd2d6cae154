/* A URL that can be prepared is a fixed point of preparing, whatever it came from; joining and
 * redirecting never lead out of memory. The input: a URL, a line break, a reference. */
#include "fuzz.h"

#include "http/proxy.h"
#include "http/redirect.h"
#include "http/url.h"

static const char *no_proxy_list;

static const char *get_variable(const char *name)
{
    if (strcmp(name, "no_proxy") == 0) {
        return no_proxy_list;
    }
    return strcmp(name, "http_proxy") == 0 ? "p:1" : NULL;
}

static void check_prepared(ab_arena *arena, ab_str url)
{
    ab_http_failure failure = AB_HTTP_NO_FAILURE;
    ab_str problem = {NULL, 0};
    ab_str once;
    ab_str twice;
    if (!ab_url_prepare(arena, url, NULL, &once, &failure, &problem)) {
        FUZZ_CHECK(failure != AB_HTTP_NO_FAILURE && problem.n > 0);
        return;
    }
    for (size_t i = 0; i < once.n; i++) {
        FUZZ_CHECK(once.p[i] > ' ' && once.p[i] < 0x7f);
    }
    FUZZ_CHECK(ab_url_prepare(arena, once, NULL, &twice, &failure, &problem));
    if (ab_str_find(once, AB_STR("/."), 0) < 0) { /* "%2e" became a dot segment, as in requests */
        FUZZ_CHECK(ab_str_eq(once, twice));
    }
    ab_url parts = ab_url_split(once);
    FUZZ_CHECK(parts.host.n > 0 && parts.path.n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ab_arena *arena = ab_arena_new();
    ab_str text = {(const char *)data, size};
    ptrdiff_t line = ab_str_find(text, AB_STR("\n"), 0);
    ab_str url = ab_str_sub(text, 0, line < 0 ? size : (size_t)line);
    ab_str reference = ab_str_sub(text, line < 0 ? size : (size_t)line + 1, size);
    check_prepared(arena, url);
    check_prepared(arena, ab_url_join(arena, url, reference));
    ab_http_request request = {.method = AB_STR("GET"), .url = url};
    ab_redirect_next(arena, &request, 302, reference);
    check_prepared(arena, request.url);
    ab_redirect_strips_auth(url, reference);
    no_proxy_list = ab_arena_cstr(arena, reference);
    ab_proxy_for(arena, url, get_variable);
    ab_arena_free(arena);
    return 0;
}
