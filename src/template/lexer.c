#include "template/ast.h"
#include "template/words.h"

#include "base/vec.h"

#include <ctype.h>

typedef AB_VEC(ab_py_token) token_list;

typedef struct lexer {
    ab_py *p;
    ab_str source;
    size_t at;
    token_list tokens;
    char closing[PY_MAX_DEPTH + 10]; /* expected closing brackets */
    unsigned open;
} lexer;

ab_str ab_py_normalize_newlines(ab_arena *arena, ab_str source, bool drop_last)
{
    ab_str result = source;
    if (source.n && memchr(source.p, '\r', source.n)) {
        char *text = ab_arena_alloc(arena, source.n + 1);
        size_t n = 0;
        for (size_t i = 0; i < source.n; i++) {
            char c = source.p[i];
            if (c == '\r') {
                i += i + 1 < source.n && source.p[i + 1] == '\n';
                c = '\n';
            }
            text[n++] = c;
        }
        result = (ab_str){text, n};
    }
    if (drop_last && result.n && result.p[result.n - 1] == '\n') {
        result.n--;
    }
    return result;
}

static bool fail(lexer *l, size_t at, const char *message)
{
    l->p->pos = (uint32_t)at;
    return ab_py_raise(l->p, PY_SYNTAX_ERROR, "%s", message);
}

static void push(lexer *l, ab_py_token_type type, size_t at, ab_str text)
{
    AB_VEC_PUSH(&l->tokens, (ab_py_token){type, (uint32_t)at, text});
}

static bool looking_at(const lexer *l, size_t at, const char *text)
{
    size_t n = strlen(text);
    return at + n <= l->source.n && memcmp(l->source.p + at, text, n) == 0;
}

/* Length of the white space character at `at`, 0 if it is none. */
static size_t space_at(ab_str s, size_t at)
{
    if (at >= s.n) {
        return 0;
    }
    unsigned char c = (unsigned char)s.p[at];
    if (c < 0x80) {
        return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31) ? 1 : 0;
    }
    size_t length;
    unsigned code_point = ab_text_decode(ab_str_sub(s, at, s.n), &length);
    return ab_unicode_flags(code_point) & AB_CHAR_SPACE ? length : 0;
}

static size_t skip_space(ab_str s, size_t at)
{
    size_t n;
    while ((n = space_at(s, at)) != 0) {
        at += n;
    }
    return at;
}

static size_t strip_end(ab_str s, size_t from, size_t to)
{
    while (to > from) {
        size_t at = to - 1;
        while (at > from && ((unsigned char)s.p[at] & 0xc0) == 0x80) {
            at--;
        }
        if (!space_at(s, at)) {
            break;
        }
        to = at;
    }
    return to;
}

static void push_data(lexer *l, size_t from, size_t to, bool strip)
{
    if (strip) {
        to = strip_end(l->source, from, to);
    }
    if (to > from) {
        push(l, T_DATA, from, ab_str_sub(l->source, from, to));
    }
}

/* The end of a tag at `at`: "-%}" with the white space behind it, "+%}" or "%}"; 0 if none. */
static size_t tag_end(const lexer *l, size_t at, const char *close, bool plus)
{
    char text[4];
    text[1] = close[0];
    text[2] = close[1];
    text[3] = '\0';
    text[0] = '-';
    if (looking_at(l, at, text)) {
        return skip_space(l->source, at + 3);
    }
    text[0] = '+';
    if (plus && looking_at(l, at, text)) {
        return at + 3;
    }
    return looking_at(l, at, close) ? at + 2 : 0;
}

static bool lex_comment(lexer *l, size_t start)
{
    for (size_t at = l->at; at < l->source.n; at++) {
        size_t end = tag_end(l, at, "#}", true);
        if (end) {
            l->at = end;
            return true;
        }
    }
    /* an unclosed comment that nothing follows matches no rule, and that is no error */
    if (l->at >= l->source.n) {
        return true;
    }
    return fail(l, start, "Missing end of comment tag");
}

