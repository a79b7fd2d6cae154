/* Methods of str. */
#include "template/builtins/builtins.h"

static ab_str self_text(const ab_py_call *c)
{
    ab_str s = {NULL, 0};
    ab_py_text(c->self, &s);
    return s;
}

static bool give(ab_py *p, bool ok, ab_str s, ab_value *out)
{
    (void)p;
    *out = ab_value_str(s);
    return ok;
}

#define CASE_METHOD(name, form)                                                                    \
    static bool str_##name(ab_py *p, const ab_py_call *c, ab_value *out)                           \
    {                                                                                              \
        ab_str s;                                                                                  \
        return ab_py_convert(p, self_text(c), form, &s) && give(p, true, s, out);                  \
    }
CASE_METHOD(upper, AB_CASE_UPPER)
CASE_METHOD(lower, AB_CASE_LOWER)
CASE_METHOD(casefold, AB_CASE_FOLD)

static bool str_capitalize(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    return ab_py_capitalize(p, self_text(c), &s) && give(p, true, s, out);
}

static bool str_swapcase(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_text(c);
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        if (flags & AB_CHAR_UPPER) {
            ab_text_convert_at(buf, s, i, AB_CASE_LOWER);
        } else if (flags & AB_CHAR_LOWER) {
            ab_text_convert_at(buf, s, i, AB_CASE_UPPER);
        } else {
            ab_buf_add(buf, s.p + i, length);
        }
        i += length;
    }
    return ab_py_buf_value(p, buf, out);
}

static bool str_title(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_text(c);
    ab_buf *buf = ab_py_buf(p);
    bool cased_before = false;
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        ab_text_convert_at(buf, s, i, cased_before ? AB_CASE_LOWER : AB_CASE_TITLE);
        cased_before = flags & AB_CHAR_CASED;
        i += length;
    }
    return ab_py_buf_value(p, buf, out);
}

/* ---- padding ---- */

static bool pad(ab_py *p, const ab_py_call *c, char side, ab_value *out)
{
    int64_t width;
    ab_str fill = AB_STR(" ");
    ab_str s;
    if (!ab_py_index(p, c->argv[0], &width) ||
        (c->argv[1] && !ab_py_arg_str(p, c->argv[1], &fill))) {
        return false;
    }
    if (ab_text_length(fill) != 1) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "The fill character must be exactly one character long");
    }
    return ab_py_pad(p, self_text(c), width, fill, side, &s) && give(p, true, s, out);
}

static bool str_center(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return pad(p, c, 'c', out);
}
static bool str_ljust(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return pad(p, c, 'l', out);
}
static bool str_rjust(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return pad(p, c, 'r', out);
}

static bool str_zfill(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t width;
    ab_str s = self_text(c);
    if (!ab_py_index(p, c->argv[0], &width)) {
        return false;
    }
    bool sign = s.n && (s.p[0] == '-' || s.p[0] == '+');
    ab_str digits = ab_str_sub(s, sign ? 1 : 0, s.n);
    ab_str padded;
    if (!ab_py_pad(p, digits, width - (sign ? 1 : 0), AB_STR("0"), 'r', &padded)) {
        return false;
    }
    *out = ab_value_str(sign ? ab_arena_printf(p->arena, "%c%.*s", s.p[0], AB_STR_ARG(padded))
                             : padded);
    return true;
}

static bool str_expandtabs(ab_py *p, const ab_py_call *c, ab_value *out)
{
    int64_t size;
    ab_str s = self_text(c);
    if (!ab_py_arg_int(p, c->argv[0], 8, &size)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    int64_t column = 0;
    for (size_t i = 0; i < s.n; i++) {
        char ch = s.p[i];
        if (ch == '\t') {
            int64_t n = size > 0 ? size - column % size : 0;
            for (int64_t k = 0; k < n && !buf->overflow; k++) {
                ab_buf_add_char(buf, ' ');
            }
            column += n;
            continue;
        }
        ab_buf_add_char(buf, ch);
        column = ch == '\n' || ch == '\r' ? 0 : column + (((unsigned char)ch & 0xc0) != 0x80);
    }
    return ab_py_buf_value(p, buf, out);
}

/* ---- stripping ---- */

static bool strip(ab_py *p, const ab_py_call *c, int sides, ab_value *out)
{
    ab_str chars;
    if (!ab_py_arg_none(c->argv[0]) && !ab_py_text(c->argv[0], &chars)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "strip arg must be None or str");
    }
    return give(p, true,
                ab_py_strip(p, self_text(c), ab_py_arg_none(c->argv[0]) ? NULL : &chars, sides),
                out) &&
           ab_py_step(p);
}

