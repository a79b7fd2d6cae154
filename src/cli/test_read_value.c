/* test-read as JSON. */
#include "cli/test_read.h"

static ab_value page_value(ab_arena *arena, const ab_short_page *page)
{
    ab_value out = ab_value_object();
    ab_set(arena, &out, "records", page->records);
    ab_set(arena, &out, "request", page->request);
    ab_set(arena, &out, "response", page->response);
    return out;
}

static ab_value auxiliary_value(ab_arena *arena, const ab_short_page *page)
{
    ab_value out = ab_value_object();
    ab_str title = page->asker.n ? page->asker : AB_STR("request");
    ab_set(arena, &out, "title", ab_value_str(title));
    ab_set(arena, &out, "type", ab_value_cstr("OTHER"));
    ab_set(arena, &out, "description",
           ab_value_str(ab_arena_printf(arena, "asked by %.*s", AB_STR_ARG(title))));
    ab_set(arena, &out, "request", page->request);
    ab_set(arena, &out, "response", page->response);
    return out;
}

static ab_value auxiliary_values(ab_arena *arena, const ab_short_page *pages, size_t n)
{
    ab_value out = ab_value_array();
    for (size_t i = 0; i < n; i++) {
        ab_array_push(arena, &out, auxiliary_value(arena, &pages[i]));
    }
    return out;
}

static ab_value slice_value(ab_arena *arena, const ab_short_slice *slice)
{
    ab_value out = ab_value_object(), pages = ab_value_array();
    for (size_t i = 0; i < slice->pages.n; i++) {
        ab_array_push(arena, &pages, page_value(arena, &slice->pages.at[i]));
    }
    ab_set(arena, &out, "pages", pages);
    ab_set(arena, &out, "slice_descriptor", slice->descriptor);
    ab_set(arena, &out, "state", slice->states);
    ab_set(arena, &out, "auxiliary_requests",
           auxiliary_values(arena, slice->auxiliary.at, slice->auxiliary.n));
    return out;
}

ab_value ab_test_read_value(const ab_short_reading *reading)
{
    ab_arena *arena = reading->arena;
    ab_value out = ab_value_object(), slices = ab_value_array();
    for (size_t i = 0; i < reading->slices.n; i++) {
        ab_array_push(arena, &slices, slice_value(arena, &reading->slices.at[i]));
    }
    ab_value required = ab_short_reading_required(reading);
    bool any = ab_inference_count(reading->inference) > 0;
    ab_value inferred =
        any ? ab_inference_schema(reading->inference, arena, &required) : ab_value_null();
    const ab_value *declared = ab_get(&reading->described, "json_schema");
    ab_set(arena, &out, "logs", reading->logs);
    ab_set(arena, &out, "slices", slices);
    ab_set(arena, &out, "test_read_limit_reached", ab_value_bool(reading->limit_reached));
    ab_set(arena, &out, "auxiliary_requests",
           auxiliary_values(arena, reading->auxiliary.at, reading->auxiliary.n));
    ab_set(arena, &out, "inferred_schema", inferred);
    ab_set(arena, &out, "inferred_datetime_formats", ab_inferred_datetime_formats(arena, reading));
    ab_set(arena, &out, "latest_config_update", reading->latest_config);
    ab_set(arena, &out, "declared_schema", declared ? *declared : ab_value_null());
    ab_set(arena, &out, "schema_differences",
           any ? ab_schema_differences(arena, declared, &inferred) : ab_value_array());
    return out;
}
