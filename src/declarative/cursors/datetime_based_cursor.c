/* DatetimeBasedCursor: windows of time, and a state of what they covered (ConcurrentCursor). */
#include "declarative/cursors/concurrent_cursor.h"
#include "declarative/cursors/per_partition.h"
#include "declarative/cursors/windows.h"

typedef struct datetime_cursor {
    ab_concurrent_cursor base;
    ab_point lowest; /* what should_sync keeps */
} datetime_cursor;

/* ---- Slices ---- */

static bool generate(ab_stream_cursor *cursor, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    (void)env;
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    ab_windows windows = {0};
    pthread_mutex_lock(&self->lock);
    bool ok = ab_intervals_merge(&self->state.covered, &self->settings.format, error) &&
              ab_windows_init(&windows, &self->settings, &self->state.covered, error);
    pthread_mutex_unlock(&self->lock);
    if (!ok) {
        return ab_cursor_fault(error);
    }
    ab_arena *arena = ab_arena_new();
    bool got = true;
    while (ok && got) {
        ab_value window;
        ok = (ab_windows_next_slice(&windows, arena, &window, &got, error) ||
              ab_cursor_fault(error)) &&
             (!got || emit(context, ab_slice_new(arena, NULL, &window, NULL), error));
        ab_arena_reset(arena);
    }
    ab_arena_free(arena);
    ab_windows_end(&windows);
    return ok;
}

/* ---- Records ---- */

static bool should_sync(ab_stream_cursor *cursor, const ab_slice *slice, ab_record *record,
                        bool *out, ab_error *error)
{
    (void)slice;
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    const ab_value *value;
    ab_point point;
    *out = true;
    if (!ab_watch_value(&self->settings, record, &value, error)) {
        return false;
    }
    ab_point_result result =
        value ? ab_point_try(&self->settings.format, value, &point, error) : AB_POINT_UNFIT;
    if (result == AB_POINT_UNFIT) {
        ab_concurrent_cursor_warn(self);
        return true;
    }
    return result == AB_POINT_OK &&
           ab_cursor_settings_includes(&self->settings, ((datetime_cursor *)cursor)->lowest, point,
                                       out, error);
}

/* ---- State ---- */

static bool close_slice(ab_stream_cursor *cursor, ab_observer *base, const ab_state_sink *sink,
                        ab_error *error)
{
    ab_concurrent_cursor *self = (ab_concurrent_cursor *)cursor;
    const ab_watch *watch = &((ab_concurrent_observer *)base)->watch;
    ab_interval interval;
    if (!ab_cursor_slice_interval(&self->settings, base->slice, watch, &interval, error)) {
        return false;
    }
    pthread_mutex_lock(&self->lock);
    bool ok = ab_concurrent_cursor_cover(self, interval, sink, error);
    pthread_mutex_unlock(&self->lock);
    return ok;
}

/* ---- Requests ---- */

static bool split(ab_stream_cursor *cursor, const ab_slice *slice, ab_str min_window,
                  ab_arena *arena, const ab_slice ***parts, size_t *count, ab_error *error)
{
    return ab_cursor_split(&((ab_concurrent_cursor *)cursor)->settings, slice, min_window, arena,
                           parts, count, error);
}

static bool state_time(ab_stream_cursor *cursor, const ab_value *old, bool *known, int64_t *real_us,
                       ab_error *error)
{
    (void)error;
    ab_cursor_state_time(&((ab_concurrent_cursor *)cursor)->settings, old, known, real_us);
    return true;
}

/* ---- Build ---- */

static const ab_stream_cursor_ops datetime_cursor_ops = {
    .generate = generate,
    .open = ab_concurrent_cursor_open,
    .observe = ab_concurrent_cursor_observe,
    .close = close_slice,
    .finish = ab_concurrent_cursor_finish,
    .should_sync = should_sync,
    .state = ab_concurrent_cursor_state,
    .options = ab_concurrent_cursor_options,
    .reduce = ab_concurrent_cursor_reduce,
    .split = split,
    .state_time = state_time,
};

static void *build_cursor(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    const ab_stream_cursor_args *given = args;
    const ab_datetime_cursor_options *o = component->options;
    if (given->router && !given->router->is_single) {
        return ab_per_partition_cursor_build(build, component, given, error);
    }
    datetime_cursor *self = AB_ARENA_NEW(build->arena, datetime_cursor);
    ab_concurrent_cursor *base = &self->base;
    ab_concurrent_cursor_init(base, build, &datetime_cursor_ops);
    if (!ab_cursor_settings_read(build, component, given->catalog_cursor_field, &base->settings,
                                 error) ||
        !ab_request_option_check(o->start_time_option, error) ||
        !ab_request_option_check(o->end_time_option, error) ||
        !ab_concurrent_cursor_read_state(base, given->state, error) ||
        !ab_cursor_settings_lowest(&base->settings, base->state.start, &self->lowest, error)) {
        ab_cursor_fault(error);
        return NULL;
    }
    ab_cursor_describe(&base->base, base->settings.cursor_field,
                       o->allow_catalog_defined_cursor_field);
    base->options = (ab_window_options){o->start_time_option, o->end_time_option,
                                        base->settings.start_field, base->settings.end_field};
    return self;
}

