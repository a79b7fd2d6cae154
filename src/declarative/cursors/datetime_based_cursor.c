/* DatetimeBasedCursor. */
#include "declarative/cursors/cursor.h"

typedef struct datetime_based_cursor {
    const ab_component *clamping;
    const ab_template *cursor_field;
    bool allow_catalog_defined_cursor_field;
    ab_strings cursor_datetime_formats;
    const ab_component *start_datetime;
    const ab_template *start_datetime_text;
    const ab_component *start_time_option;
    const ab_component *end_datetime;
    const ab_template *end_datetime_text;
    const ab_component *end_time_option;
    ab_str datetime_format;
    ab_str cursor_granularity;
    bool is_data_feed;
    bool is_client_side_incremental;
    bool is_compare_strictly;
    bool global_substream_cursor;
    const ab_template *lookback_window;
    const ab_template *partition_field_end;
    const ab_template *partition_field_start;
    const ab_template *step;
} datetime_based_cursor;

static const ab_field datetime_based_cursor_fields[] = {
    {"clamping", AB_FIELD_CHILD, AB_AT(datetime_based_cursor, clamping), .of = "Clamping"},
    {"cursor_field", AB_FIELD_TEMPLATE, AB_AT(datetime_based_cursor, cursor_field),
     .flags = AB_FIELD_REQUIRED},
    {"allow_catalog_defined_cursor_field", AB_FIELD_BOOL,
     AB_AT(datetime_based_cursor, allow_catalog_defined_cursor_field)},
    {"cursor_datetime_formats", AB_FIELD_STRINGS,
     AB_AT(datetime_based_cursor, cursor_datetime_formats)},
    {"start_datetime", AB_FIELD_CHILD, AB_AT(datetime_based_cursor, start_datetime),
     .flags = AB_FIELD_REQUIRED, .of = "MinMaxDatetime", .takes = AB_TAKES_OBJECT},
    {"start_datetime", AB_FIELD_TEMPLATE, AB_AT(datetime_based_cursor, start_datetime_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING},
    {"start_time_option", AB_FIELD_CHILD, AB_AT(datetime_based_cursor, start_time_option),
     .of = "RequestOption"},
    {"end_datetime", AB_FIELD_CHILD, AB_AT(datetime_based_cursor, end_datetime),
     .of = "MinMaxDatetime", .takes = AB_TAKES_OBJECT},
    {"end_datetime", AB_FIELD_TEMPLATE, AB_AT(datetime_based_cursor, end_datetime_text),
     .takes = AB_TAKES_STRING},
    {"end_time_option", AB_FIELD_CHILD, AB_AT(datetime_based_cursor, end_time_option),
     .of = "RequestOption"},
    {"datetime_format", AB_FIELD_STRING, AB_AT(datetime_based_cursor, datetime_format),
     .flags = AB_FIELD_REQUIRED},
    {"cursor_granularity", AB_FIELD_STRING, AB_AT(datetime_based_cursor, cursor_granularity)},
    {"is_data_feed", AB_FIELD_BOOL, AB_AT(datetime_based_cursor, is_data_feed)},
    {"is_client_side_incremental", AB_FIELD_BOOL,
     AB_AT(datetime_based_cursor, is_client_side_incremental)},
    {"is_compare_strictly", AB_FIELD_BOOL, AB_AT(datetime_based_cursor, is_compare_strictly)},
    {"global_substream_cursor", AB_FIELD_BOOL,
     AB_AT(datetime_based_cursor, global_substream_cursor)},
    {"lookback_window", AB_FIELD_TEMPLATE, AB_AT(datetime_based_cursor, lookback_window)},
    {"partition_field_end", AB_FIELD_TEMPLATE, AB_AT(datetime_based_cursor, partition_field_end)},
    {"partition_field_start", AB_FIELD_TEMPLATE,
     AB_AT(datetime_based_cursor, partition_field_start)},
    {"step", AB_FIELD_TEMPLATE, AB_AT(datetime_based_cursor, step)},
    {0},
};

const ab_component_type ab_component_datetime_based_cursor = {
    .name = "DatetimeBasedCursor",
    .family = AB_FAMILY_CURSOR,
    .fields = datetime_based_cursor_fields,
    .options_size = sizeof(datetime_based_cursor),
};
