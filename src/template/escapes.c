/* The escapes of string literals. */
#include "template/ast.h"
#include "template/regex.h"

#include <ctype.h>

/* Names for \N{…}: those that templates are likely to use. */
static const struct {
    const char *name;
    unsigned code_point;
} char_names[] = {
    {"BULLET", 0x2022},
    {"SPACE", 0x20},
    {"NO-BREAK SPACE", 0xa0},
    {"EN DASH", 0x2013},
    {"EM DASH", 0x2014},
    {"HYPHEN-MINUS", 0x2d},
    {"EURO SIGN", 0x20ac},
    {"POUND SIGN", 0xa3},
    {"DOLLAR SIGN", 0x24},
    {"DEGREE SIGN", 0xb0},
    {"COPYRIGHT SIGN", 0xa9},
    {"REGISTERED SIGN", 0xae},
    {"TRADE MARK SIGN", 0x2122},
    {"HORIZONTAL ELLIPSIS", 0x2026},
    {"APOSTROPHE", 0x27},
    {"QUOTATION MARK", 0x22},
    {"LEFT SINGLE QUOTATION MARK", 0x2018},
    {"RIGHT SINGLE QUOTATION MARK", 0x2019},
    {"LEFT DOUBLE QUOTATION MARK", 0x201c},
    {"RIGHT DOUBLE QUOTATION MARK", 0x201d},
    {"MIDDLE DOT", 0xb7},
    {"SECTION SIGN", 0xa7},
    {"SNOWMAN", 0x2603},
    {"BLACK HEART SUIT", 0x2665},
    {"CHECK MARK", 0x2713},
    {"RIGHTWARDS ARROW", 0x2192},
    {"LEFTWARDS ARROW", 0x2190},
    {"ZERO WIDTH SPACE", 0x200b},
    {"LATIN SMALL LETTER E WITH ACUTE", 0xe9},
    {"GREEK SMALL LETTER ALPHA", 0x3b1},
    {"COMMA", 0x2c},
    {"FULL STOP", 0x2e},
    {"SOLIDUS", 0x2f},
    {"REVERSE SOLIDUS", 0x5c},
};

static bool char_by_name(ab_str name, unsigned *code_point)
{
    for (size_t i = 0; i < sizeof(char_names) / sizeof(char_names[0]); i++) {
        if (ab_str_eq_nocase(name, ab_str_of(char_names[i].name))) {
            *code_point = char_names[i].code_point;
            return true;
        }
    }
    return false;
}

/* Reads `n` hexadecimal digits. */
static bool hex_digits(ab_str s, size_t at, size_t n, unsigned *value)
{
    *value = 0;
    for (size_t i = 0; i < n; i++) {
        if (at + i >= s.n || !isxdigit((unsigned char)s.p[at + i])) {
            return false;
        }
        char c = s.p[at + i];
        *value = *value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return true;
}

bool ab_py_unescape(ab_py *p, ab_str s, bool jinja, bool bytes, ab_buf *out)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c != '\\') {
            ab_buf_add_char(out, c);
            continue;
        }
        if (++i >= s.n) {
            return ab_py_raise(p, PY_SYNTAX_ERROR, "\\ at end of string");
        }
        c = s.p[i];
        static const char from[] = "\\'\"abfnrtv";
        static const char to[] = "\\'\"\a\b\f\n\r\t\v";
        const char *simple = c ? strchr(from, c) : NULL;
        unsigned value = 0;
        if (simple) {
            ab_buf_add_char(out, to[simple - from]);
        } else if (c == '\n') {
            continue;
        } else if (c >= '0' && c <= '7') {
            size_t end = i;
            while (end < s.n && end < i + 3 && s.p[end] >= '0' && s.p[end] <= '7') {
                value = value * 8 + (unsigned)(s.p[end++] - '0');
            }
            i = end - 1;
            bytes ? ab_buf_add_char(out, (char)value) : ab_buf_add_code_point(out, value);
        } else if (c == 'x' || (!bytes && (c == 'u' || c == 'U'))) {
            size_t n = c == 'x' ? 2 : c == 'u' ? 4 : 8;
            if (!hex_digits(s, i + 1, n, &value) || value > 0x10ffff) {
                return ab_py_raise(p, PY_SYNTAX_ERROR, "truncated \\%c escape", c);
            }
            i += n;
            bytes ? ab_buf_add_char(out, (char)value) : ab_buf_add_code_point(out, value);
        } else if (c == 'N' && !bytes) {
            ptrdiff_t end = ab_str_find(s, AB_STR("}"), i);
            if (i + 1 >= s.n || s.p[i + 1] != '{' || end < 0 ||
                !char_by_name(ab_str_sub(s, i + 2, (size_t)end), &value)) {
                return ab_py_raise(p, PY_SYNTAX_ERROR, "unknown Unicode character name");
            }
            ab_buf_add_code_point(out, value);
            i = (size_t)end;
        } else if (jinja && (unsigned char)c >= 0x80) {
            /* Jinja escapes these before it unescapes the text: the backslash takes the
             * escape's own away */
            size_t length;
            value = ab_text_decode(ab_str_sub(s, i, s.n), &length);
            ab_buf_printf(out,
                          value < 0x100     ? "\\x%02x"
                          : value < 0x10000 ? "\\u%04x"
                                            : "\\U%08x",
                          value);
            i += length - 1;
        } else {
            ab_buf_add_char(out, '\\');
            ab_buf_add_char(out, c);
        }
    }
    return true;
}

bool ab_py_unescape_name(ab_py *p, ab_str escape, ab_buf *out)
{
    return ab_py_unescape(p, escape, false, false, out);
}
