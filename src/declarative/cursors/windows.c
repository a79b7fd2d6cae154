#include "declarative/cursors/windows.h"

#include "base/alloc.h"

#include <stdlib.h>

bool ab_windows_init(ab_windows *windows, const ab_cursor_settings *settings, ab_intervals *covered,
                     ab_error *error)
{
    *windows = (ab_windows){.settings = settings, .count = covered->n};
    if (!covered->n) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "Expected at least one slice");
    }
    windows->covered = ab_xmalloc(covered->n * sizeof(*windows->covered));
    for (size_t i = 0; i < covered->n; i++) {
        windows->covered[i] = *ab_intervals_at(covered, i);
    }
    return true;
}

void ab_windows_end(ab_windows *windows)
{
    free(windows->covered);
    windows->covered = NULL;
}

/* ---- Ranges: what lies before, between and after the intervals ---- */

/* The range before the first interval: false if there is none. */
static bool range_before(ab_windows *w)
{
    const ab_cursor_settings *s = w->settings;
    if (!s->has_start || s->start.at >= w->covered[0].start.at) {
        return false;
    }
    w->lower = ab_point_datetime(s->start);
    w->upper = ab_point_datetime(w->covered[0].start);
    w->upper_is_end = false;
    return true;
}

/* The range behind interval i. */
static bool range_behind(ab_windows *w, size_t i, ab_error *error)
{
    const ab_cursor_settings *s = w->settings;
    ab_datetime end = ab_point_datetime(w->covered[i].end);
    w->upper_is_end = i + 1 == w->count;
    if (w->upper_is_end) {
        return ab_cursor_settings_look_back(s, &end, &w->lower, error) &&
               ab_cursor_settings_end(s, &w->upper, error);
    }
    w->upper = ab_point_datetime(w->covered[i + 1].start);
    w->lower = end;
    return !s->has_granularity || ab_duration_add(&end, &s->granularity, &w->lower, error);
}

/* One step up from `lower`; the end of the sync where there is no step, or the calendar ends. */
static bool step_up(const ab_windows *w, const ab_datetime *lower, ab_datetime *out,
                    ab_error *error)
{
    ab_error failure = {0};
    if (!w->settings->has_step) {
        return ab_cursor_settings_end(w->settings, out, error);
    }
    if (ab_duration_add(lower, &w->settings->step, out, &failure)) {
        return true;
    }
    bool overflow = ab_datetime_error_fault(&failure) == AB_DATETIME_OVERFLOW_ERROR;
    if (!overflow && error) {
        ab_error_move(error, &failure);
    }
    ab_error_clear(&failure);
    return overflow && ab_cursor_settings_end(w->settings, out, error);
}

/* Whether a range from lower to upper, as it stands now, has nothing to read. */
static bool is_empty(const ab_windows *w, bool lower_is_clamped)
{
    const ab_cursor_settings *s = w->settings;
    int order = ab_datetime_compare(&w->lower, &w->upper);
    bool keeps_equal =
        lower_is_clamped ? !s->is_compare_strictly && w->upper_is_end : s->has_granularity;
    return order > 0 || (order == 0 && !keeps_equal);
}

static bool enter_range(ab_windows *w, ab_error *error)
{
    const ab_cursor_settings *s = w->settings;
    ab_datetime start = ab_point_datetime(s->start);
    if (is_empty(w, false) || (s->has_start && ab_datetime_compare(&w->upper, &start) < 0)) {
        return true;
    }
    if (s->has_start && ab_datetime_compare(&start, &w->lower) > 0) {
        w->lower = start;
    }
    ab_datetime clamped;
    if (!ab_clamp_ceiling(&s->clamp, &w->lower, &clamped, error)) {
        return false;
    }
    w->lower = clamped;
    if (is_empty(w, true)) {
        return true;
    }
    w->one_window = true;
    if (!s->step_is_zero) {
        ab_datetime stepped;
        if (!step_up(w, &w->lower, &stepped, error)) {
            return false;
        }
        w->one_window = ab_datetime_compare(&stepped, &w->upper) >= 0;
    }
    w->in_range = true;
    return true;
}

