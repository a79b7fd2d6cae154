/* The CDK's functions. */
#include "template/builtins/builtins.h"

#include "crypto/hash.h"
#include "datetime/format.h"
#include "datetime/iso.h"
#include "datetime/zone.h"
#include "json/json.h"

#include <ctype.h>

static ab_datetime now(const ab_py *p)
{
    return ab_datetime_now(p->context ? p->context->clock : NULL);
}

static bool now_utc(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)c;
    ab_datetime t = now(p);
    *out = ab_py_date_new(p, PY_DATETIME, &t, PY_ZONE_TIMEZONE);
    return true;
}

static bool today_utc(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)c;
    ab_datetime t = now(p);
    *out = ab_py_date_new(p, PY_DATE, &t, PY_ZONE_NONE);
    return true;
}

/* Zone names are looked up without regard to case: as they are, then as they are usually written.
 */
static const ab_zone *find_zone(ab_py *p, ab_str name, ab_error *error)
{
    const ab_zone *zone = ab_zone_get(name, error);
    char *text = ab_arena_cstr(p->arena, name);
    for (int form = 0; form < 2 && !zone; form++) {
        bool start = true;
        for (size_t i = 0; i < name.n; i++) {
            unsigned char c = (unsigned char)text[i];
            text[i] = (char)(start || form ? toupper(c) : tolower(c));
            start = !isalpha(c);
        }
        ab_error_clear(error);
        zone = ab_zone_get((ab_str){text, name.n}, error);
    }
    return zone;
}

static bool today_with_timezone(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str name;
    ab_error error = {0};
    ab_datetime t = now(p);
    if (!ab_py_text(c->argv[0], &name)) {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "a time zone must be a name, not %s",
                           ab_py_type_name(c->argv[0]));
    }
    const ab_zone *zone = find_zone(p, name, &error);
    if (!zone || !ab_zone_convert(zone, &t, &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_date_new(p, PY_DATE, &t, PY_ZONE_NONE);
    return true;
}

static bool iso_utc(ab_py *p, const ab_value *v, ab_datetime *out)
{
    ab_str text;
    ab_error error = {0};
    if (ab_py_type_of(v) == PY_BYTES) {
        text = *(const ab_str *)v->ext.data;
    } else if (!ab_py_text(v, &text)) {
        int64_t n;
        if (ab_py_type_of(v) != PY_UNDEFINED && ab_py_length(p, v, &n) && n < 4) {
            return ab_py_raise(p, PY_VALUE_ERROR, "ISO string too short");
        }
        ab_py_clear(p);
        return ab_py_type_of(v) == PY_UNDEFINED
                   ? ab_py_undefined_fail(p, v)
                   : ab_py_raise(p, PY_TYPE_ERROR,
                                 "Parser must be a string or character stream, not %s",
                                 ab_py_type_name(v));
    }
    return ab_datetime_parse_iso_utc(text, out, &error) || ab_py_date_error(p, &error);
}

static bool str_to_datetime(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_datetime t;
    if (!iso_utc(p, c->argv[0], &t)) {
        return false;
    }
    *out = ab_py_date_new(p, PY_DATETIME, &t, PY_ZONE_PYTZ_UTC);
    return true;
}

static bool timestamp(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_value *v = c->argv[0];
    if (ab_py_is_int(v)) {
        *out = ab_py_int_of(v);
        return true;
    }
    if (v->kind == AB_REAL) {
        return ab_py_int_from_double(p, ab_value_double(v), out);
    }
    ab_datetime t;
    if (!iso_utc(p, v, &t)) {
        return false;
    }
    *out = ab_value_real(ab_datetime_timestamp(&t));
    return true;
}

static bool best(ab_py *p, const ab_py_call *c, ab_py_op op, const char *name, ab_value *out)
{
    const ab_py_args *args = c->raw;
    if (args->n_kw) {
        return ab_py_raise(p, PY_TYPE_ERROR, "%s() got an unexpected keyword argument", name);
    }
    if (!args->n) {
        return ab_py_raise(p, PY_TYPE_ERROR, "%s expected at least 1 argument, got 0", name);
    }
    ab_value all = args->n == 1 ? args->v[0] : ab_py_tuple_new(p, (ab_value *)args->v, args->n);
    ab_py_iter it;
    if (!ab_py_iterate(p, &all, &it)) {
        return false;
    }
    for (bool first = true;; first = false) {
        ab_value v;
        bool more;
        bool better = first;
        if (!ab_py_next(p, &it, &v, &more)) {
            return false;
        }
        if (!more) {
            return !first || ab_py_raise(p, PY_VALUE_ERROR, "%s() arg is an empty sequence", name);
        }
        if (!first && !ab_py_compare(p, op, &v, out, &better)) {
            return false;
        }
        if (better) {
            *out = v;
        }
    }
}

static bool macro_max(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return best(p, c, PY_OP_GT, "max", out);
}

static bool macro_min(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return best(p, c, PY_OP_LT, "min", out);
}

static bool day_delta(ab_py *p, const ab_py_call *c, ab_value *out)
{
    const ab_value *days = c->argv[0];
    ab_str format = AB_STR("%Y-%m-%dT%H:%M:%S.%f%z");
    ab_error error = {0};
    ab_timedelta delta;
    ab_datetime t = now(p);
    if (!ab_py_is_number(days)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "unsupported type for timedelta days component: %s",
                           ab_py_type_name(days));
    }
    bool ok;
    if (days->kind == AB_REAL) {
        ab_timedelta_parts parts = {.days = ab_value_double(days)};
        ok = ab_timedelta_from_parts(&parts, &delta, &error);
    } else {
        ok = ab_timedelta_from_days(ab_py_small_int(days), &delta, &error);
    }
    if (!ok || !ab_datetime_add(&t, delta, &t, &error)) {
        return ab_py_date_error(p, &error);
    }
    if (c->argv[1] && !ab_py_text(c->argv[1], &format)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strftime() argument 1 must be str, not %s",
                           ab_py_type_name(c->argv[1]));
    }
    ab_value v = ab_py_date_new(p, PY_DATETIME, &t, PY_ZONE_TIMEZONE);
    ab_buf *buf = ab_py_buf(p);
    return ab_py_date_format(p, &v, format, buf) && ab_py_buf_value(p, buf, out);
}

