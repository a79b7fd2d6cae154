#include "datetime/format_impl.h"

#include "base/vec.h"
#include "datetime/python_text.h"
#include "json/json.h"

#include <math.h>

const char *const ab_weekday_names[7] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                         "Friday", "Saturday", "Sunday"};
const char *const ab_month_names[12] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};

static const struct {
    const char *text;
    ab_format_kind kind;
} number_formats[] = {
    {"%s", AB_FORMAT_SECONDS},
    {"%s_as_float", AB_FORMAT_SECONDS_FLOAT},
    {"%epoch_microseconds", AB_FORMAT_MICROSECONDS},
    {"%ms", AB_FORMAT_MILLISECONDS},
};

/* ---- Compiling ---- */
typedef struct compiler {
    ab_arena *arena;
    ab_format_op *ops;
    size_t count;
    const char *bad;
    bool seen[128];
} compiler;

static void add_op(compiler *c, ab_format_op op)
{
    if (c->count == AB_FORMAT_MAX_OPS) {
        c->bad = "too long";
        return;
    }
    c->ops[c->count++] = op;
}

static const char *composite(char directive)
{
    switch (directive) {
    case 'c':
        return "%a %b %d %H:%M:%S %Y";
    case 'x':
        return "%m/%d/%y";
    case 'X':
        return "%H:%M:%S";
    default:
        return NULL;
    }
}

static void compile_directive(compiler *c, char directive)
{
    static const char known[] = "dfHIGjmMSUWwuVyYzAaBbpZ";
    if (directive == '%') {
        add_op(c, (ab_format_op){.kind = AB_FORMAT_LITERAL, .literal = '%'});
        return;
    }
    if (directive == '\0' || !strchr(known, directive)) {
        c->bad = "a bad directive";
        return;
    }
    if (c->seen[(unsigned char)directive]) {
        c->bad = "a directive twice";
        return;
    }
    c->seen[(unsigned char)directive] = true;
    add_op(c, (ab_format_op){.kind = AB_FORMAT_DIRECTIVE, .directive = directive});
}

static void compile_ops(compiler *c, ab_str text)
{
    while (text.n && !c->bad) {
        size_t length = 0;
        uint32_t code_point = ab_utf8_decode(text, &length);
        if (code_point == '%') {
            if (text.n == 1) {
                c->bad = "a stray %";
                return;
            }
            const char *parts = composite(text.p[1]);
            if (parts) {
                compile_ops(c, ab_str_of(parts));
            } else {
                compile_directive(c, text.p[1]);
            }
            length = 2;
        } else if (!ab_python_is_space(code_point)) {
            add_op(c, (ab_format_op){.kind = AB_FORMAT_LITERAL,
                                     .literal = ab_python_fold(code_point)});
        } else if (c->count == 0 || c->ops[c->count - 1].kind != AB_FORMAT_SPACE) {
            add_op(c, (ab_format_op){.kind = AB_FORMAT_SPACE});
        }
        text = ab_str_sub(text, length, text.n);
    }
}

static bool ops_are_fixed(const compiler *c)
{
    for (size_t i = 0; i < c->count; i++) {
        const ab_format_op *op = &c->ops[i];
        if (op->kind == AB_FORMAT_DIRECTIVE ? !strchr("YmdHMSfz", op->directive)
                                            : op->literal >= 0x80) {
            return false;
        }
    }
    return c->seen['Y'];
}

static bool text_is_plain(ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\0') {
            return false;
        }
        if (text.p[i] == '%' &&
            (++i == text.n || text.p[i] == '\0' || !strchr("YmdHMSfz%", text.p[i]))) {
            return false;
        }
    }
    return text.n < 512; /* so short that Python's buffer always takes it */
}

static ab_str replace_millis(ab_arena *arena, ab_str text)
{
    char *out = ab_arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < text.n;) {
        if (ab_str_starts(ab_str_sub(text, i, text.n), AB_STR("%_ms"))) {
            memcpy(out + n, "%f", 2);
            n += 2;
            i += 4;
        } else {
            out[n++] = text.p[i++];
        }
    }
    return (ab_str){out, n};
}

const ab_datetime_format *ab_datetime_format_compile(ab_arena *arena, ab_str text,
                                                     ab_datetime_dialect dialect)
{
    ab_datetime_format *format = AB_ARENA_NEW(arena, ab_datetime_format);
    format->text = ab_arena_str(arena, text);
    format->dialect = dialect;
    format->strftime = format->text;
    if (dialect == AB_DATETIME_CDK) {
        for (size_t i = 0; i < sizeof number_formats / sizeof *number_formats; i++) {
            if (ab_str_is(text, number_formats[i].text)) {
                format->kind = number_formats[i].kind;
                return format;
            }
        }
        format->utc = true;
        format->millis = ab_str_find(text, AB_STR("%_ms"), 0) >= 0;
        format->strftime = format->millis ? replace_millis(arena, text) : format->text;
    }
    size_t most = text.n * 10 < AB_FORMAT_MAX_OPS ? text.n * 10 : AB_FORMAT_MAX_OPS;
    compiler c = {.arena = arena, .ops = AB_ARENA_ARRAY(arena, ab_format_op, most + 1)};
    compile_ops(&c, format->strftime);
    format->ops = c.ops;
    format->op_count = c.count;
    format->bad = c.bad;
    format->fixed = !c.bad && ops_are_fixed(&c);
    format->plain = text_is_plain(format->strftime);
    return format;
}

