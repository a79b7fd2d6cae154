/* Reads that go on where a state ends. */
#include "acceptance/schema_walk.h"
#include "acceptance/suite.h"
#include "base/map.h"
#include "json/json.h"

/* States of a stream that are tried, so that an API is not read a hundred times. */
enum { MIN_BATCHES = 5 };

/* The incremental streams, each with a cursor. NULL after a failure. */
static const ab_value *incremental_catalog(ab_at_case *c)
{
    const ab_value *whole = ab_at_catalog(c, NULL);
    if (!whole) {
        return NULL;
    }
    ab_value *catalog = AB_ARENA_NEW(c->arena, ab_value);
    *catalog = ab_at_catalog_of_mode(c->arena, whole, "incremental");
    const ab_value *streams = ab_get(catalog, "streams");
    if (streams->count == 0) {
        ab_at_fail(c, "no stream of the catalog is incremental");
        return NULL;
    }
    for (uint32_t i = 0; i < streams->count; i++) {
        ab_value *configured = &streams->items[i];
        ab_str cursor = ab_at_cursor_field(configured);
        if (cursor.n == 0) {
            ab_at_fail(c,
                       "%.*s is incremental and has neither cursor_field nor "
                       "default_cursor_field",
                       AB_STR_ARG(ab_at_stream_name(configured)));
            return NULL;
        }
        const ab_value *own = ab_get(configured, "cursor_field");
        if (!ab_is(own, AB_ARRAY) || own->count == 0) {
            const ab_value *otherwise = ab_get(ab_at_stream_of(configured), "default_cursor_field");
            ab_set(c->arena, configured, "cursor_field", *otherwise);
        }
    }
    return catalog;
}

/* ---------------------------------------------------------------- two reads */

static bool is_per_stream(const ab_value *state)
{
    return ab_is(ab_get(state, "stream"), AB_OBJECT);
}

/* The input that goes on where a list of STATE bodies ends: the last of each stream, or the last
 * that holds all. */
static ab_value state_input(ab_arena *arena, const ab_value *states, uint32_t n)
{
    ab_value out = ab_value_array();
    for (uint32_t i = 0; i < n; i++) {
        const ab_value *state = &states->items[i];
        uint32_t at = is_per_stream(state) ? 0 : out.count;
        while (at < out.count &&
               !ab_value_equal(ab_get(ab_get(&out.items[at], "stream"), "stream_descriptor"),
                               ab_get(ab_get(state, "stream"), "stream_descriptor"))) {
            at++;
        }
        if (!is_per_stream(state)) {
            out = ab_value_array();
            ab_array_push(arena, &out, *state);
        } else if (at < out.count) {
            out.items[at] = *state;
        } else {
            ab_array_push(arena, &out, *state);
        }
    }
    return out;
}

/* True if both have the same records, whatever their order. */
static bool same_records(ab_arena *arena, const ab_value *a, const ab_value *b)
{
    ab_map has = {0};
    bool same = a->count == b->count;
    for (uint32_t i = 0; same && i < a->count; i++) {
        ab_str text =
            ab_json_text(arena, ab_get(&a->items[i], "data"), AB_JSON_COMPACT | AB_JSON_SORTED);
        uintptr_t n = (uintptr_t)ab_map_get(&has, text) + 1;
        ab_map_set(&has, text, (void *)n);
    }
    for (uint32_t i = 0; same && i < b->count; i++) {
        ab_str text =
            ab_json_text(arena, ab_get(&b->items[i], "data"), AB_JSON_COMPACT | AB_JSON_SORTED);
        uintptr_t n = (uintptr_t)ab_map_get(&has, text);
        same = n > 0;
        ab_map_set(&has, text, (void *)(n - same));
    }
    ab_map_free(&has, NULL);
    return same;
}

void ab_at_two_sequential_reads(ab_at_case *c)
{
    const ab_value *catalog = incremental_catalog(c);
    ab_at_output first, second;
    if (!catalog || !ab_at_run(c, "read", catalog, NULL, true, &first)) {
        return;
    }
    ab_value states = ab_at_bodies(c->arena, &first, "STATE");
    ab_value before = ab_at_bodies(c->arena, &first, "RECORD");
    if (states.count == 0 || before.count == 0) {
        ab_at_fail(c, "the first read must give records and states, and gave %u and %u",
                   before.count, states.count);
        return;
    }
    ab_value state = state_input(c->arena, &states, states.count);
    if (!ab_at_run(c, "read", catalog, &state, true, &second)) {
        return;
    }
    ab_value after = ab_at_bodies(c->arena, &second, "RECORD");
    if (same_records(c->arena, &before, &after)) {
        ab_at_fail(c,
                   "a read with the first one's state gives the same %u records again; the "
                   "state was %.*s",
                   after.count, AB_STR_ARG(ab_at_show(c->arena, &state)));
    }
}

