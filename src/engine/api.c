#include "engine/api.h"

#include "http/attempt.h"
#include "http/exchange_log.h"
#include "http/url.h"
#include "json/json.h"

enum {
    DEFAULT_RETRIES = 5,
    /* A body that is read whole: a page of a native source. Larger ones are for `records`. */
    MAX_WHOLE_BODY = 512 * 1024 * 1024,
    JUDGED_BODY = 64 * 1024, /* a good answer up to this size is shown to the author's judge */
    BODY_SHOWN = 500,        /* bytes of it in an error's internal message */
    US_PER_MS = 1000,
    MAX_DOUBLINGS = 10,
};
#define FIRST_WAIT_US INT64_C(1000000)
#define MAX_RETRY_AFTER_US INT64_C(600000000)

/* ---------------------------------------------------------------- requests */

bool ab_api_call_init(ab_api_call *call, ab_runtime *runtime, ab_sink *sink,
                      const ab_api_policy *policy, ab_error *error)
{
    static const ab_api_policy defaults = {0};
    *call = (ab_api_call){.runtime = runtime,
                          .sink = sink,
                          .policy = policy ? policy : &defaults,
                          .session = ab_runtime_session(runtime, error)};
    return call->session != NULL;
}

void ab_api_call_end(ab_api_call *call)
{
    ab_json_scan_free(call->scan);
    call->scan = NULL;
    ab_error_clear(&call->broken);
}

static ab_value query_object(ab_arena *arena, const ab_api_request *request)
{
    ab_value query = ab_value_object();
    for (size_t i = 0; i < request->query_count; i++) {
        ab_str name = ab_str_of(request->query[i].name);
        ab_value value = ab_value_cstr(request->query[i].value);
        ab_value *known = ab_object_find(&query, name);
        if (known) { /* a list repeats its name */
            ab_value list = known->kind == AB_ARRAY ? *known : ab_value_array();
            if (known->kind != AB_ARRAY) {
                ab_array_push(arena, &list, *known);
            }
            ab_array_push(arena, &list, value);
            *known = list;
        } else {
            ab_object_set(arena, &query, name, value);
        }
    }
    return query;
}

/* One slash between, whatever the two bring. */
static ab_str below(ab_arena *arena, ab_str base, ab_str path)
{
    while (base.n > 0 && base.p[base.n - 1] == '/') {
        base.n--;
    }
    while (path.n > 0 && path.p[0] == '/') {
        path = ab_str_sub(path, 1, path.n);
    }
    return ab_arena_printf(arena, "%.*s/%.*s", AB_STR_ARG(base), AB_STR_ARG(path));
}

static void add_headers(ab_api_call *call, ab_arena *arena, const ab_api_request *request,
                        ab_headers *headers)
{
    if (request->bearer) {
        ab_runtime_add_secret(call->runtime, ab_str_of(request->bearer));
        ab_headers_set(arena, headers, AB_STR("Authorization"),
                       ab_arena_printf(arena, "Bearer %s", request->bearer));
    }
    for (size_t i = 0; i < request->header_count; i++) {
        ab_headers_set(arena, headers, ab_arena_str(arena, ab_str_of(request->headers[i].name)),
                       ab_arena_str(arena, ab_str_of(request->headers[i].value)));
    }
}

bool ab_api_prepare(ab_api_call *call, ab_arena *arena, const ab_api_request *request,
                    ab_http_request *out, ab_error *error)
{
    ab_value query = query_object(arena, request);
    ab_http_failure failure;
    ab_str problem;
    ab_str url = ab_str_of(request->url);
    if (request->base) {
        url = below(arena, ab_str_of(request->base), url);
    }
    *out = (ab_http_request){
        .method = ab_arena_str(arena, ab_str_of(request->method ? request->method : "GET")),
        .body = ab_arena_str(arena, request->body),
        .read_timeout_ms = (int64_t)call->policy->timeout_s * 1000,
    };
    if (!ab_url_prepare(arena, url, request->query_count > 0 ? &query : NULL, &out->url, &failure,
                        &problem)) {
        return ab_error_set(error, AB_ERROR_CONFIG, "The URL is not valid: %.*s",
                            AB_STR_ARG(problem));
    }
    add_headers(call, arena, request, &out->headers);
    return true;
}

/* ---------------------------------------------------------------- judging */

ab_api_response ab_api_view(ab_arena *arena, const ab_http_response *response)
{
    return (ab_api_response){.status = response->status,
                             .url = ab_arena_cstr(arena, response->url),
                             .headers = &response->headers};
}

