#include "declarative/cursors/point.h"

#include "template/template.h"

#include <inttypes.h>
#include <string.h>

/* What `extra` says of a number's `at`. */
enum {
    POINT_INT,
    POINT_REAL,
    POINT_UNSIGNED,
};

/* ---- Making formats ---- */

static bool is_number_format(ab_str text)
{
    return ab_str_is(text, "%s") || ab_str_is(text, "%s_as_float") ||
           ab_str_is(text, "%epoch_microseconds") || ab_str_is(text, "%ms");
}

/* Year, month, day, hour, minute, second, fraction in this order, from the first on, with
 * anything but directives between. */
static bool sorts_as_text(ab_str text)
{
    static const char order[] = "YmdHMSf";
    size_t next = 0;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '%') {
            continue;
        }
        ab_str rest = ab_str_sub(text, i + 1, text.n);
        bool is_millis = ab_str_starts(rest, AB_STR("_ms"));
        char directive = is_millis ? 'f' : rest.n ? rest.p[0] : '\0';
        if (!directive || order[next] != directive) {
            return false;
        }
        next++;
        i += is_millis ? 3 : 1;
    }
    return next > 0;
}

static bool has_offset(ab_str text)
{
    return ab_str_find(text, AB_STR("%z"), 0) >= 0;
}

void ab_point_format_init(ab_point_format *format, ab_arena *arena, const ab_str *inputs,
                          size_t input_count, ab_str output, const ab_duration *granularity)
{
    size_t n = input_count + 1;
    const ab_datetime_format **all = AB_ARENA_ARRAY(arena, const ab_datetime_format *, n);
    bool *numbers = AB_ARENA_ARRAY(arena, bool, n);
    bool sorts = sorts_as_text(output);
    for (size_t i = 0; i < n; i++) {
        ab_str text = i < input_count ? inputs[i] : output;
        all[i] = ab_datetime_format_compile(arena, text, AB_DATETIME_CDK);
        numbers[i] = is_number_format(text);
        sorts = sorts && !has_offset(text);
    }
    static const ab_duration millisecond = {.rest = {.microseconds = 1000}};
    *format = (ab_point_format){
        .inputs = all,
        .inputs_are_numbers = numbers,
        .input_count = n,
        .output = all[n - 1],
        .increment = granularity ? *granularity : millisecond,
        .sorts_as_text = sorts,
    };
}

void ab_point_format_init_counts(ab_point_format *format)
{
    *format = (ab_point_format){.counts = true};
}

/* ---- Instants ---- */

ab_point ab_point_of_datetime(const ab_datetime *t)
{
    return (ab_point){ab_datetime_epoch_us(t), t->has_offset ? t->utc_offset_us : 0};
}

ab_datetime ab_point_datetime(ab_point point)
{
    ab_datetime t = {0};
    /* The local fields come first, since an instant at the calendar's ends may have none in UTC. */
    ab_datetime_from_epoch_us(point.at + point.extra, &t, NULL);
    t.has_offset = true;
    t.utc_offset_us = point.extra;
    return t;
}

static bool no_format_matches(const ab_point_format *format, const ab_value *value, ab_error *error)
{
    if (!error) {
        return false;
    }
    ab_arena *scratch = ab_arena_new();
    ab_value list = ab_value_array();
    for (size_t i = 0; i < format->input_count; i++) {
        ab_array_push(scratch, &list, ab_value_str(ab_datetime_format_text(format->inputs[i])));
    }
    ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "No format in %.*s matching %.*s",
                     AB_STR_ARG(ab_python_repr(scratch, &list)),
                     AB_STR_ARG(ab_python_str(scratch, value)));
    ab_arena_free(scratch);
    return false;
}

static ab_point_result try_number(const ab_datetime_format *input, const ab_value *value,
                                  ab_datetime *t, ab_error *error)
{
    ab_error failure = {0};
    if (ab_datetime_parse_value(input, value, t, &failure)) {
        return AB_POINT_OK;
    }
    bool unfit = ab_datetime_error_fault(&failure) == AB_DATETIME_VALUE_ERROR;
    if (!unfit && error) {
        ab_error_move(error, &failure);
    }
    ab_error_clear(&failure);
    return unfit ? AB_POINT_UNFIT : AB_POINT_ERROR;
}

/* What is no ValueError ends the attempts at once, as in Python. */
static ab_point_result try_instant(const ab_point_format *format, const ab_value *value,
                                   ab_point *out, ab_error *error)
{
    ab_datetime t;
    ab_point_result result = AB_POINT_UNFIT;
    for (size_t i = 0; i < format->input_count && result == AB_POINT_UNFIT; i++) {
        if (format->inputs_are_numbers[i]) {
            result = try_number(format->inputs[i], value, &t, error);
        } else if (ab_datetime_parse_value(format->inputs[i], value, &t, NULL)) {
            result = AB_POINT_OK;
        }
    }
    if (result == AB_POINT_OK) {
        *out = ab_point_of_datetime(&t);
    }
    return result;
}

