/* glibc's strftime in the C locale, written from its behaviour: what Python's strftime prints on
 * Linux. Own code, because the C library of other systems prints flags differently. */
#include "datetime/format_impl.h"

#include "datetime/zone.h"
#include "json/json.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>

/* One directive with what stands between its % and its letter. */
typedef struct spec {
    char pad; /* '_', '-', '0' or 0 */
    bool upper, lower, swap_case;
    int width; /* -1 if none */
    char modifier;
    char letter; /* 0 at the end of the format */
    ab_str text; /* from the % on */
} spec;

static spec read_spec(ab_str format, size_t *at)
{
    spec s = {.width = -1};
    size_t start = *at;
    size_t i = start + 1;
    for (; i < format.n && strchr("_-0^#", format.p[i]); i++) {
        s.upper = s.upper || format.p[i] == '^';
        s.swap_case = s.swap_case || format.p[i] == '#';
        if (format.p[i] != '^' && format.p[i] != '#') {
            s.pad = format.p[i];
        }
    }
    for (; i < format.n && isdigit((unsigned char)format.p[i]); i++) {
        int digit = format.p[i] - '0';
        int width = s.width < 0 ? 0 : s.width;
        s.width = width > (INT_MAX - digit) / 10 ? INT_MAX : width * 10 + digit;
    }
    if (i < format.n && (format.p[i] == 'E' || format.p[i] == 'O')) {
        s.modifier = format.p[i++];
    }
    s.letter = '\0';
    if (i < format.n) {
        size_t length = 0;
        ab_utf8_decode(ab_str_sub(format, i, format.n), &length);
        s.letter = format.p[i];
        i += length;
    }
    s.text = ab_str_sub(format, start, i);
    *at = i;
    return s;
}

static void put_pad(ab_buf *out, int count, char pad)
{
    char *p = count > 0 ? ab_buf_reserve(out, (size_t)count) : NULL;
    if (p) {
        memset(p, pad, (size_t)count);
        out->n += (size_t)count;
    }
}

/* Widths count characters, not bytes. */
static void put_text(ab_buf *out, const spec *s, ab_str text)
{
    size_t chars = 0;
    for (size_t i = 0; i < text.n; i++) {
        chars += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    }
    if (s->width >= 0 && chars < (size_t)s->width) {
        put_pad(out, s->width - (int)chars, s->pad == '0' ? '0' : ' ');
    }
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        bool ascii = c < 0x80;
        ab_buf_add_char(out, (char)(s->lower && ascii   ? tolower(c)
                                    : s->upper && ascii ? toupper(c)
                                                        : c));
    }
}

static void put_bad(ab_buf *out, const spec *s)
{
    /* glibc looks back for the % from the letter, which may be one itself. */
    put_text(out, s, s->letter == '%' ? AB_STR("%") : s->text);
}

/* A number of at least `digits` digits, with zeros or (the letters e, k, l) with blanks. */
static void put_number(ab_buf *out, spec s, int digits, int64_t value, bool blanks)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRId64, value);
    if (blanks && s.pad != '0' && s.pad != '-') {
        s.pad = '_';
    }
    digits = s.width > digits ? s.width : digits;
    int padding = s.pad == '-' ? 0 : digits - n;
    if (padding > 0) {
        put_pad(out, padding, s.pad == '_' ? ' ' : '0');
        s.width = 0;
    }
    put_text(out, &s, (ab_str){text, (size_t)n});
}

static void put_subformat(ab_buf *out, const spec *s, const char *format, const ab_datetime *t)
{
    ab_buf text;
    ab_buf_init(&text, 256);
    ab_glibc_strftime(&text, ab_str_of(format), t);
    put_text(out, s, ab_buf_str(&text));
    ab_buf_free(&text);
}

static const char *subformat_of(const spec *s)
{
    static const struct {
        char letter;
        const char *refused; /* modifiers */
        const char *format;
    } table[] = {
        {'c', "O", "%a %b %e %H:%M:%S %Y"},
        {'x', "O", "%m/%d/%y"},
        {'X', "O", "%H:%M:%S"},
        {'D', "EO", "%m/%d/%y"},
        {'F', "EO", "%Y-%m-%d"},
        {'R', "", "%H:%M"},
        {'r', "", "%I:%M:%S %p"},
        {'T', "", "%H:%M:%S"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].letter == s->letter) {
            return s->modifier && strchr(table[i].refused, s->modifier) ? NULL : table[i].format;
        }
    }
    return NULL;
}

static void put_name(ab_buf *out, spec s, const char *name, size_t length)
{
    s.upper = s.upper || s.swap_case;
    ab_str text = ab_str_of(name);
    put_text(out, &s, ab_str_sub(text, 0, length ? length : text.n));
}

