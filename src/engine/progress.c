/* Progress of a read on a terminal's stderr: records, rate and slice of each running stream. */
#include "engine/sync.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

bool ab_progress_wanted(const ab_runtime *runtime)
{
    return runtime->options.progress && isatty(STDERR_FILENO);
}

static void draw_run(ab_buf *out, ab_sync *sync, const ab_stream_run *run, double seconds)
{
    uint64_t records = ab_writer_records(sync->runtime->writer, run->output.counted);
    ab_buf slice;
    ab_buf_init(&slice, AB_BUF_NO_MAX);
    ab_mask_append(sync->runtime->mask, &slice, ab_str_of(run->current_text));
    ab_buf_printf(out, "\x1b[K%-32.32s %12" PRIu64 " records %9.0f/s  %s\n", run->stream->name,
                  records, (double)records / seconds, slice.n > 0 ? slice.p : "");
    ab_buf_free(&slice);
}

int ab_progress_draw(ab_sync *sync, int64_t started_us, int lines)
{
    int64_t now = ab_clock_monotonic_us(sync->runtime->clock);
    double seconds = (double)(now - started_us + 1) / 1e6;
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    if (lines > 0) {
        ab_buf_printf(&out, "\x1b[%dA", lines);
    }
    int drawn = 0;
    pthread_mutex_lock(&sync->lock);
    for (size_t i = 0; i < sync->run_count; i++) {
        if (sync->runs[i].state == AB_RUN_GENERATING || sync->runs[i].state == AB_RUN_READING) {
            draw_run(&out, sync, &sync->runs[i], seconds);
            drawn++;
        }
    }
    pthread_mutex_unlock(&sync->lock);
    ab_buf_add_text(&out, "\x1b[J");
    fwrite(out.p, 1, out.n, stderr);
    ab_buf_free(&out);
    return drawn;
}
