/* Dates, times and spans: printing, comparing, arithmetic. */
#include "template/pydate.h"

#include "datetime/format.h"

#include <math.h>

bool ab_py_is_date(ab_py_type t)
{
    return t >= PY_DATETIME && t <= PY_TZINFO;
}

ab_value ab_py_date_new(ab_py *p, ab_py_type type, const ab_datetime *t, ab_py_zone_kind zone)
{
    ab_py_date *d = AB_ARENA_NEW(p->arena, ab_py_date);
    d->t = *t;
    d->zone = t->has_offset ? zone : PY_ZONE_NONE;
    if (type == PY_DATE) {
        d->t.hour = d->t.minute = d->t.second = d->t.microsecond = 0;
        d->t.has_offset = false;
        d->zone = PY_ZONE_NONE;
    }
    return ab_py_ext(type, d);
}

ab_value ab_py_timedelta_new(ab_py *p, ab_timedelta delta)
{
    ab_timedelta *d = AB_ARENA_NEW(p->arena, ab_timedelta);
    *d = delta;
    return ab_py_ext(PY_TIMEDELTA, d);
}

ab_value ab_py_duration_new(ab_py *p, const ab_duration *d)
{
    if (!d->calendar) {
        return ab_py_timedelta_new(p, d->rest);
    }
    ab_duration *copy = AB_ARENA_NEW(p->arena, ab_duration);
    *copy = *d;
    return ab_py_ext(PY_DURATION, copy);
}

bool ab_py_date_error(ab_py *p, ab_error *error)
{
    ab_datetime_fault fault = ab_datetime_error_fault(error);
    ab_py_raise(p,
                fault == AB_DATETIME_TYPE_ERROR       ? PY_TYPE_ERROR
                : fault == AB_DATETIME_OVERFLOW_ERROR ? PY_OVERFLOW_ERROR
                                                      : PY_VALUE_ERROR,
                "%s", error->message ? error->message : "bad date");
    ab_error_clear(error);
    return false;
}

static void offset_text(int64_t us, ab_buf *out)
{
    int64_t seconds = (us < 0 ? -us : us) / 1000000;
    ab_buf_printf(out, "%c%02d:%02d", us < 0 ? '-' : '+', (int)(seconds / 3600),
                  (int)(seconds / 60 % 60));
    if (seconds % 60) {
        ab_buf_printf(out, ":%02d", (int)(seconds % 60));
    }
}

static bool time_text(const ab_py_date *d, ab_buf *out)
{
    ab_buf_printf(out, "%02d:%02d:%02d", d->t.hour, d->t.minute, d->t.second);
    if (d->t.microsecond) {
        ab_buf_printf(out, ".%06d", d->t.microsecond);
    }
    if (d->t.has_offset) {
        offset_text(d->t.utc_offset_us, out);
    }
    return true;
}

bool ab_py_date_str(ab_py *p, const ab_value *v, ab_buf *out)
{
    const ab_py_date *d = v->ext.data;
    const ab_py_tzinfo *zone = v->ext.data;
    switch (ab_py_type_of(v)) {
    case PY_DATETIME:
        return ab_buf_add_str(out, ab_datetime_isoformat(&d->t, ' ', p->arena));
    case PY_DATE:
        return ab_buf_printf(out, "%04d-%02d-%02d", d->t.year, d->t.month, d->t.day);
    case PY_TIME:
        return time_text(d, out);
    case PY_TIMEDELTA:
        return ab_buf_add_str(out, ab_timedelta_str(*(const ab_timedelta *)v->ext.data, p->arena));
    case PY_DURATION:
        return ab_buf_add_str(out, ab_duration_str(v->ext.data, p->arena));
    default:
        ab_buf_add_text(out, "UTC");
        if (zone->offset_us) {
            offset_text(zone->offset_us, out);
        }
        return true;
    }
}

static void repr_time_fields(const ab_datetime *t, bool date, ab_buf *out)
{
    if (date) {
        ab_buf_printf(out, "%d, %d, %d, ", t->year, t->month, t->day);
    }
    ab_buf_printf(out, "%d, %d", t->hour, t->minute);
    if (t->second || t->microsecond) {
        ab_buf_printf(out, ", %d", t->second);
    }
    if (t->microsecond) {
        ab_buf_printf(out, ", %d", t->microsecond);
    }
}