static bool str_strip(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return strip(p, c, 3, out);
}
static bool str_lstrip(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return strip(p, c, 1, out);
}
static bool str_rstrip(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return strip(p, c, 2, out);
}

static bool str_removeprefix(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str prefix;
    ab_str s = self_text(c);
    return ab_py_arg_str(p, c->argv[0], &prefix) &&
           give(p, true, ab_str_starts(s, prefix) ? ab_str_sub(s, prefix.n, s.n) : s, out);
}

static bool str_removesuffix(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str suffix;
    ab_str s = self_text(c);
    return ab_py_arg_str(p, c->argv[0], &suffix) &&
           give(p, true, ab_str_ends(s, suffix) ? ab_str_sub(s, 0, s.n - suffix.n) : s, out);
}

/* ---- searching: start and end count code points, negative ones from the end ---- */

static bool bounds(ab_py *p, const ab_py_call *c, ab_str s, int64_t n, ab_str *part, int64_t *start)
{
    int64_t end = n;
    *start = 0;
    if ((!ab_py_arg_none(c->argv[1]) && !ab_py_index(p, c->argv[1], start)) ||
        (!ab_py_arg_none(c->argv[2]) && !ab_py_index(p, c->argv[2], &end))) {
        return ab_py_raise(p, PY_TYPE_ERROR,
                           "slice indices must be integers or None or have an __index__ method");
    }
    end = end > n ? n : end < -n ? 0 : end < 0 ? end + n : end;
    *start = *start < -n ? 0 : *start < 0 ? *start + n : *start;
    if (*start > n || *start > end) {
        part->p = NULL; /* not even the empty text is there */
        part->n = 0;
        return true;
    }
    size_t from = ab_text_offset(s, (size_t)*start);
    *part = ab_str_sub(s, from, ab_text_offset(s, (size_t)end));
    if (!part->p) {
        part->p = "";
    }
    return true;
}

static bool find(ab_py *p, const ab_py_call *c, bool last, bool must, ab_value *out)
{
    ab_str needle;
    ab_str part;
    int64_t start;
    ab_str s = self_text(c);
    if (!ab_py_text(c->argv[0], &needle)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "must be str, not %s", ab_py_type_name(c->argv[0]));
    }
    if (!bounds(p, c, s, (int64_t)ab_text_length(s), &part, &start)) {
        return false;
    }
    ptrdiff_t at = !part.p ? -1
                   : last  ? ab_py_find_last(p, part, needle, part.n)
                           : ab_str_find(part, needle, 0);
    if (at < 0 && must) {
        return ab_py_raise(p, PY_VALUE_ERROR, "substring not found");
    }
    *out = ab_value_int(at < 0 ? -1
                               : start + (int64_t)ab_text_length(ab_str_sub(part, 0, (size_t)at)));
    return true;
}

static bool str_find(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return find(p, c, false, false, out);
}
static bool str_rfind(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return find(p, c, true, false, out);
}
static bool str_index(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return find(p, c, false, true, out);
}
static bool str_rindex(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return find(p, c, true, true, out);
}

static bool str_count(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str needle;
    ab_str part;
    int64_t start;
    ab_str s = self_text(c);
    if (!ab_py_text(c->argv[0], &needle)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "must be str, not %s", ab_py_type_name(c->argv[0]));
    }
    if (!bounds(p, c, s, (int64_t)ab_text_length(s), &part, &start)) {
        return false;
    }
    int64_t n = part.p && !needle.n ? (int64_t)ab_text_length(part) + 1 : 0;
    for (ptrdiff_t at = 0; part.p && needle.n && (at = ab_str_find(part, needle, (size_t)at)) >= 0;
         at += (ptrdiff_t)needle.n) {
        n++;
    }
    *out = ab_value_int(n);
    return true;
}

static bool affix(ab_py *p, const ab_py_call *c, bool start, ab_value *out)
{
    ab_str part;
    int64_t from;
    ab_str s = self_text(c);
    ab_str affix_text;
    const ab_value *items = c->argv[0];
    size_t n = 1;
    if (!bounds(p, c, s, (int64_t)ab_text_length(s), &part, &from)) {
        return false;
    }
    if (ab_py_type_of(c->argv[0]) == PY_TUPLE) {
        ab_py_items(c->argv[0], &items, &n);
    }
    bool yes = false;
    for (size_t i = 0; i < n && !yes; i++) {
        if (!ab_py_text(&items[i], &affix_text)) {
            return ab_py_raise(p, PY_TYPE_ERROR,
                               "%s first arg must be str or a tuple of str, not %s",
                               start ? "startswith" : "endswith", ab_py_type_name(&items[i]));
        }
        yes = part.p && (start ? ab_str_starts(part, affix_text) : ab_str_ends(part, affix_text));
    }
    *out = ab_value_bool(yes);
    return true;
}

