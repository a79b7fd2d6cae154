/* What comes of a try, by the error handler's word: the CDK's
 * HttpClient._handle_error_resolution and _send_with_retry, texts included. */
#include "base/buf.h"
#include "declarative/error_handlers/error_message.h"
#include "declarative/requesters/http_pending.h"
#include "engine/engine.h"
#include "http/exchange_log.h"
#include "json/json.h"
#include "json/scan.h"

/* Bytes of a body that go into a log line or an internal message. */
/* The pause before a retry by another token of a pool. */
#define ROTATION_SECONDS 0.1

static const char *const action_names[] = {
    [AB_ACTION_SUCCESS] = "SUCCESS",
    [AB_ACTION_FAIL] = "FAIL",
    [AB_ACTION_RETRY] = "RETRY",
    [AB_ACTION_IGNORE] = "IGNORE",
    [AB_ACTION_RESET_PAGINATION] = "RESET_PAGINATION",
    [AB_ACTION_RATE_LIMITED] = "RATE_LIMITED",
    [AB_ACTION_REFRESH_TOKEN_THEN_RETRY] = "REFRESH_TOKEN_THEN_RETRY",
    [AB_ACTION_REDUCE_PAGE_SIZE] = "REDUCE_PAGE_SIZE",
    [AB_ACTION_SPLIT_REQUEST_WINDOW] = "SPLIT_REQUEST_WINDOW",
};

/* One judgement. */
typedef struct judging {
    ab_pending *p;
    const ab_logger *log;
    ab_answer answer;
    ab_resolution resolution;
    unsigned attempt;
} judging;

static ab_arena *arena_of(const judging *j)
{
    return j->p->scope.arena;
}

/* "status code '503'" or "exception '…'". */
static ab_str outcome_text(const judging *j)
{
    return j->answer.response
               ? ab_arena_printf(arena_of(j), "status code '%d'", j->answer.response->status)
               : ab_arena_printf(arena_of(j), "exception '%.*s'", AB_STR_ARG(j->answer.problem));
}

static ab_str request_text(const judging *j)
{
    const ab_prepared_request *request = &j->p->prepared;
    return ab_arena_printf(arena_of(j), "'%.*s' request to '%.*s'", AB_STR_ARG(request->method),
                           AB_STR_ARG(request->url));
}

static void log_response(const judging *j)
{
    ab_response *response = j->answer.response;
    if (!response || !ab_log_enabled(j->log, AB_LOG_DEBUG)) {
        return;
    }
    const ab_log_field fields[] = {
        {"status", ab_arena_printf(arena_of(j), "%d", response->status)},
        {"headers", ab_json_text(arena_of(j), &response->headers, AB_JSON_COMPACT)},
        {"body", ab_response_start(response, AB_HTTP_SHOWN_BODY)},
    };
    ab_log_fields(j->log, AB_LOG_DEBUG, fields, sizeof(fields) / sizeof(fields[0]),
                  "Receiving response");
}

/* ---- FAIL ---- */

/* Python's str() of the body as JSON, or its text; what is long is cut off. */
static ab_str body_text(const judging *j, ab_response *response)
{
    ab_str start = ab_response_start(response, AB_HTTP_SHOWN_BODY);
    const ab_value *json = start.n < AB_HTTP_SHOWN_BODY ? ab_response_json(response) : NULL;
    bool is_json = json && (!ab_is(json, AB_OBJECT) || json->count || ab_str_is(start, "{}"));
    return is_json ? ab_python_str(arena_of(j), json) : start;
}

static ab_str or_none(ab_str text)
{
    return text.n ? text : AB_STR("None");
}