static bool next_range(ab_windows *w, ab_error *error)
{
    size_t range = w->next_range++;
    if (range == 0) {
        return !range_before(w) || enter_range(w, error);
    }
    return range_behind(w, range - 1, error) && enter_range(w, error);
}

/* ---- Windows ---- */

static bool less_granularity(const ab_windows *w, const ab_datetime *t, ab_datetime *out,
                             ab_error *error)
{
    return ab_duration_sub(t, &w->settings->granularity, out, error);
}

static bool whole_range(ab_windows *w, ab_datetime *start, ab_datetime *end, bool *got,
                        ab_error *error)
{
    const ab_cursor_settings *s = w->settings;
    w->in_range = false;
    *start = w->lower;
    *got = true;
    /* With a granularity the end of the sync is the last unit to read: not to be moved. */
    if (w->upper_is_end && s->has_granularity) {
        *end = w->upper;
        return true;
    }
    ab_datetime clamped;
    if (!ab_clamp_ceiling(&s->clamp, &w->upper, &clamped, error)) {
        return false;
    }
    *end = clamped;
    return !s->has_granularity || less_granularity(w, &clamped, end, error);
}

static bool next_step(ab_windows *w, ab_datetime *start, ab_datetime *end, bool *got,
                      ab_error *error)
{
    const ab_cursor_settings *s = w->settings;
    ab_datetime upper;
    if (!step_up(w, &w->lower, &upper, error)) {
        return false;
    }
    bool is_last = ab_datetime_compare(&upper, &w->upper) >= 0;
    if (ab_datetime_compare(&w->upper, &upper) < 0) {
        upper = w->upper;
    }
    ab_datetime clamped = upper;
    if (ab_datetime_compare(&upper, &w->upper) != 0 &&
        !ab_clamp_ceiling(&s->clamp, &upper, &clamped, error)) {
        return false;
    }
    /* A boundary that was moved onto the upper end makes this the last window. */
    is_last = is_last || ab_datetime_compare(&clamped, &w->upper) == 0;
    if (!ab_clamp_ceiling(&s->clamp, &w->lower, start, error)) {
        return false;
    }
    w->in_range = !is_last;
    if (ab_datetime_compare(start, &clamped) >= 0) {
        w->in_range = false; /* clamping collapsed it */
        return true;
    }
    *got = true;
    *end = clamped;
    w->lower = clamped;
    return !s->has_granularity || (w->upper_is_end && is_last) ||
           less_granularity(w, &clamped, end, error);
}

/* Both ends included; *got is false after the last. */
static bool next_window(ab_windows *windows, ab_datetime *start, ab_datetime *end, bool *got,
                        ab_error *error)
{
    *got = false;
    while (!*got) {
        if (!windows->in_range) {
            if (windows->next_range > windows->count) {
                return true;
            }
            if (!next_range(windows, error)) {
                return false;
            }
        } else if (!(windows->one_window ? whole_range : next_step)(windows, start, end, got,
                                                                    error)) {
            return false;
        }
    }
    return true;
}

bool ab_window_slice(const ab_cursor_settings *settings, const ab_datetime *start,
                     const ab_datetime *end, ab_arena *arena, ab_value *out, ab_error *error)
{
    ab_str texts[2];
    if (!ab_datetime_text(settings->format.output, start, arena, &texts[0], error) ||
        !ab_datetime_text(settings->format.output, end, arena, &texts[1], error)) {
        return false;
    }
    *out = ab_value_object();
    ab_object_set(arena, out, settings->start_field, ab_value_str(texts[0]));
    ab_object_set(arena, out, settings->end_field, ab_value_str(texts[1]));
    return true;
}

bool ab_windows_next_slice(ab_windows *windows, ab_arena *arena, ab_value *cursor_slice, bool *got,
                           ab_error *error)
{
    ab_datetime start;
    ab_datetime end;
    return next_window(windows, &start, &end, got, error) &&
           (!*got || ab_window_slice(windows->settings, &start, &end, arena, cursor_slice, error));
}
