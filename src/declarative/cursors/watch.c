#include "declarative/cursors/watch.h"

#include "declarative/cursors/concurrent_state.h"
#include "declarative/cursors/windows.h"

bool ab_watch_value(const ab_cursor_settings *settings, ab_record *record, const ab_value **value,
                    ab_error *error)
{
    ab_error failure = {0};
    *value = ab_record_member(record, &settings->cursor_field, 1, &failure);
    if (ab_error_is_set(&failure)) {
        if (error) {
            ab_error_move(error, &failure);
        }
        ab_error_clear(&failure);
        return false;
    }
    if (*value && (*value)->kind == AB_NULL) {
        *value = NULL;
    }
    return true;
}

/* The text by which a value is known again, where it is short. */
static ab_str spelling(const ab_value *value)
{
    return value->kind == AB_STRING ? value->text
           : value->kind == AB_INT  ? ab_number_source(value)
                                    : (ab_str){NULL, 0};
}

static bool is_repeated(const ab_watch *watch, const ab_value *value, ab_str text)
{
    return watch->last_n && watch->last_type == value->kind && text.n == watch->last_n &&
           memcmp(text.p, watch->last_text, text.n) == 0;
}

static void remember(ab_watch *watch, const ab_value *value, ab_str text)
{
    watch->last_n = 0;
    if (text.n && text.n <= sizeof watch->last_text) {
        memcpy(watch->last_text, text.p, text.n);
        watch->last_n = (uint8_t)text.n;
        watch->last_type = value->kind;
    }
}

ab_watched ab_watch_record(ab_watch *watch, const ab_cursor_settings *settings, ab_record *record,
                           const ab_value **value, ab_point *point, bool *is_new, ab_error *error)
{
    *is_new = false;
    if (!ab_watch_value(settings, record, value, error)) {
        return AB_WATCHED_ERROR;
    }
    if (!*value) {
        return AB_WATCHED_NONE;
    }
    ab_str text = spelling(*value);
    if (is_repeated(watch, *value, text)) {
        return AB_WATCHED;
    }
    ab_point_result result = ab_point_try(&settings->format, *value, point, error);
    if (result != AB_POINT_OK) {
        return result == AB_POINT_UNFIT ? AB_WATCHED_BAD : AB_WATCHED_ERROR;
    }
    remember(watch, *value, text);
    *is_new = true;
    int order = watch->seen ? ab_point_compare(&settings->format, watch->recent, *point) : -1;
    if (order < 0) {
        watch->recent = *point;
        watch->seen = true;
    }
    watch->descending |= order > 0;
    return AB_WATCHED;
}

/* ---- Slices ---- */

static bool read_boundary(const ab_cursor_settings *settings, const ab_slice *slice, ab_str field,
                          ab_point *out, ab_error *error)
{
    const ab_value *value = ab_object_get(&slice->cursor_slice, field);
    if (!value) {
        value = ab_object_get(&slice->partition, field);
    }
    if (!value) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Partition is expected to have key `%.*s` but could not be found",
                            AB_STR_ARG(field));
    }
    return ab_point_parse(&settings->format, value, out, error);
}

bool ab_cursor_slice_interval(const ab_cursor_settings *settings, const ab_slice *slice,
                              const ab_watch *watch, ab_interval *out, ab_error *error)
{
    *out = (ab_interval){.recent = watch->recent, .has_recent = watch->seen};
    return read_boundary(settings, slice, settings->start_field, &out->start, error) &&
           read_boundary(settings, slice, settings->end_field, &out->end, error);
}

/* `slice` with another window: partition and extra fields stay. */
static ab_slice *with_window(const ab_slice *slice, const ab_value *cursor_slice, ab_arena *arena)
{
    ab_slice *changed = ab_slice_new(arena, &slice->partition, cursor_slice, &slice->extra_fields);
    changed->child_response = slice->child_response;
    changed->cursor_entry = slice->cursor_entry;
    return changed;
}

const ab_slice *ab_watch_reduce(const ab_watch *watch, const ab_cursor_settings *settings,
                                const ab_slice *slice, ab_arena *arena, ab_error *error)
{
    if (watch->descending) {
        ab_log(settings->env->log, AB_LOG_WARN,
               "Attempting to reduce slice while records are not returned in incremental order "
               "might lead to missing records");
    }
    if (!watch->seen) {
        return slice;
    }
    ab_value start;
    if (!ab_point_print(&settings->format, watch->recent, arena, &start, error)) {
        return NULL;
    }
    ab_value window = ab_value_object();
    ab_object_set(arena, &window, settings->start_field, start);
    const ab_value *end = ab_object_get(&slice->cursor_slice, settings->end_field);
    if (end) {
        ab_object_set(arena, &window, settings->end_field, *end);
    }
    return with_window(slice, &window, arena);
}

