/* The page loop: ask, hand records on, find the next token. */
#include "declarative/retrievers/reading.h"
#include "engine/runtime.h"
#include "http/http.h"

#include <inttypes.h>

/* ---- Records ---- */

static bool wants_last_record(const ab_reading *r)
{
    return r->self->paginator->reads == AB_READS_RECORDS;
}

bool ab_reading_take(void *context, ab_record *record, ab_error *error)
{
    ab_reading *r = context;
    bool is_new = true;
    r->emitted++;
    r->since_reset++;
    if (wants_last_record(r)) {
        if (!ab_record_parse(record, error)) {
            return false;
        }
        ab_arena_reset(r->last);
        r->last_record = ab_value_copy(r->last, &record->value);
    }
    record->slice = r->read->slice;
    ab_stream_cursor *feed = r->self->feed_cursor;
    if (feed && !feed->ops->should_sync(feed, r->slice, record, &is_new, error)) {
        return false;
    }
    if (!is_new) {
        return true;
    }
    r->handed_on++;
    return r->read->emit(r->read->context, record, error);
}

bool ab_response_is_usable(const ab_response *response)
{
    return response && (response->status < 400 || response->status >= 600);
}

/* ---- Asking ---- */

static bool page_options(const ab_reading *r, const ab_scope *scope, ab_request_options *out,
                         ab_error *error)
{
    const ab_simple_retriever *self = r->self;
    ab_request_options parts[2] = {0};
    const ab_request_options *list[] = {&parts[0], &parts[1]};
    if (!self->paginator->ops->options(self->paginator, scope, r->reducer.override, &parts[0],
                                       error)) {
        return false;
    }
    bool leave_out = scope->next_page_token && self->first_page_only_options;
    if (!leave_out && self->options.get &&
        !self->options.get(self->options.self, scope, &parts[1], error)) {
        return false;
    }
    return ab_request_options_combine(scope->arena, list, 2, out, error);
}

bool ab_page_turn_prepare(const ab_reading *r, ab_page_turn *turn, const ab_slice *slice,
                          ab_error *error)
{
    const ab_paginator *paginator = r->self->paginator;
    bool known;
    turn->scope = ab_scope_new(r->read->env, turn->arena);
    turn->scope.slice = slice;
    turn->scope.sink = r->read->sink;
    if (turn->token.kind != AB_NULL) {
        turn->wrapped = ab_value_object();
        ab_set(turn->arena, &turn->wrapped, "next_page_token", turn->token);
        turn->scope.next_page_token = &turn->wrapped;
    }
    if (!ab_selector_record_path(r->self->selector, &turn->scope, &turn->record_path, &known,
                                 error)) {
        return false;
    }
    turn->scope.record_path = known ? &turn->record_path : NULL;
    turn->options = (ab_request_options){0};
    return paginator->ops->path(paginator, &turn->scope, &turn->path, error) &&
           page_options(r, &turn->scope, &turn->options, error);
}

static ab_sent ask(ab_reading *r, ab_page_turn *turn, ab_response **response, ab_str *reason,
                   ab_error *error)
{
    const ab_requester *requester = r->self->requester;
    *response = NULL;
    if (turn->pending) {
        ab_pending *pending = turn->pending;
        turn->pending = NULL;
        return requester->ops->finish(pending, response, reason, error);
    }
    if (!ab_page_turn_prepare(r, turn, r->slice, error)) {
        return AB_SENT_FAILED;
    }
    return requester->ops->send(requester, &turn->scope, turn->path, &turn->options, response,
                                reason, error);
}

/* ---- The next page ---- */

