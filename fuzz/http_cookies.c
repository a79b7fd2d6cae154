/* Set-Cookie headers, one a line: none breaks the jar, and what is sent has no line break. */
#include "fuzz.h"

#include "http/cookies.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { NOW_US = 1000000 };
    ab_arena *arena = ab_arena_new();
    ab_cookies cookies;
    ab_cookies_init(&cookies);
    ab_str text = {(const char *)data, size};
    ab_str url = AB_STR("https://a.h.example/x/y?z");
    size_t from = 0;
    while (from <= size) {
        ptrdiff_t end = ab_str_find(text, AB_STR("\n"), from);
        size_t stop = end < 0 ? size : (size_t)end;
        ab_cookies_store(&cookies, url, ab_str_sub(text, from, stop), NOW_US);
        from = stop + 1;
    }
    ab_str header = ab_cookies_header(arena, &cookies, url, NOW_US);
    FUZZ_CHECK(ab_str_find(header, AB_STR("\n"), 0) < 0);
    FUZZ_CHECK(ab_cookies_header(arena, &cookies, AB_STR("https://other/"), NOW_US).n == 0);
    ab_cookies_free(&cookies);
    ab_arena_free(arena);
    return 0;
}