/* ---------------------------------------------------------------- from each state */

/* A state and how many records came after it. */
typedef struct checkpoint {
    uint32_t at; /* in the list of states */
    double after;
} checkpoint;

typedef AB_VEC(checkpoint) checkpoints;

static double record_count(const ab_value *state)
{
    return ab_value_double(ab_get(ab_get(state, "sourceStats"), "recordCount"));
}

static bool same_state(const ab_value *a, const ab_value *b)
{
    const ab_value *x = is_per_stream(a) ? ab_get(ab_get(a, "stream"), "stream_state") : a;
    const ab_value *y = is_per_stream(b) ? ab_get(ab_get(b, "stream"), "stream_state") : b;
    return (!x && !y) || (x && y && ab_value_equal(x, y));
}

/* States that differ from the one before and count records; of equal ones the first, with the
 * records of all. */
static void find_checkpoints(const ab_value *states, checkpoints *out)
{
    double total = 0, seen = 0;
    for (uint32_t i = 0; i < states->count;) {
        double n = 0;
        uint32_t next = i;
        while (next < states->count && same_state(&states->items[i], &states->items[next])) {
            n += record_count(&states->items[next++]);
        }
        if (n > 0) {
            total += n;
            AB_VEC_PUSH(out, (checkpoint){i, total});
        }
        i = next;
    }
    for (size_t i = 0; i < out->n; i++) {
        seen = out->at[i].after;
        out->at[i].after = total - seen;
    }
}

static bool read_from(ab_at_case *c, const ab_value *catalog, const ab_value *states,
                      const checkpoint *point, ab_str name)
{
    ab_at_output out;
    ab_value state = state_input(c->arena, states, point->at + 1);
    if (!ab_at_run(c, "read", catalog, &state, true, &out)) {
        return false;
    }
    ab_value records = ab_at_bodies(c->arena, &out, "RECORD");
    if ((double)records.count < point->after) {
        ab_at_fail(c,
                   "%.*s: after its state %u of %u the first read gave %.0f records, a read "
                   "from there %u; the state was %.*s",
                   AB_STR_ARG(name), point->at + 1, states->count, point->after, records.count,
                   AB_STR_ARG(ab_at_show(c->arena, &state)));
    }
    return true;
}

static void try_checkpoints(ab_at_case *c, const ab_value *catalog, const ab_value *states,
                            ab_str name)
{
    checkpoints points = {0};
    find_checkpoints(states, &points);
    if (points.n == 0) {
        ab_at_fail(c, "%.*s: no state counts records (sourceStats.recordCount)", AB_STR_ARG(name));
    } else if (points.n < 3) {
        read_from(c, catalog, states, &points.at[points.n - 1], name);
    } else {
        /* The first may be an empty state, the last one a page that was read in part. */
        size_t step = points.n / MIN_BATCHES ? points.n / MIN_BATCHES : 1;
        for (size_t i = step; i + 1 < points.n && c->status == AB_AT_PASSED; i += step) {
            read_from(c, catalog, states, &points.at[i], name);
        }
    }
    AB_VEC_FREE(&points);
}

void ab_at_sequential_slices(ab_at_case *c)
{
    if (ab_get_bool(c->entry, "skip_comprehensive_incremental_tests", false)) {
        ab_at_skip(c, "skip_comprehensive_incremental_tests is true");
        return;
    }
    const ab_value *whole = incremental_catalog(c);
    const ab_value *streams = ab_get(whole, "streams");
    for (uint32_t i = 0; whole && i < streams->count; i++) {
        ab_at_output out;
        ab_value catalog = ab_at_catalog_of_one(c->arena, &streams->items[i]);
        if (!ab_at_run(c, "read", &catalog, NULL, true, &out)) {
            return;
        }
        ab_value states = ab_at_bodies(c->arena, &out, "STATE");
        if (states.count > 0 && ab_at_bodies(c->arena, &out, "RECORD").count > 0) {
            try_checkpoints(c, &catalog, &states, ab_at_stream_name(&streams->items[i]));
        }
    }
}
