/* Methods and attributes of datetime and date. */
#include "template/builtins/method_datetime.h"

#include <stdlib.h>

#include "datetime/format.h"
#include "datetime/iso.h"
#include "datetime/zone.h"

#include <math.h>

static const ab_datetime *self_time(const ab_py_call *c)
{
    return &ab_py_date_of(c->self)->t;
}

#define FIELD(field)                                                                               \
    static bool dt_##field(ab_py *p, const ab_py_call *c, ab_value *out)                           \
    {                                                                                              \
        (void)p;                                                                                   \
        *out = ab_value_int(self_time(c)->field);                                                  \
        return true;                                                                               \
    }
FIELD(year)
FIELD(month)
FIELD(day)
FIELD(hour)
FIELD(minute)
FIELD(second)
FIELD(microsecond)

static bool dt_fold(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_value_int(ab_py_date_of(c->self)->fold);
    return true;
}

static bool dt_tzinfo(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_py_date *d = ab_py_date_of(c->self);
    if (!d->t.has_offset) {
        *out = ab_value_null();
        return true;
    }
    ab_py_tzinfo *zone = AB_ARENA_NEW(p->arena, ab_py_tzinfo);
    zone->kind = d->zone;
    zone->offset_us = d->t.utc_offset_us;
    *out = ab_py_ext(PY_TZINFO, zone);
    return true;
}

static bool dt_date(ab_py *p, const ab_py_call *c, ab_value *out)
{
    *out = ab_py_date_new(p, PY_DATE, self_time(c), PY_ZONE_NONE);
    return true;
}

static bool time_part(ab_py *p, const ab_py_call *c, bool zone, ab_value *out)
{
    ab_datetime t = *self_time(c);
    t.has_offset = t.has_offset && zone;
    *out = ab_py_date_new(p, PY_TIME, &t, ab_py_date_of(c->self)->zone);
    return true;
}

static bool dt_time(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return time_part(p, c, false, out);
}
static bool dt_timetz(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return time_part(p, c, true, out);
}

/* A naive time counts as local; that is what $TZ says. */
static void set_local_offset(ab_datetime *t)
{
    if (t->has_offset) {
        return;
    }
    ab_zone_info info = ab_zone_at_local(ab_zone_local(), ab_datetime_epoch_us(t) / 1000000);
    t->has_offset = true;
    t->utc_offset_us = info.utc_offset * 1000000LL;
}

static bool dt_timestamp(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = *self_time(c);
    (void)p;
    set_local_offset(&t);
    *out = ab_value_real(ab_datetime_timestamp(&t));
    return true;
}

static bool dt_astimezone(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = *self_time(c);
    ab_error error = {0};
    ab_py_zone_kind kind = PY_ZONE_TIMEZONE;
    set_local_offset(&t);
    if (ab_py_arg_none(c->argv[0])) {
        if (!ab_zone_convert(ab_zone_local(), &t, &t, &error)) {
            return ab_py_date_error(p, &error);
        }
    } else if (ab_py_type_of(c->argv[0]) == PY_TZINFO) {
        const ab_py_tzinfo *zone = c->argv[0]->ext.data;
        kind = zone->kind;
        if (!ab_datetime_at_offset(&t, zone->offset_us, &t, &error)) {
            return ab_py_date_error(p, &error);
        }
    } else {
        return ab_py_raise(p, PY_TYPE_ERROR, "tz argument must be an instance of tzinfo");
    }
    *out = ab_py_date_new(p, PY_DATETIME, &t, kind);
    return true;
}

static const struct {
    const char *name;
    int digits; /* of the fraction; -1 hours, -2 minutes, -3 automatic */
} timespecs[] = {{"auto", -3},   {"hours", -1},       {"minutes", -2},
                 {"seconds", 0}, {"milliseconds", 3}, {"microseconds", 6}};

