/* Methods of bytes. Those that str has too are run on a text that stands for the bytes: ASCII as it
 * is, the others as private characters that are neither letters nor blanks. */
#include "template/builtins/builtins.h"

#include <stdlib.h>

#include "json/json.h"

#include <ctype.h>

enum { PRIVATE = 0xf700 };

static ab_str self_bytes(const ab_py_call *c)
{
    return *(const ab_str *)c->self->ext.data;
}

static bool to_text(ab_py *p, ab_str bytes, ab_value *out)
{
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        ab_buf_add_code_point(buf, c < 0x80 ? c : PRIVATE + c);
    }
    return ab_py_buf_value(p, buf, out);
}

static bool to_bytes(ab_py *p, ab_value *v)
{
    ab_str text;
    ab_value *items;
    size_t n;
    ab_py_type t = ab_py_type_of(v);
    if (t == PY_LIST || t == PY_TUPLE) {
        if (!ab_py_collect(p, v, &items, &n)) {
            return false;
        }
        for (size_t i = 0; i < n; i++) {
            if (!to_bytes(p, &items[i])) {
                return false;
            }
        }
        *v = t == PY_LIST ? ab_py_list_new(p, items, n) : ab_py_tuple_new(p, items, n);
        return true;
    }
    if (!ab_py_text(v, &text)) {
        return true;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < text.n;) {
        size_t length;
        unsigned c = ab_text_decode(ab_str_sub(text, i, text.n), &length);
        ab_buf_add_char(buf, (char)(c >= PRIVATE ? c - PRIVATE : c));
        i += length;
    }
    ab_str bytes;
    if (!ab_py_buf_text(p, buf, &bytes)) {
        return false;
    }
    *v = ab_py_bytes(p, bytes);
    return true;
}

static bool argument(ab_py *p, const ab_value *v, bool byte_allowed, ab_value *out)
{
    ab_value *items;
    size_t n;
    ab_py_type t = ab_py_type_of(v);
    *out = *v;
    if (t == PY_BYTES) {
        return to_text(p, *(const ab_str *)v->ext.data, out);
    }
    if (ab_py_is_text(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "a bytes-like object is required, not 'str'");
    }
    if (byte_allowed && ab_py_is_int(v)) {
        int64_t byte = ab_py_small_int(v);
        char c = (char)byte;
        if (byte < 0 || byte > 255) {
            return ab_py_raise(p, PY_VALUE_ERROR, "byte must be in range(0, 256)");
        }
        return to_text(p, (ab_str){&c, 1}, out);
    }
    if (t == PY_LIST || t == PY_TUPLE) {
        if (!ab_py_collect(p, v, &items, &n)) {
            return false;
        }
        for (size_t i = 0; i < n; i++) {
            ab_value item = items[i];
            if (!argument(p, &item, false, &items[i])) {
                return false;
            }
        }
        *out = t == PY_LIST ? ab_py_list_new(p, items, n) : ab_py_tuple_new(p, items, n);
    }
    return true;
}

static bool as_text(ab_py *p, const ab_py_call *c, const char *name, bool byte_first, ab_value *out)
{
    const ab_py_builtin *b = ab_py_find_method(PY_STR, ab_str_of(name));
    ab_value self;
    ab_py_args args = *c->raw;
    ab_value *v = AB_ARENA_ARRAY(p->arena, ab_value, args.n + 1);
    ab_value *kw = AB_ARENA_ARRAY(p->arena, ab_value, args.n_kw + 1);
    if (!to_text(p, self_bytes(c), &self)) {
        return false;
    }
    for (uint32_t i = 0; i < args.n; i++) {
        if (!argument(p, &args.v[i], byte_first && i == 0, &v[i])) {
            return false;
        }
    }
    for (uint32_t i = 0; i < args.n_kw; i++) {
        if (!argument(p, &args.kw_values[i], false, &kw[i])) {
            return false;
        }
    }
    args.v = v;
    args.kw_values = kw;
    return ab_py_call_builtin(p, b, &self, &args, out) && to_bytes(p, out);
}