static bool str_startswith(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return affix(p, c, true, out);
}
static bool str_endswith(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return affix(p, c, false, out);
}

/* ---- splitting and joining ---- */

static bool split(ab_py *p, const ab_py_call *c, bool right, ab_value *out)
{
    ab_str separator;
    int64_t max;
    bool none = ab_py_arg_none(c->argv[0]);
    if (!none && !ab_py_text(c->argv[0], &separator)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "must be str or None, not %s",
                           ab_py_type_name(c->argv[0]));
    }
    if (!ab_py_arg_int(p, c->argv[1], -1, &max)) {
        return false;
    }
    return (right ? ab_py_rsplit : ab_py_split)(p, self_text(c), none ? NULL : &separator, max,
                                                out);
}

static bool str_split(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return split(p, c, false, out);
}
static bool str_rsplit(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return split(p, c, true, out);
}

static bool str_splitlines(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return ab_py_splitlines(p, self_text(c), ab_py_arg_true(c->argv[0], false), out);
}

static bool partition(ab_py *p, const ab_py_call *c, bool right, ab_value *out)
{
    ab_str separator;
    ab_str s = self_text(c);
    if (!ab_py_arg_str(p, c->argv[0], &separator)) {
        return false;
    }
    if (!separator.n) {
        return ab_py_raise(p, PY_VALUE_ERROR, "empty separator");
    }
    ptrdiff_t at = right ? ab_py_find_last(p, s, separator, s.n) : ab_str_find(s, separator, 0);
    ab_value *parts = AB_ARENA_ARRAY(p->arena, ab_value, 3);
    ab_value empty = ab_value_str(AB_STR(""));
    if (at < 0) {
        parts[0] = right ? empty : ab_value_str(s);
        parts[1] = empty;
        parts[2] = right ? ab_value_str(s) : empty;
    } else {
        parts[0] = ab_value_str(ab_str_sub(s, 0, (size_t)at));
        parts[1] = ab_value_str(separator);
        parts[2] = ab_value_str(ab_str_sub(s, (size_t)at + separator.n, s.n));
    }
    *out = ab_py_tuple_new(p, parts, 3);
    return true;
}

static bool str_partition(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return partition(p, c, false, out);
}
static bool str_rpartition(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return partition(p, c, true, out);
}

static bool str_join(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_iter it;
    if (!ab_py_iterate(p, c->argv[0], &it)) {
        return p->exc == PY_TYPE_ERROR ? ab_py_raise(p, PY_TYPE_ERROR, "can only join an iterable")
                                       : false;
    }
    return ab_py_join(p, self_text(c), c->argv[0], false, out);
}

static bool str_replace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str from;
    ab_str to;
    int64_t count;
    ab_str s;
    return ab_py_arg_str(p, c->argv[0], &from) && ab_py_arg_str(p, c->argv[1], &to) &&
           ab_py_arg_int(p, c->argv[2], -1, &count) &&
           ab_py_replace(p, self_text(c), from, to, count, &s) && give(p, true, s, out);
}

/* ---- formatting and translating ---- */

static bool str_format(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    return ab_py_str_format(p, self_text(c), c->raw, NULL, &s) && give(p, true, s, out);
}

static bool str_format_map(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    ab_py_args none = {0};
    if (c->raw->n_kw || c->raw->n != 1) {
        return ab_py_raise(p, PY_TYPE_ERROR, "format_map() takes exactly one argument");
    }
    return ab_py_str_format(p, self_text(c), &none, &c->raw->v[0], &s) && give(p, true, s, out);
}

static bool str_translate(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_text(c);
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n;) {
        size_t length;
        ab_value code_point = ab_value_int(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        ab_value to;
        ab_str text;
        if (!ab_py_subscript(p, c->argv[0], &code_point, &to)) {
            if (p->exc != PY_KEY_ERROR && p->exc != PY_INDEX_ERROR) {
                return false;
            }
            ab_py_clear(p);
            ab_buf_add(buf, s.p + i, length);
        } else if (ab_py_text(&to, &text)) {
            ab_buf_add_str(buf, text);
        } else if (ab_py_is_int(&to)) {
            int64_t n = ab_py_small_int(&to);
            if (n < 0 || n > 0x10ffff) {
                return ab_py_raise(p, PY_VALUE_ERROR,
                                   "character mapping must be in range(0x110000)");
            }
            ab_buf_add_code_point(buf, (unsigned)n);
        } else if (to.kind != AB_NULL) {
            return ab_py_raise(p, PY_TYPE_ERROR,
                               "character mapping must return integer, None or str");
        }
        i += length;
    }
    return ab_py_buf_value(p, buf, out);
}

