/* Sending a request: prepare, submit, read along, judge, try again. */
#include "base/buf.h"
#include "declarative/requesters/http_pending.h"
#include "http/budget.h"
#include "http/cache.h"
#include "http/exchange_log.h"
#include "json/json.h"
#include "json/scan.h"

#define MS_PER_S 1000

/* ---- Response ---- */

ab_response *ab_pending_response(const ab_pending *p, ab_http_response *http)
{
    ab_arena *arena = p->scope.arena;
    ab_response *response = AB_ARENA_NEW(arena, ab_response);
    response->http = ab_http_response_ref(http);
    response->status = http->status;
    response->url = http->url;
    response->headers = ab_value_object();
    for (size_t i = 0; i < http->headers.n; i++) {
        ab_object_append(arena, &response->headers, http->headers.at[i].name,
                         ab_value_str(http->headers.at[i].value));
    }
    ab_object_seal(arena, &response->headers);
    response->decoder = p->self->decoder;
    response->arena = arena;
    response->extracted_count = -1;
    return response;
}

/* ---- Reading along: validate and index a JSON body while it arrives ---- */

static bool may_scan(const ab_pending *p, const ab_http_response *head)
{
    return p->scope.record_path && p->self->decoder && p->self->decoder->is_json &&
           !head->failure && head->status >= 200 && head->status < 300;
}

static void end_scan(ab_pending *p, bool failed)
{
    ab_json_scan_free(p->scan);
    p->scan = NULL;
    p->scan_failed = failed;
}

static bool is_blank(ab_str text)
{
    return !ab_str_trim(text).n;
}

static void receive(void *context, ab_transfer *transfer)
{
    ab_pending *p = context;
    end_scan(p, false);
    ab_error_clear(&p->scan_error);
    if (!may_scan(p, ab_transfer_head(transfer))) {
        return;
    }
    const ab_record_path *path = p->scope.record_path;
    ab_str chunk;
    bool ok = true;
    bool blank = true;
    p->scan = ab_json_scan_new(path->segments, path->n);
    ab_json_scan_charge(p->scan, ab_http_store(ab_http_session_http(p->self->session))->memory);
    while (ok && ab_transfer_next_chunk(transfer, &chunk)) {
        blank = blank && is_blank(chunk);
        ok = ab_json_scan_feed(p->scan, chunk, &p->scan_error);
    }
    if (!ok || !ab_json_scan_end(p->scan, &p->scan_error)) {
        end_scan(p, !blank); /* an empty body is read as {} */
    }
}

/* ---- A try ---- */

static int64_t timeout_ms(double seconds)
{
    int64_t ms = (int64_t)(seconds * MS_PER_S);
    return seconds > 0 && !ms ? 1 : ms;
}

static ab_http_request request_of(const ab_pending *p)
{
    const ab_http_requester_options *o = p->self->options;
    return (ab_http_request){
        .method = p->prepared.method,
        .url = p->prepared.url,
        .headers = p->prepared.headers,
        .body = ab_text(&p->prepared.body),
        .connect_timeout_ms = timeout_ms(o->connect_timeout_in_seconds),
        .read_timeout_ms = timeout_ms(o->read_timeout_in_seconds),
        .asker = p->self->name,
    };
}

static void log_request(const ab_pending *p)
{
    const ab_http_request request = request_of(p);
    ab_http_log_request(p->self->env->log, &request);
}

/* Authenticates and puts the request together. */
static bool assemble(ab_pending *p, ab_error *error)
{
    const ab_http_requester *self = p->self;
    p->auth = (ab_request_options){0};
    return self->auth->ops->options(self->auth, &p->scope, &p->auth, error) &&
           ab_http_requester_assemble(self, &p->scope, &p->parts, &p->auth, &p->prepared, error);
}

/* Token pools look at the request as it will be sent. */
static bool sign(ab_pending *p, ab_http_request *request, ab_error *error)
{
    ab_authenticator *auth = p->self->auth;
    if (!auth->ops->sign) {
        return true;
    }
    request->headers = ab_headers_copy(p->scope.arena, &request->headers);
    bool ok = auth->ops->sign(auth, &p->scope, request, error);
    p->signed_request = *request;
    return ok;
}

/* Each try after the first is authenticated anew. */
static bool prepare_again(void *context, ab_http_request *request, unsigned attempt,
                          ab_error *error)
{
    ab_pending *p = context;
    if (attempt > 1) {
        ab_attempts_resume(&p->attempts, p->loop, ab_clock_monotonic_us(p->self->env->clock));
        if (!assemble(p, error)) {
            return false;
        }
        *request = request_of(p);
    }
    log_request(p);
    return sign(p, request, error);
}

/* ---- Begin, finish ---- */

static bool start(ab_pending *p, ab_str path, const ab_request_options *extra, ab_error *error)
{
    return ab_http_requester_evaluate(p->self, &p->scope, path, extra, &p->parts, error) &&
           assemble(p, error);
}

static ab_pending *new_pending(const ab_requester *base, const ab_scope *scope, ab_str path,
                               const ab_request_options *extra)
{
    ab_pending *p = AB_ARENA_NEW(scope->arena, ab_pending);
    p->self = (const ab_http_requester *)base;
    p->scope = *scope;
    start(p, path, extra, &p->early);
    return p;
}

