/* re.sub: what stands for each match. */
#include "template/matcher.h"
#include "template/pattern.h"
#include "template/regex.h"

#include <ctype.h>

typedef struct piece {
    ab_str text;
    int group; /* -1: text */
} piece;

typedef struct pieces {
    piece *at;
    size_t n;
} pieces;

static void push_piece(ab_py *p, pieces *all, piece one)
{
    if ((all->n & (all->n - 1)) == 0) {
        size_t capacity = all->n ? all->n * 2 : 1;
        all->at =
            ab_arena_grow(p->arena, all->at, all->n * sizeof(piece), capacity * sizeof(piece));
    }
    all->at[all->n++] = one;
}

static bool group_number(ab_py *p, const ab_py_matcher *m, ab_str name, int *out)
{
    int64_t n = 0;
    bool digits = name.n > 0 && name.n < 6;
    for (size_t i = 0; digits && i < name.n; i++) {
        digits = isdigit((unsigned char)name.p[i]) != 0;
        n = n * 10 + (name.p[i] - '0');
    }
    if (!digits) {
        char cstr[128];
        if (!name.n || name.n >= sizeof(cstr)) {
            return ab_py_pattern_error(p, "unknown group name");
        }
        memcpy(cstr, name.p, name.n);
        cstr[name.n] = '\0';
        n = pcre2_substring_number_from_name(m->re, (PCRE2_SPTR)cstr);
        if (n < 0) {
            return ab_py_raise(p, PY_INDEX_ERROR, "unknown group name '%s'", cstr);
        }
    }
    if (n > (int64_t)m->groups) {
        return ab_py_pattern_error(p, "invalid group reference");
    }
    *out = (int)n;
    return true;
}

/* \g<name> */
static bool named_escape(ab_py *p, const ab_py_matcher *m, ab_str s, size_t *at, pieces *all)
{
    ptrdiff_t end = ab_str_find(s, AB_STR(">"), *at);
    int number = 0;
    if (*at + 2 >= s.n || s.p[*at + 2] != '<' || end < 0) {
        return ab_py_pattern_error(p, "missing <");
    }
    if (!group_number(p, m, ab_str_sub(s, *at + 3, (size_t)end), &number)) {
        return false;
    }
    push_piece(p, all, (piece){{NULL, 0}, number});
    *at = (size_t)end + 1;
    return true;
}

static bool is_octal(char c)
{
    return c >= '0' && c <= '7';
}

/* \0, \012, \123: a character in octal; else one or two digits, a group. */
static bool number_escape(ab_py *p, const ab_py_matcher *m, ab_str s, size_t *at, pieces *all)
{
    size_t i = *at + 1;
    bool octal = s.p[i] == '0' ||
                 (i + 2 < s.n && s.p[i] <= '3' && is_octal(s.p[i + 1]) && is_octal(s.p[i + 2]));
    unsigned value = 0;
    size_t n = 0;
    while (i + n < s.n && n < (octal ? 3u : 2u) &&
           (octal ? is_octal(s.p[i + n]) : isdigit((unsigned char)s.p[i + n]))) {
        value = value * (octal ? 8 : 10) + (unsigned)(s.p[i + n] - '0');
        n++;
    }
    *at = i + n;
    if (!octal && value > m->groups) {
        return ab_py_pattern_error(p, "invalid group reference");
    }
    if (!octal) {
        push_piece(p, all, (piece){{NULL, 0}, (int)value});
        return true;
    }
    ab_buf *buf = ab_py_buf(p);
    ab_buf_add_code_point(buf, value);
    ab_str text;
    if (!ab_py_buf_text(p, buf, &text)) {
        return false;
    }
    push_piece(p, all, (piece){text, -1});
    return true;
}

static bool parse_escape(ab_py *p, const ab_py_matcher *m, ab_str s, size_t *at, pieces *all)
{
    static const char from[] = "abfnrtv\\";
    static const char to[] = "\a\b\f\n\r\t\v\\";
    char c = *at + 1 < s.n ? s.p[*at + 1] : '\0';
    const char *simple = c ? strchr(from, c) : NULL;
    if (*at + 1 >= s.n) {
        return ab_py_pattern_error(p, "bad escape (end of pattern)");
    }
    if (c == 'g') {
        return named_escape(p, m, s, at, all);
    }
    if (isdigit((unsigned char)c)) {
        return number_escape(p, m, s, at, all);
    }
    if (isalpha((unsigned char)c) && !simple) {
        return ab_py_pattern_error(p, "bad escape");
    }
    ab_str text = simple ? (ab_str){to + (simple - from), 1} : ab_str_sub(s, *at, *at + 2);
    push_piece(p, all, (piece){text, -1});
    *at += 2;
    return true;
}

static bool parse_replacement(ab_py *p, const ab_py_matcher *m, ab_str s, pieces *all)
{
    for (size_t at = 0; at < s.n;) {
        size_t from = at;
        while (at < s.n && s.p[at] != '\\') {
            at++;
        }
        if (at > from) {
            push_piece(p, all, (piece){ab_str_sub(s, from, at), -1});
        }
        if (at < s.n && !parse_escape(p, m, s, &at, all)) {
            return false;
        }
    }
    return true;
}

static bool substitute(ab_py *p, const ab_py_matcher *m, const pieces *all, ab_str text,
                       ab_buf *out)
{
    size_t copied = 0;
    size_t from = 0;
    uint32_t flags = 0;
    while (from <= text.n) {
        bool found;
        if (!ab_py_step(p) || !ab_py_match(p, m, text, from, flags, &found)) {
            return false;
        }
        if (!found || out->overflow) {
            break; /* what is too long by now is refused by the caller */
        }
        const PCRE2_SIZE *span = pcre2_get_ovector_pointer(m->data);
        size_t start = span[0];
        size_t end = span[1] < start ? start : span[1];
        ab_buf_add_str(out, ab_str_sub(text, copied, start));
        for (size_t i = 0; i < all->n; i++) {
            ab_buf_add_str(out, all->at[i].group < 0
                                    ? all->at[i].text
                                    : ab_py_group_text(m, text, (uint32_t)all->at[i].group));
        }
        copied = end;
        from = end;
        /* the first match checked the text; behind an empty match the next one at the same place
         * must not be empty */
        flags = PCRE2_NO_UTF_CHECK | (end == start ? PCRE2_NOTEMPTY_ATSTART : 0);
    }
    ab_buf_add_str(out, ab_str_sub(text, copied, text.n));
    return true;
}

bool ab_py_regex_sub(ab_py *p, ab_str pattern, ab_str replacement, ab_str text, ab_str *out)
{
    ab_py_matcher m;
    pieces all = {0};
    if (!ab_py_matcher_open(p, pattern, &m)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    bool ok = parse_replacement(p, &m, replacement, &all) && substitute(p, &m, &all, text, buf);
    ab_py_matcher_close(&m);
    return ok && ab_py_buf_text(p, buf, out);
}
