#include "base/alloc.h"
#include "json/bytes.h"
#include "json/json.h"
#include "json/put.h"

#include <math.h>
#include <stdlib.h>

static bool write_value(ab_buf *out, const ab_value *v, unsigned style, unsigned depth);

static bool add_escape(ab_buf *out, uint32_t c)
{
    static const char hex[] = "0123456789abcdef";
    char text[6] = {'\\', 'u', hex[c >> 12 & 15], hex[c >> 8 & 15], hex[c >> 4 & 15], hex[c & 15]};
    return ab_put(out, text, sizeof(text));
}

static bool add_escaped_ascii(ab_buf *out, unsigned char c)
{
    static const char *const short_forms[128] = {
        ['"'] = "\\\"", ['\\'] = "\\\\", ['\n'] = "\\n", ['\r'] = "\\r",
        ['\t'] = "\\t", ['\f'] = "\\f",  ['\b'] = "\\b",
    };
    return short_forms[c] ? ab_buf_add_text(out, short_forms[c]) : add_escape(out, c);
}

static bool add_escaped_wide(ab_buf *out, uint32_t c)
{
    if (c < 0x10000) {
        return add_escape(out, c);
    }
    c -= 0x10000;
    return add_escape(out, 0xD800 + (c >> 10)) && add_escape(out, 0xDC00 + (c & 0x3FF));
}

/* Writes the one character at *p that cannot be copied with its neighbours, and steps over it.
 * Surrogates are escaped in every style, so that the output is UTF-8 where the strings were. */
static bool add_special(ab_buf *out, const char **p, const char *end, bool ascii)
{
    unsigned char c = (unsigned char)**p;
    if (c < 0x80) {
        (*p)++;
        return add_escaped_ascii(out, c);
    }
    size_t n;
    uint32_t code = ab_utf8_decode((ab_str){*p, (size_t)(end - *p)}, &n);
    *p += n;
    if (ascii || (code >= 0xD800 && code <= 0xDFFF)) {
        return add_escaped_wide(out, code);
    }
    char bytes[4];
    return ab_put(out, bytes, ab_utf8_encode(code, bytes));
}

/* Python escapes DEL too where it escapes what is beyond ASCII. */
static const char *ascii_end(const char *p, const char *end)
{
    while (p < end && ab_byte_is_plain(*p) && *p != 0x7f) {
        p++;
    }
    return p;
}

bool ab_json_write_string(ab_buf *out, ab_str text, unsigned style)
{
    bool ascii = (style & (AB_JSON_PYTHON | AB_JSON_ASCII)) != 0;
    const char *p = text.n > 0 ? text.p : ""; /* an empty slice may have no pointer */
    const char *end = p + text.n;
    ab_put_char(out, '"');
    while (p < end) {
        const char *stop = ascii ? ascii_end(p, end) : ab_bytes_copyable_end(p, end);
        ab_put(out, p, (size_t)(stop - p));
        p = stop;
        if (p < end && !add_special(out, &p, end, ascii)) {
            return false;
        }
    }
    return ab_put_char(out, '"');
}

static bool write_nonfinite(ab_buf *out, double d, unsigned style)
{
    if (style & AB_JSON_NAN_NULL) {
        return ab_put(out, "null", 4);
    }
    return ab_buf_add_text(out, isnan(d) ? "NaN" : d < 0 ? "-Infinity" : "Infinity");
}

static bool source_is_finite(ab_str source)
{
    size_t i = source.n && source.p[0] == '-';
    return i < source.n && source.p[i] >= '0' && source.p[i] <= '9';
}

static bool write_real(ab_buf *out, const ab_value *v, unsigned style)
{
    ab_str source = ab_number_source(v);
    if (source.n && source_is_finite(source)) {
        return ab_put_str(out, source);
    }
    double d = ab_value_double(v);
    if (!isfinite(d)) {
        return write_nonfinite(out, d, style);
    }
    char text[32];
    size_t n = ab_double_repr(d, text);
    return ab_put(out, text, n);
}

static bool write_break(ab_buf *out, unsigned style, unsigned depth)
{
    if (!(style & AB_JSON_INDENTED)) {
        return !out->overflow;
    }
    ab_put_char(out, '\n');
    for (unsigned i = 0; i < depth; i++) {
        ab_put(out, "  ", 2);
    }
    return !out->overflow;
}

/* What stands before element `i` of a container at `depth`. */
static bool write_separator(ab_buf *out, uint32_t i, unsigned style, unsigned depth)
{
    if (i) {
        bool blank = (style & AB_JSON_PYTHON) && !(style & AB_JSON_INDENTED);
        ab_put(out, ", ", blank ? 2 : 1);
    }
    return write_break(out, style, depth + 1);
}