bool ab_api_read_body(ab_arena *arena, const ab_http_response *response, ab_api_response *out,
                      ab_error *error)
{
    ab_buf scratch;
    ab_str whole;
    ab_buf_init(&scratch, MAX_WHOLE_BODY);
    bool good = ab_body_whole(response->body, &scratch, &whole, error);
    if (good) {
        out->raw = ab_arena_str(arena, whole);
        ab_value *body = AB_ARENA_NEW(arena, ab_value);
        out->body = ab_json_parse(arena, out->raw, NULL, body, NULL) ? body : NULL;
    }
    ab_buf_free(&scratch);
    return good;
}

ab_str ab_api_header(const ab_api_response *response, const char *name)
{
    return response->headers ? ab_headers_text(response->headers, name) : (ab_str){NULL, 0};
}

/* The CDK's default error mapping, by status. */
static ab_api_verdict default_verdict(int status)
{
    if (status >= 200 && status < 400) {
        return AB_API_SUCCESS;
    }
    switch (status) {
    case 408:
    case 500:
    case 502:
    case 503:
    case 504:
        return AB_API_RETRY;
    case 429:
        return AB_API_RATE_LIMITED;
    default:
        return AB_API_FAIL;
    }
}

static void show_body(const ab_http_response *response, ab_error *error)
{
    char shown[BODY_SHOWN];
    size_t n = ab_body_read(response->body, 0, shown, sizeof(shown), NULL);
    ab_error_detail(error, "body: %.*s", (int)n, shown);
}

static void set_broken_error(const ab_api_call *call, const ab_http_response *response,
                             bool exhausted, ab_error *error)
{
    ab_url url = ab_url_split(response->url); /* not its query: it may hold a secret */
    ab_error_set(error, AB_ERROR_TRANSIENT, "%.*s%.*s answered with no valid JSON%s: %s",
                 AB_STR_ARG(url.host), AB_STR_ARG(url.path), exhausted ? ", in every attempt" : "",
                 call->broken.message);
    show_body(response, error);
}

static void set_status_error(const ab_http_response *response, bool exhausted, ab_error *error)
{
    int status = response->status;
    ab_url url = ab_url_split(response->url); /* not its query: it may hold a secret */
    const char *why = status == 401   ? ": the credentials were refused"
                      : status == 403 ? ": the credentials do not allow this request"
                      : status == 429 ? ": the API's rate limit is exceeded"
                      : exhausted     ? ", in every attempt"
                                      : "";
    ab_error_set(error,
                 exhausted                        ? AB_ERROR_TRANSIENT
                 : status == 401 || status == 403 ? AB_ERROR_CONFIG
                                                  : AB_ERROR_SYSTEM,
                 "%.*s%.*s answered with HTTP status %d%s", AB_STR_ARG(url.host),
                 AB_STR_ARG(url.path), status, why);
    show_body(response, error);
}

/* Asks the author, then the default. */
static ab_api_verdict verdict_of(ab_api_call *call, const ab_http_response *response,
                                 ab_error *error)
{
    ab_api_verdict verdict = AB_API_DEFAULT;
    if (response->failure) {
        return ab_http_failure_is_transient(response->failure) ? AB_API_RETRY : AB_API_FAIL;
    }
    if (call->policy->judge) {
        ab_arena *arena = ab_arena_new();
        ab_api_response view = ab_api_view(arena, response);
        if (response->status >= 400 || ab_body_size(response->body) <= JUDGED_BODY) {
            ab_api_read_body(arena, response, &view, NULL);
        }
        verdict = call->policy->judge(call->policy->context, &view, error);
        ab_arena_free(arena);
    }
    return verdict == AB_API_DEFAULT ? default_verdict(response->status) : verdict;
}

static int64_t wait_us(ab_api_call *call, const ab_http_response *response, unsigned attempt)
{
    const ab_api_policy *policy = call->policy;
    int64_t wait = -1;
    if (policy->wait_ms && !response->failure) {
        ab_arena *arena = ab_arena_new();
        ab_api_response view = ab_api_view(arena, response);
        wait = policy->wait_ms(policy->context, &view, attempt);
        ab_arena_free(arena);
    }
    if (wait >= 0) {
        return wait * US_PER_MS;
    }
    const ab_str *after =
        response->failure ? NULL : ab_headers_get(&response->headers, AB_STR("Retry-After"));
    if (after && ab_http_retry_after(*after, ab_clock_real_us(call->runtime->clock), &wait)) {
        return wait < MAX_RETRY_AFTER_US ? wait : MAX_RETRY_AFTER_US;
    }
    return FIRST_WAIT_US << (attempt - 1 < MAX_DOUBLINGS ? attempt - 1 : MAX_DOUBLINGS);
}

/* Where the author failed it without a reason, one is set. */
static ab_http_verdict give_up(const ab_api_call *call, const ab_http_response *response,
                               bool exhausted, ab_error *error)
{
    if (response->failure) {
        ab_http_response_error(response, error);
    } else if (!ab_error_is_set(error) && ab_error_is_set(&call->broken)) {
        set_broken_error(call, response, exhausted, error);
    } else if (!ab_error_is_set(error)) {
        set_status_error(response, exhausted, error);
    }
    return AB_HTTP_STOP;
}

