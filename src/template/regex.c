#include "template/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <ctype.h>

/* A pattern is used once per evaluation, so JIT compilation would cost more than it saves; the
 * limits stop patterns that backtrack without end. */
enum { MATCH_LIMIT = 2000000, DEPTH_LIMIT = 20000, HEAP_LIMIT_KIB = 20000 };

static bool bad(ab_py *p, const char *message)
{
    return ab_py_raise(p, PY_RUNTIME_ERROR, "bad regular expression: %s", message);
}

/* Escapes with letters that Python knows outside and inside of a class. */
static bool known_escape(char c, bool in_class)
{
    return !isalpha((unsigned char)c) ||
           strchr(in_class ? "abfnrtvxuUNdDsSwW" : "aAbBfnrtvxuUNdDsSwWZ", c) != NULL;
}

typedef struct translator {
    ab_py *p;
    ab_str s;
    size_t at;
    ab_buf *out;
    bool in_class;
    bool class_start;
    bool repeatable; /* something stands before that a quantifier may follow */
    bool repeated;
    bool ascii;
    bool verbose;
} translator;

static bool code_point_escape(translator *t, size_t digits)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits; i++) {
        size_t at = t->at + 2 + i;
        if (at >= t->s.n || !isxdigit((unsigned char)t->s.p[at])) {
            return bad(t->p, "incomplete escape");
        }
        char c = t->s.p[at];
        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    ab_buf_printf(t->out, "\\x{%x}", value);
    t->at += 2 + digits;
    return value <= 0x10ffff || bad(t->p, "bad escape");
}

static bool named_escape(translator *t)
{
    ptrdiff_t end = ab_str_find(t->s, AB_STR("}"), t->at);
    if (end < 0) {
        return bad(t->p, "missing {");
    }
    ab_buf *buf = ab_py_buf(t->p);
    if (!ab_py_unescape_name(t->p, ab_str_sub(t->s, t->at, (size_t)end + 1), buf)) {
        return bad(t->p, "undefined character name");
    }
    size_t length;
    ab_buf_printf(t->out, "\\x{%x}", ab_text_decode(ab_buf_str(buf), &length));
    ab_py_buf_free(t->p, buf);
    t->at = (size_t)end + 1;
    return true;
}

static bool escape(translator *t)
{
    if (t->at + 1 >= t->s.n) {
        return bad(t->p, "bad escape (end of pattern)");
    }
    char c = t->s.p[t->at + 1];
    if (!known_escape(c, t->in_class)) {
        return bad(t->p, "bad escape");
    }
    t->repeatable = !strchr("AZbB", c) || t->in_class || !isalpha((unsigned char)c);
    switch (c) {
    case 'x':
        return code_point_escape(t, 2);
    case 'u':
        return code_point_escape(t, 4);
    case 'U':
        return code_point_escape(t, 8);
    case 'N':
        return named_escape(t);
    case 'Z':
        ab_buf_add_text(t->out, "\\z");
        break;
    case 'v':
        ab_buf_add_text(t->out, "\\x0b");
        break;
    case 'b':
        ab_buf_add_text(t->out, t->in_class ? "\\x08" : "\\b");
        break;
    default:
        ab_buf_add(t->out, t->s.p + t->at, 2);
        /* a character beyond ASCII follows whole by itself */
    }
    t->at += 2;
    return true;
}