static bool duration(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    ab_duration d;
    ab_error error = {0};
    if (!ab_py_text(c->argv[0], &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "Expecting a string");
    }
    if (!ab_duration_parse(text, &d, &error)) {
        return ab_py_date_error(p, &error);
    }
    *out = ab_py_duration_new(p, &d);
    return true;
}

/* What format_datetime gets: its time, by the format where one is given. */
static bool read_time(ab_py *p, const ab_value *v, const ab_value *input_format, ab_datetime *out)
{
    ab_error error = {0};
    ab_str text;
    ab_str format = AB_STR("%s");
    bool given = input_format && ab_py_truthy(input_format);
    bool is_number = ab_py_is_int(v);
    if (!is_number && !given) {
        bool ok = iso_utc(p, v, out);
        out->dst_is_zero = true;
        return ok;
    }
    if (given && !ab_py_text(input_format, &format)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strptime() argument 2 must be str, not %s",
                           ab_py_type_name(input_format));
    }
    const ab_datetime_format *f = ab_datetime_format_compile(
        p->arena, format, is_number ? AB_DATETIME_CDK : AB_DATETIME_PYTHON);
    if (is_number) {
        ab_value number =
            v->kind == AB_BOOL && !ab_str_is(format, "%s") && !ab_str_is(format, "%ms")
                ? *v
                : ab_py_int_of(v);
        return ab_datetime_parse_value(f, &number, out, &error) || ab_py_date_error(p, &error);
    }
    if (!ab_py_text(v, &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strptime() argument 1 must be str, not %s",
                           ab_py_type_name(v));
    }
    return ab_datetime_parse(f, text, out, &error) || ab_py_date_error(p, &error);
}

