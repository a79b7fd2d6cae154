/* Class methods and attributes of datetime and date. */
#include "template/builtins/method_datetime.h"

#include "datetime/format.h"
#include "datetime/iso.h"
#include "datetime/zone.h"

#include <math.h>
#include <stdlib.h>

static ab_value made(ab_py *p, const ab_py_call *c, const ab_datetime *t, ab_py_zone_kind zone)
{
    return ab_py_date_new(p, ab_py_type_of(c->self), t, zone);
}

static bool from_seconds(ab_py *p, const ab_py_call *c, bool local, ab_value *out)
{
    ab_datetime t;
    ab_error error = {0};
    if (!ab_py_is_number(c->argv[0])) {
        return ab_py_raise(p, PY_TYPE_ERROR, "an integer is required (got type %s)",
                           ab_py_type_name(c->argv[0]));
    }
    if (!ab_datetime_from_timestamp(ab_value_double(c->argv[0]), &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    ab_py_zone_kind zone = PY_ZONE_NONE;
    if (local && !ab_py_arg_none(c->argv[1])) {
        if (!ab_py_zone_argument(p, c->argv[1], &t, &zone) ||
            !ab_datetime_from_timestamp(ab_value_double(c->argv[0]), &t, &error) ||
            !ab_datetime_at_offset(&t, ((const ab_py_tzinfo *)c->argv[1]->ext.data)->offset_us, &t,
                                   &error)) {
            return p->exc ? false : ab_py_date_error(p, &error);
        }
        *out = made(p, c, &t, zone);
        return true;
    }
    if (local && !ab_zone_convert(ab_zone_local(), &t, &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    t.has_offset = false;
    *out = made(p, c, &t, zone);
    return true;
}

bool ab_py_dt_fromtimestamp(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return from_seconds(p, c, true, out);
}
bool ab_py_dt_utcfromtimestamp(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return from_seconds(p, c, false, out);
}

bool ab_py_dt_fromisoformat(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_datetime t;
    ab_error error = {0};
    if (!ab_py_text(c->argv[0], &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "fromisoformat: argument must be str");
    }
    if (!ab_datetime_from_isoformat(text, &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    bool is_date = ab_py_type_of(c->self) == PY_DATE;
    if (is_date && text.n > 10) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Invalid isoformat string: '%.*s'", AB_STR_ARG(text));
    }
    *out = made(p, c, &t, PY_ZONE_TIMEZONE);
    return true;
}

bool ab_py_dt_strptime(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_str format;
    ab_datetime t;
    ab_error error = {0};
    if (!ab_py_text(c->argv[0], &text) || !ab_py_text(c->argv[1], &format)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strptime() argument must be str");
    }
    const ab_datetime_format *f = ab_datetime_format_compile(p->arena, format, AB_DATETIME_PYTHON);
    if (!ab_datetime_parse(f, text, &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = made(p, c, &t, PY_ZONE_TIMEZONE);
    return true;
}

bool ab_py_dt_fromordinal(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t n;
    ab_datetime t = {0};
    if (!ab_py_index(p, c->argv[0], &n)) {
        return false;
    }
    if (n < 1 || n > 3652059) {
        return n > INT32_MAX || n < INT32_MIN
                   ? ab_py_raise(p, PY_OVERFLOW_ERROR, "Python int too large to convert to C int")
                   : ab_py_raise(p, PY_VALUE_ERROR, "ordinal must be >= 1");
    }
    ab_date_from_days(n - EPOCH_ORDINAL, &t.year, &t.month, &t.day);
    *out = made(p, c, &t, PY_ZONE_NONE);
    return true;
}

bool ab_py_dt_fromisocalendar(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t year;
    int64_t week;
    int64_t day;
    ab_datetime t = {0};
    if (!ab_py_index(p, c->argv[0], &year) || !ab_py_index(p, c->argv[1], &week) ||
        !ab_py_index(p, c->argv[2], &day)) {
        return false;
    }
    if (year < 1 || year > 9999 || week < 1 || week > 53 || day < 1 || day > 7) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Invalid week, day or year");
    }
    int64_t fourth = ab_days_from_date(year, 1, 4);
    int64_t monday = fourth - ab_date_weekday(year, 1, 4);
    ab_date_from_days(monday + (week - 1) * 7 + day - 1, &t.year, &t.month, &t.day);
    int32_t iso_year;
    int32_t iso_week;
    if (t.year >= 1 && t.year <= 9999) {
        ab_date_iso_week(t.year, t.month, t.day, &iso_year, &iso_week);
    }
    if (t.year < 1 || t.year > 9999 || iso_year != year) {
        return ab_py_raise(p, PY_VALUE_ERROR, "Invalid week: %lld", (long long)week);
    }
    *out = made(p, c, &t, PY_ZONE_NONE);
    return true;
}

bool ab_py_dt_combine(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_type date = ab_py_type_of(c->argv[0]);
    if ((date != PY_DATE && date != PY_DATETIME) || ab_py_type_of(c->argv[1]) != PY_TIME) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "combine() argument 1 must be datetime.date, argument 2 datetime.time");
    }
    ab_datetime t = ab_py_date_of(c->argv[1])->t;
    const ab_datetime *d = &ab_py_date_of(c->argv[0])->t;
    ab_py_zone_kind zone = ab_py_date_of(c->argv[1])->zone;
    t.year = d->year;
    t.month = d->month;
    t.day = d->day;
    if (!ab_py_zone_argument(p, c->argv[2], &t, &zone)) {
        return false;
    }
    *out = ab_py_date_new(p, PY_DATETIME, &t, zone);
    return true;
}

static ab_datetime clock_time(const ab_py *p)
{
    return ab_datetime_now(p->context ? p->context->clock : NULL);
}

bool ab_py_dt_now(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = clock_time(p);
    ab_error error = {0};
    ab_py_zone_kind zone = PY_ZONE_NONE;
    if (!ab_py_arg_none(c->argv[0])) {
        ab_datetime ignored = t;
        if (!ab_py_zone_argument(p, c->argv[0], &ignored, &zone) ||
            !ab_datetime_at_offset(&t, ignored.utc_offset_us, &t, &error)) {
            return p->exc ? false : ab_py_date_error(p, &error);
        }
    } else {
        if (!ab_zone_convert(ab_zone_local(), &t, &t, &error)) {
            return ab_py_date_error(p, &error);
        }
        t.has_offset = false;
    }
    *out = made(p, c, &t, zone);
    return true;
}

bool ab_py_dt_utcnow(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t = clock_time(p);
    t.has_offset = false;
    *out = made(p, c, &t, PY_ZONE_NONE);
    return true;
}

bool ab_py_dt_today(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_call now = {.self = c->self, .raw = c->raw};
    return ab_py_dt_now(p, &now, out);
}

static bool extreme(ab_py *p, const ab_py_call *c, bool last, ab_value *out)
{
    ab_datetime t = {.year = last ? 9999 : 1, .month = last ? 12 : 1, .day = last ? 31 : 1};
    if (last) {
        t.hour = 23;
        t.minute = t.second = 59;
        t.microsecond = 999999;
    }
    *out = made(p, c, &t, PY_ZONE_NONE);
    return true;
}

bool ab_py_dt_min(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return extreme(p, c, false, out);
}
bool ab_py_dt_max(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return extreme(p, c, true, out);
}

bool ab_py_dt_resolution(ab_py *p, const ab_py_call *c, ab_value *out)
{
    bool is_date = ab_py_type_of(c->self) == PY_DATE;
    *out = ab_py_timedelta_new(p, (ab_timedelta){.days = is_date, .microseconds = !is_date});
    return true;
}