/* (?… : what Python knows, with its global flags at the start. */
static bool group(translator *t)
{
    ab_str rest = ab_str_sub(t->s, t->at + 2, t->s.n);
    static const char *const plain[] = {":", "=", "!", "<=", "<!", ">", "#", "(", "P<", "P="};
    t->repeatable = false;
    for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++) {
        ab_str prefix = ab_str_of(plain[i]);
        if (ab_str_starts(rest, prefix)) {
            if (plain[i][0] == '#' || ab_str_is(prefix, "P=")) {
                ptrdiff_t end = ab_str_find(t->s, AB_STR(")"), t->at);
                if (end < 0) {
                    return bad(t->p, "missing )");
                }
                if (plain[i][0] == 'P') {
                    ab_buf_add_str(t->out, ab_str_sub(t->s, t->at, (size_t)end + 1));
                    t->repeatable = true;
                }
                t->at = (size_t)end + 1;
                return true;
            }
            ab_buf_add_text(t->out, "(?");
            ab_buf_add_str(t->out, prefix);
            t->at += 2 + prefix.n;
            return true;
        }
    }
    size_t i = 0;
    while (i < rest.n && (strchr("aiLmsux", rest.p[i]) || rest.p[i] == '-') && rest.p[i]) {
        if (rest.p[i] == 'L') {
            return bad(t->p, "cannot use 'L' flag with a str pattern");
        }
        i++;
    }
    if (!i || i >= rest.n || (rest.p[i] != ')' && rest.p[i] != ':')) {
        return bad(t->p, "unknown extension");
    }
    if (rest.p[i] == ')' && t->at != 0) {
        return bad(t->p, "global flags not at the start of the expression");
    }
    ab_buf_add_text(t->out, "(?");
    for (size_t k = 0; k < i; k++) {
        t->ascii = t->ascii || rest.p[k] == 'a';
        t->verbose = t->verbose || rest.p[k] == 'x';
        if (rest.p[k] != 'a' && rest.p[k] != 'u') {
            ab_buf_add_char(t->out, rest.p[k]);
        }
    }
    ab_buf_add_char(t->out, rest.p[i]);
    t->at += 3 + i;
    return true;
}

/* {m}, {m,}, {,n}, {m,n}: its end, or 0. */
static size_t braces(ab_str s, size_t at)
{
    size_t i = at + 1;
    size_t from = i;
    while (i < s.n && isdigit((unsigned char)s.p[i])) {
        i++;
    }
    bool low = i > from;
    bool comma = i < s.n && s.p[i] == ',';
    size_t high_from = i += comma ? 1 : 0;
    while (comma && i < s.n && isdigit((unsigned char)s.p[i])) {
        i++;
    }
    bool any = low || (comma && (i > high_from || low)) || comma;
    return any && i < s.n && s.p[i] == '}' && i > from ? i + 1 : 0;
}

static bool quantifier(translator *t, size_t end)
{
    if (!t->repeatable) {
        return bad(t->p, t->repeated ? "multiple repeat" : "nothing to repeat");
    }
    ab_str text = ab_str_sub(t->s, t->at, end);
    if (text.p[0] == '{' && text.p[1] == ',') {
        ab_buf_add_text(t->out, text.p[2] == '}' ? "*" : "{0");
        if (text.p[2] != '}') {
            ab_buf_add_str(t->out, ab_str_sub(text, 1, text.n));
        }
    } else {
        ab_buf_add_str(t->out, text);
    }
    t->at = end;
    if (t->at < t->s.n && (t->s.p[t->at] == '?' || t->s.p[t->at] == '+')) {
        ab_buf_add_char(t->out, t->s.p[t->at++]);
    }
    t->repeatable = false;
    t->repeated = true;
    return true;
}

static bool class_char(translator *t, char c)
{
    bool first = t->class_start;
    t->class_start = false;
    if (c == '\\') {
        return escape(t);
    }
    if (c == ']' && !first) {
        t->in_class = false;
        t->repeatable = true;
    }
    if (c == '[' || (c == ']' && first)) {
        ab_buf_add_char(t->out, '\\'); /* no POSIX classes in Python */
    }
    ab_buf_add_char(t->out, c);
    t->at++;
    return true;
}

static bool open_class(translator *t)
{
    t->in_class = true;
    t->class_start = true;
    ab_buf_add_char(t->out, '[');
    t->at++;
    if (t->at < t->s.n && t->s.p[t->at] == '^') {
        ab_buf_add_char(t->out, '^');
        t->at++;
    }
    return true;
}

static bool plain_char(translator *t, char c)
{
    size_t end = c == '{' ? braces(t->s, t->at) : c == '*' || c == '+' || c == '?' ? t->at + 1 : 0;
    if (end) {
        return quantifier(t, end);
    }
    t->repeated = false;
    switch (c) {
    case '\\':
        return escape(t);
    case '[':
        return open_class(t);
    case '(':
        if (t->at + 1 < t->s.n && t->s.p[t->at + 1] == '?') {
            return group(t);
        }
        if (t->at + 1 < t->s.n && t->s.p[t->at + 1] == '*') {
            return bad(t->p, "nothing to repeat");
        }
        t->repeatable = false;
        break;
    case '|':
    case '^':
        t->repeatable = false;
        break;
    case '$':
        t->repeatable = false;
        break;
    case '{':
        ab_buf_add_char(t->out, '\\');
        t->repeatable = true;
        break;
    default:
        t->repeatable = t->repeatable || !t->verbose || !isspace((unsigned char)c);
    }
    ab_buf_add_char(t->out, c);
    t->at++;
    return true;
}