bool ab_py_time_isoformat(ab_py *p, const ab_datetime *t, const ab_value *timespec, ab_buf *buf)
{
    ab_str name = AB_STR("auto");
    int digits = -9;
    if (timespec && !ab_py_arg_str(p, timespec, &name)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(timespecs) / sizeof(timespecs[0]); i++) {
        digits = ab_str_is(name, timespecs[i].name) ? timespecs[i].digits : digits;
    }
    if (digits == -9) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Unknown timespec value");
    }
    if (digits == -3) {
        digits = t->microsecond ? 6 : 0;
    }
    ab_buf_printf(buf, "%02d", t->hour);
    if (digits != -1) {
        ab_buf_printf(buf, ":%02d", t->minute);
    }
    if (digits >= 0) {
        ab_buf_printf(buf, ":%02d", t->second);
    }
    if (digits > 0) {
        ab_buf_printf(buf, digits == 3 ? ".%03d" : ".%06d",
                      digits == 3 ? t->microsecond / 1000 : t->microsecond);
    }
    if (t->has_offset) {
        int64_t seconds = llabs(t->utc_offset_us) / 1000000;
        ab_buf_printf(buf, "%c%02d:%02d", t->utc_offset_us < 0 ? '-' : '+', (int)(seconds / 3600),
                      (int)(seconds / 60 % 60));
        if (seconds % 60) {
            ab_buf_printf(buf, ":%02d", (int)(seconds % 60));
        }
    }
    return true;
}

static bool dt_isoformat(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str separator = AB_STR("T");
    const ab_datetime *t = self_time(c);
    if (c->argv[0] && (!ab_py_text(c->argv[0], &separator) || ab_text_length(separator) != 1)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "isoformat() argument 1 must be a unicode character");
    }
    ab_buf *buf = ab_py_buf(p);
    ab_buf_printf(buf, "%04d-%02d-%02d", t->year, t->month, t->day);
    ab_buf_add_str(buf, separator);
    return ab_py_time_isoformat(p, t, c->argv[1], buf) && ab_py_buf_value(p, buf, out);
}

static bool date_isoformat(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_datetime *t = self_time(c);
    *out = ab_value_str(ab_arena_printf(p->arena, "%04d-%02d-%02d", t->year, t->month, t->day));
    return true;
}

static ab_value tuple_of(ab_py *p, const int64_t *values, size_t n, const ab_py_field_names *fields)
{
    ab_value *items = AB_ARENA_ARRAY(p->arena, ab_value, n);
    for (size_t i = 0; i < n; i++) {
        items[i] = ab_value_int(values[i]);
    }
    ab_value v = ab_py_tuple_new(p, items, n);
    ((ab_py_seq *)v.ext.data)->fields = fields;
    return v;
}

static bool dt_isocalendar(ab_py *p, const ab_py_call *c, ab_value *out)
{
    static const char *const names[] = {"year", "week", "weekday", NULL};
    static const ab_py_field_names fields = {"datetime.IsoCalendarDate", names, true};
    const ab_datetime *t = self_time(c);
    int32_t year;
    int32_t week;
    ab_date_iso_week(t->year, t->month, t->day, &year, &week);
    int64_t values[] = {year, week, ab_date_weekday(t->year, t->month, t->day) + 1};
    *out = tuple_of(p, values, 3, &fields);
    return true;
}

static ab_value struct_time(ab_py *p, const ab_datetime *t, int dst)
{
    static const char *const names[] = {"tm_year", "tm_mon",  "tm_mday", "tm_hour",  "tm_min",
                                        "tm_sec",  "tm_wday", "tm_yday", "tm_isdst", NULL};
    static const ab_py_field_names fields = {"time.struct_time", names, true};
    int64_t values[] = {t->year,
                        t->month,
                        t->day,
                        t->hour,
                        t->minute,
                        t->second,
                        ab_date_weekday(t->year, t->month, t->day),
                        ab_date_year_day(t->year, t->month, t->day),
                        dst};
    return tuple_of(p, values, 9, &fields);
}

static bool dt_timetuple(ab_py *p, const ab_py_call *c, ab_value *out)
{
    bool utc = ab_py_date_of(c->self)->zone == PY_ZONE_PYTZ_UTC;
    *out = struct_time(p, self_time(c), utc ? 0 : -1);
    return true;
}