ab_str ab_datetime_format_text(const ab_datetime_format *format)
{
    return format->text;
}

/* ---- Parsing ---- */
static bool no_match(const ab_datetime_format *format, ab_str text, ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                            "time data '%.*s' does not match format '%.*s'", AB_STR_ARG(text),
                            AB_STR_ARG(format->text));
}

static bool from_seconds(int64_t seconds, bool huge, ab_datetime *out, ab_error *error)
{
    if (huge) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR,
                                "timestamp out of range for platform time_t");
    }
    if (seconds < INT64_C(-62135596800) || seconds > INT64_C(253402300799)) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "the year of timestamp %lld is out of range", (long long)seconds);
    }
    return ab_datetime_from_epoch_us(seconds * 1000000, out, error);
}

static bool from_integer(const ab_datetime_format *format, int64_t number, bool huge,
                         ab_datetime *out, ab_error *error)
{
    int64_t us = number;
    if (format->kind == AB_FORMAT_SECONDS) {
        return from_seconds(number, huge, out, error);
    }
    if (format->kind == AB_FORMAT_MILLISECONDS) {
        huge = huge || __builtin_mul_overflow(number, 1000, &us);
    }
    if (huge) {
        return ab_datetime_fail(error, AB_DATETIME_OVERFLOW_ERROR, "date value out of range");
    }
    return ab_datetime_from_epoch_us(us, out, error);
}

static bool parse_number(const ab_datetime_format *format, ab_str text, ab_datetime *out,
                         ab_error *error)
{
    if (format->kind == AB_FORMAT_SECONDS_FLOAT) {
        double seconds = 0;
        if (!ab_python_float_parse(text, &seconds)) {
            return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                    "could not convert string to float: '%.*s'", AB_STR_ARG(text));
        }
        return ab_datetime_from_timestamp(seconds, out, error);
    }
    int64_t number = 0;
    ab_python_int result = ab_python_int_parse(text, &number);
    if (result == AB_PYTHON_INT_BAD) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "invalid literal for int() with base 10: '%.*s'", AB_STR_ARG(text));
    }
    return from_integer(format, number, result == AB_PYTHON_INT_HUGE, out, error);
}

/* Exactly `width` ASCII digits. */
static inline bool take_digits(ab_str text, size_t *at, size_t width, int32_t *out)
{
    if (text.n - *at < width) {
        return false;
    }
    int32_t value = 0;
    for (size_t i = 0; i < width; i++) {
        unsigned digit = (unsigned)(unsigned char)text.p[*at + i] - '0';
        if (digit > 9) {
            return false;
        }
        value = value * 10 + (int32_t)digit;
    }
    *at += width;
    *out = value;
    return true;
}

static inline bool take_fraction(ab_str text, size_t *at, int32_t *out)
{
    int32_t value = 0;
    int digits = 0;
    while (digits < 6 && *at < text.n && text.p[*at] >= '0' && text.p[*at] <= '9') {
        value = value * 10 + (text.p[(*at)++] - '0');
        digits++;
    }
    for (int i = digits; i < 6; i++) {
        value *= 10;
    }
    *out = value;
    return digits > 0;
}

/* "Z", "+HHMM", "+HH:MM". */
static inline bool take_offset(ab_str text, size_t *at, ab_datetime *t)
{
    int32_t hours = 0;
    int32_t minutes = 0;
    if (*at == text.n) {
        return false;
    }
    char sign = text.p[(*at)++];
    t->has_offset = true;
    if (sign == 'Z') {
        return true;
    }
    if ((sign != '+' && sign != '-') || !take_digits(text, at, 2, &hours)) {
        return false;
    }
    *at += *at < text.n && text.p[*at] == ':';
    if (!take_digits(text, at, 2, &minutes) || minutes > 59 || hours > 23) {
        return false;
    }
    t->utc_offset_us = (hours * 60 + minutes) * (sign == '-' ? INT64_C(-60000000) : 60000000);
    return true;
}

static inline bool take_directive(char directive, ab_str text, size_t *at, ab_datetime *t)
{
    switch (directive) {
    case 'Y':
        return take_digits(text, at, 4, &t->year);
    case 'm':
        return take_digits(text, at, 2, &t->month) && t->month >= 1 && t->month <= 12;
    case 'd':
        return take_digits(text, at, 2, &t->day);
    case 'H':
        return take_digits(text, at, 2, &t->hour) && t->hour <= 23;
    case 'M':
        return take_digits(text, at, 2, &t->minute) && t->minute <= 59;
    case 'S':
        return take_digits(text, at, 2, &t->second) && t->second <= 59;
    case 'f':
        return take_fraction(text, at, &t->microsecond);
    default:
        return take_offset(text, at, t);
    }
}