static pcre2_code *compile(ab_py *p, ab_str pattern)
{
    translator t = {.p = p, .s = pattern, .out = ab_py_buf(p)};
    while (t.at < pattern.n) {
        char c = pattern.p[t.at];
        if (!(t.in_class ? class_char(&t, c) : plain_char(&t, c))) {
            return NULL;
        }
    }
    int code;
    PCRE2_SIZE offset;
    pcre2_compile_context *context = pcre2_compile_context_create(NULL);
    pcre2_set_newline(context, PCRE2_NEWLINE_LF);
    uint32_t flags = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C | (t.ascii ? 0 : PCRE2_UCP);
    pcre2_code *re = pcre2_compile((PCRE2_SPTR)(t.out->p ? t.out->p : ""), t.out->n, flags, &code,
                                   &offset, context);
    pcre2_compile_context_free(context);
    ab_py_buf_free(p, t.out);
    if (!re) {
        char message[120] = "";
        pcre2_get_error_message(code, (PCRE2_UCHAR *)message, sizeof(message));
        bad(p, message);
    }
    return re;
}

typedef struct matcher {
    pcre2_code *re;
    pcre2_match_data *data;
    pcre2_match_context *context;
    uint32_t groups;
} matcher;

static bool open_matcher(ab_py *p, ab_str pattern, matcher *m)
{
    m->re = compile(p, pattern);
    if (!m->re) {
        return false;
    }
    m->data = pcre2_match_data_create_from_pattern(m->re, NULL);
    m->context = pcre2_match_context_create(NULL);
    pcre2_set_match_limit(m->context, MATCH_LIMIT);
    pcre2_set_depth_limit(m->context, DEPTH_LIMIT);
    pcre2_set_heap_limit(m->context, HEAP_LIMIT_KIB);
    pcre2_pattern_info(m->re, PCRE2_INFO_CAPTURECOUNT, &m->groups);
    return true;
}

static void close_matcher(matcher *m)
{
    pcre2_match_context_free(m->context);
    pcre2_match_data_free(m->data);
    pcre2_code_free(m->re);
}

static bool match(ab_py *p, const matcher *m, ab_str text, size_t from, uint32_t flags, bool *found)
{
    int rc = pcre2_match(m->re, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, from, flags, m->data,
                         m->context);
    *found = rc > 0;
    if (rc > 0 || rc == PCRE2_ERROR_NOMATCH) {
        return true;
    }
    return ab_py_raise(p, PY_LIMIT, "the regular expression takes too long");
}

static ab_str group_text(const matcher *m, ab_str text, uint32_t i)
{
    const PCRE2_SIZE *span = pcre2_get_ovector_pointer(m->data);
    if (span[2 * i] == PCRE2_UNSET || span[2 * i + 1] < span[2 * i]) {
        return AB_STR("");
    }
    return ab_str_sub(text, span[2 * i], span[2 * i + 1]);
}

bool ab_py_regex_search(ab_py *p, ab_str pattern, ab_str text, bool *has_group,
                        ab_value *group_value)
{
    matcher m;
    bool found;
    if (!open_matcher(p, pattern, &m)) {
        return false;
    }
    bool ok = match(p, &m, text, 0, 0, &found);
    *has_group = ok && found && m.groups > 0;
    if (*has_group) {
        /* a group that took no part is None */
        const PCRE2_SIZE *span = pcre2_get_ovector_pointer(m.data);
        *group_value =
            span[2] == PCRE2_UNSET ? ab_value_null() : ab_value_str(group_text(&m, text, 1));
    }
    close_matcher(&m);
    return ok;
}

/* ---- replacement ---- */

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

static bool group_number(ab_py *p, const matcher *m, ab_str name, int *out)
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
            return bad(p, "unknown group name");
        }
        memcpy(cstr, name.p, name.n);
        cstr[name.n] = '\0';
        n = pcre2_substring_number_from_name(m->re, (PCRE2_SPTR)cstr);
        if (n < 0) {
            return ab_py_raise(p, PY_INDEX_ERROR, "unknown group name '%s'", cstr);
        }
    }
    if (n > (int64_t)m->groups) {
        return bad(p, "invalid group reference");
    }
    *out = (int)n;
    return true;
}