static ab_http_verdict fail(const judging *j, ab_error *error)
{
    ab_str request = request_text(j);
    ab_str text;
    if (j->answer.response) {
        ab_str said = ab_error_message_of(j->answer.response);
        ab_str headers = ab_python_str(arena_of(j), &j->answer.response->headers);
        ab_str body = body_text(j, j->answer.response);
        text = ab_arena_printf(
            arena_of(j),
            "%.*s failed with status code '%d' and error message: '%.*s'. Request (body): '%.*s'. "
            "Response (body): '%.*s'. Response (headers): '%.*s'.",
            AB_STR_ARG(request), j->answer.response->status, AB_STR_ARG(or_none(said)),
            AB_STR_ARG(or_none(ab_text(&j->p->prepared.body))), AB_STR_ARG(body),
            AB_STR_ARG(headers));
    } else {
        text = ab_arena_printf(arena_of(j), "%.*s failed with exception: '%.*s'",
                               AB_STR_ARG(request), AB_STR_ARG(j->answer.problem));
    }
    ab_log(j->log, AB_LOG_ERROR, "%.*s", AB_STR_ARG(text));
    ab_str message = j->resolution.message.n ? j->resolution.message : text;
    ab_error_set(error, j->resolution.failure ? j->resolution.failure : AB_ERROR_SYSTEM, "%.*s",
                 AB_STR_ARG(message));
    ab_error_detail(error, "%.*s", AB_STR_ARG(text));
    return AB_HTTP_STOP;
}

/* ---- REFRESH_TOKEN_THEN_RETRY ---- */

static bool refuse_again(const judging *j, ab_error *error)
{
    bool refreshed = j->p->refresh == AB_TOKEN_REFRESHED;
    ab_str text =
        ab_arena_printf(arena_of(j), "%.*s was rejected with %.*s %s; not refreshing again.",
                        AB_STR_ARG(request_text(j)), AB_STR_ARG(outcome_text(j)),
                        refreshed ? "again after the OAuth token was refreshed"
                                  : "and the OAuth token could not be refreshed");
    if (j->resolution.message.n) {
        text = ab_arena_printf(arena_of(j), "%.*s Error handler message: '%.*s'", AB_STR_ARG(text),
                               AB_STR_ARG(j->resolution.message));
    }
    ab_log(j->log, AB_LOG_ERROR, "%.*s", AB_STR_ARG(text));
    if (refreshed) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "Refreshed OAuth access token is rejected by the API.");
    } else {
        ab_error_set(error, AB_ERROR_TRANSIENT,
                     "API rejects the current OAuth access token and the token refresh failed.");
    }
    return ab_error_detail(error, "%.*s", AB_STR_ARG(text));
}

/* Refreshes the token, once per request. False: the request has failed. */
static bool refresh_token(const judging *j, ab_error *error)
{
    ab_pending *p = j->p;
    ab_authenticator *auth = p->self->auth;
    if (p->refresh != AB_TOKEN_NOT_REFRESHED) {
        return refuse_again(j, error);
    }
    if (!auth->ops->refresh) {
        ab_log(j->log, AB_LOG_WARN,
               "REFRESH_TOKEN_THEN_RETRY action received but authenticator does not support token "
               "refresh. Proceeding with normal retry.");
        return true;
    }
    ab_error refused = {0};
    p->refresh = AB_TOKEN_REFRESHED;
    if (auth->ops->refresh(auth, &p->scope, &p->auth, &refused)) {
        ab_log(j->log, AB_LOG_INFO,
               "Refreshed OAuth token due to REFRESH_TOKEN_THEN_RETRY response action");
        return true;
    }
    if (refused.kind == AB_ERROR_CONFIG) {
        ab_error_move(error, &refused);
        return false;
    }
    p->refresh = AB_TOKEN_REFRESH_FAILED;
    ab_log(j->log, AB_LOG_WARN,
           "Failed to refresh OAuth token: %s. Proceeding with retry using existing token.",
           refused.message ? refused.message : "unknown reason");
    ab_error_clear(&refused);
    return true;
}

/* ---- Retries ---- */

static const char *failure_name(ab_error_kind kind)
{
    return kind ? ab_error_kind_name(kind) : "None";
}

static ab_str retry_text(const judging *j)
{
    if (j->resolution.message.n) {
        return j->resolution.message;
    }
    return ab_arena_printf(arena_of(j),
                           "Request to %.*s failed with failure type %s%s, response action "
                           "ResponseAction.%s.",
                           AB_STR_ARG(j->p->prepared.url),
                           j->resolution.failure ? "FailureType." : "",
                           failure_name(j->resolution.failure), action_names[j->resolution.action]);
}

