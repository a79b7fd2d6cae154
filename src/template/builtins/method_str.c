/* Methods of str. */
#include "template/builtins/method_str.h"

#define CASE_METHOD(name, form)                                                                    \
    static bool str_##name(ab_py *p, const ab_py_call *c, ab_value *out)                           \
    {                                                                                              \
        ab_str s;                                                                                  \
        return ab_py_convert(p, ab_py_self_text(c), form, &s) && ab_py_give_text(s, out);          \
    }
CASE_METHOD(upper, AB_CASE_UPPER)
CASE_METHOD(lower, AB_CASE_LOWER)
CASE_METHOD(casefold, AB_CASE_FOLD)

static bool str_capitalize(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s;
    return ab_py_capitalize(p, ab_py_self_text(c), &s) && ab_py_give_text(s, out);
}

static bool str_swapcase(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = ab_py_self_text(c);
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
    ab_str s = ab_py_self_text(c);
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
    return ab_py_pad(p, ab_py_self_text(c), width, fill, side, &s) && ab_py_give_text(s, out);
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
    ab_str s = ab_py_self_text(c);
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
    ab_str s = ab_py_self_text(c);
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
    return ab_py_give_text(ab_py_strip(p, ab_py_self_text(c),
                                       ab_py_arg_none(c->argv[0]) ? NULL : &chars, sides),
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
    ab_str s = ab_py_self_text(c);
    return ab_py_arg_str(p, c->argv[0], &prefix) &&
           ab_py_give_text(ab_str_starts(s, prefix) ? ab_str_sub(s, prefix.n, s.n) : s, out);
}

static bool str_removesuffix(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str suffix;
    ab_str s = ab_py_self_text(c);
    return ab_py_arg_str(p, c->argv[0], &suffix) &&
           ab_py_give_text(ab_str_ends(s, suffix) ? ab_str_sub(s, 0, s.n - suffix.n) : s, out);
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
    ab_str s = ab_py_self_text(c);
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
    ab_str s = ab_py_self_text(c);
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
    ab_str s = ab_py_self_text(c);
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
    return (right ? ab_py_rsplit : ab_py_split)(p, ab_py_self_text(c), none ? NULL : &separator,
                                                max, out);
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
    return ab_py_splitlines(p, ab_py_self_text(c), ab_py_arg_true(c->argv[0], false), out);
}

static bool partition(ab_py *p, const ab_py_call *c, bool right, ab_value *out)
{
    ab_str separator;
    ab_str s = ab_py_self_text(c);
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
    return ab_py_join(p, ab_py_self_text(c), c->argv[0], false, out);
}

static bool str_replace(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str from;
    ab_str to;
    int64_t count;
    ab_str s;
    return ab_py_arg_str(p, c->argv[0], &from) && ab_py_arg_str(p, c->argv[1], &to) &&
           ab_py_arg_int(p, c->argv[2], -1, &count) &&
           ab_py_replace(p, ab_py_self_text(c), from, to, count, &s) && ab_py_give_text(s, out);
}

static const ab_py_builtin rows[] = {
    {"capitalize", str_capitalize, 0, 0, 0, "",
     "The first character upper-case, all others lower-case."},
    {"casefold", str_casefold, 0, 0, 0, "", "For comparing without case."},
    {"center", str_center, 1, 2, 0, "-", "Padded at both sides."},
    {"count", str_count, 1, 3, 0, "-", "How often a text occurs."},
    {"encode", ab_py_method_encode, 0, 2, 0, "encoding,errors",
     "The bytes in an encoding (UTF-8)."},
    {"endswith", str_endswith, 1, 3, 0, "-", "Whether it ends with a text, or one of a tuple."},
    {"expandtabs", str_expandtabs, 0, 1, 0, "tabsize", "Tabs as blanks."},
    {"find", str_find, 1, 3, 0, "-", "The first place of a text, or -1."},
    {"format", ab_py_method_format, 0, 0, PY_RAW, "",
     "Fields in braces replaced by the arguments."},
    {"format_map", ab_py_method_format_map, 0, 0, PY_RAW, "", "The same with a mapping."},
    {"index", str_index, 1, 3, 0, "-", "The first place of a text, or an error."},
    {"join", str_join, 1, 1, 0, "-", "The items with this text between them."},
    {"ljust", str_ljust, 1, 2, 0, "-", "Padded on the right."},
    {"lower", str_lower, 0, 0, 0, "", "Lower-case."},
    {"lstrip", str_lstrip, 0, 1, 0, "-", "Without white space on the left."},
    {"maketrans", ab_py_method_maketrans, 1, 3, PY_CLASS_METHOD, "-", "A table for translate()."},
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
    {"translate", ab_py_method_translate, 1, 1, 0, "-", "Characters replaced by a table."},
    {"upper", str_upper, 0, 0, 0, "", "Upper-case."},
    {"zfill", str_zfill, 1, 1, 0, "-", "Zeros in front."},
};
const ab_py_table ab_py_str_methods = PY_TABLE(rows, "str");
