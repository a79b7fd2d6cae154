#include "http/attempt.h"

#include "http/budget.h"
#include "http/cache.h"

#include <curl/curl.h>

enum { US_PER_S = 1000000 };

/* ---- The loop ---- */

/* Waits for the end of a transfer, and frees it. */
static ab_http_response *receive(const ab_http_policy *policy, ab_transfer *transfer)
{
    if (policy->receive) {
        policy->receive(policy->context, transfer);
    }
    ab_http_response *response = ab_transfer_wait(transfer);
    ab_transfer_free(transfer);
    return response;
}

/* One attempt from preparation to the response; NULL with `error` set. */
static ab_http_response *attempt_once(ab_http_session *session, const ab_http_request *request,
                                      const ab_http_policy *policy, unsigned attempt,
                                      ab_http_request *sent, ab_error *error)
{
    *sent = *request;
    if (policy->prepare && !policy->prepare(policy->context, sent, attempt, error)) {
        return NULL;
    }
    if (policy->budget &&
        !ab_call_budget_acquire(policy->budget, ab_http_session_http(session), sent, error)) {
        return NULL;
    }
    return receive(policy, ab_http_submit(session, sent));
}

static bool attempts(ab_http_session *session, ab_transfer *first, ab_http_request *request,
                     const ab_http_policy *policy, ab_http_response **out, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    bool accepted = false;
    for (unsigned attempt = 1;; attempt++) {
        ab_http_request plain = *request; /* each attempt starts from the headers as given */
        plain.headers = (ab_headers){0};
        ab_arena_reset(arena);
        ab_headers_merge(arena, &plain.headers, &request->headers);
        ab_http_request sent = plain;
        ab_http_response *response =
            first ? receive(policy, first)
                  : attempt_once(session, &plain, policy, attempt, &sent, error);
        first = NULL;
        if (!response) {
            break;
        }
        if (policy->budget && !response->failure) {
            ab_call_budget_update(policy->budget, &sent, response->status, &response->headers);
        }
        int64_t wait_us = 0;
        ab_http_verdict verdict =
            policy->judge(policy->context, response, attempt, &wait_us, error);
        if (verdict == AB_HTTP_ACCEPT) {
            *out = response;
            accepted = true;
            break;
        }
        if (verdict == AB_HTTP_RETRY && policy->before_wait) {
            policy->before_wait(policy->context, response, wait_us);
        }
        ab_http_response_unref(response);
        if (verdict == AB_HTTP_STOP) {
            break;
        }
        ab_http_pause(ab_http_session_http(session), wait_us);
    }
    ab_arena_free(arena);
    return accepted;
}

bool ab_http_send_from(ab_http_session *session, ab_transfer *first, ab_http_request *request,
                       const ab_http_policy *policy, ab_http_response **response, ab_error *error)
{
    if (!policy->cache) {
        return attempts(session, first, request, policy, response, error);
    }
    ab_transfer *ahead;
    if (ab_response_cache_get(policy->cache, policy->cache_key, response, &ahead)) {
        ab_transfer_free(first);
        return true;
    }
    if (ahead) {
        ab_transfer_free(first);
        first = ahead;
    }
    bool accepted = attempts(session, first, request, policy, response, error);
    ab_response_cache_settle(policy->cache, policy->cache_key, accepted ? *response : NULL);
    return accepted;
}

bool ab_http_send(ab_http_session *session, ab_http_request *request, const ab_http_policy *policy,
                  ab_http_response **response, ab_error *error)
{
    return ab_http_send_from(session, NULL, request, policy, response, error);
}

/* ---- Retry-After ---- */

bool ab_http_retry_after(ab_str value, int64_t now_real_us, int64_t *wait_us)
{
    value = ab_str_trim(value);
    int64_t seconds = 0;
    size_t digits = 0;
    while (digits < value.n && value.p[digits] >= '0' && value.p[digits] <= '9') {
        seconds = seconds < INT32_MAX ? seconds * 10 + (value.p[digits] - '0') : seconds;
        digits++;
    }
    if (value.n == 0 || value.n > 64) {
        return false;
    }
    if (digits == value.n) {
        *wait_us = seconds * US_PER_S;
        return true;
    }
    char date[65];
    memcpy(date, value.p, value.n);
    date[value.n] = 0;
    time_t at = curl_getdate(date, NULL);
    if (at == (time_t)-1) {
        return false;
    }
    int64_t wait_s = (int64_t)at - now_real_us / US_PER_S;
    wait_s = wait_s < 0 ? 0 : wait_s < INT32_MAX ? wait_s : INT32_MAX;
    *wait_us = wait_s * US_PER_S;
    return true;
}