static ab_http_verdict exhausted(const judging *j, ab_str text, ab_error *error)
{
    ab_log(j->log, AB_LOG_ERROR, "Retries exhausted with backoff exception. %.*s",
           AB_STR_ARG(text));
    if (j->answer.response && j->answer.response->status == 429) {
        ab_error_set(error, AB_ERROR_TRANSIENT, "API rate limit exceeded.");
        ab_error_detail(error, "Rate limit retry budget exhausted. Last exception: %.*s",
                        AB_STR_ARG(text));
        return AB_HTTP_STOP;
    }
    ab_error_set(error, j->resolution.failure ? j->resolution.failure : AB_ERROR_SYSTEM,
                 "Exhausted available request attempts. Please see logs for more details. "
                 "Exception: %.*s",
                 AB_STR_ARG(text));
    ab_error_detail(error, "Exhausted available request attempts. Exception: %.*s",
                    AB_STR_ARG(text));
    return AB_HTTP_STOP;
}

static void log_wait(const judging *j, ab_str text, int64_t wait_us)
{
    double seconds = (double)wait_us / 1e6;
    if (j->p->loop != AB_RETRY_STRATEGY) {
        ab_log(j->log, AB_LOG_INFO,
               "Caught retryable error '%.*s' after %u tries. Waiting %.6g seconds then "
               "retrying...",
               AB_STR_ARG(text), j->attempt, seconds);
    } else if (j->answer.response) {
        ab_log(j->log, AB_LOG_INFO,
               "UserDefinedBackoffException: Rate limit exceeded (HTTP %d). Retrying in %.6g "
               "seconds.",
               j->answer.response->status, seconds);
    } else {
        ab_log(j->log, AB_LOG_INFO,
               "UserDefinedBackoffException: Rate limit exceeded. Retrying in %.6g seconds.",
               seconds);
    }
}

/* A rate limit is that of a token: where another one can serve the request, no strategy is asked.
 */
static bool rotates(const judging *j)
{
    ab_authenticator *auth = j->p->self->auth;
    if (j->resolution.action != AB_ACTION_RATE_LIMITED || !auth->ops->can_rotate ||
        !auth->ops->can_rotate(auth, &j->p->signed_request)) {
        return false;
    }
    ab_log(j->log, AB_LOG_INFO,
           "Rate limited on the current credential; retrying in %gs with another one instead of "
           "waiting for the rate limit to reset. Any configured backoff, including a wait cap, is "
           "not evaluated for this retry.",
           ROTATION_SECONDS);
    return true;
}

/* The wait that strategies (or a token that is to be changed) ask for. */
static bool strategy_wait(const judging *j, bool *found, double *seconds, ab_error *error)
{
    const ab_error_handler *handler = j->p->self->error_handler;
    *found = rotates(j);
    *seconds = ROTATION_SECONDS;
    return *found || handler->ops->backoff(handler, &j->p->scope, &j->answer, (int)j->attempt,
                                           found, seconds, error);
}

static ab_http_verdict retry(const judging *j, int64_t *wait_us, ab_error *error)
{
    ab_pending *p = j->p;
    bool found = false;
    double seconds = 0;
    if (!strategy_wait(j, &found, &seconds, error)) {
        return AB_HTTP_STOP;
    }
    ab_str text = retry_text(j);
    p->loop = found                                            ? AB_RETRY_STRATEGY
              : j->resolution.action == AB_ACTION_RATE_LIMITED ? AB_RETRY_RATE_LIMITED
                                                               : AB_RETRY_DEFAULT;
    if (!ab_attempts_next(&p->attempts, p->loop, seconds, wait_us)) {
        return exhausted(j, text, error);
    }
    log_wait(j, text, *wait_us);
    return AB_HTTP_RETRY;
}

/* A success whose body is no JSON: the transfer may have been cut or a gateway may have answered.
 */
static ab_http_verdict broken_body(judging *j, int64_t *wait_us, ab_error *error)
{
    ab_pending *p = j->p;
    j->resolution = (ab_resolution){
        .action = AB_ACTION_RETRY,
        .failure = AB_ERROR_SYSTEM,
        .message = ab_arena_printf(arena_of(j), "The response to the %.*s is not valid JSON: %s",
                                   AB_STR_ARG(request_text(j)), p->scan_error.message),
    };
    return retry(j, wait_us, error);
}

/* ---- Judging ---- */

static ab_http_verdict stop_as(ab_pending *p, ab_sent sent, ab_str reason)
{
    p->sent = sent;
    p->reason = reason;
    return AB_HTTP_STOP;
}

