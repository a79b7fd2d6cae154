/* The formats that can be checked; a format that is not in the table fits every text. */
#include "jsonschema/internal.h"

#include <arpa/inet.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_hex(char c)
{
    return is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* Whether the text begins with the shape, in which d stands for a digit and x for a hexadecimal
 * one. */
static bool has_shape(ab_str s, const char *shape)
{
    for (size_t i = 0; shape[i]; i++) {
        if (i >= s.n || (shape[i] == 'd'   ? !is_digit(s.p[i])
                         : shape[i] == 'x' ? !is_hex(s.p[i])
                                           : s.p[i] != shape[i])) {
            return false;
        }
    }
    return true;
}

static int number_at(ab_str s, size_t i, size_t n)
{
    int value = 0;
    for (size_t end = i + n; i < end; i++) {
        value = value * 10 + (s.p[i] - '0');
    }
    return value;
}

/* Python takes any text with an '@'. */
static bool is_email(ab_str s)
{
    return s.n && memchr(s.p, '@', s.n);
}

static bool is_address(ab_str s, int family)
{
    char text[64];
    unsigned char address[16];
    if (s.n >= sizeof(text) || (s.n && memchr(s.p, '\0', s.n))) {
        return false;
    }
    memcpy(text, s.n ? s.p : "", s.n);
    text[s.n] = '\0';
    return inet_pton(family, text, address) == 1;
}

static bool is_ipv4(ab_str s)
{
    return is_address(s, AF_INET);
}

static bool is_ipv6(ab_str s)
{
    return is_address(s, AF_INET6);
}

static bool starts_with_date(ab_str s)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (!has_shape(s, "dddd-dd-dd")) {
        return false;
    }
    int year = number_at(s, 0, 4);
    int month = number_at(s, 5, 2);
    int day = number_at(s, 8, 2);
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return year > 0 && month >= 1 && month <= 12 && day >= 1 &&
           day <= days[month - 1] + (month == 2 && leap);
}

static bool is_date(ab_str s)
{
    return s.n == 10 && starts_with_date(s);
}

/* full-time of RFC 3339 section 5.6. */
static bool is_time(ab_str s)
{
    if (!has_shape(s, "dd:dd:dd") || number_at(s, 0, 2) > 23 || number_at(s, 3, 2) > 59 ||
        number_at(s, 6, 2) > 60) {
        return false;
    }
    size_t i = 8;
    if (i + 1 < s.n && s.p[i] == '.' && is_digit(s.p[i + 1])) {
        for (i++; i < s.n && is_digit(s.p[i]); i++) {
        }
    }
    ab_str zone = ab_str_sub(s, i, s.n);
    if (ab_str_eq_nocase(zone, AB_STR("Z"))) {
        return true;
    }
    return zone.n == 6 && (has_shape(zone, "+dd:dd") || has_shape(zone, "-dd:dd")) &&
           number_at(zone, 1, 2) <= 23 && number_at(zone, 4, 2) <= 59;
}

static bool is_date_time(ab_str s)
{
    return starts_with_date(s) && s.n > 11 && (s.p[10] | 0x20) == 't' &&
           is_time(ab_str_sub(s, 11, s.n));
}

/* RFC 3986: a scheme, then only characters that a URI may have. */
static bool is_uri(ab_str s)
{
    static const char allowed[] = "-._~:/?#[]@!$&'()*+,;=%";
    size_t i = 0;
    while (i < s.n &&
           (is_alpha(s.p[i]) || (i && (is_digit(s.p[i]) || (s.p[i] && strchr("+-.", s.p[i])))))) {
        i++;
    }
    if (i == 0 || i == s.n || s.p[i] != ':') {
        return false;
    }
    for (; i < s.n; i++) {
        char c = s.p[i];
        if (!is_alpha(c) && !is_digit(c) && (!c || !strchr(allowed, c))) {
            return false;
        }
        if (c == '%' && !has_shape(ab_str_sub(s, i, s.n), "%xx")) {
            return false;
        }
    }
    return true;
}

/* RFC 1123: labels of letters, digits and inner hyphens. */
static bool is_hostname(ab_str s)
{
    size_t label = 0;
    for (size_t i = 0; i < s.n; i++) {
        bool last = i + 1 == s.n || s.p[i + 1] == '.';
        if (s.p[i] == '.') {
            if (label == 0) {
                return false;
            }
            label = 0;
            continue;
        }
        bool hyphen = s.p[i] == '-' && label > 0 && !last;
        if ((!is_alpha(s.p[i]) && !is_digit(s.p[i]) && !hyphen) || ++label > 63) {
            return false;
        }
    }
    return s.n > 0 && s.n <= 253;
}

static bool is_regex(ab_str s)
{
    ab_arena *arena = ab_arena_new();
    bool ok = ab_pattern_compile(arena, s) != NULL;
    ab_arena_free(arena);
    return ok;
}

static bool is_uuid(ab_str s)
{
    return s.n == 36 && has_shape(s, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
}

bool ab_format_check(ab_str format, ab_str text)
{
    static const struct {
        const char *name;
        bool (*fits)(ab_str text);
    } formats[] = {
        {"date", is_date},   {"date-time", is_date_time}, {"time", is_time},
        {"email", is_email}, {"idn-email", is_email},     {"ipv4", is_ipv4},
        {"ipv6", is_ipv6},   {"hostname", is_hostname},   {"uri", is_uri},
        {"regex", is_regex}, {"uuid", is_uuid},
    };
    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        if (ab_str_is(format, formats[i].name)) {
            return formats[i].fits(text);
        }
    }
    return true;
}
