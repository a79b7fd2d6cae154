#include "acceptance/suite.h"

#include "base/clock.h"

#include <poll.h>

/* The least or the greatest emitted_at of records; false if there are no records. */
static bool emitted(const ab_value *records, bool greatest, int64_t *out)
{
    int64_t one;
    bool any = false;
    for (uint32_t i = 0; i < records->count; i++) {
        const ab_value *stamp = ab_get(&records->items[i], "emitted_at");
        if (stamp && ab_value_int64(stamp, &one)) {
            *out = any && (greatest ? one < *out : one > *out) ? *out : one;
            any = true;
        }
    }
    return any;
}

/* Lets the clock pass `last`, so that a second read can be told from the first. */
static void wait_past(int64_t last_ms, int64_t deadline_us)
{
    const ab_clock *clock = ab_clock_process();
    int64_t whole_second = last_ms % 1000 == 0 ? 1000 : 1; /* some clocks know seconds only */
    while (ab_clock_real_us(clock) / 1000 < last_ms + whole_second &&
           ab_clock_monotonic_us(clock) < deadline_us) {
        poll(NULL, 0, 1);
    }
}

static bool demand_reasons(ab_at_case *c)
{
    const ab_value *ignored = ab_get(c->entry, "ignored_fields");
    bool good = true;
    for (uint32_t i = 0; ab_is(ignored, AB_OBJECT) && i < ignored->count; i++) {
        good = ab_at_demand_reasons(c, &ignored->object.members[i].value, "ignored_fields") && good;
    }
    return good;
}

void ab_at_sequential_reads(ab_at_case *c)
{
    const ab_value *whole = demand_reasons(c) ? ab_at_catalog(c, NULL) : NULL;
    ab_at_output first, second;
    int64_t last = 0, next = 0;
    if (!whole) {
        return;
    }
    ab_value catalog = ab_at_catalog_of_mode(c->arena, whole, "full_refresh");
    if (!ab_at_run(c, "read", &catalog, NULL, true, &first)) {
        return;
    }
    ab_value before = ab_at_bodies(c->arena, &first, "RECORD");
    if (!emitted(&before, true, &last)) {
        ab_at_fail(c, "the first read gave no record with emitted_at");
        return;
    }
    wait_past(last, c->deadline_us);
    if (!ab_at_run(c, "read", &catalog, NULL, true, &second)) {
        return;
    }
    ab_value after = ab_at_bodies(c->arena, &second, "RECORD");
    if (!emitted(&after, false, &next)) {
        ab_at_fail(c, "the second read gave no record with emitted_at");
    } else if (next <= last) {
        ab_at_fail(c,
                   "emitted_at must grow: the first read ends at %lld, the second begins at "
                   "%lld",
                   (long long)last, (long long)next);
    }
}
