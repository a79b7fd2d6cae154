/* Many jobs: the CDK's AsyncJobOrchestrator. Slices come from the cursor one at a time; where the
 * budget of jobs is used up, those that run are looked after until one ends. */
#include "base/alloc.h"
#include "declarative/retrievers/async.h"
#include "engine/runtime.h"
#include "http/http.h"
#include "protocol/message.h"

#include <inttypes.h>
#include <stdlib.h>

#define US_PER_S ((int64_t)1000000)
/* Between two looks at a job, and between its failure and its next attempt. */
#define STATUS_INTERVAL_US (5 * US_PER_S)
/* Between two tries where other streams have all jobs of the budget. */
#define BUDGET_INTERVAL_US US_PER_S
#define NAMED_FAILURES 20

/* ---- The budget of jobs, shared by all streams ---- */

typedef struct job_budget {
    pthread_mutex_t lock;
    int64_t used;
    int64_t limit;
} job_budget;

static void *new_budget(void *argument)
{
    const ab_env *env = argument;
    job_budget *budget = ab_xcalloc(1, sizeof(*budget));
    pthread_mutex_init(&budget->lock, NULL);
    budget->limit = env->max_async_jobs > 0 ? env->max_async_jobs : 1;
    return budget;
}

static void free_budget(void *object)
{
    job_budget *budget = object;
    pthread_mutex_destroy(&budget->lock);
    free(budget);
}

static bool take(job_budget *budget)
{
    pthread_mutex_lock(&budget->lock);
    bool free_place = budget->used < budget->limit;
    budget->used += free_place;
    pthread_mutex_unlock(&budget->lock);
    return free_place;
}

static void give_back(job_budget *budget)
{
    pthread_mutex_lock(&budget->lock);
    budget->used--;
    pthread_mutex_unlock(&budget->lock);
}

/* ---- One pass over a stream's slices ---- */

typedef struct jobs {
    ab_async_retriever *self;
    ab_env *env;
    job_budget *budget;
    ab_slice_fn emit;
    void *context;
    AB_VEC(ab_async_job *) running; /* each has a place in the budget */
    AB_VEC(ab_async_job *) kept;    /* completed, of a parent: handed on when all have ended */
    size_t failures;
    ab_buf failed; /* what they were, for developers */
} jobs;

static int64_t now_us(const jobs *j)
{
    return ab_clock_monotonic_us(j->env->clock);
}

static bool stopping(const jobs *j)
{
    return j->env->runtime && ab_runtime_stopping(j->env->runtime);
}

static void remove_at(jobs *j, size_t i)
{
    memmove(&j->running.at[i], &j->running.at[i + 1],
            (j->running.n - i - 1) * sizeof(j->running.at[0]));
    j->running.n--;
    give_back(j->budget);
}

static void note_failure(jobs *j, const ab_async_job *job, const char *why)
{
    if (j->failures++ < NAMED_FAILURES) {
        ab_arena *arena = ab_arena_new();
        ab_value slice = ab_slice_merged(arena, job->slice);
        ab_buf_printf(&j->failed, "%sslice %.*s: %s", j->failed.n ? "\n" : "",
                      AB_STR_ARG(ab_python_str(arena, &slice)), why);
        ab_arena_free(arena);
    }
}

static void abort_job(const jobs *j, ab_async_job *job)
{
    ab_error failure = {0};
    if (!ab_async_job_abort(job, &failure) && !stopping(j)) {
        ab_log(j->env->log, AB_LOG_WARN, "Could not abort job %s: %s", job->id,
               failure.message ? failure.message : "");
    }
    ab_error_clear(&failure);
}

/* ---- Starting ---- */

/* A job that could not be started is told at once: it may be tried again. */
static void print_error(const jobs *j, const ab_error *failure)
{
    ab_runtime *runtime = j->env->runtime;
    if (runtime && runtime->writer) {
        ab_buf line;
        ab_buf_init(&line, AB_BUF_NO_MAX);
        ab_message_error(&line, runtime->mask, failure, NULL, ab_runtime_emitted_at(runtime));
        ab_writer_put(runtime->writer, ab_buf_str(&line));
        ab_buf_free(&line);
    }
}

