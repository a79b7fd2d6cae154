#include "acceptance/records.h"

/* Strictness high takes neither a catalog of one's own nor records without a schema. */
static bool entry_is_allowed(ab_at_case *c, const ab_value *empty)
{
    bool high = c->suite->config.high;
    bool good = ab_at_demand_reasons(c, empty, "empty_streams");
    if (high && ab_get_text(c->entry, "configured_catalog_path").n) {
        ab_at_fail(c, "strictness high: basic_read takes no configured_catalog_path");
        good = false;
    }
    if (high && !ab_get_bool(c->entry, "validate_schema", true)) {
        ab_at_fail(c, "strictness high: validate_schema must be true");
        good = false;
    }
    return good;
}

static void check_read(ab_at_case *c, const ab_at_read_output *read, const ab_value *empty)
{
    bool certified = ab_at_is_certified(c->suite);
    if (ab_get_bool(c->entry, "validate_schema", true)) {
        ab_at_check_schemas(c, read);
    }
    ab_at_check_empty(c, read, empty);
    ab_at_check_keys(c, read, !ab_get_bool(c->entry, "validate_primary_keys_data_type", true));
    if (ab_get_bool(c->entry, "validate_data_points", false)) {
        ab_at_check_data_points(c, read);
    }
    ab_at_check_expected(c, read, empty);
    if (ab_get_bool(c->entry, "validate_stream_statuses", certified)) {
        ab_at_check_statuses(c, read);
    }
    if (ab_get_bool(c->entry, "validate_state_messages", true)) {
        ab_at_check_states(c, read);
    }
}

void ab_at_read(ab_at_case *c)
{
    const ab_value *empty = ab_get(c->entry, "empty_streams");
    ab_at_output out;
    if (!entry_is_allowed(c, empty)) {
        return;
    }
    ab_at_read_output read = {.catalog = ab_at_catalog(c, empty), .out = &out};
    if (!read.catalog || !ab_at_run(c, "read", read.catalog, NULL, true, &out)) {
        return;
    }
    read.records = ab_at_bodies(c->arena, &out, "RECORD");
    if (read.records.count == 0) {
        ab_at_fail(c, "the read gave no record at all");
        return;
    }
    check_read(c, &read, empty);
}

/* A catalog of one stream that does not exist, to be synced in a mode that does not exist. */
static ab_value broken_catalog(ab_arena *arena)
{
    ab_value stream = ab_value_object(), configured = ab_value_object();
    ab_value modes = ab_value_array(), schema = ab_value_object();
    ab_array_push(arena, &modes, ab_value_cstr("full_refresh"));
    ab_set(arena, &schema, "type", ab_value_cstr("object"));
    ab_set(arena, &stream, "name", ab_value_cstr("acceptance_test_no_such_stream"));
    ab_set(arena, &stream, "json_schema", schema);
    ab_set(arena, &stream, "supported_sync_modes", modes);
    ab_set(arena, &configured, "stream", stream);
    ab_set(arena, &configured, "sync_mode", ab_value_cstr("INVALID"));
    ab_set(arena, &configured, "destination_sync_mode", ab_value_cstr("INVALID"));
    ab_value list = ab_value_array(), catalog = ab_value_object();
    ab_array_push(arena, &list, configured);
    ab_set(arena, &catalog, "streams", list);
    return catalog;
}

void ab_at_trace_on_failure(ab_at_case *c)
{
    ab_at_output out;
    if (!ab_get_bool(c->entry, "expect_trace_message_on_failure", true)) {
        ab_at_skip(c, "expect_trace_message_on_failure is false");
        return;
    }
    ab_value catalog = broken_catalog(c->arena);
    if (!ab_at_run(c, "read", &catalog, NULL, false, &out)) {
        return;
    }
    ab_value traces = ab_at_bodies(c->arena, &out, "TRACE");
    for (uint32_t i = 0; i < traces.count; i++) {
        if (ab_str_is(ab_get_text(&traces.items[i], "type"), "ERROR")) {
            return;
        }
    }
    ab_at_fail(c, "a read of a broken catalog must print a TRACE of type ERROR, and printed none");
}