static bool map_characters(ab_py *p, ab_py_dict *d, ab_str from, ab_str to)
{
    size_t k = 0;
    for (size_t i = 0; i < from.n;) {
        size_t n;
        size_t m;
        unsigned a = ab_text_decode(ab_str_sub(from, i, from.n), &n);
        unsigned b = ab_text_decode(ab_str_sub(to, k, to.n), &m);
        if (!ab_py_dict_set(p, d, ab_value_int(a), ab_value_int(b))) {
            return false;
        }
        i += n;
        k += m;
    }
    return true;
}

static bool str_maketrans(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str from;
    ab_str to;
    ab_str drop;
    *out = ab_py_dict_new(p);
    ab_py_dict *d = out->ext.data;
    if (!c->argv[1]) {
        if (ab_py_type_of(c->argv[0]) != PY_DICT) {
            return ab_py_raise(p, PY_TYPE_ERROR,
                               "if you give only one argument to maketrans it must be a dict");
        }
        for (size_t i = 0; i < ab_py_mapping_count(c->argv[0]); i++) {
            ab_value key;
            ab_value value;
            size_t length;
            ab_py_mapping_at(c->argv[0], i, &key, &value);
            if (ab_py_text(&key, &from)) {
                if (ab_text_length(from) != 1) {
                    return ab_py_raise(p, PY_VALUE_ERROR,
                                       "string keys in translate table must be of length 1");
                }
                key = ab_value_int(ab_text_decode(from, &length));
            } else if (!ab_py_is_int(&key)) {
                return ab_py_raise(p, PY_TYPE_ERROR,
                                   "keys in translate table must be strings or integers");
            }
            if (!ab_py_dict_set(p, d, key, value)) {
                return false;
            }
        }
        return true;
    }
    if (!ab_py_arg_str(p, c->argv[0], &from) || !ab_py_arg_str(p, c->argv[1], &to)) {
        return false;
    }
    if (ab_text_length(from) != ab_text_length(to)) {
        return ab_py_raise(p, PY_VALUE_ERROR,
                           "the first two maketrans arguments must have equal length");
    }
    if (!map_characters(p, d, from, to) || (c->argv[2] && !ab_py_arg_str(p, c->argv[2], &drop))) {
        return false;
    }
    for (size_t i = 0; c->argv[2] && i < drop.n;) {
        size_t length;
        if (!ab_py_dict_set(p, d,
                            ab_value_int(ab_text_decode(ab_str_sub(drop, i, drop.n), &length)),
                            ab_value_null())) {
            return false;
        }
        i += length;
    }
    return true;
}