static int64_t next_attempt_us(const jobs *j, const ab_async_job *job)
{
    int64_t wait = STATUS_INTERVAL_US;
    if (job->status == AB_JOB_FAILED && !job->creation_failed && j->self->failed_wait_us > wait) {
        wait = j->self->failed_wait_us;
    }
    return now_us(j) + wait;
}

/* Only what the user has to mend ends the stream; else the job counts as failed. */
static bool start_job(const jobs *j, ab_async_job *job, ab_error *error)
{
    ab_error failure = {0};
    job->due_us = now_us(j);
    if (ab_async_job_start(job, &failure)) {
        return true;
    }
    if (failure.kind == AB_ERROR_CONFIG || stopping(j)) {
        ab_error_move(error, &failure);
        return false;
    }
    ab_log(j->env->log, AB_LOG_WARN,
           "Could not start a job of stream %.*s. It is flagged as failed and tried again if the "
           "maximum of attempts is not reached: %s",
           AB_STR_ARG(j->self->stream), failure.message ? failure.message : "");
    print_error(j, &failure);
    ab_error_clear(&failure);
    job->status = AB_JOB_FAILED;
    job->creation_failed = true;
    return true;
}

/* ---- Looking after those that run ---- */

static bool is_over(ab_job_status status)
{
    return status == AB_JOB_FAILED || status == AB_JOB_TIMED_OUT;
}

/* Starts anew what failed and has waited long enough. */
static bool restart(jobs *j, ab_error *error)
{
    for (size_t i = 0; i < j->running.n; i++) {
        ab_async_job *job = j->running.at[i];
        if (job->waits && job->due_us <= now_us(j) && !start_job(j, job, error)) {
            return false;
        }
    }
    return true;
}

/* Asks for the status of each that is due. A job whose status cannot be had is given up. */
static bool poll(jobs *j, ab_error *error)
{
    for (size_t i = 0; i < j->running.n; i++) {
        ab_async_job *job = j->running.at[i];
        ab_error failure = {0};
        if (ab_async_job_status(job) != AB_JOB_RUNNING || job->due_us > now_us(j)) {
            continue;
        }
        if (ab_async_job_poll(job, &failure)) {
            job->due_us =
                is_over(job->status) ? next_attempt_us(j, job) : now_us(j) + STATUS_INTERVAL_US;
            continue;
        }
        if (failure.kind == AB_ERROR_CONFIG || stopping(j)) {
            ab_error_move(error, &failure);
            return false;
        }
        ab_log(j->env->log, AB_LOG_WARN, "The status of job %s cannot be read: %s", job->id,
               failure.message ? failure.message : "");
        note_failure(j, job, failure.message ? failure.message : "");
        ab_error_clear(&failure);
        abort_job(j, job);
        remove_at(j, i--);
        ab_async_job_free(job);
    }
    return true;
}

/* The slice of a completed job goes to whoever reads its records; the job goes with it. */
static bool hand_on(const jobs *j, ab_async_job *job, ab_error *error)
{
    ab_slice *slice =
        ab_slice_new(job->arena, &job->slice->partition, &job->slice->cursor_slice, NULL);
    slice->cursor_entry = job->slice->cursor_entry;
    slice->job = job;
    ab_log(j->env->log, AB_LOG_INFO, "Job %s of stream %.*s has been completed.", job->id,
           AB_STR_ARG(j->self->stream));
    return j->emit(j->context, slice, error);
}

/* A job that failed or timed out: true if for good, else it waits for its next attempt. */
static bool settle_failure(jobs *j, ab_async_job *job, ab_job_status status)
{
    job->status = status;
    if (status == AB_JOB_TIMED_OUT) {
        abort_job(j, job);
    }
    if (job->attempts >= j->self->max_attempts) {
        note_failure(j, job, "Async job failed after exhausting all retry attempts.");
        return true;
    }
    job->waits = true;
    job->due_us = next_attempt_us(j, job);
    return false;
}

