/* Strings and numbers of ast.literal_eval. */
#include "template/literal.h"

/* Blanks, comments, escaped newlines; within brackets newlines, too. */
void ab_py_read_skip(ab_py_reader *r)
{
    while (r->at < r->s.n) {
        char c = r->s.p[r->at];
        if (c == ' ' || c == '\t' || c == '\f') {
            r->at++;
        } else if (c == '#') {
            while (r->at < r->s.n && r->s.p[r->at] != '\n' && r->s.p[r->at] != '\r') {
                r->at++;
            }
        } else if (c == '\\' && r->at + 1 < r->s.n &&
                   (r->s.p[r->at + 1] == '\n' || r->s.p[r->at + 1] == '\r')) {
            size_t next =
                r->at + 2 +
                (r->s.p[r->at + 1] == '\r' && r->at + 2 < r->s.n && r->s.p[r->at + 2] == '\n');
            if (next >= r->s.n) {
                return; /* nothing may follow but more text */
            }
            r->at = next;
        } else if (r->open && (c == '\n' || c == '\r')) {
            r->at++;
        } else {
            return;
        }
    }
}

/* ---- strings ---- */

static bool string_end(const ab_py_reader *r, size_t from, char quote, bool triple, size_t *end)
{
    for (size_t i = from; i < r->s.n; i++) {
        char c = r->s.p[i];
        if (c == '\\') {
            i++;
        } else if (c == quote && !triple) {
            *end = i;
            return true;
        } else if (c == quote && i + 2 < r->s.n && r->s.p[i + 1] == quote &&
                   r->s.p[i + 2] == quote) {
            *end = i;
            return true;
        } else if ((c == '\n' || c == '\r') && !triple) {
            return false;
        }
    }
    return false;
}

