#include "template/pattern.h"

#include "template/regex.h"
#include "template/widths.h"

#include <ctype.h>

bool ab_py_pattern_error(ab_py *p, const char *message)
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
    bool verbose;
    ab_py_pattern_facts facts;
    ab_widths widths;
} translator;

static const ab_width no_width = {0, 0};
static const ab_width one_char = {1, 1};

static void add_callout(translator *t)
{
    ab_buf_add_text(t->out, "(?C)");
}

static bool code_point_escape(translator *t, size_t digits)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits; i++) {
        size_t at = t->at + 2 + i;
        if (at >= t->s.n || !isxdigit((unsigned char)t->s.p[at])) {
            return ab_py_pattern_error(t->p, "incomplete escape");
        }
        char c = t->s.p[at];
        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    ab_buf_printf(t->out, "\\x{%x}", value);
    t->at += 2 + digits;
    return value <= 0x10ffff || ab_py_pattern_error(t->p, "bad escape");
}

static bool named_escape(translator *t)
{
    ptrdiff_t end = ab_str_find(t->s, AB_STR("}"), t->at);
    if (end < 0) {
        return ab_py_pattern_error(t->p, "missing {");
    }
    ab_buf *buf = ab_py_buf(t->p);
    if (!ab_py_unescape_name(t->p, ab_str_sub(t->s, t->at, (size_t)end + 1), buf)) {
        return ab_py_pattern_error(t->p, "undefined character name");
    }
    size_t length;
    ab_buf_printf(t->out, "\\x{%x}", ab_text_decode(ab_buf_str(buf), &length));
    ab_py_buf_free(t->p, buf);
    t->at = (size_t)end + 1;
    return true;
}

/* \0, \12, \012: a character in octal, or what a group matched. */
static bool number_escape(translator *t)
{
    const char *s = t->s.p + t->at + 1;
    size_t left = t->s.n - t->at - 1;
    size_t digits = 1;
    while (digits < 3 && digits < left && isdigit((unsigned char)s[digits])) {
        digits++;
    }
    bool octal = s[0] == '0' || (digits == 3 && s[0] <= '3' && s[1] <= '7' && s[2] <= '7');
    digits = !octal && digits > 2 ? 2 : digits;
    unsigned value = 0;
    size_t n = 0;
    for (; n < digits && s[n] <= (octal ? '7' : '9'); n++) {
        value = value * (octal ? 8 : 10) + (unsigned)(s[n] - '0');
    }
    t->at += 1 + n;
    if (octal) {
        ab_buf_printf(t->out, "\\x{%x}", value);
        ab_widths_atom(&t->widths, one_char);
        return true;
    }
    if (value > t->widths.groups) {
        return ab_py_pattern_error(t->p, "invalid group reference");
    }
    if (!ab_widths_closed(&t->widths, value)) {
        return ab_py_pattern_error(t->p, "cannot refer to an open group");
    }
    ab_buf_printf(t->out, "\\g{%u}", value);
    t->facts.refers = true;
    ab_widths_atom(&t->widths, ab_widths_of(&t->widths, value));
    return true;
}

static bool coded_escape(translator *t, char c)
{
    switch (c) {
    case 'x':
        return code_point_escape(t, 2);
    case 'u':
        return code_point_escape(t, 4);
    case 'U':
        return code_point_escape(t, 8);
    default:
        return named_escape(t);
    }
}