static void repr_zone(ab_py *p, ab_py_zone_kind kind, int64_t offset_us, ab_buf *out)
{
    if (kind == PY_ZONE_PYTZ_UTC) {
        ab_buf_add_text(out, "<UTC>");
    } else if (!offset_us) {
        ab_buf_add_text(out, "datetime.timezone.utc");
    } else {
        ab_timedelta delta;
        ab_timedelta_from_us(offset_us, &delta, NULL);
        ab_buf_add_text(out, "datetime.timezone(");
        ab_buf_add_str(out, ab_timedelta_repr(delta, p->arena));
        ab_buf_add_char(out, ')');
    }
}

bool ab_py_date_repr(ab_py *p, const ab_value *v, ab_buf *out)
{
    const ab_py_date *d = v->ext.data;
    ab_py_type type = ab_py_type_of(v);
    switch (type) {
    case PY_DATETIME:
    case PY_TIME:
        ab_buf_add_text(out, type == PY_TIME ? "datetime.time(" : "datetime.datetime(");
        repr_time_fields(&d->t, type == PY_DATETIME, out);
        if (d->zone) {
            ab_buf_add_text(out, ", tzinfo=");
            repr_zone(p, d->zone, d->t.utc_offset_us, out);
        }
        return ab_buf_add_char(out, ')');
    case PY_DATE:
        return ab_buf_printf(out, "datetime.date(%d, %d, %d)", d->t.year, d->t.month, d->t.day);
    case PY_TIMEDELTA:
        return ab_buf_add_str(out, ab_timedelta_repr(*(const ab_timedelta *)v->ext.data, p->arena));
    case PY_DURATION:
        return ab_buf_add_str(out, ab_duration_repr(v->ext.data, p->arena));
    default:
        repr_zone(p, ((const ab_py_tzinfo *)v->ext.data)->kind,
                  ((const ab_py_tzinfo *)v->ext.data)->offset_us, out);
        return true;
    }
}

bool ab_py_date_format(ab_py *p, const ab_value *v, ab_str format, ab_buf *out)
{
    const ab_py_date *d = v->ext.data;
    ab_datetime t = d->t;
    ab_error error = {0};
    if (ab_py_type_of(v) == PY_TIME) {
        t.year = 1900;
        t.month = t.day = 1;
    }
    t.dst_is_zero = d->zone == PY_ZONE_PYTZ_UTC;
    const ab_datetime_format *f = ab_datetime_format_compile(p->arena, format, AB_DATETIME_PYTHON);
    if (ab_datetime_print(f, &t, out, &error)) {
        return true;
    }
    return out->overflow ? ab_py_raise(p, PY_LIMIT, "the text is too long")
                         : ab_py_date_error(p, &error);
}

/* ---- comparing ---- */

static int days_order(const ab_datetime *a, const ab_datetime *b)
{
    int64_t x = ab_days_from_date(a->year, a->month, a->day);
    int64_t y = ab_days_from_date(b->year, b->month, b->day);
    return (x > y) - (x < y);
}

static int64_t time_us(const ab_datetime *t)
{
    return ((t->hour * 60LL + t->minute) * 60 + t->second) * 1000000 + t->microsecond -
           (t->has_offset ? t->utc_offset_us : 0);
}

static bool span_of(const ab_value *v, ab_duration *out)
{
    ab_py_type t = ab_py_type_of(v);
    *out = (ab_duration){0};
    if (t == PY_TIMEDELTA) {
        out->rest = *(const ab_timedelta *)v->ext.data;
    } else if (t == PY_DURATION) {
        *out = *(const ab_duration *)v->ext.data;
    }
    return t == PY_TIMEDELTA || t == PY_DURATION;
}