static bool write_array(ab_buf *out, const ab_value *v, unsigned style, unsigned depth)
{
    ab_put_char(out, '[');
    for (uint32_t i = 0; i < v->count; i++) {
        if (!write_separator(out, i, style, depth) ||
            !write_value(out, &v->items[i], style, depth + 1)) {
            return false;
        }
    }
    if (v->count) {
        write_break(out, style, depth);
    }
    return ab_put_char(out, ']');
}

static int by_key(const void *a, const void *b)
{
    const ab_member *const *x = a;
    const ab_member *const *y = b;
    return ab_str_cmp((*x)->key, (*y)->key);
}

static const ab_member **sorted_members(const ab_value *v)
{
    const ab_member **members = ab_xmalloc(v->count * sizeof(*members));
    for (uint32_t i = 0; i < v->count; i++) {
        members[i] = &v->object.members[i];
    }
    qsort(members, v->count, sizeof(*members), by_key);
    return members;
}

static bool write_object(ab_buf *out, const ab_value *v, unsigned style, unsigned depth)
{
    bool colon_blank = (style & (AB_JSON_PYTHON | AB_JSON_INDENTED)) != 0;
    const ab_member **sorted = style & AB_JSON_SORTED && v->count ? sorted_members(v) : NULL;
    bool ok = ab_put_char(out, '{');
    for (uint32_t i = 0; ok && i < v->count; i++) {
        const ab_member *m = sorted ? sorted[i] : &v->object.members[i];
        ok = write_separator(out, i, style, depth) && ab_json_write_string(out, m->key, style) &&
             ab_put(out, ": ", colon_blank ? 2 : 1) &&
             write_value(out, &m->value, style, depth + 1);
    }
    free(sorted);
    if (ok && v->count) {
        write_break(out, style, depth);
    }
    return ok && ab_put_char(out, '}');
}

/* A lazy list, of which one element at a time is held. One that cannot be read is null. */
static bool write_sequence(ab_buf *out, const ab_value *v, unsigned style, unsigned depth)
{
    const ab_ext_sequence *sequence = v->ext.type->sequence;
    size_t count = sequence->count(v->ext.data);
    ab_arena *arena = ab_arena_new();
    bool ok = ab_put_char(out, '[');
    for (size_t i = 0; ok && i < count; i++) {
        ab_value item;
        if (!sequence->at(v->ext.data, i, arena, &item, NULL)) {
            item = ab_value_null();
        }
        ok =
            write_separator(out, i != 0, style, depth) && write_value(out, &item, style, depth + 1);
        ab_arena_reset(arena);
    }
    ab_arena_free(arena);
    if (ok && count) {
        write_break(out, style, depth);
    }
    return ok && ab_put_char(out, ']');
}

static bool write_int(ab_buf *out, const ab_value *v)
{
    ab_str source = ab_number_source(v);
    return source.n ? ab_put_str(out, source) : ab_buf_add_int(out, v->number.integer);
}

static bool write_value(ab_buf *out, const ab_value *v, unsigned style, unsigned depth)
{
    switch (v ? v->kind : AB_NULL) {
    case AB_BOOL:
        return ab_put(out, v->boolean ? "true" : "false", v->boolean ? 4 : 5);
    case AB_INT:
        return write_int(out, v);
    case AB_BIGINT:
        return ab_put_str(out, v->text);
    case AB_REAL:
        return write_real(out, v, style);
    case AB_STRING:
        return ab_json_write_string(out, v->text, style);
    case AB_ARRAY:
        return write_array(out, v, style, depth);
    case AB_OBJECT:
        return write_object(out, v, style, depth);
    case AB_EXT:
        if (v->ext.type->sequence) {
            return write_sequence(out, v, style, depth);
        }
        return ab_put(out, "null", 4);
    default:
        return ab_put(out, "null", 4);
    }
}

bool ab_json_write(ab_buf *out, const ab_value *v, unsigned style)
{
    return write_value(out, v, style, 0) && !out->overflow;
}

ab_str ab_json_text(ab_arena *arena, const ab_value *v, unsigned style)
{
    ab_buf buf;
    ab_buf_init(&buf, AB_BUF_NO_MAX);
    ab_json_write(&buf, v, style);
    ab_str text = ab_arena_str(arena, ab_buf_str(&buf));
    ab_buf_free(&buf);
    return text;
}