/* ---- Numbers ---- */

static double real_of(ab_point point)
{
    double d;
    if (point.extra == POINT_INT) {
        return (double)point.at;
    }
    if (point.extra == POINT_UNSIGNED) {
        return (double)(uint64_t)point.at;
    }
    memcpy(&d, &point.at, sizeof d);
    return d;
}

/* Integers of up to 64 bits without a sign: ids are. */
static bool read_unsigned(ab_str digits, ab_point *out)
{
    uint64_t number = 0;
    for (size_t i = 0; i < digits.n; i++) {
        unsigned digit = (unsigned char)digits.p[i] - (unsigned)'0';
        if (digit > 9 || number > (UINT64_MAX - digit) / 10) {
            return false;
        }
        number = number * 10 + digit;
    }
    *out = (ab_point){(int64_t)number, POINT_UNSIGNED};
    return true;
}

static ab_value print_unsigned(ab_point point, ab_arena *arena)
{
    ab_value value = ab_value_null();
    ab_value_from_digits(ab_arena_printf(arena, "%" PRIu64, (uint64_t)point.at), &value);
    return value;
}

/* What has more than 64 bits becomes a double, as in the CDK's records. */
static ab_point_result try_count(const ab_value *value, ab_point *out, ab_error *error)
{
    *out = (ab_point){0};
    if (ab_is(value, AB_BOOL)) {
        out->at = value->boolean;
        return AB_POINT_OK;
    }
    if (ab_value_int64(value, &out->at) ||
        (value->kind == AB_BIGINT && read_unsigned(value->text, out))) {
        return AB_POINT_OK;
    }
    if (!ab_is_number(value)) {
        ab_datetime_fail(error, AB_DATETIME_TYPE_ERROR,
                         "The cursor value is no number, but of the type %s",
                         ab_value_type_name(value));
        return AB_POINT_ERROR;
    }
    double d = ab_value_double(value);
    memcpy(&out->at, &d, sizeof d);
    out->extra = POINT_REAL;
    return AB_POINT_OK;
}

static int compare_counts(ab_point a, ab_point b)
{
    if (a.extra == POINT_REAL || b.extra == POINT_REAL) {
        double x = real_of(a);
        double y = real_of(b);
        return (x > y) - (x < y);
    }
    if (a.extra != b.extra) {
        return a.extra == POINT_UNSIGNED ? 1 : -1; /* it is above all that have a sign */
    }
    if (a.extra == POINT_UNSIGNED) {
        return ((uint64_t)a.at > (uint64_t)b.at) - ((uint64_t)a.at < (uint64_t)b.at);
    }
    return (a.at > b.at) - (a.at < b.at);
}

/* ---- Both ---- */

ab_point_result ab_point_try(const ab_point_format *format, const ab_value *value, ab_point *out,
                             ab_error *error)
{
    return format->counts ? try_count(value, out, error) : try_instant(format, value, out, error);
}

bool ab_point_parse(const ab_point_format *format, const ab_value *value, ab_point *out,
                    ab_error *error)
{
    ab_point_result result = ab_point_try(format, value, out, error);
    return result == AB_POINT_OK ||
           (result == AB_POINT_UNFIT && no_format_matches(format, value, error));
}

bool ab_point_print(const ab_point_format *format, ab_point point, ab_arena *arena, ab_value *out,
                    ab_error *error)
{
    if (format->counts) {
        *out = point.extra == POINT_INT        ? ab_value_int(point.at)
               : point.extra == POINT_UNSIGNED ? print_unsigned(point, arena)
                                               : ab_value_real(real_of(point));
        return true;
    }
    ab_datetime t = ab_point_datetime(point);
    ab_str text;
    if (!ab_datetime_text(format->output, &t, arena, &text, error)) {
        return false;
    }
    *out = ab_value_str(text);
    return true;
}

int ab_point_compare(const ab_point_format *format, ab_point a, ab_point b)
{
    if (format->counts) {
        return compare_counts(a, b);
    }
    return (a.at > b.at) - (a.at < b.at);
}

bool ab_point_truthy(const ab_point_format *format, ab_point point)
{
    return !format->counts || real_of(point) != 0;
}

bool ab_point_touches(const ab_point_format *format, ab_point end, ab_point start, bool *touches,
                      ab_error *error)
{
    if (format->counts) {
        bool exact = end.extra == start.extra && end.extra != POINT_REAL;
        *touches =
            exact ? compare_counts(end, start) >= 0 || (uint64_t)start.at - (uint64_t)end.at == 1
                  : real_of(end) + 1 >= real_of(start);
        return true;
    }
    ab_datetime t = ab_point_datetime(end);
    ab_datetime next;
    if (!ab_duration_add(&t, &format->increment, &next, error)) {
        return false;
    }
    *touches = ab_datetime_epoch_us(&next) >= start.at;
    return true;
}
