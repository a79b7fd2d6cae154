/* One job: what is asked of the API for it. */
#include "base/alloc.h"
#include "crypto/hash.h"
#include "declarative/retrievers/async.h"
#include "http/http.h"

#include <stdlib.h>

/* ---- Life ---- */

ab_async_job *ab_async_job_new(ab_async_retriever *retriever, const ab_slice *slice)
{
    ab_async_job *job = ab_xcalloc(1, sizeof(*job));
    job->retriever = retriever;
    job->arena = ab_arena_new();
    job->slice = ab_slice_copy(job->arena, slice);
    pthread_mutex_lock(&retriever->lock);
    job->next_live = retriever->live;
    if (job->next_live) {
        job->next_live->previous_live = job;
    }
    retriever->live = job;
    pthread_mutex_unlock(&retriever->lock);
    return job;
}

/* Drops what an attempt left. */
static void end_attempt(ab_async_job *job)
{
    ab_response_close(job->completed);
    job->completed = NULL;
    if (job->attempt) {
        ab_arena_free(job->attempt);
        job->attempt = NULL;
    }
}

void ab_async_job_free(ab_async_job *job)
{
    if (!job) {
        return;
    }
    ab_async_retriever *retriever = job->retriever;
    pthread_mutex_lock(&retriever->lock);
    if (job->previous_live) {
        job->previous_live->next_live = job->next_live;
    } else {
        retriever->live = job->next_live;
    }
    if (job->next_live) {
        job->next_live->previous_live = job->previous_live;
    }
    pthread_mutex_unlock(&retriever->lock);
    end_attempt(job);
    ab_arena_free(job->arena);
    free(job);
}

ab_job_status ab_async_job_status(const ab_async_job *job)
{
    bool late = job->status == AB_JOB_RUNNING &&
                ab_clock_monotonic_us(job->retriever->env->clock) > job->deadline_us;
    return late ? AB_JOB_TIMED_OUT : job->status;
}

/* ---- Requests ---- */

/* Headers as templates see them: names compared without case. */
static ab_value header_context(ab_arena *arena, const ab_headers *headers)
{
    ab_value *object = AB_ARENA_NEW(arena, ab_value);
    *object = ab_value_object();
    for (size_t i = 0; i < headers->n; i++) {
        ab_object_set(arena, object, ab_arena_str(arena, headers->at[i].name),
                      ab_value_text(arena, headers->at[i].value));
    }
    return ab_template_headers(arena, object);
}

static ab_value request_context(ab_arena *arena, const ab_http_response *http)
{
    ab_value request = ab_value_object();
    ab_set(arena, &request, "method", ab_value_text(arena, http->sent_method));
    ab_set(arena, &request, "url", ab_value_text(arena, http->url));
    ab_set(arena, &request, "headers", header_context(arena, &http->sent_headers));
    ab_set(arena, &request, "body",
           http->sent_body.n ? ab_value_text(arena, http->sent_body) : ab_value_null());
    return request;
}

/* What templates see of a response that later requests refer to: its JSON, `headers`, `request`. */
static ab_value response_context(ab_arena *arena, ab_response *response)
{
    const ab_value *json = ab_response_json(response);
    ab_value context = ab_is(json, AB_OBJECT) ? ab_value_copy(arena, json) : ab_value_object();
    const ab_http_response *http = response->http;
    if (http && !ab_get(&context, "headers")) {
        ab_set(arena, &context, "headers", header_context(arena, &http->headers));
    }
    if (http && !ab_get(&context, "request")) {
        ab_set(arena, &context, "request", request_context(arena, http));
    }
    return context;
}

/* The job's slice with what templates of its requests may refer to. */
static ab_value job_fields(const ab_async_job *job, ab_arena *arena)
{
    ab_value extra = ab_value_clone(arena, &job->slice->extra_fields);
    ab_set(arena, &extra, "creation_response", job->creation);
    return extra;
}

static const ab_slice *job_slice(const ab_async_job *job, ab_arena *arena)
{
    ab_value extra = job_fields(job, arena);
    return ab_slice_new(arena, &job->slice->partition, &job->slice->cursor_slice, &extra);
}

static bool send(const ab_async_job *job, const ab_requester *requester, const ab_slice *slice,
                 ab_arena *arena, ab_sink *sink, ab_response **response, ab_error *error)
{
    ab_scope scope = ab_scope_new(job->retriever->env, arena);
    ab_str reason = AB_STR("");
    scope.slice = slice;
    scope.sink = sink;
    *response = NULL;
    switch (requester->ops->send(requester, &scope, AB_STR(""), NULL, response, &reason, error)) {
    case AB_SENT_FAILED:
        return false;
    case AB_SENT_RESPONSE:
        return true;
    default:
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "A request of an async job cannot be asked for again in parts");
    }
}

static bool is_error_status(const ab_response *response)
{
    return response->status >= 400 && response->status < 600;
}

/* Sends a request whose response nobody reads. */
static bool tell(const ab_async_job *job, const ab_requester *requester, ab_sink *sink,
                 ab_error *error)
{
    if (!requester) {
        return true;
    }
    ab_arena *arena = ab_arena_new();
    ab_response *response;
    bool ok = send(job, requester, job_slice(job, arena), arena, sink, &response, error);
    ab_response_close(response);
    ab_arena_free(arena);
    return ok;
}