/* Finds the next page's token and puts it into r->next. */
static bool decide(ab_reading *r, const ab_scope *page_scope, int64_t extracted, ab_error *error)
{
    ab_scope scope = *page_scope;
    ab_value size = ab_value_int(r->emitted);
    ab_value last = ab_value_null();
    bool has_last = r->emitted && wants_last_record(r);
    scope.last_page_size = &size;
    if (has_last) {
        last = ab_template_record(scope.arena, &r->last_record, r->self->stream,
                                  &r->read->slice->view);
        scope.last_record = &last;
    }
    ab_page_result result = {
        .emitted_count = r->emitted,
        .extracted_count = extracted < 0 ? r->emitted : extracted,
        .last_token = r->now->token.kind == AB_NULL ? NULL : &r->now->token,
        .last_record = has_last ? &r->last_record : NULL,
        .page_size_override = r->reducer.override,
    };
    ab_value token;
    const ab_paginator *paginator = r->self->paginator;
    if (!paginator->ops->next_token(paginator, &scope, &result, &token, error)) {
        return false;
    }
    r->next->token = ab_value_copy(r->next->arena, &token);
    r->is_decided = true;
    return true;
}

static void ask_ahead(ab_reading *r)
{
    const ab_requester *requester = r->self->requester;
    ab_error ignored = {0};
    if (ab_page_turn_prepare(r, r->next, r->slice, &ignored)) {
        r->next->pending =
            requester->ops->begin(requester, &r->next->scope, r->next->path, &r->next->options);
    }
    ab_error_clear(&ignored); /* met again when the page's turn comes */
}

/* The next request may start once this page is known to be whole. What goes wrong here is met again
 * after the page's records. */
static bool look_ahead(ab_reading *r, const ab_scope *scope, ab_error *error)
{
    ab_error ignored = {0};
    int64_t count = r->prefetches ? ab_selector_count(r->self->selector, scope, error) : -1;
    if (count < 0) {
        return !ab_error_is_set(error);
    }
    r->is_observed = true;
    r->is_looping = ab_loop_guard_observe(&r->guard, scope->response, count);
    if (!r->is_looping && decide(r, scope, count, &ignored) && r->next->token.kind != AB_NULL) {
        ask_ahead(r);
    }
    ab_error_clear(&ignored);
    return true;
}

/* Hands on the records of scope->response, and may ask for the next page meanwhile. */
static bool select_records(ab_reading *r, const ab_scope *scope, ab_error *error)
{
    return look_ahead(r, scope, error) &&
           ab_selector_select(r->self->selector, scope, r->read->schema, r->record, ab_reading_take,
                              r, error);
}

static bool looping(const ab_reading *r, ab_error *error)
{
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "The pagination of stream %.*s goes in circles: the same request was "
                        "answered by the same page three times running. Check the paginator's stop "
                        "condition and where its token is sent.",
                        AB_STR_ARG(r->self->stream));
}

/* ---- Resets and reductions ---- */

static bool slices_equal(ab_arena *arena, const ab_slice *a, const ab_slice *b)
{
    ab_value left = ab_slice_merged(arena, a);
    ab_value right = ab_slice_merged(arena, b);
    return ab_value_equal(&left, &right);
}

/* Starts over with what the cursor leaves of the slice: the same slice again is allowed once where
 * there is no cursor (a retry), else never. */
static ab_page_end reset(ab_reading *r, ab_error *error)
{
    const ab_simple_retriever *self = r->self;
    ab_stream_cursor *cursor = self->reset_cursor;
    const ab_slice *before = r->slice;
    int64_t allowed = cursor ? 1 : 2;
    if (cursor) {
        r->slice = cursor->ops->reduce(cursor, r->read->observer, r->original, r->kept, error);
        if (!r->slice) {
            return AB_PAGE_FAILED;
        }
    }
    bool same = r->slice == before || slices_equal(r->now->arena, r->slice, before);
    r->same_slice = same ? r->same_slice + 1 : 0;
    if (same && r->same_slice >= allowed) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "There were %" PRId64
                     " attempts with the same slice already while the max allowed is %" PRId64,
                     r->same_slice, allowed);
        return AB_PAGE_FAILED;
    }
    r->since_reset = 0;
    r->guard = (ab_loop_guard){0};
    ab_value from = ab_slice_merged(r->now->arena, before);
    ab_value to = ab_slice_merged(r->now->arena, r->slice);
    ab_log(r->read->env->log, AB_LOG_INFO,
           "Hitting PaginationReset event. StreamSlice used will go from %.*s to %.*s",
           AB_STR_ARG(ab_python_str(r->now->arena, &from)),
           AB_STR_ARG(ab_python_str(r->now->arena, &to)));
    ab_scope scope = ab_scope_new(r->read->env, r->next->arena);
    return self->paginator->ops->initial_token(self->paginator, &scope, &r->next->token, error)
               ? AB_PAGE_MORE
               : AB_PAGE_FAILED;
}