/* Letters that are a number: how many digits, and whether blanks fill them. */
static bool number_of(char letter, const ab_datetime *t, int64_t *value, int *digits, bool *blanks)
{
    int weekday = (ab_date_weekday(t->year, t->month, t->day) + 1) % 7; /* Sunday is 0 */
    int year_day = ab_date_year_day(t->year, t->month, t->day) - 1;
    int32_t iso_year = 0;
    int32_t iso_week = 0;
    ab_date_iso_week(t->year, t->month, t->day, &iso_year, &iso_week);
    int hour12 = t->hour % 12 ? t->hour % 12 : 12;
    const struct {
        char letter;
        int digits;
        bool blanks;
        int64_t value;
    } table[] = {
        {'C', 1, false, t->year / 100},
        {'d', 2, false, t->day},
        {'e', 2, true, t->day},
        {'H', 2, false, t->hour},
        {'I', 2, false, hour12},
        {'k', 2, true, t->hour},
        {'l', 2, true, hour12},
        {'j', 3, false, year_day + 1},
        {'M', 2, false, t->minute},
        {'m', 2, false, t->month},
        {'S', 2, false, t->second},
        {'u', 1, false, (weekday + 6) % 7 + 1},
        {'U', 2, false, (year_day - weekday + 7) / 7},
        {'V', 2, false, iso_week},
        {'g', 2, false, iso_year % 100},
        {'G', 1, false, iso_year},
        {'W', 2, false, (year_day - (weekday + 6) % 7 + 7) / 7},
        {'w', 1, false, weekday},
        {'Y', 1, false, t->year},
        {'y', 2, false, t->year % 100},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].letter == letter) {
            *value = table[i].value;
            *digits = table[i].digits;
            *blanks = table[i].blanks;
            return true;
        }
    }
    return false;
}

/* mktime: the fields as local time, whatever their offset. */
static void put_epoch(ab_buf *out, spec s, const ab_datetime *t)
{
    int64_t local = ab_days_from_date(t->year, t->month, t->day) * 86400 + t->hour * 3600 +
                    t->minute * 60 + t->second;
    char text[24];
    int n = snprintf(text, sizeof text, "%" PRId64,
                     local - ab_zone_at_local(ab_zone_local(), local).utc_offset);
    put_text(out, &s, (ab_str){text, (size_t)n});
}

/* %z and %Z with flags; the plain ones Python replaced itself. It hands on no zone, only tm_isdst:
 * -1 where dst() is None, which prints nothing, else 0. */
static void put_offset(ab_buf *out, spec s, const ab_datetime *t)
{
    if (t->dst_is_zero) {
        put_text(out, &s, AB_STR("+"));
        put_number(out, s, 4, 0, false);
    }
}

static void put_zone(ab_buf *out, spec s, const ab_datetime *t)
{
    ab_zone_names names = ab_zone_local_names();
    s.lower = s.lower || s.swap_case;
    put_text(out, &s, t->dst_is_zero ? ab_str_of(names.standard) : AB_STR(""));
}

static bool put_letters(ab_buf *out, spec s, const ab_datetime *t)
{
    switch (s.letter) {
    case 'a':
    case 'A':
        put_name(out, s, ab_weekday_names[ab_date_weekday(t->year, t->month, t->day)],
                 s.letter == 'a' ? 3 : 0);
        return true;
    case 'b':
    case 'h':
    case 'B':
        put_name(out, s, ab_month_names[t->month - 1], s.letter == 'B' ? 0 : 3);
        return true;
    case 'P':
    case 'p':
        s.lower = s.letter == 'P' || s.swap_case;
        put_text(out, &s, t->hour < 12 ? AB_STR("AM") : AB_STR("PM"));
        return true;
    case 's':
        put_epoch(out, s, t);
        return true;
    case 'n':
    case 't':
        put_text(out, &s, s.letter == 'n' ? AB_STR("\n") : AB_STR("\t"));
        return true;
    case 'z':
        put_offset(out, s, t);
        return true;
    case 'Z':
        put_zone(out, s, t);
        return true;
    default:
        return false;
    }
}

static bool modifier_refused(const spec *s)
{
    return (s->modifier == 'E' && s->letter && strchr("aAbBhdeHIklUVgGWwjmMS%", s->letter)) ||
           (s->modifier == 'O' && s->letter && strchr("aAY%", s->letter));
}

static void put_spec(ab_buf *out, const spec *s, const ab_datetime *t)
{
    int64_t value = 0;
    int digits = 0;
    bool blanks = false;
    const char *subformat = subformat_of(s);
    if (modifier_refused(s)) {
        put_bad(out, s);
    } else if (subformat) {
        put_subformat(out, s, subformat, t);
    } else if (s->letter == '%') {
        put_text(out, s, AB_STR("%"));
    } else if (number_of(s->letter, t, &value, &digits, &blanks)) {
        put_number(out, *s, digits, value, blanks);
    } else if (!put_letters(out, *s, t)) {
        put_bad(out, s);
    }
}

bool ab_glibc_strftime(ab_buf *out, ab_str format, const ab_datetime *t)
{
    for (size_t at = 0; at < format.n && !out->overflow;) {
        if (format.p[at] != '%') {
            ab_buf_add_char(out, format.p[at++]);
            continue;
        }
        spec s = read_spec(format, &at);
        put_spec(out, &s, t);
    }
    return !out->overflow;
}
