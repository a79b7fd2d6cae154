#include "datetime/format_impl.h"

#include "json/json.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* `width` digits with leading zeros. */
static char *put_digits(char *p, int32_t value, int width)
{
    for (int i = width; i > 0; i--) {
        p[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    return p + width;
}

/* %z: "+HHMM", with seconds and microseconds where they are not zero; nothing if naive. */
static char *put_offset(char *p, const ab_datetime *t)
{
    if (!t->has_offset) {
        return p;
    }
    *p++ = t->utc_offset_us < 0 ? '-' : '+';
    int64_t us = t->utc_offset_us < 0 ? -t->utc_offset_us : t->utc_offset_us;
    int32_t seconds = (int32_t)(us / 1000000);
    int32_t rest = (int32_t)(us % 1000000);
    p = put_digits(p, seconds / 3600, 2);
    p = put_digits(p, seconds / 60 % 60, 2);
    if (seconds % 60 || rest) {
        p = put_digits(p, seconds % 60, 2);
    }
    if (rest) {
        *p++ = '.';
        p = put_digits(p, rest, 6);
    }
    return p;
}

/* As glibc prints it: without leading zeros. */
static char *put_year(char *p, int32_t year)
{
    return put_digits(p, year, year >= 1000 ? 4 : year >= 100 ? 3 : year >= 10 ? 2 : 1);
}

static char *put_plain(char *p, char directive, const ab_datetime *t)
{
    switch (directive) {
    case 'Y':
        return put_year(p, t->year);
    case 'm':
        return put_digits(p, t->month, 2);
    case 'd':
        return put_digits(p, t->day, 2);
    case 'H':
        return put_digits(p, t->hour, 2);
    case 'M':
        return put_digits(p, t->minute, 2);
    case 'S':
        return put_digits(p, t->second, 2);
    case 'f':
        return put_digits(p, t->microsecond, 6);
    case 'z':
        return put_offset(p, t);
    default:
        *p = '%';
        return p + 1;
    }
}

/* The longest that put_plain writes. */
#define LONGEST_PLAIN 16

static bool print_plain(const ab_datetime_format *format, const ab_datetime *t, ab_buf *out)
{
    ab_str text = format->strftime;
    /* Every directive takes two bytes of the format. */
    char *start = ab_buf_reserve(out, text.n * (LONGEST_PLAIN / 2) + LONGEST_PLAIN);
    char small[LONGEST_PLAIN];
    if (start) {
        char *p = start;
        for (size_t i = 0; i < text.n; i++) {
            if (text.p[i] == '%') {
                p = put_plain(p, text.p[++i], t);
            } else {
                *p++ = text.p[i];
            }
        }
        *p = '\0';
        out->n += (size_t)(p - start);
        return true;
    }
    /* The reserve is generous: what fits exactly goes in piece by piece. */
    out->overflow = false;
    for (size_t i = 0; i < text.n; i++) {
        char *end = small;
        if (text.p[i] == '%') {
            end = put_plain(small, text.p[++i], t);
        } else {
            *end++ = text.p[i];
        }
        ab_buf_add(out, small, (size_t)(end - small));
    }
    return !out->overflow;
}

/* What Python itself replaces before it asks the C library: %z, %Z and %f, without flags. */
static bool expand_python(ab_str text, const ab_datetime *t, ab_buf *out)
{
    ab_arena *arena = NULL;
    for (size_t i = 0; i < text.n; i++) {
        char digits[LONGEST_PLAIN];
        if (text.p[i] != '%' || i + 1 == text.n) {
            ab_buf_add_char(out, text.p[i]);
            continue;
        }
        char directive = text.p[++i];
        if (directive == 'z' || directive == 'f') {
            char *end = put_plain(digits, directive, t);
            ab_buf_add(out, digits, (size_t)(end - digits));
        } else if (directive == 'Z') {
            arena = arena ? arena : ab_arena_new();
            ab_str name = ab_datetime_zone_name(t, arena);
            for (size_t j = 0; j < name.n; j++) {
                ab_buf_add_text(out, name.p[j] == '%' ? "%%" : (char[]){name.p[j], '\0'});
            }
        } else {
            ab_buf_add_char(out, '%');
            ab_buf_add_char(out, directive);
        }
    }
    ab_arena_free(arena);
    return !out->overflow;
}

static bool print_general(ab_str text, const ab_datetime *t, ab_buf *out, ab_error *error)
{
    if (text.n && memchr(text.p, '\0', text.n)) {
        return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "embedded null character");
    }
    ab_buf expanded;
    ab_buf_init(&expanded, AB_BUF_NO_MAX);
    expand_python(text, t, &expanded);
    /* Python's buffer doubles from 1024 bytes until it is 256 times the format; a longer text
     * (huge widths) comes out empty. */
    size_t limit = 1024;
    while (limit < 256 * expanded.n) {
        limit *= 2;
    }
    ab_buf printed;
    ab_buf_init(&printed, limit - 1);
    bool ok = !ab_glibc_strftime(&printed, ab_buf_str(&expanded), t) ||
              ab_buf_add_str(out, ab_buf_str(&printed));
    ab_buf_free(&printed);
    ab_buf_free(&expanded);
    return ok;
}

/* %_ms: every occurrence of the microseconds in the text becomes the milliseconds. */
static bool print_millis(const ab_datetime_format *format, const ab_datetime *t, ab_buf *out,
                         ab_error *error)
{
    char micros[8];
    char millis[8];
    snprintf(micros, sizeof micros, "%06u", (unsigned)t->microsecond % 1000000);
    snprintf(millis, sizeof millis, "%03u", (unsigned)t->microsecond % 1000000 / 1000);
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    bool ok = print_general(format->strftime, t, &text, error);
    ab_str all = ab_buf_str(&text);
    for (size_t at = 0; ok && at < all.n;) {
        ptrdiff_t found = ab_str_find(all, ab_str_of(micros), at);
        size_t end = found < 0 ? all.n : (size_t)found;
        ok = ab_buf_add_str(out, ab_str_sub(all, at, end)) &&
             (found < 0 || ab_buf_add_text(out, millis));
        at = found < 0 ? end : end + 6;
    }
    ab_buf_free(&text);
    return ok;
}

static bool print_number(const ab_datetime_format *format, const ab_datetime *t, ab_buf *out)
{
    char text[32];
    int64_t us = ab_datetime_epoch_us(t);
    switch (format->kind) {
    case AB_FORMAT_SECONDS:
        /* Whole seconds need no double. */
        return ab_buf_add_int(out,
                              us % 1000000 == 0 ? us / 1000000 : (int64_t)ab_datetime_timestamp(t));
    case AB_FORMAT_MILLISECONDS:
        return ab_buf_add_int(out, (int64_t)(ab_datetime_timestamp(t) * 1000));
    case AB_FORMAT_MICROSECONDS:
        return ab_buf_add_int(out, (int64_t)(ab_datetime_timestamp(t) * 1000000));
    default:
        return ab_buf_add(out, text, ab_double_repr(ab_datetime_timestamp(t), text));
    }
}

bool ab_datetime_print(const ab_datetime_format *format, const ab_datetime *t, ab_buf *out,
                       ab_error *error)
{
    if (format->kind != AB_FORMAT_FIELDS) {
        return print_number(format, t, out);
    }
    if (format->millis) {
        return print_millis(format, t, out, error);
    }
    return format->plain ? print_plain(format, t, out)
                         : print_general(format->strftime, t, out, error);
}

bool ab_datetime_text(const ab_datetime_format *format, const ab_datetime *t, ab_arena *arena,
                      ab_str *out, ab_error *error)
{
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    bool ok = ab_datetime_print(format, t, &text, error);
    *out = ok ? ab_arena_str(arena, ab_buf_str(&text)) : (ab_str){NULL, 0};
    ab_buf_free(&text);
    return ok;
}