/* Takes out what has ended. */
static bool settle(jobs *j, ab_error *error)
{
    for (size_t i = 0; i < j->running.n; i++) {
        ab_async_job *job = j->running.at[i];
        ab_job_status status = ab_async_job_status(job);
        if (status == AB_JOB_COMPLETED) {
            remove_at(j, i--); /* first: the receiver may block, and others may have its place */
            if (j->self->is_parent) {
                AB_VEC_PUSH(&j->kept, job);
            } else if (!hand_on(j, job, error)) {
                return false;
            }
        } else if (status == AB_JOB_SKIPPED) {
            ab_log(j->env->log, AB_LOG_INFO,
                   "Job %s of stream %.*s has been skipped: there is nothing to read.", job->id,
                   AB_STR_ARG(j->self->stream));
            remove_at(j, i--);
            ab_async_job_free(job);
        } else if (is_over(status) && !job->waits && settle_failure(j, job, status)) {
            remove_at(j, i--);
            ab_async_job_free(job);
        }
    }
    return true;
}

/* Until the next job is due; `at_most` bounds the pause. */
static bool pause_us(const jobs *j, int64_t at_most, ab_error *error)
{
    int64_t until = now_us(j) + at_most;
    for (size_t i = 0; i < j->running.n; i++) {
        until = j->running.at[i]->due_us < until ? j->running.at[i]->due_us : until;
    }
    int64_t us = until - now_us(j);
    ab_http *http = j->env->runtime ? ab_runtime_http(j->env->runtime, error) : NULL;
    if (http && us > 0) {
        ab_http_pause(http, us);
    }
    return us <= 0 || http;
}

/* ---- The pass ---- */

static bool start_for(void *context, const ab_slice *slice, ab_error *error)
{
    jobs *j = context;
    while (!take(j->budget)) {
        size_t before = j->running.n;
        if (!poll(j, error) || !settle(j, error)) {
            return false;
        }
        int64_t at_most = j->running.n ? STATUS_INTERVAL_US : BUDGET_INTERVAL_US;
        if (j->running.n == before && (!pause_us(j, at_most, error) || !restart(j, error))) {
            return false;
        }
    }
    ab_async_job *job = ab_async_job_new(j->self, slice);
    AB_VEC_PUSH(&j->running, job);
    return start_job(j, job, error);
}

static bool drain(jobs *j, ab_error *error)
{
    while (j->running.n) {
        if (!poll(j, error) || !settle(j, error)) {
            return false;
        }
        if (j->running.n && (!pause_us(j, STATUS_INTERVAL_US, error) || !restart(j, error))) {
            return false;
        }
    }
    return true;
}

/* Only now does a child start jobs: else its jobs could have all places while the parent, on the
 * same thread, waits for one. */
static bool hand_on_kept(jobs *j, ab_error *error)
{
    bool ok = true;
    size_t next = 0;
    while (ok && next < j->kept.n) {
        ok = hand_on(j, j->kept.at[next++], error);
    }
    while (next < j->kept.n) {
        ab_async_job_free(j->kept.at[next++]);
    }
    j->kept.n = 0;
    return ok;
}

/* The API is told of all that is left running after a failure. */
static void abort_all(jobs *j, bool tell)
{
    while (j->running.n) {
        ab_async_job *job = j->running.at[j->running.n - 1];
        if (tell && ab_async_job_status(job) == AB_JOB_RUNNING && !job->creation_failed) {
            abort_job(j, job);
        }
        remove_at(j, j->running.n - 1);
        ab_async_job_free(job);
    }
}

static bool report(const jobs *j, ab_error *error)
{
    if (!j->failures) {
        return true;
    }
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "One or more async jobs failed after exhausting all retry attempts.");
    return ab_error_detail(error, "%.*s", AB_STR_ARG(ab_buf_str(&j->failed)));
}

bool ab_async_jobs_generate(ab_retriever *retriever, ab_env *env, ab_slice_fn emit, void *context,
                            ab_error *error)
{
    ab_async_retriever *self = (ab_async_retriever *)retriever;
    jobs j = {.self = self, .env = env, .emit = emit, .context = context};
    if (self->failed_wait_us < 0) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "failed_retry_wait_time_in_seconds must be >= 1");
    }
    ab_buf_init(&j.failed, AB_BUF_NO_MAX);
    j.budget = ab_env_shared(env, "async jobs", AB_STR(""), new_budget, env, free_budget);
    bool ok = self->cursor->ops->generate(self->cursor, env, start_for, &j, error) &&
              drain(&j, error) && hand_on_kept(&j, error) && report(&j, error);
    abort_all(&j, ab_error_is_set(error) && !stopping(&j));
    AB_VEC_FREE(&j.running);
    AB_VEC_FREE(&j.kept);
    ab_buf_free(&j.failed);
    return ok;
}