static bool encode_one(ab_py *p, unsigned c, unsigned limit, ab_str errors, ab_buf *buf)
{
    if (c < limit) {
        ab_buf_add_char(buf, (char)c);
    } else if (ab_str_is(errors, "ignore")) {
        return true;
    } else if (ab_str_is(errors, "replace")) {
        ab_buf_add_char(buf, '?');
    } else if (ab_str_is(errors, "backslashreplace")) {
        ab_buf_printf(buf, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
    } else if (ab_str_is(errors, "xmlcharrefreplace")) {
        ab_buf_printf(buf, "&#%u;", c);
    } else if (ab_str_is(errors, "strict")) {
        return ab_py_raise(p, PY_UNICODE_ERROR, "can't encode character");
    } else {
        return ab_py_raise(p, PY_RUNTIME_ERROR, "unknown error handler name '%.*s'",
                           AB_STR_ARG(errors));
    }
    return true;
}

/* utf-8 0, ascii 0x80, latin-1 0x100; false: unknown. */
bool ab_py_codec(ab_py *p, ab_str name, unsigned *limit)
{
    static const struct {
        const char *name;
        unsigned limit;
    } codecs[] = {
        {"utf-8", 0},       {"utf8", 0},           {"utf_8", 0},         {"u8", 0},
        {"ascii", 0x80},    {"us-ascii", 0x80},    {"latin-1", 0x100},   {"latin1", 0x100},
        {"latin_1", 0x100}, {"iso-8859-1", 0x100}, {"iso8859-1", 0x100}, {"l1", 0x100}};
    for (size_t i = 0; i < sizeof(codecs) / sizeof(codecs[0]); i++) {
        if (ab_str_eq_nocase(name, ab_str_of(codecs[i].name))) {
            *limit = codecs[i].limit;
            return true;
        }
    }
    return ab_py_raise(p, PY_RUNTIME_ERROR, "unknown encoding: %.*s", AB_STR_ARG(name));
}

static bool str_encode(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str name = AB_STR("utf-8");
    ab_str errors = AB_STR("strict");
    ab_str s = self_text(c);
    unsigned limit = 0;
    if ((c->argv[0] && !ab_py_arg_str(p, c->argv[0], &name)) ||
        (c->argv[1] && !ab_py_arg_str(p, c->argv[1], &errors)) || !ab_py_codec(p, name, &limit)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned code_point = ab_text_decode(ab_str_sub(s, i, s.n), &length);
        bool surrogate = code_point >= 0xd800 && code_point < 0xe000;
        if (!limit && !surrogate) {
            ab_buf_add(buf, s.p + i, length);
        } else if (!encode_one(p, code_point, limit, errors, buf)) {
            return false;
        }
        i += length;
    }
    ab_str bytes;
    if (!ab_py_buf_text(p, buf, &bytes)) {
        return false;
    }
    *out = ab_py_bytes(p, bytes);
    return true;
}

static const ab_py_builtin rows[] = {
    {"capitalize", str_capitalize, 0, 0, 0, "",
     "The first character upper-case, all others lower-case."},
    {"casefold", str_casefold, 0, 0, 0, "", "For comparing without case."},
    {"center", str_center, 1, 2, 0, "-", "Padded at both sides."},
    {"count", str_count, 1, 3, 0, "-", "How often a text occurs."},
    {"encode", str_encode, 0, 2, 0, "encoding,errors", "The bytes in an encoding (UTF-8)."},
    {"endswith", str_endswith, 1, 3, 0, "-", "Whether it ends with a text, or one of a tuple."},
    {"expandtabs", str_expandtabs, 0, 1, 0, "tabsize", "Tabs as blanks."},
    {"find", str_find, 1, 3, 0, "-", "The first place of a text, or -1."},
    {"format", str_format, 0, 0, PY_RAW, "", "Fields in braces replaced by the arguments."},
    {"format_map", str_format_map, 0, 0, PY_RAW, "", "The same with a mapping."},
    {"index", str_index, 1, 3, 0, "-", "The first place of a text, or an error."},
    {"join", str_join, 1, 1, 0, "-", "The items with this text between them."},
    {"ljust", str_ljust, 1, 2, 0, "-", "Padded on the right."},
    {"lower", str_lower, 0, 0, 0, "", "Lower-case."},
    {"lstrip", str_lstrip, 0, 1, 0, "-", "Without white space on the left."},
    {"maketrans", str_maketrans, 1, 3, PY_CLASS_METHOD, "-", "A table for translate()."},
    {"partition", str_partition, 1, 1, 0, "-",
     "What is before, at and behind the first separator."},
    {"removeprefix", str_removeprefix, 1, 1, 0, "-", "Without that text at the start."},
    {"removesuffix", str_removesuffix, 1, 1, 0, "-", "Without that text at the end."},
    {"replace", str_replace, 2, 3, 0, "-", "Every (or the first few) occurrences replaced."},
    {"rfind", str_rfind, 1, 3, 0, "-", "The last place of a text, or -1."},
    {"rindex", str_rindex, 1, 3, 0, "-", "The last place of a text, or an error."},
    {"rjust", str_rjust, 1, 2, 0, "-", "Padded on the left."},
    {"rpartition", str_rpartition, 1, 1, 0, "-",
     "What is before, at and behind the last separator."},
    {"rsplit", str_rsplit, 0, 2, 0, "sep,maxsplit", "Split from the right."},
    {"rstrip", str_rstrip, 0, 1, 0, "-", "Without white space on the right."},
    {"split", str_split, 0, 2, 0, "sep,maxsplit", "Split at a separator, or at white space."},
    {"splitlines", str_splitlines, 0, 1, 0, "keepends", "The lines."},
    {"startswith", str_startswith, 1, 3, 0, "-",
     "Whether it starts with a text, or one of a tuple."},
    {"strip", str_strip, 0, 1, 0, "-", "Without white space at both ends."},
    {"swapcase", str_swapcase, 0, 0, 0, "", "Upper-case for lower-case and the other way round."},
    {"title", str_title, 0, 0, 0, "", "Each word with a capital."},
    {"translate", str_translate, 1, 1, 0, "-", "Characters replaced by a table."},
    {"upper", str_upper, 0, 0, 0, "", "Upper-case."},
    {"zfill", str_zfill, 1, 1, 0, "-", "Zeros in front."},
};
const ab_py_table ab_py_str_methods = PY_TABLE(rows, "str");
