#include "json/pyrepr.h"

#include "json/json.h"
#include "json/printable.h"

/* str.isprintable() of one code point, by Python 3.11's Unicode 14.0 tables. */
static bool is_printable(uint32_t code_point)
{
    if (code_point < 0x7f) {
        return code_point >= 0x20;
    }
    size_t low = 0;
    size_t high = ab_printable_change_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ab_printable_changes[middle] <= code_point) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low % 2 == 1;
}

/* The code point at the start of `s`. What is no UTF-8 becomes the lone surrogate that Python has
 * in its place: the one that three bytes encode ("surrogatepass"), or U+DC80 + n for a byte. */
static uint32_t decode(ab_str s, size_t *length)
{
    uint32_t c = ab_utf8_decode(s, length);
    if (c != 0xfffd || *length != 1) {
        return c;
    }
    const unsigned char *p = (const unsigned char *)s.p;
    if (s.n >= 3 && p[0] == 0xed && p[1] >= 0xa0 && p[1] < 0xc0 && (p[2] & 0xc0) == 0x80) {
        *length = 3;
        return 0xd000 | (uint32_t)(p[1] & 0x3f) << 6 | (p[2] & 0x3f);
    }
    return 0xdc00u | p[0];
}

static void add_escape(ab_buf *out, uint32_t c)
{
    switch (c) {
    case '\n':
        ab_buf_add_text(out, "\\n");
        break;
    case '\r':
        ab_buf_add_text(out, "\\r");
        break;
    case '\t':
        ab_buf_add_text(out, "\\t");
        break;
    default:
        ab_buf_printf(out, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    }
}

/* How many characters from `from` on are ASCII that stands for itself. */
static size_t plain_run(ab_str text, size_t from, char quote)
{
    size_t at = from;
    while (at < text.n && text.p[at] >= ' ' && text.p[at] < 0x7f && text.p[at] != quote &&
           text.p[at] != '\\') {
        at++;
    }
    return at - from;
}

bool ab_python_repr_text(ab_buf *out, ab_str text)
{
    bool has_single = text.n && memchr(text.p, '\'', text.n);
    bool has_double = text.n && memchr(text.p, '"', text.n);
    char quote = has_single && !has_double ? '"' : '\'';
    ab_buf_add_char(out, quote);
    for (size_t i = 0; i < text.n;) {
        size_t plain = plain_run(text, i, quote);
        if (plain) {
            ab_buf_add(out, text.p + i, plain);
            i += plain;
            continue;
        }
        size_t length = 1;
        unsigned char byte = (unsigned char)text.p[i];
        uint32_t c = byte < 0x80 ? byte : decode(ab_str_sub(text, i, text.n), &length);
        if (c == (unsigned char)quote || c == '\\') {
            ab_buf_add_char(out, '\\');
            ab_buf_add_char(out, (char)c);
        } else if (is_printable(c)) {
            ab_buf_add(out, text.p + i, length);
        } else {
            add_escape(out, c);
        }
        i += length;
    }
    return ab_buf_add_char(out, quote);
}

bool ab_python_repr_number(ab_buf *out, const ab_value *number)
{
    if (number->kind == AB_INT) {
        return ab_buf_add_int(out, number->number.integer);
    }
    if (number->kind == AB_BIGINT) {
        return ab_buf_add_str(out, number->text);
    }
    char text[32];
    size_t n = ab_double_repr(ab_value_double(number), text);
    return ab_buf_add(out, text, n);
}

static void add_array(ab_buf *out, const ab_value *v)
{
    ab_buf_add_char(out, '[');
    for (uint32_t i = 0; i < v->count; i++) {
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        ab_value_python_repr(out, &v->items[i]);
    }
    ab_buf_add_char(out, ']');
}

static void add_object(ab_buf *out, const ab_value *v)
{
    ab_buf_add_char(out, '{');
    for (uint32_t i = 0; i < v->count; i++) {
        if (i) {
            ab_buf_add_text(out, ", ");
        }
        ab_python_repr_text(out, v->object.members[i].key);
        ab_buf_add_text(out, ": ");
        ab_value_python_repr(out, &v->object.members[i].value);
    }
    ab_buf_add_char(out, '}');
}

bool ab_value_python_repr(ab_buf *out, const ab_value *v)
{
    switch (v ? v->kind : AB_NULL) {
    case AB_NULL:
        ab_buf_add_text(out, "None");
        break;
    case AB_BOOL:
        ab_buf_add_text(out, v->boolean ? "True" : "False");
        break;
    case AB_INT:
    case AB_BIGINT:
    case AB_REAL:
        ab_python_repr_number(out, v);
        break;
    case AB_STRING:
        ab_python_repr_text(out, v->text);
        break;
    case AB_ARRAY:
        add_array(out, v);
        break;
    case AB_OBJECT:
        add_object(out, v);
        break;
    default:
        ab_buf_printf(out, "<%s>", v->ext.type->name);
    }
    return !out->overflow;
}

bool ab_value_python_str(ab_buf *out, const ab_value *v)
{
    return ab_is(v, AB_STRING) ? ab_buf_add_str(out, v->text) : ab_value_python_repr(out, v);
}