bool ab_async_job_start(ab_async_job *job, ab_error *error)
{
    const ab_async_retriever *self = job->retriever;
    ab_response *response;
    end_attempt(job);
    job->attempt = ab_arena_new();
    job->attempts++;
    job->creation_failed = false;
    job->waits = false;
    if (!ab_random_uuid4(job->id, error) ||
        !send(job, self->creation_requester, job->slice, job->attempt, NULL, &response, error)) {
        return false;
    }
    bool ok = !is_error_status(response) ||
              ab_error_set(error, AB_ERROR_SYSTEM,
                           "Always expect a response or an exception from creation_requester");
    if (ok) {
        job->creation = response_context(job->attempt, response);
        job->status = AB_JOB_RUNNING;
        job->deadline_us = ab_clock_monotonic_us(self->env->clock) + self->timeout_us;
    }
    ab_response_close(response);
    return ok;
}

typedef struct first_found {
    ab_arena *arena;
    ab_str text; /* .p NULL: nothing was found */
} first_found;

/* The first of what an extractor finds, as text. */
static bool first_text(void *context, ab_record *record, ab_error *error)
{
    first_found *found = context;
    if (ab_record_parse(record, error)) {
        found->text = ab_arena_str(found->arena, ab_python_str(record->arena, &record->value));
    }
    return false;
}

static bool read_status(const ab_async_job *job, ab_response *response, ab_arena *arena,
                        ab_job_status *out, ab_error *error)
{
    const ab_async_retriever *self = job->retriever;
    ab_scope scope = ab_scope_new(self->env, arena);
    first_found found = {.arena = arena};
    int64_t count;
    ab_arena *record = ab_arena_new();
    scope.response = response;
    self->status_extractor->ops->extract(self->status_extractor, &scope, record, first_text, &found,
                                         &count, error);
    ab_arena_free(record);
    bool ok = !ab_error_is_set(error);
    ab_str word = found.text.p ? found.text : AB_STR("None");
    if (ok && !ab_job_status_of(self->statuses, word, out)) {
        ok = ab_error_set(error, AB_ERROR_SYSTEM,
                          "API status `%.*s` is unknown. Contact the connector developer to make "
                          "sure this status is supported.",
                          AB_STR_ARG(word));
    }
    return ok;
}

bool ab_async_job_poll(ab_async_job *job, ab_error *error)
{
    const ab_async_retriever *self = job->retriever;
    ab_arena *arena = ab_arena_new();
    ab_response *response;
    bool ok =
        send(job, self->polling_requester, job_slice(job, arena), arena, NULL, &response, error) &&
        read_status(job, response, arena, &job->status, error);
    if (ok && job->status == AB_JOB_COMPLETED) {
        /* Asked for anew where it lives as long as the job. */
        job->polling = response_context(job->attempt, response);
        job->completed = AB_ARENA_NEW(job->attempt, ab_response);
        *job->completed = (ab_response){
            .http = response->http,
            .status = response->status,
            .headers = ab_value_copy(job->attempt, &response->headers),
            .url = ab_arena_str(job->attempt, response->url),
            .decoder = response->decoder,
            .arena = job->attempt,
            .extracted_count = -1,
        };
        response->http = NULL;
    }
    ab_response_close(response);
    ab_arena_free(arena);
    return ok;
}

bool ab_async_job_abort(ab_async_job *job, ab_error *error)
{
    return tell(job, job->retriever->abort_requester, NULL, error);
}

bool ab_async_job_delete(ab_async_job *job, ab_sink *sink, ab_error *error)
{
    return tell(job, job->retriever->delete_requester, sink, error);
}

/* ---- Downloads ---- */

typedef struct targets {
    ab_arena *arena;
    ab_value *list;
} targets;

static bool keep_target(void *context, ab_record *record, ab_error *error)
{
    targets *t = context;
    if (!ab_record_parse(record, error)) {
        return false;
    }
    ab_array_push(t->arena, t->list, ab_value_copy(t->arena, &record->value));
    return true;
}

static bool extract_targets(const ab_async_retriever *self, ab_response *response, ab_arena *arena,
                            ab_value *out, ab_error *error)
{
    ab_scope scope = ab_scope_new(self->env, arena);
    targets t = {arena, out};
    ab_arena *record = ab_arena_new();
    int64_t count;
    scope.response = response;
    bool ok = self->target_extractor->ops->extract(self->target_extractor, &scope, record,
                                                   keep_target, &t, &count, error);
    ab_arena_free(record);
    return ok;
}

bool ab_async_job_targets(ab_async_job *job, ab_arena *arena, ab_sink *sink, ab_value *out,
                          ab_error *error)
{
    const ab_async_retriever *self = job->retriever;
    *out = ab_value_array();
    if (!self->target_extractor) {
        ab_array_push(arena, out, ab_value_cstr(""));
        return true;
    }
    if (!self->target_requester) {
        return extract_targets(self, job->completed, arena, out, error);
    }
    ab_value extra = ab_value_object();
    ab_set(arena, &extra, "polling_response", job->polling);
    ab_response *response;
    if (!send(job, self->target_requester, ab_slice_new(arena, NULL, NULL, &extra), arena, sink,
              &response, error)) {
        return false;
    }
    bool ok = is_error_status(response)
                  ? ab_error_set(
                        error, AB_ERROR_SYSTEM,
                        "Always expect a response or an exception from download_target_requester")
                  : extract_targets(self, response, arena, out, error);
    ab_response_close(response);
    return ok;
}

const ab_slice *ab_async_job_download_slice(const ab_async_job *job, ab_arena *arena,
                                            ab_value target)
{
    ab_value extra = job_fields(job, arena);
    ab_set(arena, &extra, "download_target", target);
    ab_set(arena, &extra, "polling_response", job->polling);
    return ab_slice_new(arena, &job->slice->partition, &job->slice->cursor_slice, &extra);
}