#define TEXT_METHOD(name, byte_first)                                                              \
    static bool bytes_##name(ab_py *p, const ab_py_call *c, ab_value *out)                         \
    {                                                                                              \
        return as_text(p, c, #name, byte_first, out);                                              \
    }
TEXT_METHOD(capitalize, false)
TEXT_METHOD(center, false)
TEXT_METHOD(count, true)
TEXT_METHOD(endswith, false)
TEXT_METHOD(expandtabs, false)
TEXT_METHOD(find, true)
TEXT_METHOD(index, true)
TEXT_METHOD(isalnum, false)
TEXT_METHOD(isalpha, false)
TEXT_METHOD(isascii, false)
TEXT_METHOD(isdigit, false)
TEXT_METHOD(islower, false)
TEXT_METHOD(isspace, false)
TEXT_METHOD(istitle, false)
TEXT_METHOD(isupper, false)
TEXT_METHOD(join, false)
TEXT_METHOD(ljust, false)
TEXT_METHOD(lower, false)
TEXT_METHOD(lstrip, false)
TEXT_METHOD(partition, false)
TEXT_METHOD(removeprefix, false)
TEXT_METHOD(removesuffix, false)
TEXT_METHOD(replace, false)
TEXT_METHOD(rfind, true)
TEXT_METHOD(rindex, true)
TEXT_METHOD(rjust, false)
TEXT_METHOD(rpartition, false)
TEXT_METHOD(rsplit, false)
TEXT_METHOD(rstrip, false)
TEXT_METHOD(split, false)
TEXT_METHOD(splitlines, false)
TEXT_METHOD(startswith, false)
TEXT_METHOD(strip, false)
TEXT_METHOD(swapcase, false)
TEXT_METHOD(title, false)
TEXT_METHOD(upper, false)
TEXT_METHOD(zfill, false)

static bool bytes_decode(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str name = AB_STR("utf-8");
    ab_str errors = AB_STR("strict");
    ab_str s = self_bytes(c);
    unsigned limit;
    if ((c->argv[0] && !ab_py_arg_str(p, c->argv[0], &name)) ||
        (c->argv[1] && !ab_py_arg_str(p, c->argv[1], &errors)) || !ab_py_codec(p, name, &limit)) {
        return false;
    }
    bool ignore = ab_str_is(errors, "ignore");
    bool replace = ab_str_is(errors, "replace");
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n;) {
        unsigned char byte = (unsigned char)s.p[i];
        size_t length = 1;
        unsigned code_point = limit ? byte : ab_utf8_decode(ab_str_sub(s, i, s.n), &length);
        bool bad = limit ? byte >= limit : code_point == 0xfffd && length == 1;
        if (bad && !ignore && !replace) {
            return ab_py_raise(p, PY_UNICODE_ERROR, "can't decode byte 0x%02x in position %zu",
                               byte, i);
        }
        if (!bad || replace) {
            ab_buf_add_code_point(buf, bad ? 0xfffd : code_point);
        }
        i += length;
    }
    return ab_py_buf_value(p, buf, out);
}

static bool bytes_hex(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_bytes(c);
    ab_str separator = AB_STR("");
    int64_t every = 1;
    if (c->argv[0] && !ab_py_text(c->argv[0], &separator)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "sep must be str or bytes.");
    }
    if (!ab_py_arg_int(p, c->argv[1], 1, &every)) {
        return false;
    }
    if (c->argv[0] && separator.n != 1) {
        return ab_py_raise(p, PY_VALUE_ERROR, "sep must be length 1.");
    }
    size_t group = (size_t)(every < 0 ? -every : every);
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n; i++) {
        ab_buf_printf(buf, "%02x", (unsigned char)s.p[i]);
        size_t counted = every < 0 ? i + 1 : s.n - 1 - i;
        if (separator.n && group && i + 1 < s.n && counted % group == 0) {
            ab_buf_add_str(buf, separator);
        }
    }
    return ab_py_buf_value(p, buf, out);
}

static bool bytes_fromhex(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    if (!ab_py_text(c->argv[0], &text)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "fromhex() argument must be str, not %s",
                           ab_py_type_name(c->argv[0]));
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < text.n;) {
        if (isspace((unsigned char)text.p[i])) {
            i++;
            continue;
        }
        if (i + 1 >= text.n || !isxdigit((unsigned char)text.p[i]) ||
            !isxdigit((unsigned char)text.p[i + 1])) {
            return ab_py_raise(p, PY_VALUE_ERROR, "non-hexadecimal number found in fromhex() arg");
        }
        char digits[3] = {text.p[i], text.p[i + 1], '\0'};
        ab_buf_add_char(buf, (char)strtol(digits, NULL, 16));
        i += 2;
    }
    ab_str bytes;
    if (!ab_py_buf_text(p, buf, &bytes)) {
        return false;
    }
    *out = ab_py_bytes(p, bytes);
    return true;
}

