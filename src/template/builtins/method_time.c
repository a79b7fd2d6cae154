/* Methods and attributes of time, timedelta, Duration and zones. */
#include "template/builtins/builtins.h"

#include <stdlib.h>

#include "datetime/iso.h"

static const ab_datetime *self_time(const ab_py_call *c)
{
    return &ab_py_date_of(c->self)->t;
}

#define FIELD(field)                                                                               \
    static bool time_##field(ab_py *p, const ab_py_call *c, ab_value *out)                         \
    {                                                                                              \
        (void)p;                                                                                   \
        *out = ab_value_int(self_time(c)->field);                                                  \
        return true;                                                                               \
    }
FIELD(hour)
FIELD(minute)
FIELD(second)
FIELD(microsecond)

static bool time_isoformat(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_buf *buf = ab_py_buf(p);
    return ab_py_time_isoformat(p, self_time(c), c->argv[0], buf) && ab_py_buf_value(p, buf, out);
}

static bool time_fromisoformat(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_datetime t;
    ab_error error = {0};
    if (!ab_py_text(c->argv[0], &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "fromisoformat: argument must be str");
    }
    text = ab_str_starts(text, AB_STR("T")) ? ab_str_sub(text, 1, text.n) : text;
    ab_str full = ab_arena_printf(p->arena, "2000-01-01T%.*s", AB_STR_ARG(text));
    if (!ab_datetime_from_isoformat(full, &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_date_new(p, PY_TIME, &t, PY_ZONE_TIMEZONE);
    return true;
}

static bool time_replace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = *self_time(c);
    ab_error error = {0};
    ab_py_zone_kind zone = ab_py_date_of(c->self)->zone;
    int32_t *const fields[] = {&t.hour, &t.minute, &t.second, &t.microsecond};
    t.year = 2000;
    t.month = t.day = 1;
    for (size_t i = 0; i < 4; i++) {
        if (!ab_py_date_field(p, c->argv[i], fields[i])) {
            return false;
        }
    }
    if (!ab_py_zone_argument(p, c->argv[4], &t, &zone)) {
        return false;
    }
    if (!ab_datetime_check(&t, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_date_new(p, PY_TIME, &t, zone);
    return true;
}

static bool time_strftime(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str format;
    if (!ab_py_text(c->argv[0], &format)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strftime() argument 1 must be str, not %s",
                           ab_py_type_name(c->argv[0]));
    }
    ab_buf *buf = ab_py_buf(p);
    return ab_py_date_format(p, c->self, format, buf) && ab_py_buf_value(p, buf, out);
}

/* What datetime has by that name, on the time of day. */
static bool as_datetime(ab_py *p, const ab_py_call *c, const char *name, ab_value *out)
{
    ab_value when = *c->self;
    when.ext.type = &ab_py_types[PY_DATETIME];
    const ab_py_builtin *b = ab_py_find_method(PY_DATETIME, ab_str_of(name));
    ab_py_args none = {0};
    return ab_py_call_builtin(p, b, &when, &none, out);
}

static bool time_tzinfo(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return as_datetime(p, c, "tzinfo", out);
}
static bool time_fold(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return as_datetime(p, c, "fold", out);
}
static bool time_utcoffset(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return as_datetime(p, c, "utcoffset", out);
}
static bool time_tzname(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return as_datetime(p, c, "tzname", out);
}
static bool time_dst(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return as_datetime(p, c, "dst", out);
}

static bool time_min(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = {0};
    (void)c;
    *out = ab_py_date_new(p, PY_TIME, &t, PY_ZONE_NONE);
    return true;
}

static bool time_max(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = {.hour = 23, .minute = 59, .second = 59, .microsecond = 999999};
    (void)c;
    *out = ab_py_date_new(p, PY_TIME, &t, PY_ZONE_NONE);
    return true;
}

static bool time_resolution(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)c;
    *out = ab_py_timedelta_new(p, (ab_timedelta){.microseconds = 1});
    return true;
}

static const ab_py_builtin time_rows[] = {
    {"dst", time_dst, 0, 0, 0, "", "The daylight saving offset."},
    {"fold", time_fold, 0, 0, PY_PROPERTY, "", "0 or 1."},
    {"fromisoformat", time_fromisoformat, 1, 1, PY_CLASS_METHOD, "-", "From ISO 8601 text."},
    {"hour", time_hour, 0, 0, PY_PROPERTY, "", "0 to 23."},
    {"isoformat", time_isoformat, 0, 1, 0, "timespec", "ISO 8601 text."},
    {"max", time_max, 0, 0, PY_PROPERTY, "", "The last one of a day."},
    {"microsecond", time_microsecond, 0, 0, PY_PROPERTY, "", "0 to 999999."},
    {"min", time_min, 0, 0, PY_PROPERTY, "", "The first one of a day."},
    {"minute", time_minute, 0, 0, PY_PROPERTY, "", "0 to 59."},
    {"replace", time_replace, 0, 5, 0, "hour,minute,second,microsecond,tzinfo",
     "With other fields."},
    {"resolution", time_resolution, 0, 0, PY_PROPERTY, "", "The smallest difference."},
    {"second", time_second, 0, 0, PY_PROPERTY, "", "0 to 59."},
    {"strftime", time_strftime, 1, 1, 0, "format", "Text by a format."},
    {"tzinfo", time_tzinfo, 0, 0, PY_PROPERTY, "", "The zone."},
    {"tzname", time_tzname, 0, 0, 0, "", "The zone's name."},
    {"utcoffset", time_utcoffset, 0, 0, 0, "", "The offset from UTC."},
};
const ab_py_table ab_py_time_methods = PY_TABLE(time_rows, "time");

/* ---- timedelta ---- */

static const ab_timedelta *self_delta(const ab_py_call *c)
{
    return c->self->ext.data;
}

static bool delta_days(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_value_int(self_delta(c)->days);
    return true;
}

static bool delta_seconds(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_value_int(self_delta(c)->seconds);
    return true;
}

static bool delta_microseconds(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_value_int(self_delta(c)->microseconds);
    return true;
}

static bool delta_total_seconds(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_value_real(ab_timedelta_total_seconds(*self_delta(c)));
    return true;
}

static bool delta_min(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)c;
    *out = ab_py_timedelta_new(p, (ab_timedelta){.days = -999999999});
    return true;
}