/* "{% raw %}": the position behind it, or 0. */
static size_t raw_begin(const lexer *l, size_t at, bool *strip)
{
    at += 2;
    *strip = looking_at(l, at, "-");
    if (looking_at(l, at, "-") || looking_at(l, at, "+")) {
        at++;
    }
    at = skip_space(l->source, at);
    if (!looking_at(l, at, "raw")) {
        return 0;
    }
    at = skip_space(l->source, at + 3);
    return tag_end(l, at, "%}", false);
}

static bool lex_raw(lexer *l, size_t start)
{
    for (size_t at = l->at; at < l->source.n; at++) {
        if (!looking_at(l, at, "{%")) {
            continue;
        }
        size_t in = at + 2;
        bool strip = looking_at(l, in, "-");
        if (strip || looking_at(l, in, "+")) {
            in++;
        }
        in = skip_space(l->source, in);
        if (!looking_at(l, in, "endraw")) {
            continue;
        }
        size_t end = tag_end(l, skip_space(l->source, in + 6), "%}", true);
        if (end) {
            push_data(l, l->at, at, strip);
            l->at = end;
            return true;
        }
    }
    if (l->at >= l->source.n) {
        return true;
    }
    return fail(l, start, "Missing end of raw directive");
}

static bool lex_string(lexer *l)
{
    size_t start = l->at;
    char quote = l->source.p[start];
    size_t end = start + 1;
    while (end < l->source.n && l->source.p[end] != quote) {
        end += l->source.p[end] == '\\' ? 2 : 1;
    }
    if (end >= l->source.n) {
        return fail(l, start, "unexpected char: the string is not closed");
    }
    ab_str text = ab_str_sub(l->source, start + 1, end);
    if (text.n && memchr(text.p, '\\', text.n)) {
        ab_buf *buf = ab_py_buf(l->p);
        l->p->pos = (uint32_t)start;
        if (!ab_py_unescape(l->p, text, true, false, buf) || !ab_py_buf_text(l->p, buf, &text)) {
            return false;
        }
    }
    push(l, T_STRING, start, text);
    l->at = end + 1;
    return true;
}

static const struct {
    char text[3];
    uint8_t type;
} operators[] = {
    {"//", T_FLOORDIV}, {"**", T_POW},   {"==", T_EQ},      {"!=", T_NE},      {">=", T_GE},
    {"<=", T_LE},       {"+", T_ADD},    {"-", T_SUB},      {"/", T_DIV},      {"*", T_MUL},
    {"%", T_MOD},       {"~", T_TILDE},  {"[", T_LBRACKET}, {"]", T_RBRACKET}, {"(", T_LPAREN},
    {")", T_RPAREN},    {"{", T_LBRACE}, {"}", T_RBRACE},   {">", T_GT},       {"<", T_LT},
    {"=", T_ASSIGN},    {".", T_DOT},    {":", T_COLON},    {"|", T_PIPE},     {",", T_COMMA},
    {";", T_SEMICOLON},
};

static bool balance(lexer *l, char c, size_t at)
{
    static const char opening[] = "([{";
    static const char closing[] = ")]}";
    const char *open = strchr(opening, c);
    if (open) {
        if (l->open >= sizeof(l->closing)) {
            return fail(l, at, "too many nested brackets");
        }
        l->closing[l->open++] = closing[open - opening];
    } else if (strchr(closing, c)) {
        if (!l->open || l->closing[--l->open] != c) {
            l->p->pos = (uint32_t)at;
            return ab_py_raise(l->p, PY_SYNTAX_ERROR, "unexpected '%c'", c);
        }
    }
    return true;
}

static bool lex_operator(lexer *l)
{
    for (size_t i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
        if (looking_at(l, l->at, operators[i].text)) {
            size_t n = strlen(operators[i].text);
            if (n == 1 && !balance(l, operators[i].text[0], l->at)) {
                return false;
            }
            push(l, operators[i].type, l->at, ab_str_sub(l->source, l->at, l->at + n));
            l->at += n;
            return true;
        }
    }
    size_t length;
    ab_text_decode(ab_str_sub(l->source, l->at, l->source.n), &length);
    l->p->pos = (uint32_t)l->at;
    return ab_py_raise(l->p, PY_SYNTAX_ERROR, "unexpected char '%.*s'", (int)length,
                       l->source.p + l->at);
}

