#include "declarative/cursors/concurrent_state.h"

#include "template/template.h"

bool ab_state_has_ranges(const ab_value *input)
{
    ab_str type = ab_is(input, AB_OBJECT) ? ab_get_text(input, "state_type") : AB_STR("");
    return ab_str_is(type, "date-range") || ab_str_is(type, "integer");
}

void ab_concurrent_state_free(ab_concurrent_state *state)
{
    ab_intervals_free(&state->covered);
}

/* ---- {"state_type": …, "slices": […]} ---- */

static bool read_member(const ab_state_reading *r, const ab_value *slice, const char *name,
                        ab_point *out, ab_error *error)
{
    const ab_value *value = ab_get(slice, name);
    if (!value) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "A slice of the state has no \"%s\"", name);
    }
    return ab_point_parse(r->format, value, out, error);
}

static bool read_slice(const ab_state_reading *r, const ab_value *slice, ab_interval *out,
                       ab_error *error)
{
    *out = (ab_interval){0};
    if (!read_member(r, slice, "start", &out->start, error) ||
        !read_member(r, slice, "end", &out->end, error)) {
        return false;
    }
    const ab_value *recent = ab_get(slice, "most_recent_cursor_value");
    if (!recent || (r->format->counts && ab_is(recent, AB_NULL))) {
        return true;
    }
    if (!ab_point_parse(r->format, recent, &out->recent, error)) {
        return false;
    }
    out->has_recent = ab_point_truthy(r->format, out->recent);
    return true;
}

static bool read_ranges(ab_concurrent_state *state, const ab_state_reading *r,
                        const ab_value *input, ab_error *error)
{
    const ab_value *slices = ab_get(input, "slices");
    for (size_t i = 0; ab_is(slices, AB_ARRAY) && i < slices->count; i++) {
        ab_interval interval;
        if (!read_slice(r, &slices->items[i], &interval, error)) {
            return false;
        }
        ab_intervals_add(&state->covered, interval);
    }
    if (state->covered.n) {
        const ab_interval *first = ab_intervals_at(&state->covered, 0);
        state->start = first->has_recent ? first->recent : first->end;
    } else if (r->start) {
        state->start = *r->start;
    }
    const ab_value *legacy = ab_get(input, "legacy");
    if (ab_is(legacy, AB_OBJECT) && legacy->count) {
        ab_value *copy = AB_ARENA_NEW(r->kept, ab_value);
        *copy = ab_value_copy(r->kept, legacy);
        state->legacy = copy;
    }
    return true;
}

/* ---- {cursor field: value} ---- */

/* Goes back by the runtime's lookback window, by way of the text as in the CDK. */
static bool look_back(const ab_state_reading *r, ab_point *value, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_datetime t = ab_point_datetime(*value);
    ab_datetime earlier;
    ab_timedelta delta;
    ab_value text;
    bool ok = ab_timedelta_normal(0, r->lookback_s, 0, &delta, error) &&
              ab_datetime_sub(&t, delta, &earlier, error) &&
              ab_point_print(r->format, ab_point_of_datetime(&earlier), scratch, &text, error) &&
              ab_point_parse(r->format, &text, value, error);
    ab_arena_free(scratch);
    return ok;
}

/* The input's value, if there is one. Of counts what is false in Python (null, "", []) is none. */
static bool read_value(const ab_state_reading *r, const ab_value *input, bool *has, ab_point *out,
                       ab_error *error)
{
    const ab_value *value = ab_is(input, AB_OBJECT) ? ab_object_get(input, r->cursor_field) : NULL;
    *has = value && !(r->format->counts && !ab_value_truthy(value));
    return !*has || (ab_point_parse(r->format, value, out, error) &&
                     (!r->lookback_s || look_back(r, out, error)));
}

static bool read_sequential(ab_concurrent_state *state, const ab_state_reading *r,
                            const ab_value *input, ab_error *error)
{
    ab_point start = r->start ? *r->start : (ab_point){0};
    ab_point value;
    bool has;
    if (!read_value(r, input, &has, &value, error)) {
        return false;
    }
    bool later =
        has && ab_point_truthy(r->format, value) && ab_point_compare(r->format, value, start) >= 0;
    state->start = later ? value : start;
    ab_intervals_add(&state->covered,
                     (ab_interval){.start = start,
                                   .end = state->start,
                                   .recent = state->start,
                                   .has_recent = ab_point_truthy(r->format, state->start)});
    bool has_more = ab_is(input, AB_OBJECT) && input->count > (has ? 1u : 0u);
    if (has_more) {
        ab_value *copy = AB_ARENA_NEW(r->kept, ab_value);
        *copy = ab_value_copy(r->kept, input);
        state->legacy = copy;
    }
    return true;
}

bool ab_concurrent_state_read(ab_concurrent_state *state, const ab_state_reading *reading,
                              const ab_value *input, ab_error *error)
{
    bool ok = ab_state_has_ranges(input) ? read_ranges(state, reading, input, error)
                                         : read_sequential(state, reading, input, error);
    return ok || ab_error_wrap(error, "Cannot read the state of the cursor field %.*s",
                               AB_STR_ARG(reading->cursor_field));
}

/* ---- Writing ---- */

bool ab_concurrent_state_latest(ab_concurrent_state *state, const ab_point_format *format,
                                ab_point *out, ab_error *error)
{
    if (!state->covered.n) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Expected at least one slice but there were none. This is unexpected; "
                            "please contact Support.");
    }
    if (!ab_intervals_merge(&state->covered, format, error)) {
        return false;
    }
    const ab_interval *first = ab_intervals_at(&state->covered, 0);
    *out = first->has_recent ? first->recent : first->start;
    return true;
}

bool ab_concurrent_state_write(ab_concurrent_state *state, const ab_point_format *format,
                               ab_str cursor_field, ab_arena *arena, ab_value *out, ab_error *error)
{
    ab_point latest;
    ab_value value;
    if (!ab_concurrent_state_latest(state, format, &latest, error) ||
        !ab_point_print(format, latest, arena, &value, error)) {
        return false;
    }
    *out = state->legacy ? ab_value_clone(arena, state->legacy) : ab_value_object();
    ab_object_set(arena, out, cursor_field, value);
    return true;
}