static bool wait_us(const ab_reading *r, int64_t us, ab_error *error)
{
    ab_runtime *runtime = r->read->env->runtime;
    ab_http *http = runtime ? ab_runtime_http(runtime, error) : NULL;
    if (r->read->sink) {
        ab_emit_flush(r->read->sink);
    }
    if (http) {
        ab_http_pause(http, us);
    }
    return !runtime || http;
}

/* The same page again, smaller. */
static ab_page_end reduce(ab_reading *r, ab_str reason, ab_error *error)
{
    int64_t us = 0;
    if (!r->self->reduction) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "Stream %.*s resolves an API response to the REDUCE_PAGE_SIZE action but is "
                     "not set up to send a smaller page. Add `page_size_reduction` to the stream's "
                     "retriever, or remove the REDUCE_PAGE_SIZE action from its error handler.",
                     AB_STR_ARG(r->self->stream));
        return AB_PAGE_FAILED;
    }
    if (!ab_page_reducer_reduce(&r->reducer, r->read->env->log, reason, &us, error) ||
        !wait_us(r, us, error)) {
        return AB_PAGE_FAILED;
    }
    r->next->token = ab_value_copy(r->next->arena, &r->now->token);
    return AB_PAGE_MORE;
}

/* ---- One page ---- */

/* The first page may lie in the slice: cut out of a parent's record. */
static bool is_child_page(const ab_reading *r)
{
    return r->self->reads_child_response && !r->read->pages && r->slice->child_response;
}

static ab_sent read_whole_page(ab_reading *r, ab_response **response, ab_scope *scope,
                               ab_str *reason, ab_error *error)
{
    ab_sent sent = AB_SENT_RESPONSE;
    if (is_child_page(r)) {
        if (!ab_page_turn_prepare(r, r->now, r->slice, error)) {
            return AB_SENT_FAILED;
        }
        *response = r->slice->child_response;
        (*response)->status = 200;
    } else {
        sent = ask(r, r->now, response, reason, error);
    }
    *scope = r->now->scope;
    scope->response = *response;
    if (sent == AB_SENT_RESPONSE && ab_response_is_usable(*response) &&
        !select_records(r, scope, error)) {
        return AB_SENT_FAILED;
    }
    return sent;
}

/* After the records of a page that came. */
static ab_page_end end_page(ab_reading *r, const ab_scope *scope, bool is_reset, ab_error *error)
{
    const ab_simple_retriever *self = r->self;
    if (!is_reset && self->reduction) {
        ab_page_reducer_succeeded(&r->reducer, r->read->env->log);
    }
    if (!is_reset && !ab_response_is_usable(scope->response)) {
        return AB_PAGE_LAST;
    }
    if (is_reset || (self->record_limit && r->since_reset >= self->record_limit)) {
        return reset(r, error);
    }
    int64_t count = scope->response->extracted_count;
    if (!r->is_observed) {
        r->is_looping =
            ab_loop_guard_observe(&r->guard, scope->response, count < 0 ? r->emitted : count);
    }
    if (r->is_looping) {
        looping(r, error);
        return AB_PAGE_FAILED;
    }
    if (!r->is_decided && !decide(r, scope, count, error)) {
        return AB_PAGE_FAILED;
    }
    return r->next->token.kind == AB_NULL ? AB_PAGE_LAST : AB_PAGE_MORE;
}