/* The usual shapes, every field at full width: what this accepts is the first thing that the
 * matcher would try. Anything else is left to it. */
static bool parse_fixed(const ab_datetime_format *format, ab_str text, ab_datetime *out)
{
    ab_datetime t = {.month = 1, .day = 1};
    size_t at = 0;
    const ab_format_op *end = format->ops + format->op_count;
    for (const ab_format_op *op = format->ops; op < end; op++) {
        if (op->kind == AB_FORMAT_DIRECTIVE) {
            if (!take_directive(op->directive, text, &at, &t)) {
                return false;
            }
            continue;
        }
        if (at == text.n) {
            return false;
        }
        unsigned char c = (unsigned char)text.p[at++];
        if (op->kind == AB_FORMAT_SPACE) {
            if (c != ' ' || (at < text.n && text.p[at] == ' ')) {
                return false;
            }
        } else if ((c >= 'A' && c <= 'Z' ? c + 32u : c) != op->literal) {
            return false;
        }
    }
    if (at != text.n || t.year < 1 || t.day < 1 || t.day > ab_days_in_month(t.year, t.month)) {
        return false;
    }
    t.has_offset = t.has_offset || format->utc;
    *out = t;
    return true;
}

bool ab_datetime_parse(const ab_datetime_format *format, ab_str text, ab_datetime *out,
                       ab_error *error)
{
    if (format->kind != AB_FORMAT_FIELDS) {
        return parse_number(format, text, out, error);
    }
    if (format->fixed && parse_fixed(format, text, out)) {
        return true;
    }
    if (format->bad) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "the format '%.*s' has %s",
                                AB_STR_ARG(format->text), format->bad);
    }
    ab_format_match match;
    if (!ab_format_match_text(format, text, &match)) {
        return no_match(format, text, error);
    }
    if (match.end != text.n) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "unconverted data remains: %.*s",
                                AB_STR_ARG(ab_str_sub(text, match.end, text.n)));
    }
    ab_datetime t;
    if (!ab_format_resolve(&match, &t, error)) {
        return false;
    }
    t.has_offset = t.has_offset || format->utc;
    *out = t;
    return true;
}

static bool parse_real(const ab_datetime_format *format, double number, ab_datetime *out,
                       ab_error *error)
{
    if (format->kind == AB_FORMAT_SECONDS_FLOAT) {
        return ab_datetime_from_timestamp(number, out, error);
    }
    if (isnan(number)) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR,
                                "cannot convert float NaN to integer");
    }
    bool huge = !(number > -0x1p63 && number < 0x1p63);
    return from_integer(format, huge ? 0 : (int64_t)number, huge, out, error);
}

/* str(value), for values that are no strings. */
static bool parse_printed(const ab_datetime_format *format, const ab_value *value, ab_datetime *out,
                          ab_error *error)
{
    char real[32];
    switch (value ? value->kind : AB_NULL) {
    case AB_NULL:
        return ab_datetime_parse(format, AB_STR("None"), out, error);
    case AB_BOOL:
        return ab_datetime_parse(format, value->boolean ? AB_STR("True") : AB_STR("False"), out,
                                 error);
    case AB_REAL: {
        size_t n = ab_double_repr(ab_value_double(value), real);
        return ab_datetime_parse(format, (ab_str){real, n}, out, error);
    }
    default: {
        ab_buf text;
        ab_buf_init(&text, 64 * 1024);
        bool ok = ab_json_write(&text, value, AB_JSON_PYTHON) &&
                  ab_datetime_parse(format, ab_buf_str(&text), out, error);
        if (!ok && error && !ab_error_is_set(error)) {
            ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "a value too long for a date");
        }
        ab_buf_free(&text);
        return ok;
    }
    }
}

bool ab_datetime_parse_value(const ab_datetime_format *format, const ab_value *value,
                             ab_datetime *out, ab_error *error)
{
    ab_kind kind = value ? (ab_kind)value->kind : AB_NULL;
    if (kind == AB_STRING) {
        return ab_datetime_parse(format, value->text, out, error);
    }
    if (format->kind == AB_FORMAT_FIELDS) {
        return parse_printed(format, value, out, error);
    }
    switch (kind) {
    case AB_BOOL:
    case AB_INT: {
        int64_t number = kind == AB_BOOL ? value->boolean : value->number.integer;
        return format->kind == AB_FORMAT_SECONDS_FLOAT
                   ? ab_datetime_from_timestamp((double)number, out, error)
                   : from_integer(format, number, false, out, error);
    }
    case AB_BIGINT:
    case AB_REAL:
        return parse_real(format, ab_value_double(value), out, error);
    default:
        return ab_datetime_fail(error, AB_DATETIME_TYPE_ERROR,
                                "a date in the format '%.*s' must be a string or a number",
                                AB_STR_ARG(format->text));
    }
}