static bool delta_max(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)c;
    *out = ab_py_timedelta_new(
        p, (ab_timedelta){.days = 999999999, .seconds = 86399, .microseconds = 999999});
    return true;
}

static const ab_py_builtin delta_rows[] = {
    {"days", delta_days, 0, 0, PY_PROPERTY, "", "Whole days, towards minus infinity."},
    {"max", delta_max, 0, 0, PY_PROPERTY, "", "The longest one there is."},
    {"microseconds", delta_microseconds, 0, 0, PY_PROPERTY, "",
     "0 to 999999, besides days and seconds."},
    {"min", delta_min, 0, 0, PY_PROPERTY, "", "The most negative one there is."},
    {"resolution", time_resolution, 0, 0, PY_PROPERTY, "", "The smallest difference."},
    {"seconds", delta_seconds, 0, 0, PY_PROPERTY, "", "0 to 86399, besides the days."},
    {"total_seconds", delta_total_seconds, 0, 0, 0, "", "All of it in seconds."},
};
const ab_py_table ab_py_timedelta_methods = PY_TABLE(delta_rows, "timedelta");

/* ---- Duration: months and years are decimals in Python and print as such ---- */

static bool decimal(ab_py *p, ab_decimal d, ab_value *out)
{
    ab_str text = ab_decimal_str(d, p->arena);
    *out = ab_value_str(text);
    if (d.scale == 0) {
        return ab_value_from_digits(text, out);
    }
    *out = ab_value_real(strtod(ab_arena_cstr(p->arena, text), NULL));
    return true;
}

static bool duration_months(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return decimal(p, ((const ab_duration *)c->self->ext.data)->months, out);
}

static bool duration_years(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return decimal(p, ((const ab_duration *)c->self->ext.data)->years, out);
}

static bool duration_tdelta(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_timedelta_new(p, ((const ab_duration *)c->self->ext.data)->rest);
    return true;
}

static bool duration_totimedelta(ab_py *p, const ab_py_call *c, ab_value *out)
{
    bool start = !ab_py_arg_none(c->argv[0]);
    bool end = !ab_py_arg_none(c->argv[1]);
    if (start == end) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           start ? "only start or end allowed" : "start or end required");
    }
    const ab_value *base = start ? c->argv[0] : c->argv[1];
    ab_value moved;
    return ab_py_binary(p, start ? PY_OP_ADD : PY_OP_SUB, base, c->self, &moved) &&
           ab_py_binary(p, PY_OP_SUB, start ? &moved : base, start ? base : &moved, out);
}

static const ab_py_builtin duration_rows[] = {
    {"months", duration_months, 0, 0, PY_PROPERTY, "", "The months."},
    {"tdelta", duration_tdelta, 0, 0, PY_PROPERTY, "", "What there is besides years and months."},
    {"totimedelta", duration_totimedelta, 0, 2, 0, "start,end",
     "A timedelta, reckoned from a date."},
    {"years", duration_years, 0, 0, PY_PROPERTY, "", "The years."},
};
const ab_py_table ab_py_duration_methods = PY_TABLE(duration_rows, "Duration");

/* ---- zones ---- */

static bool zone_utcoffset(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_timedelta delta;
    ab_timedelta_from_us(((const ab_py_tzinfo *)c->self->ext.data)->offset_us, &delta, NULL);
    *out = ab_py_timedelta_new(p, delta);
    return true;
}

static bool zone_tzname(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_buf *buf = ab_py_buf(p);
    return ab_py_str(p, c->self, buf) && ab_py_buf_value(p, buf, out);
}

static bool zone_dst(ab_py *p, const ab_py_call *c, ab_value *out)
{
    bool utc = ((const ab_py_tzinfo *)c->self->ext.data)->kind == PY_ZONE_PYTZ_UTC;
    *out = utc ? ab_py_timedelta_new(p, (ab_timedelta){0}) : ab_value_null();
    return true;
}

static const ab_py_builtin zone_rows[] = {
    {"dst", zone_dst, 1, 1, 0, "-", "The daylight saving offset."},
    {"tzname", zone_tzname, 1, 1, 0, "-", "The zone's name."},
    {"utcoffset", zone_utcoffset, 1, 1, 0, "-", "The offset from UTC."},
};
const ab_py_table ab_py_tzinfo_methods = PY_TABLE(zone_rows, "tzinfo");
