/* Why no response came, in the classes of Python's requests: error handlers map by them. */
#ifndef AB_HTTP_FAILURE_H
#define AB_HTTP_FAILURE_H

#include "base/str.h"

typedef enum ab_http_failure {
    AB_HTTP_NO_FAILURE = 0,
    AB_HTTP_CONNECT_TIMEOUT,
    AB_HTTP_READ_TIMEOUT,
    AB_HTTP_CONNECTION_ERROR, /* refused, reset before the response, host not found */
    AB_HTTP_SSL_ERROR,
    AB_HTTP_PROXY_ERROR,
    AB_HTTP_CHUNKED_ENCODING_ERROR, /* the body broke off */
    AB_HTTP_CONTENT_DECODING_ERROR, /* broken or truncated gzip, deflate, br, zstd */
    AB_HTTP_TOO_MANY_REDIRECTS,
    AB_HTTP_MISSING_SCHEMA,
    AB_HTTP_INVALID_SCHEMA,
    AB_HTTP_INVALID_URL,
    AB_HTTP_INVALID_HEADER,
    AB_HTTP_PRIVATE_ADDRESS, /* DEPLOYMENT_MODE=cloud; no exception of requests: a config_error */
    AB_HTTP_STORAGE_FULL,    /* over CONNECTOR_STORAGE_LIMIT_BYTES, or the spill file failed */
    AB_HTTP_NOT_RECORDED,    /* --replay: no such exchange in the cassette */
    AB_HTTP_CANCELLED,
    AB_HTTP_FAILURE_COUNT
} ab_http_failure;

/* The class's name in requests.exceptions: "ConnectTimeout" … */
const char *ab_http_failure_name(ab_http_failure failure);
/* The failure of that name; AB_HTTP_NO_FAILURE if there is none. */
ab_http_failure ab_http_failure_of(ab_str name);
/* True for what the API or the network did, which a recording keeps; false for what our own side
 * did: a full disk, a transfer that was given up. */
bool ab_http_failure_is_outcome(ab_http_failure failure);
/* True if the failure is of the class `name` or of one derived from it, as in Python: a
 * ConnectTimeout is a ConnectionError, a Timeout and a RequestException. */
bool ab_http_failure_is(ab_http_failure failure, const char *name);
/* True for what may pass by itself (timeouts, connections, broken bodies, proxies); false for what
 * trying again cannot mend (URLs, headers, redirect loops, certificates, limits, cancelled). */
bool ab_http_failure_is_transient(ab_http_failure failure);

#endif
