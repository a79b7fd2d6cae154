/* Operations on text that filters and methods share. */
#include "template/builtins/builtins.h"

bool ab_py_arg_soft(ab_py *p, const ab_value *v, ab_str *out)
{
    return ab_py_str_text(p, v, out);
}

bool ab_py_arg_str(ab_py *p, const ab_value *v, ab_str *out)
{
    return ab_py_text(v, out) ||
           ab_py_raise(p, PY_TYPE_ERROR, "expected str, got %s", ab_py_type_name(v));
}

bool ab_py_arg_int(ab_py *p, const ab_value *v, int64_t otherwise, int64_t *out)
{
    if (!v) {
        *out = otherwise;
        return true;
    }
    return ab_py_index(p, v, out);
}

bool ab_py_arg_reverse(ab_py *p, const ab_value *v, bool *out)
{
    int64_t n = 0;
    if (v && !ab_py_is_int(v)) {
        return ab_py_raise(p, PY_TYPE_ERROR, "'%s' object cannot be interpreted as an integer",
                           ab_py_type_name(v));
    }
    if (v && v->kind == AB_BIGINT) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "Python int too large to convert to C int");
    }
    *out = v && (!ab_py_index(p, v, &n) || n != 0);
    return p->exc == PY_OK;
}

ab_value ab_py_text_like(ab_py *p, const ab_value *from, ab_str text)
{
    return from && ab_py_type_of(from) == PY_MARKUP ? ab_py_markup(p, text) : ab_value_str(text);
}

bool ab_py_buf_like(ab_py *p, const ab_value *from, ab_buf *buf, ab_value *out)
{
    ab_str text;
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    *out = ab_py_text_like(p, from, text);
    return true;
}

bool ab_py_is_space(ab_str s, size_t at, size_t *length)
{
    unsigned c = ab_text_decode(ab_str_sub(s, at, s.n), length);
    return c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31)
                    : (ab_unicode_flags(c) & AB_CHAR_SPACE) != 0;
}

bool ab_py_indention(ab_py *p, const ab_value *width, ab_str *out)
{
    ab_value blank = ab_value_str(AB_STR(" "));
    ab_value text;
    int64_t n;
    if (ab_py_text(width, out)) {
        return true;
    }
    if (ab_py_type_of(width) == PY_UNDEFINED) {
        return ab_py_undefined_fail(p, width);
    }
    if (!ab_py_index(p, width, &n) || !ab_py_binary(p, PY_OP_MUL, &blank, width, &text)) {
        return false;
    }
    *out = text.text;
    return true;
}

static size_t start_of_last(ab_str s, size_t from, size_t to)
{
    size_t at = to - 1;
    while (at > from && ((unsigned char)s.p[at] & 0xc0) == 0x80) {
        at--;
    }
    return at;
}

static bool strippable(ab_str s, size_t at, const ab_str *chars, size_t *length)
{
    if (!chars) {
        return ab_py_is_space(s, at, length);
    }
    ab_text_decode(ab_str_sub(s, at, s.n), length);
    return ab_str_find(*chars, ab_str_sub(s, at, at + *length), 0) >= 0;
}

ab_str ab_py_strip(ab_py *p, ab_str s, const ab_str *chars, int sides)
{
    uint64_t work = chars ? (uint64_t)s.n * chars->n >> 10 : 0;
    ab_py_charge(p, work);
    if (work && p->steps >= PY_MAX_STEPS) {
        return s; /* the next step fails */
    }
    size_t from = 0;
    size_t to = s.n;
    size_t length;
    while ((sides & 1) && from < to && strippable(s, from, chars, &length)) {
        from += length;
    }
    while ((sides & 2) && to > from) {
        size_t at = start_of_last(s, from, to);
        if (!strippable(s, at, chars, &length)) {
            break;
        }
        to = at;
    }
    return ab_str_sub(s, from, to);
}

bool ab_py_replace(ab_py *p, ab_str s, ab_str from, ab_str to, int64_t count, ab_str *out)
{
    ab_buf *buf = ab_py_buf(p);
    size_t at = 0;
    uint64_t left = count < 0 ? UINT64_MAX : (uint64_t)count;
    while (left) {
        if (!from.n) {
            /* before every character and at the end */
            ab_buf_add_str(buf, to);
            left--;
            if (at >= s.n) {
                at = s.n + 1;
                break;
            }
            size_t length;
            ab_text_decode(ab_str_sub(s, at, s.n), &length);
            ab_buf_add(buf, s.p + at, length);
            at += length;
            continue;
        }
        ptrdiff_t found = ab_str_find(s, from, at);
        if (found < 0) {
            break;
        }
        ab_buf_add_str(buf, ab_str_sub(s, at, (size_t)found));
        ab_buf_add_str(buf, to);
        at = (size_t)found + from.n;
        left--;
    }
    if (at < s.n) {
        ab_buf_add_str(buf, ab_str_sub(s, at, s.n));
    }
    return ab_py_buf_text(p, buf, out);
}

