/* A DatetimeBasedCursor with its templates evaluated: what does not change during a sync. */
#ifndef AB_DECLARATIVE_CURSORS_SETTINGS_H
#define AB_DECLARATIVE_CURSORS_SETTINGS_H

#include "declarative/component.h"
#include "declarative/cursors/point.h"
#include "declarative/env.h"

/* Options of the component DatetimeBasedCursor. */
typedef struct ab_datetime_cursor_options {
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
} ab_datetime_cursor_options;
/* The type that has these options. */
extern const ab_component_type ab_component_datetime_based_cursor;
/* Options of MinMaxDatetime. */
typedef struct ab_min_max_datetime_options {
    const ab_template *datetime;
    ab_str datetime_format;
    const ab_template *max_datetime;
    const ab_template *min_datetime;
} ab_min_max_datetime_options;
/* Options of Clamping. */
typedef struct ab_clamping_options {
    const ab_template *target;
    const ab_value *target_details;
} ab_clamping_options;

/* A date that the manifest names: a text, or a MinMaxDatetime. */
typedef struct ab_date_source {
    const ab_template *datetime; /* NULL: now */
    const ab_template *min;
    const ab_template *max;
    const ab_value *parameters;
    const ab_datetime_format *format;
} ab_date_source;
bool ab_date_source_eval(const ab_date_source *source, ab_env *env, ab_datetime *out,
                         ab_error *error);

typedef enum ab_clamp_unit {
    AB_CLAMP_NONE,
    AB_CLAMP_DAY,
    AB_CLAMP_WEEK,
    AB_CLAMP_MONTH,
} ab_clamp_unit;
typedef struct ab_clamp {
    ab_clamp_unit unit;
    int weekday; /* of WEEK: 0 Monday to 6 Sunday */
} ab_clamp;
/* To the start of the unit: of this one (floor), or the next one unless `t` is a start itself. */
bool ab_clamp_floor(const ab_clamp *clamp, const ab_datetime *t, ab_datetime *out, ab_error *error);
bool ab_clamp_ceiling(const ab_clamp *clamp, const ab_datetime *t, ab_datetime *out,
                      ab_error *error);
/* By the component's target and details. */
bool ab_clamp_read(const ab_component *clamping, const ab_scope *scope, ab_clamp *out,
                   ab_error *error);

/* Immutable but for end_cache, which is atomic. */
typedef struct ab_cursor_settings {
    ab_env *env;
    ab_str stream;
    ab_str cursor_field;
    ab_str start_field; /* of slices */
    ab_str end_field;
    ab_point_format format;
    bool has_start; /* IncrementingCountCursor and DatetimeBasedCursor always have one */
    ab_point start;
    ab_date_source end;
    ab_clamp clamp;
    ab_duration end_unit; /* taken off the clamped end */
    bool has_granularity; /* and it is not zero */
    ab_duration granularity;
    bool has_step;     /* the manifest gives one; else a step ends with the sync */
    bool step_is_zero; /* ranges are not cut */
    ab_duration step;
    bool has_lookback; /* and it is not zero */
    ab_duration lookback;
    bool is_compare_strictly;
    _Atomic int64_t end_cache; /* the latest end that was evaluated, for ab_settings_includes */
} ab_cursor_settings;

/* Evaluates the component's templates with the newest config. `catalog_field` (may be empty) is
 * the configured stream's cursor field, which counts where the component allows it. Everything
 * lies in build->arena. Errors are those of the CDK's factory. */
bool ab_cursor_settings_read(ab_build *build, const ab_component *component, ab_str catalog_field,
                             ab_cursor_settings *out, ab_error *error);
/* The end of the sync as of now, clamped. Thread-safe. */
bool ab_cursor_settings_end(const ab_cursor_settings *settings, ab_datetime *out, ab_error *error);
/* t minus the lookback window; t where there is none. */
bool ab_cursor_settings_look_back(const ab_cursor_settings *settings, const ab_datetime *t,
                                  ab_datetime *out, ab_error *error);
/* The least value that a sync which began at `start` keeps (_lowest_cursor_value_to_sync). */
bool ab_cursor_settings_lowest(const ab_cursor_settings *settings, ab_point start, ab_point *out,
                               ab_error *error);
/* Whether a record's value lies between `lowest` and the end. Thread-safe. */
bool ab_cursor_settings_includes(ab_cursor_settings *settings, ab_point lowest, ab_point value,
                                 bool *out, ab_error *error);

/* Dates and durations report config_errors; what goes wrong with a cursor is a system_error in the
 * CDK. Returns false. */
static inline bool ab_cursor_fault(ab_error *error)
{
    if (ab_error_is_set(error) && error->kind == AB_ERROR_CONFIG) {
        error->kind = AB_ERROR_SYSTEM;
    }
    return false;
}

#endif
