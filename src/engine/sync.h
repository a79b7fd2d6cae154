/* One read of a source's streams. Private to the engine.
 *
 * Threads: generators (at most half the workers, at least one) start streams in catalog order and
 * put partitions into a bounded queue; workers take them, read and close them, and finish a stream
 * with its last partition; the main thread waits and shows progress. Waits go one way: generator →
 * room in the queue → worker → room in the writer's FIFO → writer → reader. Nothing waits the
 * other way, so no level of concurrency can deadlock, 1 included. */
#ifndef AB_ENGINE_SYNC_H
#define AB_ENGINE_SYNC_H

#include "base/vec.h"
#include "engine/engine.h"
#include "engine/sink.h"

typedef enum ab_run_state {
    AB_RUN_WAITING, /* not begun */
    AB_RUN_GENERATING,
    AB_RUN_READING, /* all partitions are generated */
    AB_RUN_DONE,
} ab_run_state;

/* One failure, told at the end once more. */
typedef struct ab_failure {
    ab_error_kind kind;
    char *message;
} ab_failure;

/* One stream's read. */
typedef struct ab_stream_run {
    const ab_stream *stream;
    ab_read_request request;
    void *reading; /* what open gave */
    bool opened;   /* the slots after open may be called */
    ab_sink_stream output;
    AB_VEC(size_t) parents; /* indexes of the runs that its generation reads */
    /* Under the sync's lock: */
    ab_run_state state;
    size_t open_partitions; /* generated and not yet closed */
    size_t closed_partitions;
    size_t child_generators; /* streams that read this one as a parent just now */
    bool cut;                /* the limit cut a partition or the generation short */
    AB_VEC(ab_failure) failures;
    char current_text[64]; /* the slice last begun, for progress */
} ab_stream_run;

/* A partition on its way to a worker. */
typedef struct ab_job {
    ab_stream_run *run;
    ab_partition *partition;
} ab_job;

typedef struct ab_sync {
    ab_runtime *runtime;
    pthread_mutex_t lock;
    pthread_cond_t startable; /* a stream ended or gave up its parents: look again */
    pthread_cond_t jobs;      /* a job came, or no more come */
    pthread_cond_t room;      /* a job was taken */
    pthread_cond_t ended;     /* the last stream is done */
    ab_stream_run *runs;
    size_t run_count;
    /* Under the lock: */
    AB_VEC(size_t) waiting; /* runs not begun, next first */
    size_t live;            /* runs not done */
    ab_job *queue;          /* ring */
    size_t queue_capacity;
    size_t queue_first;
    size_t queue_count;
} ab_sync;

/* Where a generator puts its partitions. */
struct ab_partition_queue {
    ab_sync *sync; /* NULL: `take` reads them at once */
    ab_stream_run *run;
    ab_partition *spare; /* made and not put */
    /* Takes the partition over; false if no more are wanted. */
    bool (*take)(void *context, ab_partition *partition);
    void *context;
};

/* ---- blocking.c ---- */
/* Takes the next stream off `waiting` that its groups let start, marks it and its parents active,
 * and puts those it passed over at the end. NULL if none may start now. Under the lock. */
ab_stream_run *ab_sync_next_startable(ab_sync *sync);
/* Gives the parents up once the generation ended. Under the lock. */
void ab_sync_release_parents(ab_sync *sync, ab_stream_run *run);

/* ---- failures.c ---- */
/* Prints the TRACE ERROR of a stream, once for each distinct message, and keeps it for the end.
 * Clears `error`. Takes the lock. */
void ab_sync_fail(ab_sync *sync, ab_stream_run *run, ab_error *error);
/* The last TRACE, which names all streams that failed. True if there was any failure. */
bool ab_sync_report_failures(ab_sync *sync);

/* ---- generate.c ---- */
/* A generator's thread; `context` is the sync. */
void *ab_sync_generator(void *context);

/* ---- work.c ---- */
/* A worker's thread. */
void *ab_sync_worker(void *context);
/* Ends a stream whose partitions are all closed: final state, status. Takes the lock. */
void ab_sync_finish(ab_sync *sync, ab_stream_run *run);
/* Frees a partition and its arena. */
void ab_partition_free(ab_partition *partition);

/* ---- progress.c ---- */
/* Whether progress is to be shown: asked for, and stderr is a terminal. */
bool ab_progress_wanted(const ab_runtime *runtime);
/* Draws the progress anew over the last drawing; `lines` is what that took. Returns the same for
 * the next time. Takes the lock. */
int ab_progress_draw(ab_sync *sync, int64_t started_us, int lines);

#endif
