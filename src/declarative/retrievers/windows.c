/* Windows that an API finds too large are split and read part by part. */
#include "declarative/retrievers/simple.h"

#include <inttypes.h>

/* A bound of its own, beside the cursor's smallest window. */
#define MAX_DEPTH 10

typedef struct windows {
    const ab_simple_retriever *self;
    ab_slice_read *read;
} windows;

static ab_str slice_text(const windows *w, const ab_slice *slice)
{
    ab_value merged = ab_slice_merged(w->read->arena, slice);
    return ab_python_str(w->read->arena, &merged);
}

/* What is left to say once a window cannot be split: transient, with the connector's advice. */
static bool exhausted(const windows *w, ab_str message, ab_str rejection, ab_error *error)
{
    ab_str advice = ab_str_trim(w->self->splitting->failure_message);
    ab_error_set(error, AB_ERROR_TRANSIENT, "%.*s%s%.*s", AB_STR_ARG(message), advice.n ? " " : "",
                 AB_STR_ARG(advice));
    if (rejection.n) {
        ab_error_detail(error, "the API rejected it: %.*s", AB_STR_ARG(rejection));
    }
    return false;
}

static bool not_supported(const windows *w, ab_error *error)
{
    return ab_error_set(
        error, AB_ERROR_CONFIG,
        "Stream %.*s resolves to a request window split but is not set up to split its window. Add "
        "`request_window_splitting` to the stream's retriever (this requires a datetime-based "
        "incremental cursor with `cursor_granularity` set), or remove the `SPLIT_REQUEST_WINDOW` "
        "action from its error handler.",
        AB_STR_ARG(w->self->stream));
}

static bool too_deep(const windows *w, ab_str rejection, ab_error *error)
{
    return exhausted(w,
                     ab_arena_printf(w->read->arena,
                                     "Stream %.*s could not split its request window to a size the "
                                     "API accepts within %d splits.",
                                     AB_STR_ARG(w->self->stream), MAX_DEPTH),
                     rejection, error);
}

static bool smallest(const windows *w, ab_str rejection, ab_error *error)
{
    ab_str least = w->self->splitting->min_split_window;
    ab_str note =
        least.n ? ab_arena_printf(w->read->arena, ", its configured `min_split_window` (%.*s)",
                                  AB_STR_ARG(least))
                : AB_STR("");
    return exhausted(
        w,
        ab_arena_printf(w->read->arena,
                        "The API kept rejecting stream %.*s's request window even at the smallest "
                        "window its cursor allows%.*s, or splitting the window further would not "
                        "make progress.",
                        AB_STR_ARG(w->self->stream), AB_STR_ARG(note)),
        rejection, error);
}

static bool read_window(const windows *w, const ab_slice *slice, int depth, ab_error *error)
{
    bool is_split;
    ab_str rejection;
    int64_t emitted;
    const ab_slice **parts = NULL;
    size_t count = 0;
    ab_stream_cursor *cursor = w->self->split_cursor;
    const ab_logger *log = w->read->env->log;
    if (!ab_read_pages(w->self, w->read, slice, &is_split, &rejection, &emitted, error)) {
        return false;
    }
    if (!is_split) {
        return true;
    }
    if (!w->self->splitting || !cursor) {
        return not_supported(w, error);
    }
    if (emitted) {
        ab_log(log, AB_LOG_WARN,
               "Stream %.*s already emitted %" PRId64
               " record(s) from %.*s before it was rejected; splitting and re-reading the window "
               "may re-emit them.",
               AB_STR_ARG(w->self->stream), emitted, AB_STR_ARG(slice_text(w, slice)));
    }
    if (depth >= MAX_DEPTH) {
        return too_deep(w, rejection, error);
    }
    if (!cursor->ops->split(cursor, slice, w->self->splitting->min_split_window, w->read->arena,
                            &parts, &count, error)) {
        return false;
    }
    if (!count) {
        return smallest(w, rejection, error);
    }
    ab_log(log, AB_LOG_INFO,
           "Stream %.*s: the API rejected request window %.*s (split depth %d); reading it in %zu "
           "parts.",
           AB_STR_ARG(w->self->stream), AB_STR_ARG(slice_text(w, slice)), depth, count);
    for (size_t i = 0; i < count; i++) {
        if (!read_window(w, parts[i], depth + 1, error)) {
            return false;
        }
    }
    return true;
}

bool ab_read_windows(const ab_simple_retriever *self, ab_slice_read *read, ab_error *error)
{
    windows w = {self, read};
    return read_window(&w, read->slice, 0, error);
}