/* GET requests of the same stream, URL, headers and body share a response. What changes with each
 * token does not count, as in requests-cache. */
static ab_str cache_key(const ab_pending *p)
{
    ab_buf key;
    ab_buf_init(&key, AB_BUF_NO_MAX);
    ab_buf_printf(&key, "%.*s\n%.*s\n", AB_STR_ARG(p->self->name), AB_STR_ARG(p->prepared.url));
    for (size_t i = 0; i < p->prepared.headers.n; i++) {
        const ab_header *header = &p->prepared.headers.at[i];
        if (!ab_str_eq_nocase(header->name, AB_STR("Authorization")) &&
            !ab_str_eq_nocase(header->name, AB_STR("X-API-KEY"))) {
            ab_buf_printf(&key, "%.*s:%.*s\n", AB_STR_ARG(header->name), AB_STR_ARG(header->value));
        }
    }
    ab_buf_add_char(&key, '\n');
    ab_buf_add_str(&key, ab_text(&p->prepared.body));
    ab_str text = ab_arena_str(p->scope.arena, ab_buf_str(&key));
    ab_buf_free(&key);
    return text;
}

static void submit(ab_pending *p)
{
    ab_http_request request = request_of(p);
    struct ab_call_budget *budget = p->self->env->budget;
    int64_t wait_us;
    ab_error ignored = {0};
    if (!budget || ab_call_budget_try_acquire(budget, &request, &wait_us, &ignored)) {
        log_request(p);
        p->first = ab_http_submit(p->self->session, &request);
    }
    ab_error_clear(&ignored); /* `finish` meets it again */
}

ab_pending *ab_http_requester_begin(const ab_requester *base, const ab_scope *scope, ab_str path,
                                    const ab_request_options *extra)
{
    ab_pending *p = new_pending(base, scope, path, extra);
    if (ab_error_is_set(&p->early) || p->self->auth->ops->sign) {
        return p;
    }
    if (!p->self->cache) {
        submit(p);
        return p;
    }
    ab_str key = cache_key(p);
    if (ab_response_cache_claim(p->self->cache, key)) {
        submit(p);
        if (p->first) {
            ab_response_cache_offer(p->self->cache, key, p->first);
        } else {
            ab_response_cache_settle(p->self->cache, key, NULL);
        }
    }
    return p;
}

static void drop_response(ab_pending *p)
{
    ab_response_close(p->response);
    p->response = NULL;
}

static bool max_retries(const ab_pending *p, int64_t *out, ab_error *error)
{
    const ab_error_handler *handler = p->self->error_handler;
    *out = 0;
    return p->self->env->limits.no_retries ||
           handler->ops->max_retries(handler, &p->scope, out, error);
}

static bool exchange(ab_pending *p, ab_response **response, ab_error *error)
{
    const ab_http_requester *self = p->self;
    int64_t retries;
    ab_http_response *http;
    if (!max_retries(p, &retries, error)) {
        return false;
    }
    ab_attempts_begin(&p->attempts, retries, ab_clock_monotonic_us(self->env->clock));
    ab_http_request request = request_of(p);
    ab_http_policy policy = {
        .prepare = prepare_again,
        .receive = receive,
        .judge = ab_pending_judge,
        .context = p,
        .budget = self->env->budget,
        .cache = self->cache,
        .cache_key = self->cache ? cache_key(p) : AB_STR(""),
    };
    ab_transfer *first = self->cache ? NULL : p->first; /* the cache has its own */
    p->first = NULL;
    if (!ab_http_send_from(self->session, first, &request, &policy, &http, error)) {
        return false;
    }
    if (!p->response && !http->failure) {
        p->response = ab_pending_response(p, http); /* from the cache: nobody had to judge */
    }
    ab_http_response_unref(http);
    *response = p->response;
    p->response = NULL;
    return true;
}

static void end_pending(ab_pending *p)
{
    bool is_own = p->first && (!p->self->cache ||
                               ab_response_cache_withdraw(p->self->cache, cache_key(p), p->first));
    ab_transfer_free(is_own ? p->first : NULL);
    p->first = NULL;
    end_scan(p, false);
    ab_error_clear(&p->scan_error);
    ab_error_clear(&p->early);
    drop_response(p);
}

ab_sent ab_http_requester_finish(ab_pending *p, ab_response **response, ab_str *reason,
                                 ab_error *error)
{
    *response = NULL;
    if (ab_error_is_set(&p->early)) {
        ab_error_move(error, &p->early);
        end_pending(p);
        return AB_SENT_FAILED;
    }
    if (p->scope.sink) {
        ab_emit_flush(p->scope.sink);
    }
    bool ok = exchange(p, response, error);
    ab_sent sent = ok ? *response ? AB_SENT_RESPONSE : AB_SENT_NOTHING : p->sent;
    if (reason) {
        *reason = p->reason;
    }
    end_pending(p);
    return sent;
}

void ab_http_requester_abandon(ab_pending *p)
{
    if (p) {
        end_pending(p);
    }
}

ab_sent ab_http_requester_send(const ab_requester *base, const ab_scope *scope, ab_str path,
                               const ab_request_options *extra, ab_response **response,
                               ab_str *reason, ab_error *error)
{
    return ab_http_requester_finish(new_pending(base, scope, path, extra), response, reason, error);
}