bool ab_py_date_equal(const ab_value *a, const ab_value *b)
{
    ab_py_type x = ab_py_type_of(a);
    ab_py_type y = ab_py_type_of(b);
    ab_duration d;
    ab_duration e;
    if (span_of(a, &d) && span_of(b, &e)) {
        return ab_duration_equal(&d, &e);
    }
    if (x != y) {
        return false;
    }
    if (x == PY_TZINFO) {
        const ab_py_tzinfo *z = a->ext.data;
        const ab_py_tzinfo *w = b->ext.data;
        return z->kind == w->kind && z->offset_us == w->offset_us;
    }
    const ab_datetime *t = &ab_py_date_of(a)->t;
    const ab_datetime *u = &ab_py_date_of(b)->t;
    if (x == PY_DATE) {
        return days_order(t, u) == 0;
    }
    if (t->has_offset != u->has_offset) {
        return false;
    }
    return x == PY_TIME ? time_us(t) == time_us(u) : ab_datetime_compare(t, u) == 0;
}

bool ab_py_date_order(ab_py *p, const ab_value *a, const ab_value *b, int *order, bool *known)
{
    ab_py_type x = ab_py_type_of(a);
    ab_py_type y = ab_py_type_of(b);
    *known = x == y && x != PY_DURATION && x != PY_TZINFO;
    if (!*known) {
        return true;
    }
    if (x == PY_TIMEDELTA) {
        *order = ab_timedelta_compare(*(const ab_timedelta *)a->ext.data,
                                      *(const ab_timedelta *)b->ext.data);
        return true;
    }
    const ab_datetime *t = &ab_py_date_of(a)->t;
    const ab_datetime *u = &ab_py_date_of(b)->t;
    if (x == PY_DATE) {
        *order = days_order(t, u);
        return true;
    }
    if (t->has_offset != u->has_offset) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "can't compare offset-naive and offset-aware datetimes");
    }
    if (x == PY_TIME) {
        *order = (time_us(t) > time_us(u)) - (time_us(t) < time_us(u));
    } else {
        *order = ab_datetime_compare(t, u);
    }
    return true;
}

/* ---- arithmetic ---- */

static bool moved(ab_py *p, const ab_value *when, const ab_value *span, bool forwards,
                  ab_value *out)
{
    ab_duration d;
    ab_error error = {0};
    ab_datetime t = ab_py_date_of(when)->t;
    bool is_date = ab_py_type_of(when) == PY_DATE;
    span_of(span, &d);
    if (is_date && !d.calendar) {
        /* a date moves by whole days only */
        int64_t days = forwards ? d.rest.days : -(int64_t)d.rest.days;
        ab_timedelta delta;
        if (!ab_timedelta_from_days(days, &delta, &error) ||
            !ab_datetime_add(&t, delta, &t, &error)) {
            return ab_py_date_error(p, &error);
        }
    } else if (is_date) {
        ab_timedelta rest = d.rest;
        d.rest = (ab_timedelta){0};
        ab_timedelta whole;
        if (!(forwards ? ab_duration_add(&t, &d, &t, &error)
                       : ab_duration_sub(&t, &d, &t, &error)) ||
            !ab_timedelta_from_days(forwards ? rest.days : -(int64_t)rest.days, &whole, &error) ||
            !ab_datetime_add(&t, whole, &t, &error)) {
            return ab_py_date_error(p, &error);
        }
    } else if (!(forwards ? ab_duration_add(&t, &d, &t, &error)
                          : ab_duration_sub(&t, &d, &t, &error))) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_date_new(p, ab_py_type_of(when), &t, ab_py_date_of(when)->zone);
    return true;
}