static bool escape(translator *t)
{
    if (t->at + 1 >= t->s.n) {
        return ab_py_pattern_error(t->p, "bad escape (end of pattern)");
    }
    char c = t->s.p[t->at + 1];
    if (!known_escape(c, t->in_class)) {
        return ab_py_pattern_error(t->p, "bad escape");
    }
    bool anchor = !t->in_class && c && strchr("AZbB", c);
    t->repeatable = !anchor;
    if (isdigit((unsigned char)c) && !t->in_class) {
        return number_escape(t);
    }
    if (!t->in_class) {
        ab_widths_atom(&t->widths, anchor ? no_width : one_char);
    }
    if (c && strchr("xuUN", c)) {
        return coded_escape(t, c);
    }
    switch (c) {
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

static bool opened(translator *t, ab_group_kind kind, bool captures, ab_str name)
{
    add_callout(t);
    return ab_widths_open(&t->widths, kind, captures, name) ||
           ab_py_pattern_error(t->p, "parentheses are too deeply nested");
}

/* Copies what stands up to `end`, and `end`. */
static bool copy_to(translator *t, char end, ab_str *inner, size_t prefix)
{
    ptrdiff_t at = ab_str_find(t->s, (ab_str){&end, 1}, t->at + prefix);
    if (at < 0) {
        return ab_py_pattern_error(t->p, end == ')' ? "missing )" : "missing >");
    }
    *inner = ab_str_sub(t->s, t->at + prefix, (size_t)at);
    ab_buf_add_str(t->out, ab_str_sub(t->s, t->at, (size_t)at + 1));
    t->at = (size_t)at + 1;
    return true;
}

static bool comment(translator *t)
{
    ptrdiff_t end = ab_str_find(t->s, AB_STR(")"), t->at);
    if (end < 0) {
        return ab_py_pattern_error(t->p, "missing )");
    }
    t->at = (size_t)end + 1;
    return true;
}

/* (?P<name> */
static bool named_group(translator *t)
{
    ab_str name;
    return copy_to(t, '>', &name, 4) && opened(t, AB_GROUP_PLAIN, true, name);
}

/* (?P=name) */
static bool named_reference(translator *t)
{
    ab_str name;
    if (!copy_to(t, ')', &name, 4)) {
        return false;
    }
    uint32_t group = ab_widths_find(&t->widths, name);
    if (group && !ab_widths_closed(&t->widths, group)) {
        return ab_py_pattern_error(t->p, "cannot refer to an open group");
    }
    ab_widths_atom(&t->widths, ab_widths_of(&t->widths, group));
    t->facts.refers = true;
    t->repeatable = true;
    return true;
}

/* (?(group)yes|no) */
static bool condition(translator *t)
{
    ab_str group;
    if (!copy_to(t, ')', &group, 3)) {
        return false;
    }
    bool number = group.n > 0;
    for (size_t i = 0; i < group.n; i++) {
        number = number && isdigit((unsigned char)group.p[i]);
    }
    if (!number && !ab_widths_find(&t->widths, group)) {
        return ab_py_pattern_error(t->p, "unknown group name");
    }
    return opened(t, AB_GROUP_CONDITION, false, AB_STR(""));
}

/* (?i) at the start, (?i-s: anywhere. */
static bool flags(translator *t)
{
    ab_str rest = ab_str_sub(t->s, t->at + 2, t->s.n);
    size_t i = 0;
    while (i < rest.n && rest.p[i] && (strchr("aiLmsux", rest.p[i]) || rest.p[i] == '-')) {
        if (rest.p[i] == 'L') {
            return ab_py_pattern_error(t->p, "cannot use 'L' flag with a str pattern");
        }
        i++;
    }
    if (!i || i >= rest.n || (rest.p[i] != ')' && rest.p[i] != ':')) {
        return ab_py_pattern_error(t->p, "unknown extension");
    }
    if (rest.p[i] == ')' && t->at != 0) {
        return ab_py_pattern_error(t->p, "global flags not at the start of the expression");
    }
    ab_buf_add_text(t->out, "(?");
    for (size_t k = 0; k < i; k++) {
        t->facts.ascii = t->facts.ascii || rest.p[k] == 'a';
        t->facts.caseless = t->facts.caseless || rest.p[k] == 'i';
        t->verbose = t->verbose || rest.p[k] == 'x';
        if (rest.p[k] != 'a' && rest.p[k] != 'u') {
            ab_buf_add_char(t->out, rest.p[k]);
        }
    }
    ab_buf_add_char(t->out, rest.p[i]);
    t->at += 3 + i;
    return rest.p[i] == ')' || opened(t, AB_GROUP_PLAIN, false, AB_STR(""));
}

/* (?… : what Python knows. */
static bool group(translator *t)
{
    static const struct {
        const char *prefix;
        bool (*read)(translator *t); /* NULL: a group without a name */
        ab_group_kind kind;
    } kinds[] = {
        {"#", comment, AB_GROUP_PLAIN},      {"(", condition, AB_GROUP_PLAIN},
        {"P<", named_group, AB_GROUP_PLAIN}, {"P=", named_reference, AB_GROUP_PLAIN},
        {":", NULL, AB_GROUP_PLAIN},         {">", NULL, AB_GROUP_PLAIN},
        {"=", NULL, AB_GROUP_LOOK_AHEAD},    {"!", NULL, AB_GROUP_LOOK_AHEAD},
        {"<=", NULL, AB_GROUP_LOOK_BEHIND},  {"<!", NULL, AB_GROUP_LOOK_BEHIND},
    };
    ab_str rest = ab_str_sub(t->s, t->at + 2, t->s.n);
    t->repeatable = t->repeatable && ab_str_starts(rest, AB_STR("#"));
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        ab_str prefix = ab_str_of(kinds[i].prefix);
        if (!ab_str_starts(rest, prefix)) {
            continue;
        }
        if (kinds[i].read) {
            return kinds[i].read(t);
        }
        ab_buf_add_text(t->out, "(?");
        ab_buf_add_str(t->out, prefix);
        t->at += 2 + prefix.n;
        return opened(t, kinds[i].kind, false, AB_STR(""));
    }
    return flags(t);
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

/* How often `*`, `+`, `?` or braces repeat. */
static ab_width times_of(ab_str text)
{
    ab_width times = {text.p[0] == '+', text.p[0] == '?' ? 1 : UINT32_MAX};
    if (text.p[0] != '{') {
        return times;
    }
    uint64_t bounds[2] = {0, 0};
    size_t at = 0;
    bool digits = false;
    for (size_t i = 1; i + 1 < text.n; i++) {
        digits = text.p[i] != ',';
        at += !digits;
        uint64_t next = digits ? bounds[at] * 10 + (uint64_t)(text.p[i] - '0') : 0;
        bounds[at] = next < UINT32_MAX ? next : UINT32_MAX;
    }
    times.low = bounds[0];
    times.high = !at ? bounds[0] : digits ? bounds[1] : UINT32_MAX;
    return times;
}

static bool quantifier(translator *t, size_t end)
{
    if (!t->repeatable) {
        return ab_py_pattern_error(t->p, t->repeated ? "multiple repeat" : "nothing to repeat");
    }
    ab_str text = ab_str_sub(t->s, t->at, end);
    ab_width times = times_of(text);
    ab_widths_repeat(&t->widths, times);
    t->facts.fixed = times.low > t->facts.fixed ? (uint32_t)times.low : t->facts.fixed;
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
    add_callout(t);
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
    ab_widths_atom(&t->widths, one_char);
    t->class_start = true;
    ab_buf_add_char(t->out, '[');
    t->at++;
    if (t->at < t->s.n && t->s.p[t->at] == '^') {
        ab_buf_add_char(t->out, '^');
        t->at++;
    }
    return true;
}

/* A verbose pattern's comment: to the end of the line. */
static void line_comment(translator *t)
{
    ptrdiff_t end = ab_str_find(t->s, AB_STR("\n"), t->at);
    t->at = end < 0 ? t->s.n : (size_t)end + 1;
}

static bool open_group(translator *t)
{
    char next = t->at + 1 < t->s.n ? t->s.p[t->at + 1] : '\0';
    if (next == '?') {
        return group(t);
    }
    if (next == '*') {
        return ab_py_pattern_error(t->p, "nothing to repeat");
    }
    t->repeatable = false;
    ab_buf_add_char(t->out, '(');
    t->at++;
    return opened(t, AB_GROUP_PLAIN, true, AB_STR(""));
}

/* What is no more than one character of the pattern, nor less. */
static bool literal(translator *t, char c)
{
    bool blank = t->verbose && isspace((unsigned char)c);
    bool within = ((unsigned char)c & 0xc0) == 0x80; /* a character beyond ASCII goes on */
    t->repeatable = t->repeatable || !blank;
    if (!blank && !within) {
        ab_widths_atom(&t->widths, one_char);
    }
    if (c == '{') {
        ab_buf_add_char(t->out, '\\');
    }
    ab_buf_add_char(t->out, c);
    t->at++;
    return true;
}

static bool mark(translator *t, char c)
{
    bool ok = true;
    t->repeatable = c == ')';
    if (c == '|') {
        ab_widths_branch(&t->widths);
    } else if (c == ')') {
        ok = ab_widths_close(&t->widths);
    } else {
        ab_widths_atom(&t->widths, no_width);
    }
    ab_buf_add_char(t->out, c);
    t->at++;
    return ok || ab_py_pattern_error(t->p, "look-behind requires fixed-width pattern");
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
        return open_group(t);
    case ')':
    case '|':
    case '^':
    case '$':
        return mark(t, c);
    case '#':
        if (t->verbose) {
            line_comment(t);
            return true;
        }
        return literal(t, c);
    default:
        return literal(t, c);
    }
}

bool ab_py_pattern_translate(ab_py *p, ab_str pattern, ab_buf *out, ab_py_pattern_facts *facts)
{
    translator t = {.p = p, .s = pattern, .out = out};
    add_callout(&t);
    while (t.at < pattern.n) {
        char c = pattern.p[t.at];
        if (!(t.in_class ? class_char(&t, c) : plain_char(&t, c))) {
            return false;
        }
    }
    *facts = t.facts;
    return true;
}