static bool format_datetime(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str format;
    ab_error error = {0};
    ab_datetime t;
    ab_buf *buf = ab_py_buf(p);
    bool is_datetime = ab_py_type_of(c->argv[0]) == PY_DATETIME;
    if (!is_datetime && !read_time(p, c->argv[0], c->argv[2], &t)) {
        return false;
    }
    if (!ab_py_text(c->argv[1], &format)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strftime() argument 1 must be str, not %s",
                           ab_py_type_name(c->argv[1]));
    }
    if (is_datetime) {
        return ab_py_date_format(p, c->argv[0], format, buf) && ab_py_buf_value(p, buf, out);
    }
    if (!t.has_offset) {
        t.dst_is_zero = true;
        t.has_offset = true;
        t.utc_offset_us = 0;
    }
    const ab_datetime_format *f = ab_datetime_format_compile(p->arena, format, AB_DATETIME_CDK);
    if (!ab_datetime_print(f, &t, buf, &error)) {
        return buf->overflow ? ab_py_raise(p, PY_LIMIT, "the text is too long")
                             : ab_py_date_error(p, &error);
    }
    return ab_py_buf_value(p, buf, out);
}

static bool sanitize_url(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    const ab_value *v = c->argv[0];
    if (ab_py_type_of(v) == PY_BYTES) {
        text = *(const ab_str *)v->ext.data;
    } else if (!ab_py_text(v, &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "quote_from_bytes() expected bytes");
    }
    if (!ab_utf8_valid(text)) {
        return ab_py_raise(p, PY_UNICODE_ERROR,
                           "'utf-8' codec can't encode: surrogates not allowed");
    }
    if (!ab_py_quote(p, text, "", true, &text)) {
        return false;
    }
    *out = ab_value_str(text);
    return true;
}

static bool camel_case_to_snake_case(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    if (!ab_py_text(c->argv[0], &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "expected string or bytes-like object, got '%s'",
                           ab_py_type_name(c->argv[0]));
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < text.n; i++) {
        if (i && text.p[i] >= 'A' && text.p[i] <= 'Z') {
            ab_buf_add_char(buf, '_');
        }
        ab_buf_add_char(buf, text.p[i]);
    }
    ab_str snake;
    if (!ab_py_buf_text(p, buf, &snake) || !ab_py_convert(p, snake, AB_CASE_LOWER, &snake)) {
        return false;
    }
    *out = ab_value_str(snake);
    return true;
}

static bool generate_uuid(ab_py *p, const ab_py_call *c, ab_value *out)
{
    char text[37];
    ab_error error = {0};
    (void)c;
    if (!ab_random_uuid4(text, &error)) {
        ab_error_clear(&error);
        return ab_py_raise(p, PY_RUNTIME_ERROR, "there is no source of random numbers");
    }
    *out = ab_value_text(p->arena, ab_str_of(text));
    return true;
}

static const ab_py_builtin rows[] = {
    {"camel_case_to_snake_case", camel_case_to_snake_case, 1, 1, 0, "value",
     "`CamelCase` as `camel_case`."},
    {"day_delta", day_delta, 1, 2, PY_IMPURE, "num_days,format",
     "Now plus a number of days, printed by a strftime format (RFC 3339)."},
    {"duration", duration, 1, 1, 0, "datestring",
     "A span of time from ISO 8601: `now_utc() - duration('P1D')`."},
    {"format_datetime", format_datetime, 2, 3, PY_IMPURE, "dt,format,input_format",
     "A date in another format."},
    {"generate_uuid", generate_uuid, 0, 0, PY_IMPURE, "", "A random UUID."},
    {"max", macro_max, 0, 0, PY_RAW, "", "The largest argument, or item of the one argument."},
    {"min", macro_min, 0, 0, PY_RAW, "", "The smallest argument, or item of the one argument."},
    {"now_utc", now_utc, 0, 0, PY_IMPURE, "", "The time, in UTC."},
    {"sanitize_url", sanitize_url, 1, 1, 0, "value",
     "Text percent-encoded for a query, blanks as `+`."},
    {"str_to_datetime", str_to_datetime, 1, 1, 0, "s", "A time in UTC from ISO 8601 text."},
    {"timestamp", timestamp, 1, 1, 0, "dt",
     "Seconds since 1970 of ISO 8601 text; of a number its integer part."},
    {"today_utc", today_utc, 0, 0, PY_IMPURE, "", "The date in UTC."},
    {"today_with_timezone", today_with_timezone, 1, 1, PY_IMPURE, "timezone",
     "The date in a time zone: `today_with_timezone('Europe/Berlin')`."},
};
const ab_py_table ab_py_macros = PY_TABLE(rows, "Functions of the CDK");
