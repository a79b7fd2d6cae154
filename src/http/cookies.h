/* The cookies of a session, by the rules of Python's http.cookiejar as requests uses it. */
#ifndef AB_HTTP_COOKIES_H
#define AB_HTTP_COOKIES_H

#include "base/arena.h"
#include "http/url.h"

#include <pthread.h>

struct ab_cookie;

/* Use ab_cookies_init. All functions are thread-safe. */
typedef struct ab_cookies {
    pthread_mutex_t lock;
    struct ab_cookie *at;
    size_t n;
    size_t capacity;
} ab_cookies;

void ab_cookies_init(ab_cookies *cookies);
void ab_cookies_free(ab_cookies *cookies);
/* Takes the value of one Set-Cookie header that came from `url`; what is malformed, expired or for
 * a foreign domain is dropped (an expired one deletes). `now_us`: real time. */
void ab_cookies_store(ab_cookies *cookies, ab_str url, ab_str set_cookie, int64_t now_us);
/* The Cookie header for a request to `url`, in `arena`: longer paths first; empty if none. */
ab_str ab_cookies_header(ab_arena *arena, ab_cookies *cookies, ab_str url, int64_t now_us);

#endif