static bool parse_escape(ab_py *p, const matcher *m, ab_str s, size_t *at, pieces *all)
{
    static const char from[] = "abfnrtv\\";
    static const char to[] = "\a\b\f\n\r\t\v\\";
    char c = *at + 1 < s.n ? s.p[*at + 1] : '\0';
    const char *simple = c ? strchr(from, c) : NULL;
    if (*at + 1 >= s.n) {
        return bad(p, "bad escape (end of pattern)");
    }
    if (simple) {
        push_piece(p, all, (piece){{to + (simple - from), 1}, -1});
        *at += 2;
        return true;
    }
    if (c == 'g') {
        ptrdiff_t end = ab_str_find(s, AB_STR(">"), *at);
        int number = 0;
        if (*at + 2 >= s.n || s.p[*at + 2] != '<' || end < 0) {
            return bad(p, "missing <");
        }
        if (!group_number(p, m, ab_str_sub(s, *at + 3, (size_t)end), &number)) {
            return false;
        }
        push_piece(p, all, (piece){{NULL, 0}, number});
        *at = (size_t)end + 1;
        return true;
    }
    if (isdigit((unsigned char)c)) {
        size_t i = *at + 1;
        bool octal = c == '0' || (i + 2 < s.n && c <= '3' && s.p[i + 1] >= '0' &&
                                  s.p[i + 1] <= '7' && s.p[i + 2] >= '0' && s.p[i + 2] <= '7');
        unsigned value = 0;
        size_t n = 0;
        while (i + n < s.n && n < (octal ? 3u : 2u) && s.p[i + n] >= '0' &&
               s.p[i + n] <= (octal ? '7' : '9')) {
            value = value * (octal ? 8 : 10) + (unsigned)(s.p[i + n] - '0');
            n++;
        }
        *at = i + n;
        if (octal) {
            ab_buf *buf = ab_py_buf(p);
            ab_buf_add_code_point(buf, value);
            ab_str text;
            if (!ab_py_buf_text(p, buf, &text)) {
                return false;
            }
            push_piece(p, all, (piece){text, -1});
            return true;
        }
        if (value > m->groups) {
            return bad(p, "invalid group reference");
        }
        push_piece(p, all, (piece){{NULL, 0}, (int)value});
        return true;
    }
    if (isalpha((unsigned char)c)) {
        return bad(p, "bad escape");
    }
    push_piece(p, all, (piece){ab_str_sub(s, *at, *at + 2), -1});
    *at += 2;
    return true;
}

static bool parse_replacement(ab_py *p, const matcher *m, ab_str s, pieces *all)
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

static bool substitute(ab_py *p, const matcher *m, const pieces *all, ab_str text, ab_buf *out)
{
    size_t copied = 0;
    size_t from = 0;
    uint32_t flags = 0;
    while (from <= text.n) {
        bool found;
        if (!ab_py_step(p) || !match(p, m, text, from, flags, &found)) {
            return false;
        }
        if (!found) {
            break;
        }
        const PCRE2_SIZE *span = pcre2_get_ovector_pointer(m->data);
        size_t start = span[0];
        size_t end = span[1] < start ? start : span[1];
        ab_buf_add_str(out, ab_str_sub(text, copied, start));
        for (size_t i = 0; i < all->n; i++) {
            ab_buf_add_str(out, all->at[i].group < 0
                                    ? all->at[i].text
                                    : group_text(m, text, (uint32_t)all->at[i].group));
        }
        copied = end;
        from = end;
        /* behind an empty match the next one at the same place must not be empty */
        flags = end == start ? PCRE2_NOTEMPTY_ATSTART : 0;
    }
    ab_buf_add_str(out, ab_str_sub(text, copied, text.n));
    return true;
}

bool ab_py_regex_sub(ab_py *p, ab_str pattern, ab_str replacement, ab_str text, ab_str *out)
{
    matcher m;
    pieces all = {0};
    if (!open_matcher(p, pattern, &m)) {
        return false;
    }
    ab_buf *buf = ab_py_buf(p);
    bool ok = parse_replacement(p, &m, replacement, &all) && substitute(p, &m, &all, text, buf);
    close_matcher(&m);
    return ok && ab_py_buf_text(p, buf, out);
}