bool ab_py_pad(ab_py *p, ab_str s, int64_t width, ab_str fill, char side, ab_str *out)
{
    int64_t n = (int64_t)ab_text_length(s);
    if (width <= n) {
        *out = s;
        return true;
    }
    if (width > PY_MAX_TEXT) {
        return ab_py_raise(p, PY_LIMIT, "the text is too long");
    }
    int64_t pad = width - n;
    int64_t left = side == 'r' ? pad : side == 'l' ? 0 : pad / 2 + (pad & width & 1);
    ab_buf *buf = ab_py_buf(p);
    for (int64_t i = 0; i < left; i++) {
        ab_buf_add_str(buf, fill);
    }
    ab_buf_add_str(buf, s);
    for (int64_t i = left; i < pad; i++) {
        ab_buf_add_str(buf, fill);
    }
    return ab_py_buf_text(p, buf, out);
}

static bool push_part(ab_py *p, ab_py_seq *parts, ab_str s)
{
    return ab_py_step(p) && ab_py_seq_push(p, parts, ab_value_str(s));
}

static bool split_space(ab_py *p, ab_str s, int64_t max, ab_py_seq *parts)
{
    size_t length;
    size_t at = 0;
    for (;;) {
        while (at < s.n && ab_py_is_space(s, at, &length)) {
            at += length;
        }
        if (at >= s.n) {
            return true;
        }
        if (max >= 0 && (int64_t)parts->n >= max) {
            return push_part(p, parts, ab_str_sub(s, at, s.n));
        }
        size_t from = at;
        while (at < s.n && !ab_py_is_space(s, at, &length)) {
            at += length;
        }
        if (!push_part(p, parts, ab_str_sub(s, from, at))) {
            return false;
        }
    }
}

bool ab_py_split(ab_py *p, ab_str s, const ab_str *separator, int64_t max, ab_value *out)
{
    ab_py_seq parts = {0};
    if (!separator) {
        if (!split_space(p, s, max, &parts)) {
            return false;
        }
    } else {
        if (!separator->n) {
            return ab_py_raise(p, PY_VALUE_ERROR, "empty separator");
        }
        size_t at = 0;
        ptrdiff_t found;
        while ((max < 0 || (int64_t)parts.n < max) &&
               (found = ab_str_find(s, *separator, at)) >= 0) {
            if (!push_part(p, &parts, ab_str_sub(s, at, (size_t)found))) {
                return false;
            }
            at = (size_t)found + separator->n;
        }
        push_part(p, &parts, ab_str_sub(s, at, s.n));
    }
    *out = ab_py_list_new(p, parts.items, parts.n);
    return true;
}

static void reverse_parts(ab_py_seq *parts)
{
    for (size_t i = 0; i < parts->n / 2; i++) {
        ab_value v = parts->items[i];
        parts->items[i] = parts->items[parts->n - 1 - i];
        parts->items[parts->n - 1 - i] = v;
    }
}

ptrdiff_t ab_py_find_last(ab_py *p, ab_str s, ab_str needle, size_t end)
{
    for (size_t at = end >= needle.n ? end - needle.n + 1 : 0; at-- > 0;) {
        if (!needle.n || (s.p[at] == needle.p[0] && memcmp(s.p + at, needle.p, needle.n) == 0)) {
            return (ptrdiff_t)at;
        }
        if (needle.n > 64 && s.p[at] == needle.p[0]) {
            ab_py_charge(p, needle.n >> PY_READ_SHIFT);
            if (p->steps >= PY_MAX_STEPS) {
                break; /* the next step fails */
            }
        }
    }
    return -1;
}

static bool rsplit_space(ab_py *p, ab_str s, int64_t max, ab_py_seq *parts)
{
    size_t length;
    size_t end = s.n;
    for (;;) {
        end = ab_py_strip(p, ab_str_sub(s, 0, end), NULL, 2).n;
        if (!end) {
            return true;
        }
        if (max >= 0 && (int64_t)parts->n >= max) {
            return push_part(p, parts, ab_str_sub(s, 0, end));
        }
        size_t from = end;
        while (from > 0) {
            size_t at = start_of_last(s, 0, from);
            if (ab_py_is_space(s, at, &length)) {
                break;
            }
            from = at;
        }
        if (!push_part(p, parts, ab_str_sub(s, from, end))) {
            return false;
        }
        end = from;
    }
}

