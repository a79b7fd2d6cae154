/* From libcurl's result to the failure that requests would raise. */
#include "http/engine.h"
#include "http/private_address.h"
#include "http/url.h"

#include <stdio.h>

/* Codes whose meaning does not depend on how far the hop got. */
static const struct {
    CURLcode code;
    ab_http_failure failure;
} meanings[] = {
    {CURLE_URL_MALFORMAT, AB_HTTP_INVALID_URL},
    {CURLE_COULDNT_RESOLVE_PROXY, AB_HTTP_PROXY_ERROR},
    {CURLE_PROXY, AB_HTTP_PROXY_ERROR},
    {CURLE_COULDNT_RESOLVE_HOST, AB_HTTP_CONNECTION_ERROR},
    {CURLE_PEER_FAILED_VERIFICATION, AB_HTTP_SSL_ERROR},
    {CURLE_SSL_CERTPROBLEM, AB_HTTP_SSL_ERROR},
    {CURLE_SSL_CIPHER, AB_HTTP_SSL_ERROR},
    {CURLE_SSL_CACERT_BADFILE, AB_HTTP_SSL_ERROR},
    {CURLE_SSL_ISSUER_ERROR, AB_HTTP_SSL_ERROR},
    {CURLE_SSL_ENGINE_NOTFOUND, AB_HTTP_SSL_ERROR},
    {CURLE_SSL_INVALIDCERTSTATUS, AB_HTTP_SSL_ERROR},
};

static bool proxy_refused_tunnel(const ab_hop *hop)
{
    long code = 0;
    return hop->request.proxy.n && !hop->connected &&
           curl_easy_getinfo(hop->easy, CURLINFO_HTTP_CONNECTCODE, &code) == CURLE_OK &&
           code >= 300;
}

static ab_http_failure classify(const ab_hop *hop, CURLcode code)
{
    if (hop->private_address) {
        return AB_HTTP_PRIVATE_ADDRESS;
    }
    if (hop->own_failure) {
        return hop->own_failure;
    }
    if (proxy_refused_tunnel(hop)) {
        return AB_HTTP_PROXY_ERROR;
    }
    for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
        if (meanings[i].code == code) {
            return meanings[i].failure;
        }
    }
    if (code == CURLE_OPERATION_TIMEDOUT) {
        return hop->connected ? AB_HTTP_READ_TIMEOUT : AB_HTTP_CONNECT_TIMEOUT;
    }
    if (code == CURLE_COULDNT_CONNECT) {
        return hop->request.proxy.n ? AB_HTTP_PROXY_ERROR : AB_HTTP_CONNECTION_ERROR;
    }
    if (code == CURLE_SSL_CONNECT_ERROR) {
        long number = 0; /* a connection that broke in the handshake is no matter of certificates */
        curl_easy_getinfo(hop->easy, CURLINFO_OS_ERRNO, &number);
        return number || strstr(hop->curl_error, "SYSCALL") ? AB_HTTP_CONNECTION_ERROR
                                                            : AB_HTTP_SSL_ERROR;
    }
    return hop->head_done ? AB_HTTP_CHUNKED_ENCODING_ERROR : AB_HTTP_CONNECTION_ERROR;
}

static const char *reason(const ab_hop *hop, ab_http_failure failure, CURLcode code)
{
    switch (failure) {
    case AB_HTTP_STORAGE_FULL:
        return hop->held.overflow ? "the response grows too fast when decompressed"
                                  : ab_body_problem(hop->body);
    case AB_HTTP_CONTENT_DECODING_ERROR:
        return ab_decoding_problem(hop->decoding);
    default:
        return hop->curl_error[0] ? hop->curl_error : curl_easy_strerror(code);
    }
}

static void describe(const ab_hop *hop, ab_http_failure failure, CURLcode code, char *out,
                     size_t size)
{
    ab_url url = ab_url_split(hop->request.url);
    const char *why = reason(hop, failure, code);
    switch (failure) {
    case AB_HTTP_PRIVATE_ADDRESS:
        snprintf(out, size, "%s", AB_PRIVATE_ADDRESS_TEXT);
        return;
    case AB_HTTP_CONNECT_TIMEOUT:
        snprintf(out, size, "No connection to %.*s within %.3g s", AB_STR_ARG(url.host),
                 (double)hop->request.connect_timeout_us / 1e6);
        return;
    case AB_HTTP_READ_TIMEOUT:
        snprintf(out, size, "No data from %.*s for %.3g s", AB_STR_ARG(url.host),
                 (double)(hop->own_failure ? hop->request.read_timeout_us
                                           : hop->request.total_timeout_us) /
                     1e6);
        return;
    case AB_HTTP_SSL_ERROR:
        snprintf(out, size,
                 "No secure connection to %.*s: %s. If the server uses a private certificate "
                 "authority, name its bundle in REQUESTS_CA_BUNDLE or SSL_CERT_FILE",
                 AB_STR_ARG(url.host), why);
        return;
    case AB_HTTP_PROXY_ERROR: {
        ab_url proxy = ab_url_split(hop->request.proxy); /* without its user and password */
        snprintf(out, size, "The proxy %.*s does not connect to %.*s: %s", AB_STR_ARG(proxy.host),
                 AB_STR_ARG(url.host), why);
        return;
    }
    case AB_HTTP_CHUNKED_ENCODING_ERROR:
        snprintf(out, size, "The response from %.*s broke off: %s", AB_STR_ARG(url.host), why);
        return;
    case AB_HTTP_CONTENT_DECODING_ERROR:
        snprintf(out, size, "The response from %.*s cannot be decompressed: %s",
                 AB_STR_ARG(url.host), why);
        return;
    case AB_HTTP_STORAGE_FULL:
        snprintf(out, size, "The response from %.*s cannot be kept: %s", AB_STR_ARG(url.host), why);
        return;
    default:
        snprintf(out, size, "The request to %.*s failed: %s", AB_STR_ARG(url.host), why);
    }
}

void ab_hop_conclude(ab_hop *hop, CURLcode code)
{
    if (code == CURLE_OK && hop->held.n) {
        hop->all_came = true; /* the rest waits for disk space: see look_after_paused */
        return;
    }
    if (code == CURLE_OK && hop->decoding && !ab_decoding_end(hop->decoding)) {
        hop->own_failure = AB_HTTP_CONTENT_DECODING_ERROR;
    }
    if (code == CURLE_OK && !hop->own_failure && hop->head_done) {
        ab_hop_finish(hop, AB_HTTP_NO_FAILURE, "");
        return;
    }
    char problem[sizeof(hop->problem)];
    ab_http_failure failure = classify(hop, code);
    describe(hop, failure, code, problem, sizeof(problem));
    ab_hop_finish(hop, failure, problem);
}