static bool bytes_maketrans(ab_py *p, const ab_py_call *c, ab_value *out)
{
    char *table = ab_arena_alloc(p->arena, 257);
    if (ab_py_type_of(c->argv[0]) != PY_BYTES || ab_py_type_of(c->argv[1]) != PY_BYTES) {
        return ab_py_raise(p, PY_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                           ab_py_type_name(c->argv[0]));
    }
    const ab_str *from = c->argv[0]->ext.data;
    const ab_str *to = c->argv[1]->ext.data;
    if (from->n != to->n) {
        return ab_py_raise(p, PY_VALUE_ERROR, "maketrans arguments must have same length");
    }
    for (int i = 0; i < 256; i++) {
        table[i] = (char)i;
    }
    for (size_t i = 0; i < from->n; i++) {
        table[(unsigned char)from->p[i]] = to->p[i];
    }
    *out = ab_py_bytes(p, (ab_str){table, 256});
    return true;
}

static bool bytes_translate(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_bytes(c);
    const ab_str *table = NULL;
    const ab_str *drop =
        c->argv[1] && ab_py_type_of(c->argv[1]) == PY_BYTES ? c->argv[1]->ext.data : NULL;
    if (c->argv[0]->kind != AB_NULL) {
        if (ab_py_type_of(c->argv[0]) != PY_BYTES) {
            return ab_py_raise(p, PY_TYPE_ERROR, "a bytes-like object is required, not '%s'",
                               ab_py_type_name(c->argv[0]));
        }
        table = c->argv[0]->ext.data;
        if (table->n != 256) {
            return ab_py_raise(p, PY_VALUE_ERROR, "translation table must be 256 characters long");
        }
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n; i++) {
        if (!drop || !drop->n || !memchr(drop->p, s.p[i], drop->n)) {
            ab_buf_add_char(buf, table ? table->p[(unsigned char)s.p[i]] : s.p[i]);
        }
    }
    ab_str bytes;
    if (!ab_py_buf_text(p, buf, &bytes)) {
        return false;
    }
    *out = ab_py_bytes(p, bytes);
    return true;
}

#define ROW(name)                                                                                  \
    {                                                                                              \
#name, bytes_##name, 0, 0, PY_RAW, "", "As the method of str."                             \
    }
static const ab_py_builtin rows[] = {
    ROW(capitalize),
    ROW(center),
    ROW(count),
    {"decode", bytes_decode, 0, 2, 0, "encoding,errors", "The text in an encoding (UTF-8)."},
    ROW(endswith),
    ROW(expandtabs),
    ROW(find),
    {"fromhex", bytes_fromhex, 1, 1, PY_CLASS_METHOD, "-",
     "The bytes that hexadecimal digits stand for."},
    {"hex", bytes_hex, 0, 2, 0, "sep,bytes_per_sep", "Hexadecimal digits."},
    ROW(index),
    ROW(isalnum),
    ROW(isalpha),
    ROW(isascii),
    ROW(isdigit),
    ROW(islower),
    ROW(isspace),
    ROW(istitle),
    ROW(isupper),
    ROW(join),
    ROW(ljust),
    ROW(lower),
    ROW(lstrip),
    {"maketrans", bytes_maketrans, 2, 2, PY_CLASS_METHOD, "-", "A table for translate()."},
    ROW(partition),
    ROW(removeprefix),
    ROW(removesuffix),
    ROW(replace),
    ROW(rfind),
    ROW(rindex),
    ROW(rjust),
    ROW(rpartition),
    ROW(rsplit),
    ROW(rstrip),
    ROW(split),
    ROW(splitlines),
    ROW(startswith),
    ROW(strip),
    ROW(swapcase),
    ROW(title),
    {"translate", bytes_translate, 1, 2, 0, "table,delete", "Bytes replaced by a table."},
    ROW(upper),
    ROW(zfill),
};
const ab_py_table ab_py_bytes_methods = PY_TABLE(rows, "bytes");