static bool dt_utctimetuple(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t;
    ab_error error = {0};
    if (!ab_datetime_to_utc(self_time(c), &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = struct_time(p, &t, 0);
    return true;
}

static bool dt_weekday(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_datetime *t = self_time(c);
    (void)p;
    *out = ab_value_int(ab_date_weekday(t->year, t->month, t->day));
    return true;
}

static bool dt_isoweekday(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_datetime *t = self_time(c);
    (void)p;
    *out = ab_value_int(ab_date_weekday(t->year, t->month, t->day) + 1);
    return true;
}

/* Days from 0001-01-01, which is day 1, to 1970-01-01. */
static bool dt_toordinal(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_datetime *t = self_time(c);
    (void)p;
    *out = ab_value_int(ab_days_from_date(t->year, t->month, t->day) + EPOCH_ORDINAL);
    return true;
}

static bool dt_utcoffset(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_datetime *t = self_time(c);
    ab_timedelta delta;
    *out = ab_value_null();
    if (t->has_offset && ab_timedelta_from_us(t->utc_offset_us, &delta, NULL)) {
        *out = ab_py_timedelta_new(p, delta);
    }
    return true;
}

static bool dt_tzname(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_datetime *t = self_time(c);
    *out = t->has_offset ? ab_value_str(ab_datetime_zone_name(t, p->arena)) : ab_value_null();
    return true;
}

static bool dt_dst(ab_py *p, const ab_py_call *c, ab_value *out)
{
    bool utc = ab_py_date_of(c->self)->zone == PY_ZONE_PYTZ_UTC;
    *out = utc ? ab_py_timedelta_new(p, (ab_timedelta){0}) : ab_value_null();
    return true;
}

static bool dt_ctime(ab_py *p, const ab_py_call *c, ab_value *out)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const ab_datetime *t = self_time(c);
    *out = ab_value_str(ab_arena_printf(
        p->arena, "%s %s %2d %02d:%02d:%02d %04d", days[ab_date_weekday(t->year, t->month, t->day)],
        months[t->month - 1], t->day, t->hour, t->minute, t->second, t->year));
    return true;
}

static bool dt_strftime(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str format;
    if (!ab_py_text(c->argv[0], &format)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strftime() argument 1 must be str, not %s",
                           ab_py_type_name(c->argv[0]));
    }
    ab_buf *buf = ab_py_buf(p);
    return ab_py_date_format(p, c->self, format, buf) && ab_py_buf_value(p, buf, out);
}

bool ab_py_date_field(ab_py *p, const ab_value *v, int32_t *field)
{
    int64_t n;
    if (!v) {
        return true;
    }
    if (!ab_py_index(p, v, &n)) {
        return false;
    }
    if (n < INT32_MIN || n > INT32_MAX) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    *field = (int32_t)n;
    return true;
}

/* The parameter tzinfo: None, or a zone. */
bool ab_py_zone_argument(ab_py *p, const ab_value *v, ab_datetime *t, ab_py_zone_kind *zone)
{
    if (!v) {
        return true;
    }
    t->has_offset = v->kind != AB_NULL;
    t->zone[0] = '\0';
    *zone = PY_ZONE_NONE;
    if (t->has_offset) {
        if (ab_py_type_of(v) != PY_TZINFO) {
            return ab_py_raise(
                p, PY_TYPE_ERROR,
                "tzinfo argument must be None or of a tzinfo subclass, not type '%s'",
                ab_py_type_name(v));
        }
        const ab_py_tzinfo *z = v->ext.data;
        *zone = z->kind;
        t->utc_offset_us = z->offset_us;
    }
    return true;
}

