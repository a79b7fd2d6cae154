/* Clamping: windows that begin and end with a day, a week or a month. */
#include "declarative/cursors/settings.h"

static ab_datetime midnight(const ab_datetime *t)
{
    ab_datetime start = *t;
    start.hour = start.minute = start.second = start.microsecond = 0;
    return start;
}

static bool add_days(const ab_datetime *t, int64_t days, ab_datetime *out, ab_error *error)
{
    ab_timedelta delta;
    return ab_timedelta_from_days(days, &delta, error) && ab_datetime_add(t, delta, out, error);
}

static bool clamp_day(const ab_datetime *t, bool ceiling, ab_datetime *out, ab_error *error)
{
    *out = midnight(t);
    return !ceiling || ab_datetime_compare(out, t) == 0 || add_days(out, 1, out, error);
}

static bool clamp_week(const ab_datetime *t, int weekday, bool ceiling, ab_datetime *out,
                       ab_error *error)
{
    int days = (weekday - ab_date_weekday(t->year, t->month, t->day) + 7) % 7;
    ab_datetime start = midnight(t);
    return add_days(&start, ceiling || !days ? days : days - 7, out, error);
}

static bool clamp_month(const ab_datetime *t, bool ceiling, ab_datetime *out, ab_error *error)
{
    *out = midnight(t);
    if (t->day == 1) {
        return true;
    }
    out->day = 1;
    if (ceiling) {
        out->year += t->month == 12;
        out->month = t->month % 12 + 1;
    }
    return ab_datetime_check(out, error);
}

static bool clamp_to(const ab_clamp *clamp, const ab_datetime *t, bool ceiling, ab_datetime *out,
                     ab_error *error)
{
    switch (clamp->unit) {
    case AB_CLAMP_DAY:
        return clamp_day(t, ceiling, out, error);
    case AB_CLAMP_WEEK:
        return clamp_week(t, clamp->weekday, ceiling, out, error);
    case AB_CLAMP_MONTH:
        return clamp_month(t, ceiling, out, error);
    case AB_CLAMP_NONE:
        break;
    }
    *out = *t;
    return true;
}

bool ab_clamp_floor(const ab_clamp *clamp, const ab_datetime *t, ab_datetime *out, ab_error *error)
{
    return clamp_to(clamp, t, false, out, error);
}

bool ab_clamp_ceiling(const ab_clamp *clamp, const ab_datetime *t, ab_datetime *out,
                      ab_error *error)
{
    return clamp_to(clamp, t, true, out, error);
}

static bool read_weekday(const ab_value *details, int *weekday, ab_error *error)
{
    static const char *const names[] = {"MONDAY", "TUESDAY",  "WEDNESDAY", "THURSDAY",
                                        "FRIDAY", "SATURDAY", "SUNDAY"};
    const ab_value *given = ab_get(details, "weekday");
    if (!given) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Given WEEK clamping, weekday needs to be provided as target_details");
    }
    for (int i = 0; i < 7; i++) {
        if (ab_str_is(ab_text(given), names[i])) {
            *weekday = i;
            return true;
        }
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "Unknown weekday %.*s", AB_STR_ARG(ab_text(given)));
}

bool ab_clamp_read(const ab_component *clamping, const ab_scope *scope, ab_clamp *out,
                   ab_error *error)
{
    const ab_clamping_options *o = clamping->options;
    ab_str target;
    if (!ab_scope_text(scope, o->target, clamping->parameters, &target, error)) {
        return false;
    }
    *out = (ab_clamp){0};
    if (ab_str_is(target, "DAY")) {
        out->unit = AB_CLAMP_DAY;
    } else if (ab_str_is(target, "WEEK")) {
        out->unit = AB_CLAMP_WEEK;
        return read_weekday(o->target_details, &out->weekday, error);
    } else if (ab_str_is(target, "MONTH")) {
        out->unit = AB_CLAMP_MONTH;
    } else {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Invalid clamping target %.*s, expected DAY, WEEK, MONTH",
                            AB_STR_ARG(target));
    }
    return true;
}

static const ab_field clamping_fields[] = {
    {"target", AB_FIELD_TEMPLATE, AB_AT(ab_clamping_options, target), .flags = AB_FIELD_REQUIRED,
     .help = "DAY, WEEK or MONTH: the period whose start every window is moved to."},
    {"target_details", AB_FIELD_JSON, AB_AT(ab_clamping_options, target_details),
     .takes = AB_TAKES_OBJECT,
     .help = "For WEEK, `weekday`: the day that weeks start with (MONDAY to SUNDAY)."},
    {0},
};

const ab_component_type ab_component_clamping = {
    .name = "Clamping",
    .family = AB_FAMILY_NONE,
    .fields = clamping_fields,
    .options_size = sizeof(ab_clamping_options),
    .untyped = true,
    .help = "Moves the windows of a cursor to whole days, weeks or months.",
};