/* ---- Halving a window ---- */

static bool bad_boundaries(const ab_cursor_settings *settings, ab_error *error)
{
    char *why = error ? error->message : NULL;
    ab_arena *scratch = ab_arena_new();
    ab_str detail = ab_arena_str(scratch, ab_str_of(why));
    ab_error_clear(error);
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "Stream %.*s produced a request window with a missing or invalid '%.*s'/'%.*s' "
                 "boundary and could not split it further.",
                 AB_STR_ARG(settings->stream), AB_STR_ARG(settings->start_field),
                 AB_STR_ARG(settings->end_field));
    ab_error_detail(error, "%.*s", AB_STR_ARG(detail));
    ab_arena_free(scratch);
    return false;
}

/* Where the first half ends; *can is false where the window must stay whole. */
static bool find_middle(const ab_cursor_settings *settings, const ab_interval *window,
                        ab_str min_window, ab_datetime *first_end, bool *can, ab_error *error)
{
    ab_datetime start = ab_point_datetime(window->start);
    ab_datetime end = ab_point_datetime(window->end);
    ab_timedelta span;
    ab_timedelta moved;
    ab_duration smallest = {0};
    int64_t units;
    *can = false;
    if (settings->granularity.calendar) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "A cursor_granularity of months or years cannot split a window");
    }
    if (!ab_datetime_diff(&end, &start, &span, error) ||
        (min_window.n && !ab_duration_parse(min_window, &smallest, error)) ||
        !ab_timedelta_quotient(span, settings->granularity.rest, &units, error)) {
        return false;
    }
    units += 1;
    if ((min_window.n && ab_timedelta_compare(span, smallest.rest) <= 0) || units <= 1) {
        return true;
    }
    *can = true;
    return ab_timedelta_mul(settings->granularity.rest, units / 2 - 1, &moved, error) &&
           ab_datetime_add(&start, moved, first_end, error);
}

static bool split_at(const ab_cursor_settings *settings, const ab_slice *slice,
                     const ab_interval *window, const ab_datetime *first_end, ab_arena *arena,
                     const ab_slice **parts, ab_error *error)
{
    ab_datetime start = ab_point_datetime(window->start);
    ab_datetime end = ab_point_datetime(window->end);
    ab_datetime second_start;
    ab_value first;
    ab_value second;
    if (!ab_datetime_add(first_end, settings->granularity.rest, &second_start, error) ||
        !ab_window_slice(settings, &start, first_end, arena, &first, error) ||
        !ab_window_slice(settings, &second_start, &end, arena, &second, error)) {
        return false;
    }
    parts[0] = with_window(slice, &first, arena);
    parts[1] = with_window(slice, &second, arena);
    return true;
}

bool ab_cursor_split(const ab_cursor_settings *settings, const ab_slice *slice, ab_str min_window,
                     ab_arena *arena, const ab_slice ***parts, size_t *count, ab_error *error)
{
    static const ab_watch nothing = {0};
    ab_interval window;
    ab_datetime first_end;
    bool can;
    *count = 0;
    if (!settings->has_granularity) {
        return true;
    }
    if (!ab_cursor_slice_interval(settings, slice, &nothing, &window, error)) {
        return bad_boundaries(settings, error);
    }
    if (window.start.at >= window.end.at) {
        return true;
    }
    if (!find_middle(settings, &window, min_window, &first_end, &can, error)) {
        return false;
    }
    if (!can) {
        return true;
    }
    *parts = AB_ARENA_ARRAY(arena, const ab_slice *, 2);
    *count = 2;
    return split_at(settings, slice, &window, &first_end, arena, *parts, error);
}

/* ---- The age of a state ---- */

void ab_cursor_state_time(const ab_cursor_settings *settings, const ab_value *state, bool *known,
                          int64_t *real_us)
{
    const ab_value *value = NULL;
    ab_point point;
    if (ab_state_has_ranges(state)) {
        const ab_value *first = ab_at(ab_get(state, "slices"), 0);
        value = ab_get(first, "most_recent_cursor_value");
        value = value && ab_value_truthy(value) ? value : ab_get(first, "end");
    } else if (ab_is(state, AB_OBJECT)) {
        value = ab_object_get(state, settings->cursor_field);
    }
    ab_error ignored = {0};
    *known = value && ab_value_truthy(value) &&
             ab_point_try(&settings->format, value, &point, &ignored) == AB_POINT_OK;
    *real_us = *known ? point.at : 0;
    ab_error_clear(&ignored);
}
