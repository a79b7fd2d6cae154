/* The inside of AsyncRetriever: jobs that an API works on by itself. Private to this folder. */
#ifndef AB_DECLARATIVE_RETRIEVERS_ASYNC_H
#define AB_DECLARATIVE_RETRIEVERS_ASYNC_H

#include "declarative/extractors/extractor.h"
#include "declarative/requesters/requester.h"
#include "declarative/retrievers/retriever.h"
#include "declarative/selectors/selector.h"

typedef enum ab_job_status {
    AB_JOB_RUNNING,
    AB_JOB_COMPLETED,
    AB_JOB_FAILED,
    AB_JOB_TIMED_OUT,
    AB_JOB_SKIPPED,
    AB_JOB_STATUS_COUNT,
} ab_job_status;

/* Options of AsyncJobStatusMap: the API's words for each status, in the order of ab_job_status. */
typedef struct ab_job_status_map {
    ab_strings words[AB_JOB_STATUS_COUNT];
} ab_job_status_map;
/* Refuses a word that stands for two statuses. */
bool ab_job_status_map_check(const ab_job_status_map *map, ab_error *error);
/* The status of an API's word; false where it is unknown. */
bool ab_job_status_of(const ab_job_status_map *map, ab_str word, ab_job_status *out);

typedef struct ab_async_retriever ab_async_retriever;

/* A job and the slice whose records it collects. Made and watched by the generating thread, then
 * moved to the worker that reads its slice. */
typedef struct ab_async_job {
    ab_async_retriever *retriever;
    struct ab_async_job *next_live; /* in the retriever's list, under its lock */
    struct ab_async_job *previous_live;
    ab_arena *arena;        /* of the slice */
    const ab_slice *slice;  /* whose records are wanted */
    ab_arena *attempt;      /* of what follows up to `status`; replaced with each attempt */
    char id[37];            /* ours, for logs */
    ab_value creation;      /* creation_response of templates */
    ab_value polling;       /* polling_response, once it is completed */
    ab_response *completed; /* the response that said so */
    ab_job_status status;
    int attempts;
    bool creation_failed;
    bool waits;          /* for its next attempt */
    int64_t deadline_us; /* when it counts as timed out, on the monotonic clock */
    int64_t due_us;      /* when it is looked at next */
} ab_async_job;

struct ab_async_retriever {
    ab_retriever base;
    ab_str stream;
    ab_env *env;
    ab_stream_cursor *cursor; /* makes the slices */
    ab_selector *selector;
    ab_retriever *download;
    ab_requester *creation_requester;
    ab_requester *polling_requester;
    ab_requester *target_requester; /* may be NULL, as the next three */
    ab_requester *abort_requester;
    ab_requester *delete_requester;
    ab_extractor *target_extractor;
    ab_extractor *status_extractor;
    const ab_job_status_map *statuses;
    int64_t timeout_us;
    int64_t failed_wait_us; /* 0: none; negative: refused once a job is wanted */
    int max_attempts;
    bool is_parent;       /* its records are another stream's partitions */
    pthread_mutex_t lock; /* of `live` */
    ab_async_job *live;   /* jobs that are not freed yet */
};

/* ---- Jobs: async_job.c ---- */

/* A job for a copy of `slice`, not started. Freed by ab_async_job_free, at the latest with the
 * retriever. */
ab_async_job *ab_async_job_new(ab_async_retriever *retriever, const ab_slice *slice);
void ab_async_job_free(ab_async_job *job);
/* Asks the API to start it (anew). False: it did not. */
bool ab_async_job_start(ab_async_job *job, ab_error *error);
/* Asks for its status. */
bool ab_async_job_poll(ab_async_job *job, ab_error *error);
/* Ask the API to give it up, and to forget it; nothing where the manifest has no requester. */
bool ab_async_job_abort(ab_async_job *job, ab_error *error);
bool ab_async_job_delete(ab_async_job *job, ab_sink *sink, ab_error *error);
/* Its status now: running ones time out. */
ab_job_status ab_async_job_status(const ab_async_job *job);
/* Where its records are: a list of download targets, in `arena`. */
bool ab_async_job_targets(ab_async_job *job, ab_arena *arena, ab_sink *sink, ab_value *out,
                          ab_error *error);
/* The slice that a download of `target` is made for, in `arena`. */
const ab_slice *ab_async_job_download_slice(const ab_async_job *job, ab_arena *arena,
                                            ab_value target);

/* ---- Many jobs: async_jobs.c ---- */

/* Starts a job for each slice of the retriever's cursor, as many at once as
 * max_concurrent_async_job_count allows over all streams, and hands on a slice for each that is
 * completed. One thread. */
bool ab_async_jobs_generate(ab_retriever *retriever, ab_env *env, ab_slice_fn emit, void *context,
                            ab_error *error);

#endif
