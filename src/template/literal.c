/* ast.literal_eval: Python's literals and nothing else. */
#include "template/ast.h"

#include <ctype.h>

enum { MAX_BRACKETS = 200 }; /* Python's tokenizer refuses more */

typedef struct reader {
    ab_py *p;
    ab_str s;
    size_t at;
    unsigned open; /* brackets: newlines are blanks within them */
} reader;

static bool value(reader *r, ab_value *out);

/* Blanks, comments, escaped newlines; within brackets newlines, too. */
static void skip(reader *r)
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

static char peek(const reader *r)
{
    return r->at < r->s.n ? r->s.p[r->at] : '\0';
}

static bool is_name_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool word(reader *r, const char *text)
{
    size_t n = strlen(text);
    if (r->at + n > r->s.n || memcmp(r->s.p + r->at, text, n) != 0 ||
        (r->at + n < r->s.n && is_name_byte(r->s.p[r->at + n]))) {
        return false;
    }
    r->at += n;
    return true;
}

/* ---- strings ---- */

static bool string_end(const reader *r, size_t from, char quote, bool triple, size_t *end)
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
static bool string_part(reader *r, ab_buf *out, bool *bytes)
{
    bool raw = false;
    *bytes = false;
    for (unsigned n = 0; peek(r) != '\'' && peek(r) != '"'; n++) {
        char c = (char)(peek(r) | 0x20);
        if (n == 2 || (c != 'r' && c != 'b' && c != 'u') || (c == 'u' && n) || (c == 'r' && raw) ||
            (c == 'b' && *bytes)) {
            return false;
        }
        raw = raw || c == 'r';
        *bytes = *bytes || c == 'b';
        r->at++;
        if (c == 'u' && peek(r) != '\'' && peek(r) != '"') {
            return false;
        }
    }
    char quote = peek(r);
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

static bool starts_string(const reader *r)
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

static bool strings(reader *r, ab_value *out)
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
        skip(r);
    } while (starts_string(r));
    ab_str text;
    if (!ab_py_buf_text(r->p, buf, &text)) {
        return false;
    }
    *out = bytes ? ab_py_bytes(r->p, text) : ab_value_str(text);
    return true;
}

/* ---- numbers ---- */

/* digits with single underscores between them, from `at`; the end, or `at` if none. */
static size_t digit_run(const reader *r, size_t at, int base)
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

static bool based_integer(reader *r, int base, ab_value *out)
{
    size_t from = r->at + 2;
    from += from < r->s.n && r->s.p[from] == '_';
    size_t end = digit_run(r, from, base);
    if (end == from || (end < r->s.n && is_name_byte(r->s.p[end]))) {
        return false;
    }
    ab_str text = ab_str_sub(r->s, from, end);
    r->at = end;
    return ab_py_int_from_text(r->p, text, base, out);
}

static bool imaginary(reader *r, double d, ab_value *out)
{
    ab_py_complex *c = AB_ARENA_NEW(r->p->arena, ab_py_complex);
    c->imag = d;
    *out = ab_py_ext(PY_COMPLEX, c);
    return true;
}

