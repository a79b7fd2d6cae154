#include "acceptance/records.h"

#include "acceptance/schema_walk.h"

/* The statuses that a read told of one stream, in order. */
static ab_value statuses_of(ab_at_case *c, const ab_at_read_output *read, ab_str name)
{
    ab_value traces = ab_at_bodies(c->arena, read->out, "TRACE");
    ab_value out = ab_value_array();
    for (uint32_t i = 0; i < traces.count; i++) {
        const ab_value *status = ab_get(&traces.items[i], "stream_status");
        if (ab_str_eq(ab_get_text(ab_get(status, "stream_descriptor"), "name"), name)) {
            ab_array_push(c->arena, &out, ab_value_str(ab_get_text(status, "status")));
        }
    }
    return out;
}

static bool is_good(const ab_value *statuses)
{
    uint32_t n = statuses->count;
    bool good = n >= 2 && ab_str_is(ab_text(&statuses->items[0]), "STARTED") &&
                ab_str_is(ab_text(&statuses->items[n - 1]), "COMPLETE");
    for (uint32_t i = 1; good && i + 1 < n; i++) {
        good = ab_str_is(ab_text(&statuses->items[i]), "RUNNING");
    }
    return good;
}

void ab_at_check_statuses(ab_at_case *c, const ab_at_read_output *read)
{
    const ab_value *streams = ab_get(read->catalog, "streams");
    for (uint32_t i = 0; i < streams->count; i++) {
        ab_str name = ab_at_stream_name(&streams->items[i]);
        ab_value statuses = statuses_of(c, read, name);
        if (!is_good(&statuses)) {
            ab_at_fail(c, "%.*s: expected the statuses STARTED, RUNNING…, COMPLETE, got %.*s",
                       AB_STR_ARG(name), AB_STR_ARG(ab_at_show(c->arena, &statuses)));
        }
    }
    ab_value traces = ab_at_bodies(c->arena, read->out, "TRACE");
    for (uint32_t i = 0; i < traces.count; i++) {
        const ab_value *status = ab_get(&traces.items[i], "stream_status");
        ab_str name = ab_get_text(ab_get(status, "stream_descriptor"), "name");
        if (status && !ab_at_configured(read->catalog, name)) {
            ab_at_fail(c, "there is a status of %.*s, which is not in the catalog",
                       AB_STR_ARG(name));
        }
    }
}

void ab_at_check_states(ab_at_case *c, const ab_at_read_output *read)
{
    const ab_value *streams = ab_get(read->catalog, "streams");
    ab_value states = ab_at_bodies(c->arena, read->out, "STATE");
    if (states.count < streams->count) {
        ab_at_fail(c, "each stream must print at least one STATE: %u streams, %u states",
                   streams->count, states.count);
    }
    for (uint32_t i = 0; i < states.count; i++) {
        const ab_value *state = &states.items[i];
        ab_str type = ab_get_text(state, "type");
        if (type.n == 0 || ab_str_is(type, "LEGACY")) {
            ab_at_fail(c, "a STATE is of the type LEGACY");
            return;
        }
        if (!ab_is_number(ab_get(ab_get(state, "sourceStats"), "recordCount"))) {
            ab_at_fail(c, "a STATE has no sourceStats.recordCount: %.*s",
                       AB_STR_ARG(ab_at_show(c->arena, state)));
            return;
        }
    }
}