static unsigned retries_of(const ab_api_call *call)
{
    if (call->runtime->options.short_read.wanted) {
        return 0; /* test-read shows a mistake at once */
    }
    return call->policy->max_retries ? call->policy->max_retries : DEFAULT_RETRIES;
}

static ab_http_verdict judge(void *context, const ab_http_response *response, unsigned attempt,
                             int64_t *wait, ab_error *error)
{
    ab_api_call *call = context;
    unsigned retries = retries_of(call);
    ab_http_log_response(&call->runtime->logger, response);
    ab_api_verdict verdict = verdict_of(call, response, error);
    call->ignored = verdict == AB_API_IGNORE;
    if (verdict == AB_API_SUCCESS && ab_error_is_set(&call->broken)) {
        verdict = AB_API_RETRY;
    }
    if (verdict == AB_API_FAIL) {
        return give_up(call, response, false, error);
    }
    if (verdict != AB_API_RETRY && verdict != AB_API_RATE_LIMITED) {
        return AB_HTTP_ACCEPT;
    }
    if (attempt > retries) {
        return give_up(call, response, attempt > 1, error);
    }
    ab_error_clear(error);
    *wait = wait_us(call, response, attempt);
    if (verdict == AB_API_RATE_LIMITED && call->sink) {
        ab_emit_rate_limited(call->sink, ab_runtime_now_ms(call->runtime) + *wait / US_PER_MS);
    }
    return AB_HTTP_RETRY;
}

/* Reads along: whether the body is JSON, and where its records are. An empty body is none, and no
 * fault. */
static void receive(void *context, ab_transfer *transfer)
{
    ab_api_call *call = context;
    ab_api_call_end(call);
    const ab_http_response *head = ab_transfer_head(transfer);
    if (call->policy->any_body || head->failure || head->status < 200 || head->status >= 300) {
        return;
    }
    ab_str chunk;
    bool good = true;
    ab_json_scan *scan = ab_json_scan_new(call->record_path, call->record_segments);
    ab_json_scan_charge(scan, ab_http_store(ab_http_session_http(call->session))->memory);
    while (good && ab_transfer_next_chunk(transfer, &chunk)) {
        good = ab_json_scan_feed(scan, chunk, &call->broken);
    }
    if (good && ab_json_scan_size(scan) > 0 && ab_json_scan_end(scan, &call->broken)) {
        call->scan = scan;
    } else {
        ab_json_scan_free(scan);
    }
}

static bool prepare(void *context, ab_http_request *request, unsigned attempt, ab_error *error)
{
    (void)attempt, (void)error;
    const ab_api_call *call = context;
    ab_http_log_request(&call->runtime->logger, request);
    return true;
}

static void before_wait(void *context, const ab_http_response *response, int64_t wait)
{
    const ab_api_call *call = context;
    ab_log(&call->runtime->logger, AB_LOG_INFO, "%s; trying again in %.1f seconds",
           response->failure                ? response->problem
           : ab_error_is_set(&call->broken) ? "The API's answer is not valid JSON"
                                            : "The API refused the request for now",
           (double)wait / 1e6);
}

ab_http_response *ab_api_send(ab_api_call *call, ab_transfer *first, ab_http_request *request,
                              ab_error *error)
{
    ab_http_response *response = NULL;
    const ab_http_policy policy = {.prepare = prepare,
                                   .receive = receive,
                                   .judge = judge,
                                   .before_wait = before_wait,
                                   .context = call};
    if (call->sink) {
        ab_emit_flush(call->sink);
    }
    if (ab_http_send_from(call->session, first, request, &policy, &response, error)) {
        return response;
    }
    if (ab_runtime_stopping(call->runtime)) {
        ab_error_clear(error); /* ended, not failed */
    }
    return NULL;
}

bool ab_api_fetch(ab_runtime *runtime, ab_sink *sink, const ab_api_request *request,
                  const ab_api_policy *policy, ab_arena *arena, ab_api_response *response,
                  ab_error *error)
{
    ab_api_call call;
    ab_http_request prepared;
    if (!ab_api_call_init(&call, runtime, sink, policy, error)) {
        return false;
    }
    if (!ab_api_prepare(&call, arena, request, &prepared, error)) {
        return false;
    }
    ab_http_response *got = ab_api_send(&call, NULL, &prepared, error);
    ab_api_call_end(&call);
    if (!got) {
        return false;
    }
    *response = ab_api_view(arena, got);
    ab_headers *headers = AB_ARENA_NEW(arena, ab_headers);
    *headers = ab_headers_copy(arena, &got->headers);
    response->headers = headers;
    bool good = call.ignored || ab_api_read_body(arena, got, response, error);
    ab_http_response_unref(got);
    return good;
}
