#include "http/failure.h"

typedef struct failure_class {
    const char *name;
    const char *bases[4]; /* the exception's ancestors in requests.exceptions */
    bool transient;
} failure_class;

static const failure_class classes[AB_HTTP_FAILURE_COUNT] = {
    [AB_HTTP_NO_FAILURE] = {"", {NULL}, false},
    [AB_HTTP_CONNECT_TIMEOUT] = {"ConnectTimeout", {"ConnectionError", "Timeout"}, true},
    [AB_HTTP_READ_TIMEOUT] = {"ReadTimeout", {"Timeout"}, true},
    [AB_HTTP_CONNECTION_ERROR] = {"ConnectionError", {NULL}, true},
    [AB_HTTP_SSL_ERROR] = {"SSLError", {"ConnectionError"}, false},
    [AB_HTTP_PROXY_ERROR] = {"ProxyError", {"ConnectionError"}, true},
    [AB_HTTP_CHUNKED_ENCODING_ERROR] = {"ChunkedEncodingError", {NULL}, true},
    [AB_HTTP_CONTENT_DECODING_ERROR] = {"ContentDecodingError", {NULL}, true},
    [AB_HTTP_TOO_MANY_REDIRECTS] = {"TooManyRedirects", {NULL}, false},
    [AB_HTTP_MISSING_SCHEMA] = {"MissingSchema", {"ValueError"}, false},
    [AB_HTTP_INVALID_SCHEMA] = {"InvalidSchema", {"ValueError"}, false},
    [AB_HTTP_INVALID_URL] = {"InvalidURL", {"ValueError"}, false},
    [AB_HTTP_INVALID_HEADER] = {"InvalidHeader", {"ValueError"}, false},
    [AB_HTTP_PRIVATE_ADDRESS] = {"PrivateAddress", {NULL}, false},
    [AB_HTTP_STORAGE_FULL] = {"StorageFull", {NULL}, false},
    [AB_HTTP_NOT_RECORDED] = {"NotRecorded", {NULL}, false},
    [AB_HTTP_CANCELLED] = {"Cancelled", {NULL}, false},
};

/* Failures of ours that Python has no exception for, so no class of requests fits them. */
static bool is_own(ab_http_failure failure)
{
    return failure >= AB_HTTP_PRIVATE_ADDRESS;
}

const char *ab_http_failure_name(ab_http_failure failure)
{
    return classes[failure].name;
}

ab_http_failure ab_http_failure_of(ab_str name)
{
    for (int i = 1; i < AB_HTTP_FAILURE_COUNT; i++) {
        if (ab_str_is(name, classes[i].name)) {
            return (ab_http_failure)i;
        }
    }
    return AB_HTTP_NO_FAILURE;
}

bool ab_http_failure_is_outcome(ab_http_failure failure)
{
    return failure != AB_HTTP_NO_FAILURE && failure < AB_HTTP_STORAGE_FULL;
}

bool ab_http_failure_is(ab_http_failure failure, const char *name)
{
    const failure_class *c = &classes[failure];
    if (failure == AB_HTTP_NO_FAILURE) {
        return false;
    }
    if (strcmp(c->name, name) == 0) {
        return true;
    }
    for (size_t i = 0; c->bases[i]; i++) {
        if (strcmp(c->bases[i], name) == 0) {
            return true;
        }
    }
    return !is_own(failure) && strcmp(name, "RequestException") == 0;
}

bool ab_http_failure_is_transient(ab_http_failure failure)
{
    return classes[failure].transient;
}