static bool lex_number_or_name(lexer *l, bool *done)
{
    ab_str s = l->source;
    size_t end = ab_py_float_end(s, l->at);
    ab_py_token_type type = T_FLOAT;
    if (end == l->at) {
        end = ab_py_integer_end(s, l->at);
        type = T_INTEGER;
    }
    if (end == l->at) {
        end = ab_py_name_end(s, l->at);
        type = T_NAME;
    }
    *done = end > l->at;
    if (*done) {
        ab_str text = ab_str_sub(s, l->at, end);
        if (type == T_NAME && !ab_py_is_identifier(text)) {
            return fail(l, l->at, "Invalid character in identifier");
        }
        push(l, type, l->at, type == T_NAME ? text : ab_py_without_underscores(l->p->arena, text));
        l->at = end;
    }
    return true;
}

/* The inside of a {{ }} or {% %}. */
static bool lex_tag(lexer *l, bool variable)
{
    l->open = 0;
    while (l->at < l->source.n) {
        size_t end = l->open ? 0 : tag_end(l, l->at, variable ? "}}" : "%}", !variable);
        if (end) {
            push(l, variable ? T_VARIABLE_END : T_BLOCK_END, l->at, AB_STR(""));
            l->at = end;
            return true;
        }
        size_t space = space_at(l->source, l->at);
        if (space) {
            l->at += space;
            continue;
        }
        bool done;
        if (!lex_number_or_name(l, &done)) {
            return false;
        }
        if (done) {
            continue;
        }
        char c = l->source.p[l->at];
        if (!(c == '\'' || c == '"' ? lex_string(l) : lex_operator(l))) {
            return false;
        }
    }
    return true;
}

static bool lex_root(lexer *l)
{
    ab_str s = l->source;
    while (l->at < s.n) {
        size_t tag = l->at;
        while (tag + 1 < s.n && !(s.p[tag] == '{' && (s.p[tag + 1] == '{' || s.p[tag + 1] == '%' ||
                                                      s.p[tag + 1] == '#'))) {
            tag++;
        }
        if (tag + 1 >= s.n) {
            push_data(l, l->at, s.n, false);
            l->at = s.n;
            break;
        }
        char kind = s.p[tag + 1];
        bool strip;
        size_t raw = kind == '%' ? raw_begin(l, tag, &strip) : 0;
        if (!raw) {
            strip = looking_at(l, tag + 2, "-");
        }
        push_data(l, l->at, tag, strip);
        bool sign = strip || looking_at(l, tag + 2, "+");
        l->at = raw ? raw : tag + 2 + (sign ? 1 : 0);
        if (raw) {
            if (!lex_raw(l, tag)) {
                return false;
            }
        } else if (kind == '#') {
            if (!lex_comment(l, tag)) {
                return false;
            }
        } else {
            push(l, kind == '{' ? T_VARIABLE_BEGIN : T_BLOCK_BEGIN, tag, AB_STR(""));
            if (!lex_tag(l, kind == '{')) {
                return false;
            }
        }
    }
    return true;
}

bool ab_py_lex(ab_py *p, ab_str source, ab_py_token **tokens, size_t *count)
{
    lexer l = {.p = p, .source = source};
    bool ok = lex_root(&l);
    if (ok) {
        push(&l, T_EOF, source.n, AB_STR(""));
        *tokens = AB_ARENA_ARRAY(p->arena, ab_py_token, l.tokens.n);
        memcpy(*tokens, l.tokens.at, l.tokens.n * sizeof(ab_py_token));
        *count = l.tokens.n;
    }
    AB_VEC_FREE(&l.tokens);
    return ok;
}