static ab_http_verdict ignore(const judging *j)
{
    if (j->resolution.message.n) {
        ab_log(j->log, AB_LOG_INFO, "%.*s", AB_STR_ARG(j->resolution.message));
    } else {
        ab_log(j->log, AB_LOG_INFO, "Ignoring response for %.*s with %.*s",
               AB_STR_ARG(request_text(j)), AB_STR_ARG(outcome_text(j)));
    }
    return AB_HTTP_ACCEPT;
}

/* Slices, and the jobs and parents that they come from, are made without a sink. */
static void tell_rate_limit(const ab_pending *p)
{
    if (p->scope.sink) {
        ab_emit_rate_limited(p->scope.sink, -1);
    } else if (p->self->env->catalog && p->self->reader.n) {
        ab_runtime_tell_rate_limited(p->self->env->runtime, p->self->reader);
    }
}

static ab_http_verdict act(judging *j, int64_t *wait_us, ab_error *error)
{
    ab_pending *p = j->p;
    ab_str message = j->resolution.message;
    switch (j->resolution.action) {
    case AB_ACTION_SUCCESS:
        return p->scan_failed ? broken_body(j, wait_us, error) : AB_HTTP_ACCEPT;
    case AB_ACTION_IGNORE:
        return ignore(j);
    case AB_ACTION_FAIL:
        return fail(j, error);
    case AB_ACTION_RESET_PAGINATION:
        return stop_as(p, AB_SENT_RESET_PAGINATION, message);
    case AB_ACTION_REDUCE_PAGE_SIZE:
        return stop_as(p, AB_SENT_REDUCE_PAGE_SIZE, message);
    case AB_ACTION_SPLIT_REQUEST_WINDOW:
        return stop_as(p, AB_SENT_SPLIT_WINDOW, message);
    case AB_ACTION_RATE_LIMITED:
        tell_rate_limit(p);
        break;
    case AB_ACTION_REFRESH_TOKEN_THEN_RETRY:
        if (!refresh_token(j, error)) {
            return AB_HTTP_STOP;
        }
        break;
    case AB_ACTION_RETRY:
        break;
    }
    return retry(j, wait_us, error);
}

/* Failures that no error handler is asked about: Python raises them from elsewhere, or has none of
 * the kind. */
static bool is_final(ab_http_failure failure)
{
    return failure >= AB_HTTP_PRIVATE_ADDRESS || failure == AB_HTTP_MISSING_SCHEMA ||
           failure == AB_HTTP_INVALID_HEADER;
}

static bool take_scan(ab_pending *p, ab_error *error)
{
    ab_json_scan *scan = p->scan;
    p->scan = NULL;
    return !scan || ab_response_index(p->response, scan, error);
}

static void tell_authenticator(const ab_pending *p, const ab_http_response *http)
{
    ab_authenticator *auth = p->self->auth;
    if (auth->ops->observe) {
        auth->ops->observe(auth, &p->scope, &p->signed_request, http);
    }
}

ab_http_verdict ab_pending_judge(void *pending, const ab_http_response *http, unsigned attempt,
                                 int64_t *wait_us, ab_error *error)
{
    ab_pending *p = pending;
    const ab_error_handler *handler = p->self->error_handler;
    judging j = {.p = p, .log = p->self->env->log, .attempt = attempt};
    if (is_final(http->failure)) {
        ab_http_response_error(http, error);
        return AB_HTTP_STOP;
    }
    if (http->failure) {
        j.answer.failure = http->failure;
        j.answer.problem = ab_arena_str(p->scope.arena, ab_str_of(http->problem));
    } else {
        p->response = ab_pending_response(p, (ab_http_response *)http);
        if (!take_scan(p, error)) {
            return AB_HTTP_STOP;
        }
        j.answer.response = p->response;
        tell_authenticator(p, http);
        log_response(&j);
    }
    ab_http_verdict verdict =
        handler->ops->interpret(handler, &p->scope, &j.answer, &j.resolution, error)
            ? act(&j, wait_us, error)
            : AB_HTTP_STOP;
    if (verdict != AB_HTTP_ACCEPT) {
        ab_response_close(p->response);
        p->response = NULL;
    }
    return verdict;
}
