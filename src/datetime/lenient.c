/* The CDK's ab_datetime_parse. */
#include "datetime/iso.h"

#include "datetime/python_text.h"
#include "json/json.h"

static bool bad(ab_str text, ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "Could not parse datetime string: %.*s",
                            AB_STR_ARG(text));
}

static size_t count(ab_str text, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += text.p[i] == c;
    }
    return n;
}

static bool from_timestamp(int64_t timestamp, ab_datetime *out, ab_error *error)
{
    if (timestamp < 0) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "Timestamp cannot be negative");
    }
    if (timestamp > INT64_C(9999999999)) { /* more than ten digits */
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "Timestamp value too large");
    }
    return ab_datetime_from_epoch_us(timestamp * 1000000, out, error);
}

/* Digits alone, perhaps with a minus. */
static bool is_timestamp(ab_str text)
{
    ab_str s = ab_str_starts(text, AB_STR("-")) ? ab_str_sub(text, 1, text.n) : text;
    size_t length = 0;
    if (s.n == 0) {
        return false;
    }
    for (; s.n; s = ab_str_sub(s, length, s.n)) {
        uint32_t c = ab_utf8_decode(s, &length);
        if (ab_python_digit(c) < 0 && !ab_python_is_odd_digit(c)) {
            return false;
        }
    }
    return true;
}

/* Year, month and day between two dashes, each as int() reads it. */
static bool parse_date_only(ab_str text, ab_datetime *out, ab_error *error)
{
    int64_t parts[3];
    size_t start = 0;
    for (int i = 0; i < 3; i++) {
        ptrdiff_t dash = i < 2 ? ab_str_find(text, AB_STR("-"), start) : (ptrdiff_t)text.n;
        if (ab_python_int_parse(ab_str_sub(text, start, (size_t)dash), &parts[i]) !=
                AB_PYTHON_INT_OK ||
            parts[i] > AB_DATETIME_MAX_YEAR || parts[i] < 0) {
            return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "Invalid date format: %.*s",
                                    AB_STR_ARG(text));
        }
        start = (size_t)dash + 1;
    }
    ab_datetime t = {.year = (int32_t)parts[0],
                     .month = (int32_t)parts[1],
                     .day = (int32_t)parts[2],
                     .has_offset = true};
    if (!ab_datetime_check(&t, error)) {
        return false;
    }
    *out = t;
    return true;
}

bool ab_datetime_parse_any(ab_str text, const ab_clock *clock, ab_datetime *out, ab_error *error)
{
    if (is_timestamp(text)) {
        int64_t timestamp = 0;
        return ab_python_int_parse(text, &timestamp) == AB_PYTHON_INT_BAD
                   ? bad(text, error)
                   : from_timestamp(timestamp, out, error);
    }
    size_t dashes = count(text, '-');
    size_t slashes = count(text, '/');
    bool colon = count(text, ':') > 0;
    if (!colon && dashes == 2 && slashes == 0) {
        return parse_date_only(text, out, error);
    }
    if (colon && dashes < 2 && slashes < 2) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "Missing date part in datetime string: %.*s", AB_STR_ARG(text));
    }
    if (!ab_datetime_parse_dateutil(text, clock, out, error)) {
        return false;
    }
    out->has_offset = true; /* what came without one is UTC */
    return true;
}

bool ab_datetime_parse_any_value(const ab_value *value, const ab_clock *clock, ab_datetime *out,
                                 ab_error *error)
{
    switch (value ? (ab_kind)value->kind : AB_NULL) {
    case AB_STRING:
        return ab_datetime_parse_any(value->text, clock, out, error);
    case AB_INT:
        return from_timestamp(value->number.integer, out, error);
    case AB_BOOL:
        return from_timestamp(value->boolean, out, error);
    case AB_BIGINT:
        return from_timestamp(value->text.n && value->text.p[0] == '-' ? -1 : INT64_MAX, out,
                              error);
    default:
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "Could not parse datetime: expected a string or an integer");
    }
}