static bool number(reader *r, ab_value *out)
{
    char kind = peek(r) == '0' && r->at + 1 < r->s.n ? (char)(r->s.p[r->at + 1] | 0x20) : 0;
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
    if (r->at < r->s.n && is_name_byte(r->s.p[r->at])) {
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
static bool signed_number(reader *r, ab_value *out)
{
    char sign = peek(r);
    if (sign == '-' || sign == '+') {
        r->at++;
        skip(r);
        /* -(1) is a signed number, too */
        unsigned parens = 0;
        while (peek(r) == '(' && r->open < MAX_BRACKETS) {
            r->at++;
            r->open++;
            parens++;
            skip(r);
        }
        bool digit = isdigit((unsigned char)peek(r)) || peek(r) == '.';
        if (!digit || !number(r, out)) {
            return false;
        }
        for (skip(r); parens; parens--, skip(r)) {
            if (peek(r) != ')') {
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

static bool complex_sum(reader *r, ab_value *out)
{
    char sign = peek(r);
    bool left_ok = out->kind == AB_INT || out->kind == AB_BIGINT || out->kind == AB_REAL;
    r->at++;
    skip(r);
    ab_value right;
    bool digit = isdigit((unsigned char)peek(r)) || peek(r) == '.';
    if (!left_ok || !digit || !number(r, &right) || ab_py_type_of(&right) != PY_COMPLEX) {
        return false;
    }
    ab_py_complex *c = right.ext.data;
    c->real = ab_value_double(out);
    c->imag = sign == '-' ? -c->imag : c->imag;
    *out = right;
    return true;
}

/* ---- containers ---- */

static bool close_bracket(reader *r, char close)
{
    if (peek(r) != close) {
        return false;
    }
    r->at++;
    r->open--;
    skip(r);
    return true;
}

static bool open_bracket(reader *r)
{
    if (r->open >= MAX_BRACKETS) {
        return false;
    }
    r->at++;
    r->open++;
    skip(r);
    return true;
}

/* value, value, … up to `close`; *comma tells whether there was one. */
static bool items_until(reader *r, char close, ab_py_seq *items, bool *comma)
{
    *comma = false;
    while (peek(r) != close) {
        ab_value v;
        if ((items->n && !*comma) || !value(r, &v) || !ab_py_seq_push(r->p, items, v)) {
            return false;
        }
        skip(r);
        *comma = peek(r) == ',';
        if (*comma) {
            r->at++;
            skip(r);
        } else if (peek(r) != close) {
            return false;
        }
    }
    return true;
}

static bool parenthesized(reader *r, ab_value *out)
{
    ab_py_seq items = {0};
    bool comma;
    if (!open_bracket(r) || !items_until(r, ')', &items, &comma) || !close_bracket(r, ')')) {
        return false;
    }
    if (items.n == 1 && !comma) {
        *out = items.items[0];
        return true;
    }
    *out = ab_py_tuple_new(r->p, items.items, items.n);
    return true;
}

static bool list(reader *r, ab_value *out)
{
    ab_py_seq items = {0};
    bool comma;
    if (!open_bracket(r) || !items_until(r, ']', &items, &comma) || !close_bracket(r, ']')) {
        return false;
    }
    *out = ab_value_array();
    out->items = items.items;
    out->count = (uint32_t)items.n;
    return true;
}

static bool as_object(reader *r, ab_value *dict)
{
    const ab_py_dict *d = dict->ext.data;
    for (size_t i = 0; i < d->n; i++) {
        if (d->entries[i].key.kind != AB_STRING) {
            return true;
        }
    }
    ab_value object = ab_value_object();
    for (size_t i = 0; i < d->n; i++) {
        ab_object_append(r->p->arena, &object, d->entries[i].key.text, d->entries[i].value);
    }
    ab_object_seal(r->p->arena, &object);
    *dict = object;
    return true;
}

static bool dict_or_set(reader *r, ab_value *out)
{
    if (!open_bracket(r)) {
        return false;
    }
    ab_value dict = ab_py_dict_new(r->p);
    ab_value set = ab_py_set_new(r->p);
    bool is_set = false;
    bool first = true;
    bool comma = true;
    while (peek(r) != '}') {
        ab_value key;
        ab_value v = ab_value_null();
        if (!comma || !value(r, &key)) {
            return false;
        }
        skip(r);
        bool pair = peek(r) == ':';
        if ((!first && pair == is_set)) {
            return false;
        }
        is_set = !pair;
        first = false;
        if (pair) {
            r->at++;
            skip(r);
            if (!value(r, &v)) {
                return false;
            }
            skip(r);
        }
        if (!ab_py_dict_set(r->p, is_set ? set.ext.data : dict.ext.data, key, v)) {
            return false;
        }
        comma = peek(r) == ',';
        if (comma) {
            r->at++;
            skip(r);
        }
    }
    *out = is_set ? set : dict;
    return close_bracket(r, '}') && (is_set || as_object(r, out));
}

static bool names(reader *r, ab_value *out)
{
    if (word(r, "None")) {
        *out = ab_value_null();
    } else if (word(r, "True") || word(r, "False")) {
        *out = ab_value_bool(r->s.p[r->at - 1] == 'e' && r->s.p[r->at - 2] == 'u');
    } else if (word(r, "set")) {
        skip(r);
        if (peek(r) != '(' || !open_bracket(r) || !close_bracket(r, ')')) {
            return false;
        }
        *out = ab_py_set_new(r->p);
    } else {
        return false;
    }
    return true;
}

static bool value(reader *r, ab_value *out)
{
    if (!ab_py_enter(r->p)) {
        return false;
    }
    char c = peek(r);
    bool ok;
    if (c == '(') {
        ok = parenthesized(r, out);
    } else if (c == '[') {
        ok = list(r, out);
    } else if (c == '{') {
        ok = dict_or_set(r, out);
    } else if (starts_string(r)) {
        ok = strings(r, out);
    } else if (r->at + 2 < r->s.n && memcmp(r->s.p + r->at, "...", 3) == 0) {
        r->at += 3;
        *out = ab_py_ext(PY_ELLIPSIS, NULL);
        ok = true;
    } else if (isalpha((unsigned char)c)) {
        ok = names(r, out);
    } else {
        ok = signed_number(r, out);
    }
    if (ok) {
        skip(r);
        if (peek(r) == '+' || peek(r) == '-') {
            ok = complex_sum(r, out);
        }
    }
    ab_py_leave(r->p);
    return ok;
}

/* Lines in front with nothing on them; false where the first line with text is indented. */
static bool first_line(reader *r)
{
    while (r->at < r->s.n && (r->s.p[r->at] == ' ' || r->s.p[r->at] == '\t')) {
        r->at++;
    }
    for (;;) {
        size_t column = 0;
        while (r->at < r->s.n && (peek(r) == ' ' || peek(r) == '\t' || peek(r) == '\f')) {
            column = peek(r) == '\f' ? 0 : column + 1;
            r->at++;
        }
        if (peek(r) == '#') {
            skip(r);
        }
        if (r->at < r->s.n && (peek(r) == '\n' || peek(r) == '\r')) {
            r->at++;
            continue;
        }
        return column == 0 && r->at < r->s.n;
    }
}

static bool only_blank_lines(reader *r)
{
    while (r->at < r->s.n) {
        size_t before = r->at;
        skip(r);
        if (r->at < r->s.n && (peek(r) == '\n' || peek(r) == '\r')) {
            r->at++;
        }
        if (r->at == before) {
            return false;
        }
    }
    return true;
}

/* The whole text: one value, or a tuple without parentheses. */
static bool whole(reader *r, ab_value *out)
{
    if (!first_line(r) || !value(r, out)) {
        return false;
    }
    skip(r);
    if (peek(r) == ',') {
        ab_py_seq items = {0};
        ab_py_seq_push(r->p, &items, *out);
        while (peek(r) == ',') {
            r->at++;
            skip(r);
            if (r->at >= r->s.n || peek(r) == '\n' || peek(r) == '\r') {
                break;
            }
            ab_value v;
            if (!value(r, &v) || !ab_py_seq_push(r->p, &items, v)) {
                return false;
            }
            skip(r);
        }
        *out = ab_py_tuple_new(r->p, items.items, items.n);
    }
    return only_blank_lines(r);
}

/* What a literal can start with: everything else is text for certain. */
bool ab_py_never_literal(ab_str text)
{
    size_t i = 0;
    while (i < text.n && (text.p[i] == ' ' || text.p[i] == '\t')) {
        i++;
    }
    if (i == text.n) {
        return true;
    }
    unsigned char c = (unsigned char)text.p[i];
    unsigned char last = (unsigned char)text.p[text.n - 1];
    if (isalpha(c)) {
        if (c == 'N' || c == 'T' || c == 'F' || c == 's') {
            ab_str rest = ab_str_sub(text, i, text.n);
            return !ab_str_starts(rest, AB_STR("None")) && !ab_str_starts(rest, AB_STR("True")) &&
                   !ab_str_starts(rest, AB_STR("False")) && !ab_str_starts(rest, AB_STR("set"));
        }
        /* a prefix of a string literal is followed by its quote */
        if (!strchr("rRbBuU", c)) {
            return true;
        }
        return !(text.n > i + 1 && strchr("'\"rRbB", text.p[i + 1]));
    }
    if (isdigit(c) && isdigit(last)) {
        /* dates, times and the like: 2024-01-01, 10:30 */
        for (size_t k = i; k < text.n; k++) {
            if (text.p[k] == ':') {
                return memchr(text.p, '#', text.n) == NULL && memchr(text.p, ',', text.n) == NULL;
            }
        }
    }
    return c >= 0x80 || !strchr("0123456789.+-([{'\"#\\\n\r\f", c);
}

bool ab_py_literal(ab_py *p, ab_str text, ab_value *out)
{
    if (ab_py_never_literal(text) || (text.n && memchr(text.p, '\0', text.n))) {
        return false;
    }
    uint32_t depth = p->depth;
    p->depth = 0;
    reader r = {.p = p, .s = text};
    ab_py_exc exc = p->exc;
    bool ok = whole(&r, out);
    p->exc = exc;
    p->depth = depth;
    return ok;
}