bool ab_py_rsplit(ab_py *p, ab_str s, const ab_str *separator, int64_t max, ab_value *out)
{
    ab_py_seq parts = {0};
    if (!separator) {
        if (!rsplit_space(p, s, max, &parts)) {
            return false;
        }
    } else {
        if (!separator->n) {
            return ab_py_raise(p, PY_VALUE_ERROR, "empty separator");
        }
        size_t end = s.n;
        ptrdiff_t found;
        while ((max < 0 || (int64_t)parts.n < max) &&
               (found = ab_py_find_last(p, s, *separator, end)) >= 0) {
            if (!push_part(p, &parts, ab_str_sub(s, (size_t)found + separator->n, end))) {
                return false;
            }
            end = (size_t)found;
        }
        if (!push_part(p, &parts, ab_str_sub(s, 0, end))) {
            return false;
        }
    }
    reverse_parts(&parts);
    *out = ab_py_list_new(p, parts.items, parts.n);
    return true;
}

/* Length of the line break at `at`, 0 if none. */
static size_t line_break(ab_str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    if (c == '\r') {
        return at + 1 < s.n && s.p[at + 1] == '\n' ? 2 : 1;
    }
    if (c == '\n' || c == 0x0b || c == 0x0c || (c >= 0x1c && c <= 0x1e)) {
        return 1;
    }
    if (c < 0x80) {
        return 0;
    }
    size_t length;
    unsigned code_point = ab_text_decode(ab_str_sub(s, at, s.n), &length);
    return code_point == 0x85 || code_point == 0x2028 || code_point == 0x2029 ? length : 0;
}

bool ab_py_splitlines(ab_py *p, ab_str s, bool keep, ab_value *out)
{
    ab_py_seq lines = {0};
    size_t from = 0;
    for (size_t at = 0; at < s.n;) {
        size_t n = line_break(s, at);
        if (!n) {
            at++;
            continue;
        }
        if (!push_part(p, &lines, ab_str_sub(s, from, at + (keep ? n : 0)))) {
            return false;
        }
        at += n;
        from = at;
    }
    if (from < s.n && !push_part(p, &lines, ab_str_sub(s, from, s.n))) {
        return false;
    }
    *out = ab_py_list_new(p, lines.items, lines.n);
    return true;
}

bool ab_py_join(ab_py *p, ab_str separator, const ab_value *items, bool convert, ab_value *out)
{
    ab_py_iter it;
    if (!ab_py_iterate(p, items, &it)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0;; i++) {
        ab_value v;
        bool more;
        ab_str text;
        if (!ab_py_next(p, &it, &v, &more)) {
            return false;
        }
        if (!more) {
            break;
        }
        if (i) {
            ab_buf_add_str(buf, separator);
        }
        if (!convert && !ab_py_text(&v, &text)) {
            return ab_py_raise(p, PY_TYPE_ERROR,
                               "sequence item %zu: expected str instance, %s found", i,
                               ab_py_type_name(&v));
        }
        if (!ab_py_str(p, &v, buf)) {
            return false;
        }
    }
    return ab_py_buf_value(p, buf, out);
}

bool ab_py_capitalize(ab_py *p, ab_str s, ab_str *out)
{
    ab_buf *buf = ab_py_buf(p);
    if (s.n) {
        size_t length;
        ab_text_decode(s, &length);
        ab_text_convert_at(buf, s, 0, AB_CASE_TITLE);
        for (size_t i = length; i < s.n; i += length) {
            ab_text_decode(ab_str_sub(s, i, s.n), &length);
            ab_text_convert_at(buf, s, i, AB_CASE_LOWER);
        }
    }
    return ab_py_buf_text(p, buf, out);
}

bool ab_py_convert(ab_py *p, ab_str s, ab_case form, ab_str *out)
{
    ab_buf *buf = ab_py_buf(p);
    ab_text_convert(buf, s, form);
    return ab_py_buf_text(p, buf, out);
}

bool ab_py_quote(ab_py *p, ab_str s, const char *safe, bool plus, ab_str *out)
{
    ab_buf *buf = ab_py_buf(p);
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     (c && strchr("_.-~", c)) || (c && strchr(safe, c));
        if (plain) {
            ab_buf_add_char(buf, (char)c);
        } else if (plus && c == ' ') {
            ab_buf_add_char(buf, '+');
        } else {
            ab_buf_printf(buf, "%%%02X", c);
        }
    }
    return ab_py_buf_text(p, buf, out);
}

bool ab_py_ignore_case(ab_py *p, const ab_value *v, ab_value *out)
{
    ab_str text;
    *out = *v;
    if (!ab_py_text(v, &text)) {
        return true;
    }
    if (!ab_py_convert(p, text, AB_CASE_LOWER, &text)) {
        return false;
    }
    *out = ab_value_str(text);
    return true;
}

bool ab_py_is_case(ab_str s, unsigned wanted)
{
    bool any = false;
    unsigned other = wanted == AB_CHAR_LOWER ? AB_CHAR_UPPER : AB_CHAR_LOWER;
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        if (flags & (other | AB_CHAR_TITLE)) {
            return false;
        }
        any = any || (flags & wanted);
        i += length;
    }
    return any;
}
