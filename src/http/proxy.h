/* Which proxy a URL goes through, from the environment, as requests decides it. */
#ifndef AB_HTTP_PROXY_H
#define AB_HTTP_PROXY_H

#include "base/arena.h"
#include "base/str.h"

/* How an environment variable is read: getenv, or a test's own. NULL where there is none. */
typedef const char *(*ab_getenv_fn)(const char *name);

/* The proxy's URL for `url` ("http://" put before a bare host:port), in `arena`; the empty slice
 * where the connection is direct. */
ab_str ab_proxy_for(ab_arena *arena, ab_str url, ab_getenv_fn get);

#endif