static bool dt_replace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = *self_time(c);
    ab_error error = {0};
    ab_py_zone_kind zone = ab_py_date_of(c->self)->zone;
    int32_t *const fields[] = {&t.year,   &t.month,  &t.day,        &t.hour,
                               &t.minute, &t.second, &t.microsecond};
    for (size_t i = 0; i < 7; i++) {
        if (!ab_py_date_field(p, c->argv[i], fields[i])) {
            return false;
        }
    }
    if (!ab_py_zone_argument(p, c->argv[7], &t, &zone)) {
        return false;
    }
    if (!ab_datetime_check(&t, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_date_new(p, PY_DATETIME, &t, zone);
    return true;
}

static bool date_replace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = *self_time(c);
    ab_error error = {0};
    if (!ab_py_date_field(p, c->argv[0], &t.year) || !ab_py_date_field(p, c->argv[1], &t.month) ||
        !ab_py_date_field(p, c->argv[2], &t.day)) {
        return false;
    }
    if (!ab_datetime_check(&t, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_date_new(p, PY_DATE, &t, PY_ZONE_NONE);
    return true;
}

static const ab_py_builtin datetime_rows[] = {
    {"astimezone", dt_astimezone, 0, 1, 0, "tz", "The same instant in another zone."},
    {"combine", ab_py_dt_combine, 2, 3, PY_CLASS_METHOD, "date,time,tzinfo",
     "A datetime of a date and a time."},
    {"date", dt_date, 0, 0, 0, "", "The date."},
    {"dst", dt_dst, 0, 0, 0, "", "The daylight saving offset."},
    {"fold", dt_fold, 0, 0, PY_PROPERTY, "", "0, or 1 for the second of two equal local times."},
    {"hour", dt_hour, 0, 0, PY_PROPERTY, "", "0 to 23."},
    {"isoformat", dt_isoformat, 0, 2, 0, "sep,timespec", "ISO 8601 text."},
    {"microsecond", dt_microsecond, 0, 0, PY_PROPERTY, "", "0 to 999999."},
    {"minute", dt_minute, 0, 0, PY_PROPERTY, "", "0 to 59."},
    {"now", ab_py_dt_now, 0, 1, PY_CLASS_METHOD, "tz", "The time now."},
    {"replace", dt_replace, 0, 8, 0, "year,month,day,hour,minute,second,microsecond,tzinfo",
     "With other fields."},
    {"second", dt_second, 0, 0, PY_PROPERTY, "", "0 to 59."},
    {"strptime", ab_py_dt_strptime, 2, 2, PY_CLASS_METHOD, "-",
     "A datetime from text by a format."},
    {"time", dt_time, 0, 0, 0, "", "The time of day."},
    {"timestamp", dt_timestamp, 0, 0, 0, "", "Seconds since 1970."},
    {"timetz", dt_timetz, 0, 0, 0, "", "The time of day with its zone."},
    {"tzinfo", dt_tzinfo, 0, 0, PY_PROPERTY, "", "The zone."},
    {"tzname", dt_tzname, 0, 0, 0, "", "The zone's name."},
    {"utcfromtimestamp", ab_py_dt_utcfromtimestamp, 1, 1, PY_CLASS_METHOD, "-",
     "A naive datetime of seconds since 1970."},
    {"utcnow", ab_py_dt_utcnow, 0, 0, PY_CLASS_METHOD, "", "The time now, naive."},
    {"utcoffset", dt_utcoffset, 0, 0, 0, "", "The offset from UTC."},
    {"utctimetuple", dt_utctimetuple, 0, 0, 0, "", "A struct_time in UTC."},
};
const ab_py_table ab_py_datetime_methods = PY_TABLE(datetime_rows, "datetime");

static const ab_py_builtin date_rows[] = {
    {"ctime", dt_ctime, 0, 0, 0, "", "As C's ctime: Mon Jan  1 00:00:00 2024."},
    {"day", dt_day, 0, 0, PY_PROPERTY, "", "1 to 31."},
    {"fromisocalendar", ab_py_dt_fromisocalendar, 3, 3, PY_CLASS_METHOD, "year,week,day",
     "The day of an ISO week."},
    {"fromisoformat", ab_py_dt_fromisoformat, 1, 1, PY_CLASS_METHOD, "-", "From ISO 8601 text."},
    {"fromordinal", ab_py_dt_fromordinal, 1, 1, PY_CLASS_METHOD, "-",
     "The day of that number, 0001-01-01 being 1."},
    {"fromtimestamp", ab_py_dt_fromtimestamp, 1, 2, PY_CLASS_METHOD, "timestamp,tz",
     "Of seconds since 1970."},
    {"isocalendar", dt_isocalendar, 0, 0, 0, "", "ISO year, week and weekday."},
    {"isoformat", date_isoformat, 0, 0, 0, "", "ISO 8601 text."},
    {"isoweekday", dt_isoweekday, 0, 0, 0, "", "1 Monday to 7 Sunday."},
    {"max", ab_py_dt_max, 0, 0, PY_PROPERTY, "", "The last one there is."},
    {"min", ab_py_dt_min, 0, 0, PY_PROPERTY, "", "The first one there is."},
    {"month", dt_month, 0, 0, PY_PROPERTY, "", "1 to 12."},
    {"replace", date_replace, 0, 3, 0, "year,month,day", "With other fields."},
    {"resolution", ab_py_dt_resolution, 0, 0, PY_PROPERTY, "", "The smallest difference."},
    {"strftime", dt_strftime, 1, 1, 0, "format", "Text by a format."},
    {"timetuple", dt_timetuple, 0, 0, 0, "", "A struct_time."},
    {"today", ab_py_dt_today, 0, 0, PY_CLASS_METHOD, "", "Today."},
    {"toordinal", dt_toordinal, 0, 0, 0, "", "The number of the day, 0001-01-01 being 1."},
    {"weekday", dt_weekday, 0, 0, 0, "", "0 Monday to 6 Sunday."},
    {"year", dt_year, 0, 0, PY_PROPERTY, "", "1 to 9999."},
};
const ab_py_table ab_py_date_methods = PY_TABLE(date_rows, "date and datetime");