static bool difference(ab_py *p, const ab_value *a, const ab_value *b, ab_value *out)
{
    ab_error error = {0};
    ab_timedelta delta;
    if (!ab_datetime_diff(&ab_py_date_of(a)->t, &ab_py_date_of(b)->t, &delta, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_timedelta_new(p, delta);
    return true;
}

static bool spans(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out,
                  bool *known)
{
    ab_duration d;
    ab_duration e;
    ab_duration r;
    ab_error error = {0};
    span_of(a, &d);
    span_of(b, &e);
    *known = true;
    if (op == PY_OP_ADD || op == PY_OP_SUB) {
        if (!(op == PY_OP_ADD ? ab_duration_sum(&d, &e, &r, &error)
                              : ab_duration_difference(&d, &e, &r, &error))) {
            return ab_py_date_error(p, &error);
        }
        r.calendar = d.calendar || e.calendar;
        *out = ab_py_duration_new(p, &r);
        return true;
    }
    *known = !d.calendar && !e.calendar && op != PY_OP_MUL && op != PY_OP_POW;
    if (!*known) {
        return true;
    }
    if (ab_timedelta_is_zero(e.rest)) {
        return ab_py_raise(p, PY_ZERO_DIVISION, "division by zero");
    }
    double ratio;
    int64_t quotient;
    ab_timedelta rest;
    bool ok;
    if (op == PY_OP_DIV) {
        ok = ab_timedelta_ratio(d.rest, e.rest, &ratio, &error);
        *out = ab_value_real(ok ? ratio : 0);
    } else if (op == PY_OP_FLOORDIV) {
        ok = ab_timedelta_quotient(d.rest, e.rest, &quotient, &error);
        *out = ab_value_int(ok ? quotient : 0);
    } else {
        ok = ab_timedelta_modulo(d.rest, e.rest, &rest, &error);
        *out = ab_py_timedelta_new(p, ok ? rest : (ab_timedelta){0});
    }
    return ok || ab_py_date_error(p, &error);
}

static bool scaled(ab_py *p, ab_py_op op, const ab_value *span, const ab_value *number,
                   bool span_first, ab_value *out, bool *known)
{
    ab_duration d;
    ab_error error = {0};
    span_of(span, &d);
    bool real = number->kind == AB_REAL;
    int64_t n = real ? 0 : ab_py_small_int(number);
    *known = true;
    if (op == PY_OP_MUL && d.calendar) {
        *known = !real;
        if (real) {
            return true;
        }
        if (!ab_duration_multiply(&d, n, &d, &error)) {
            return ab_py_date_error(p, &error);
        }
        *out = ab_py_duration_new(p, &d);
        return true;
    }
    *known = !d.calendar && (op == PY_OP_MUL ||
                             (span_first && (op == PY_OP_DIV || (op == PY_OP_FLOORDIV && !real))));
    if (!*known) {
        return true;
    }
    if (op != PY_OP_MUL && (real ? ab_value_double(number) == 0 : n == 0)) {
        return ab_py_raise(p, PY_ZERO_DIVISION, "division by zero");
    }
    ab_timedelta r;
    bool ok = op == PY_OP_MUL
                  ? (real ? ab_timedelta_mul_real(d.rest, ab_value_double(number), &r, &error)
                          : ab_timedelta_mul(d.rest, n, &r, &error))
              : op == PY_OP_DIV
                  ? (real ? ab_timedelta_div_real(d.rest, ab_value_double(number), &r, &error)
                          : ab_timedelta_div(d.rest, n, &r, &error))
                  : ab_timedelta_floor_div(d.rest, n, &r, &error);
    if (!ok) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_timedelta_new(p, r);
    return true;
}

bool ab_py_date_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out,
                       bool *known)
{
    ab_py_type x = ab_py_type_of(a);
    ab_py_type y = ab_py_type_of(b);
    bool a_span = x == PY_TIMEDELTA || x == PY_DURATION;
    bool b_span = y == PY_TIMEDELTA || y == PY_DURATION;
    bool a_when = x == PY_DATETIME || x == PY_DATE;
    bool b_when = y == PY_DATETIME || y == PY_DATE;
    *known = true;
    if (a_when && b_span && (op == PY_OP_ADD || op == PY_OP_SUB)) {
        return moved(p, a, b, op == PY_OP_ADD, out);
    }
    if (a_span && b_when && op == PY_OP_ADD) {
        return moved(p, b, a, true, out);
    }
    if (a_when && x == y && op == PY_OP_SUB) {
        return difference(p, a, b, out);
    }
    if (a_span && b_span) {
        return spans(p, op, a, b, out, known);
    }
    if (a_span && ab_py_is_number(b)) {
        return scaled(p, op, a, b, true, out, known);
    }
    if (b_span && ab_py_is_number(a)) {
        return scaled(p, op, b, a, false, out, known);
    }
    *known = false;
    return true;
}