static ab_page_end read_page(ab_reading *r, ab_str *reason, ab_error *error)
{
    ab_response *response = NULL;
    ab_scope scope;
    ab_page_end end = AB_PAGE_FAILED;
    r->emitted = 0;
    r->is_decided = false;
    r->is_observed = false;
    r->is_looping = false;
    ab_sent sent = r->self->properties ? ab_reading_read_chunks(r, &response, &scope, reason, error)
                                       : read_whole_page(r, &response, &scope, reason, error);
    switch (sent) {
    case AB_SENT_FAILED:
        break;
    case AB_SENT_SPLIT_WINDOW:
        end = AB_PAGE_SPLIT;
        break;
    case AB_SENT_REDUCE_PAGE_SIZE:
        end = reduce(r, *reason, error);
        break;
    case AB_SENT_NOTHING:
    case AB_SENT_RESPONSE:
    case AB_SENT_RESET_PAGINATION:
        r->read->pages++;
        end = end_page(r, &scope, sent == AB_SENT_RESET_PAGINATION, error);
        break;
    }
    ab_response_close(response);
    return end;
}

/* ---- All pages ---- */

/* Check, test-read and --limit ask for no page that might not be needed. */
static bool may_prefetch(const ab_simple_retriever *self, const ab_slice_read *read)
{
    const ab_runtime *runtime = read->env->runtime;
    const ab_limits *limits = &read->env->limits;
    return (read->sink || read->is_parent) && runtime && !runtime->options.check &&
           !runtime->options.limit && !limits->records && !limits->pages_per_slice &&
           !limits->slices && self->requester->is_get && self->requester->ops->begin &&
           !self->properties && !self->resets && !self->reduction && !self->splitting &&
           self->paginator->reads != AB_READS_RECORDS;
}

static bool start(ab_reading *r, ab_error *error)
{
    const ab_simple_retriever *self = r->self;
    ab_scope scope = ab_scope_new(r->read->env, r->now->arena);
    scope.slice = r->slice;
    if (self->reduction &&
        !self->paginator->ops->page_size(self->paginator, &scope, &r->reducer.configured, error)) {
        return false;
    }
    return self->paginator->ops->initial_token(self->paginator, &scope, &r->now->token, error);
}

static void open_reading(ab_reading *r)
{
    for (size_t i = 0; i < 2; i++) {
        r->turns[i].arena = ab_arena_new();
    }
    r->now = &r->turns[0];
    r->next = &r->turns[1];
    r->record = ab_arena_new();
    r->last = ab_arena_new();
    r->kept = r->read->arena;
    r->prefetches = may_prefetch(r->self, r->read);
    r->reducer = (ab_page_reducer){.config = r->self->reduction, .stream = r->self->stream};
}

static void close_reading(ab_reading *r)
{
    for (size_t i = 0; i < 2; i++) {
        if (r->turns[i].pending) {
            r->self->requester->ops->abandon(r->turns[i].pending);
        }
        ab_arena_free(r->turns[i].arena);
    }
    ab_arena_free(r->record);
    ab_arena_free(r->last);
}

static void take_turns(ab_reading *r)
{
    ab_page_turn *done = r->now;
    r->now = r->next;
    r->next = done;
    ab_arena_reset(done->arena);
    *done = (ab_page_turn){.arena = done->arena};
}

bool ab_read_pages(const ab_simple_retriever *self, ab_slice_read *read, const ab_slice *slice,
                   bool *split, ab_str *reason, int64_t *emitted, ab_error *error)
{
    ab_reading r = {.self = self, .read = read, .original = slice, .slice = slice};
    int64_t limit = read->env->limits.pages_per_slice;
    ab_str why = AB_STR("");
    open_reading(&r);
    ab_page_end end = start(&r, error) ? AB_PAGE_MORE : AB_PAGE_FAILED;
    while (end == AB_PAGE_MORE && (!limit || read->pages < limit)) {
        end = read_page(&r, &why, error);
        if (end == AB_PAGE_MORE) {
            take_turns(&r);
        }
    }
    *split = end == AB_PAGE_SPLIT;
    *reason = *split ? ab_arena_str(read->arena, why) : AB_STR("");
    *emitted = r.handed_on;
    close_reading(&r);
    return end != AB_PAGE_FAILED;
}