#define AT(member) AB_AT(ab_datetime_cursor_options, member)
static const ab_field datetime_based_cursor_fields[] = {
    {"clamping", AB_FIELD_CHILD, AT(clamping), .of = "Clamping",
     .help = "Moves the windows to whole days, weeks or months."},
    {"cursor_field", AB_FIELD_TEMPLATE, AT(cursor_field), .flags = AB_FIELD_REQUIRED,
     .help = "The records' field, at their top level, by which the stream goes on."},
    {"allow_catalog_defined_cursor_field", AB_FIELD_BOOL, AT(allow_catalog_defined_cursor_field),
     .help = "Lets the configured catalog name another cursor field."},
    {"cursor_datetime_formats", AB_FIELD_STRINGS, AT(cursor_datetime_formats),
     .help = "Formats that records and states may have, tried in this order before "
             "`datetime_format`."},
    {"start_datetime", AB_FIELD_CHILD, AT(start_datetime), .flags = AB_FIELD_REQUIRED,
     .of = "MinMaxDatetime", .takes = AB_TAKES_OBJECT, .help = "Where the first sync begins."},
    {"start_datetime", AB_FIELD_TEMPLATE, AT(start_datetime_text), .flags = AB_FIELD_REQUIRED,
     .takes = AB_TAKES_STRING, .help = "Where the first sync begins, in `datetime_format`."},
    {"start_time_option", AB_FIELD_CHILD, AT(start_time_option), .of = "RequestOption",
     .help = "Where requests say the start of their window."},
    {"end_datetime", AB_FIELD_CHILD, AT(end_datetime), .of = "MinMaxDatetime",
     .takes = AB_TAKES_OBJECT, .help = "Where syncs end; now where it is left out."},
    {"end_datetime", AB_FIELD_TEMPLATE, AT(end_datetime_text), .takes = AB_TAKES_STRING,
     .help = "Where syncs end, in `datetime_format`; now where it is left out."},
    {"end_time_option", AB_FIELD_CHILD, AT(end_time_option), .of = "RequestOption",
     .help = "Where requests say the end of their window."},
    {"datetime_format", AB_FIELD_STRING, AT(datetime_format), .flags = AB_FIELD_REQUIRED,
     .help = "The format of windows and states, as strftime's, or %s, %ms and their kin."},
    {"cursor_granularity", AB_FIELD_STRING, AT(cursor_granularity),
     .help = "The smallest difference that the API tells apart, as a duration; it keeps windows "
             "from overlapping. Needed with `step`."},
    {"is_data_feed", AB_FIELD_BOOL, AT(is_data_feed),
     .help = "The API gives the newest records first: stop at the first page that holds none that "
             "are new."},
    {"is_client_side_incremental", AB_FIELD_BOOL, AT(is_client_side_incremental),
     .help = "The API cannot filter: drop the records that an earlier sync has had."},
    {"is_compare_strictly", AB_FIELD_BOOL, AT(is_compare_strictly),
     .help = "Leaves out windows that start where they end."},
    {"global_substream_cursor", AB_FIELD_BOOL, AT(global_substream_cursor),
     .help = "One state for all partitions instead of one for each."},
    {"lookback_window", AB_FIELD_TEMPLATE, AT(lookback_window),
     .help = "How far before the state a sync begins, as a duration."},
    {"partition_field_end", AB_FIELD_TEMPLATE, AT(partition_field_end),
     .help = "The slice's field for the end of its window; `end_time` where it is left out."},
    {"partition_field_start", AB_FIELD_TEMPLATE, AT(partition_field_start),
     .help = "The slice's field for the start of its window; `start_time` where it is left out."},
    {"step", AB_FIELD_TEMPLATE, AT(step),
     .help = "The length of a window, as a duration; one window where it is left out."},
    {0},
};
#undef AT

const ab_component_type ab_component_datetime_based_cursor = {
    .name = "DatetimeBasedCursor",
    .family = AB_FAMILY_CURSOR,
    .fields = datetime_based_cursor_fields,
    .options_size = sizeof(ab_datetime_cursor_options),
    .build = build_cursor,
    .help = "Reads a stream by windows of time and goes on where the last sync ended.",
};