static bool ascii(ab_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if ((unsigned char)s.p[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* One string literal at the reader, appended to `out`. */
static bool string_part(ab_py_reader *r, ab_buf *out, bool *bytes)
{
    bool raw = false;
    *bytes = false;
    for (unsigned n = 0; ab_py_peek(r) != '\'' && ab_py_peek(r) != '"'; n++) {
        char c = (char)(ab_py_peek(r) | 0x20);
        if (n == 2 || (c != 'r' && c != 'b' && c != 'u') || (c == 'u' && n) || (c == 'r' && raw) ||
            (c == 'b' && *bytes)) {
            return false;
        }
        raw = raw || c == 'r';
        *bytes = *bytes || c == 'b';
        r->at++;
        if (c == 'u' && ab_py_peek(r) != '\'' && ab_py_peek(r) != '"') {
            return false;
        }
    }
    char quote = ab_py_peek(r);
    bool triple = r->at + 2 < r->s.n && r->s.p[r->at + 1] == quote && r->s.p[r->at + 2] == quote;
    size_t from = r->at + (triple ? 3 : 1);
    size_t end;
    if (!string_end(r, from, quote, triple, &end)) {
        return false;
    }
    ab_str text = ab_py_normalize_newlines(r->p->arena, ab_str_sub(r->s, from, end), false);
    r->at = end + (triple ? 3 : 1);
    if (*bytes && !ascii(text)) {
        return false;
    }
    return raw ? ab_buf_add_str(out, text) : ab_py_unescape(r->p, text, false, *bytes, out);
}

bool ab_py_starts_string(const ab_py_reader *r)
{
    for (size_t i = r->at; i < r->s.n && i < r->at + 3; i++) {
        char c = r->s.p[i];
        if (c == '\'' || c == '"') {
            return true;
        }
        if (!strchr("rRbBuU", c)) {
            return false;
        }
    }
    return false;
}

bool ab_py_read_strings(ab_py_reader *r, ab_value *out)
{
    ab_buf *buf = ab_py_buf(r->p);
    bool bytes = false;
    bool first = true;
    do {
        bool part_bytes;
        if (!string_part(r, buf, &part_bytes) || (!first && part_bytes != bytes)) {
            return false;
        }
        bytes = part_bytes;
        first = false;
        ab_py_read_skip(r);
    } while (ab_py_starts_string(r));
    ab_str text;
    if (!ab_py_buf_text(r->p, buf, &text)) {
        return false;
    }
    *out = bytes ? ab_py_bytes(r->p, text) : ab_value_str(text);
    return true;
}

/* ---- numbers ---- */

/* digits with single underscores between them, from `at`; the end, or `at` if none. */
static size_t digit_run(const ab_py_reader *r, size_t at, int base)
{
    size_t end = at;
    while (end < r->s.n) {
        size_t next = end + (end > at && r->s.p[end] == '_');
        if (next >= r->s.n) {
            break;
        }
        char c = r->s.p[next];
        bool fits = base == 16 ? isxdigit((unsigned char)c) != 0 : c >= '0' && c < '0' + base;
        if (!fits) {
            break;
        }
        end = next + 1;
    }
    return end;
}

static bool based_integer(ab_py_reader *r, int base, ab_value *out)
{
    size_t from = r->at + 2;
    from += from < r->s.n && r->s.p[from] == '_';
    size_t end = digit_run(r, from, base);
    if (end == from || (end < r->s.n && ab_py_is_name_byte(r->s.p[end]))) {
        return false;
    }
    ab_str text = ab_str_sub(r->s, from, end);
    r->at = end;
    return ab_py_int_from_text(r->p, text, base, out);
}

static bool imaginary(ab_py_reader *r, double d, ab_value *out)
{
    ab_py_complex *c = AB_ARENA_NEW(r->p->arena, ab_py_complex);
    c->imag = d;
    *out = ab_py_ext(PY_COMPLEX, c);
    return true;
}

static bool number(ab_py_reader *r, ab_value *out)
{
    char kind = ab_py_peek(r) == '0' && r->at + 1 < r->s.n ? (char)(r->s.p[r->at + 1] | 0x20) : 0;
    if (kind == 'x' || kind == 'o' || kind == 'b') {
        return based_integer(r, kind == 'x' ? 16 : kind == 'o' ? 8 : 2, out);
    }
    size_t from = r->at;
    size_t end = digit_run(r, from, 10);
    bool whole = end > from;
    bool real = false;
    if (end < r->s.n && r->s.p[end] == '.') {
        size_t fraction = digit_run(r, end + 1, 10);
        if (!whole && fraction == end + 1) {
            return false;
        }
        real = true;
        end = fraction;
    } else if (!whole) {
        return false;
    }
    if (end < r->s.n && (r->s.p[end] | 0x20) == 'e') {
        size_t exponent = end + 1;
        exponent += exponent < r->s.n && (r->s.p[exponent] == '+' || r->s.p[exponent] == '-');
        size_t exponent_end = digit_run(r, exponent, 10);
        if (exponent_end > exponent) {
            real = true;
            end = exponent_end;
        }
    }
    ab_str text = ab_str_sub(r->s, from, end);
    bool is_imaginary = end < r->s.n && (r->s.p[end] | 0x20) == 'j';
    r->at = end + (is_imaginary ? 1 : 0);
    if (r->at < r->s.n && ab_py_is_name_byte(r->s.p[r->at])) {
        return false;
    }
    double d;
    if (!real && !is_imaginary) {
        return ab_py_int_from_text(r->p, text, 0, out);
    }
    if (!ab_py_float_from_text(r->p, text, &d)) {
        return false;
    }
    if (is_imaginary) {
        return imaginary(r, d, out);
    }
    *out = ab_value_real(d);
    return true;
}

/* A number with one sign at most, and a complex sum of two: 1 + 2j. */
bool ab_py_read_signed_number(ab_py_reader *r, ab_value *out)
{
    char sign = ab_py_peek(r);
    if (sign == '-' || sign == '+') {
        r->at++;
        ab_py_read_skip(r);
        /* -(1) is a signed number, too */
        unsigned parens = 0;
        while (ab_py_peek(r) == '(' && r->open < PY_MAX_BRACKETS) {
            r->at++;
            r->open++;
            parens++;
            ab_py_read_skip(r);
        }
        bool digit = isdigit((unsigned char)ab_py_peek(r)) || ab_py_peek(r) == '.';
        if (!digit || !number(r, out)) {
            return false;
        }
        for (ab_py_read_skip(r); parens; parens--, ab_py_read_skip(r)) {
            if (ab_py_peek(r) != ')') {
                return false;
            }
            r->at++;
            r->open--;
        }
        if (sign == '-' && ab_py_type_of(out) == PY_COMPLEX) {
            ab_py_complex *c = out->ext.data;
            c->real = -c->real;
            c->imag = -c->imag;
            return true;
        }
        return sign == '+' || ab_py_number_negate(r->p, out, out);
    }
    return number(r, out);
}

bool ab_py_read_complex_sum(ab_py_reader *r, ab_value *out)
{
    char sign = ab_py_peek(r);
    bool left_ok = out->kind == AB_INT || out->kind == AB_BIGINT || out->kind == AB_REAL;
    r->at++;
    ab_py_read_skip(r);
    ab_value right;
    bool digit = isdigit((unsigned char)ab_py_peek(r)) || ab_py_peek(r) == '.';
    if (!left_ok || !digit || !number(r, &right) || ab_py_type_of(&right) != PY_COMPLEX) {
        return false;
    }
    ab_py_complex *c = right.ext.data;
    c->real = ab_value_double(out);
    c->imag = sign == '-' ? -c->imag : c->imag;
    *out = right;
    return true;
}
