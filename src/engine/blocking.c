/* Which streams may run at the same time (block_simultaneous_read of the CDK's
 * ConcurrentReadProcessor). */
#include "engine/sync.h"

static bool is_active(const ab_stream_run *run)
{
    return run->state == AB_RUN_GENERATING || run->state == AB_RUN_READING ||
           run->child_generators > 0;
}

static bool group_is_active(const ab_sync *sync, const char *group)
{
    for (size_t i = 0; i < sync->run_count; i++) {
        const ab_stream_run *run = &sync->runs[i];
        if (run->stream->block_group && strcmp(run->stream->block_group, group) == 0 &&
            is_active(run)) {
            return true;
        }
    }
    return false;
}

/* The active stream or group that keeps `run` from starting, or NULL. */
static const char *blocked_by(const ab_sync *sync, const ab_stream_run *run)
{
    const char *group = run->stream->block_group;
    if (group && group_is_active(sync, group)) {
        return group;
    }
    for (size_t i = 0; i < run->parents.n; i++) {
        const ab_stream_run *parent = &sync->runs[run->parents.at[i]];
        if (parent->stream->block_group && is_active(parent)) {
            return parent->stream->name;
        }
    }
    return NULL;
}

static void begin(ab_sync *sync, ab_stream_run *run)
{
    run->state = AB_RUN_GENERATING;
    for (size_t i = 0; i < run->parents.n; i++) {
        sync->runs[run->parents.at[i]].child_generators++;
    }
}

ab_stream_run *ab_sync_next_startable(ab_sync *sync)
{
    for (size_t tries = sync->waiting.n; tries > 0; tries--) {
        size_t index = sync->waiting.at[0];
        sync->waiting.n--;
        memmove(sync->waiting.at, sync->waiting.at + 1, sync->waiting.n * sizeof(size_t));
        ab_stream_run *run = &sync->runs[index];
        const char *blocker = blocked_by(sync, run);
        if (!blocker) {
            begin(sync, run);
            return run;
        }
        AB_VEC_PUSH(&sync->waiting, index);
        ab_log(&sync->runtime->logger, AB_LOG_DEBUG,
               "Stream %s waits: %s is being read and must not be read at the same time",
               run->stream->name, blocker);
    }
    return NULL;
}

void ab_sync_release_parents(ab_sync *sync, ab_stream_run *run)
{
    for (size_t i = 0; i < run->parents.n; i++) {
        sync->runs[run->parents.at[i]].child_generators--;
    }
    if (run->parents.n > 0) {
        pthread_cond_broadcast(&sync->startable);
    }
}
