#include "datetime/dateutil.h"

#include "base/buf.h"
#include "datetime/python_text.h"
#include "json/json.h"

typedef enum char_class {
    CLASS_END,
    CLASS_WORD,
    CLASS_NUMBER,
    CLASS_SPACE,
    CLASS_OTHER
} char_class;

/* A character with its class; decimal digits come as ASCII. Outside ASCII everything that is no
 * digit and no blank counts as a letter: none of it has a meaning to the parser. */
typedef struct lex_char {
    char_class class;
    char bytes[4];
    size_t n;
    size_t width; /* bytes in the source */
} lex_char;

static lex_char classify(ab_str rest)
{
    lex_char c = {.class = CLASS_END};
    while (rest.n && rest.p[0] == '\0') { /* dropped by dateutil */
        rest = ab_str_sub(rest, 1, rest.n);
        c.width++;
    }
    if (rest.n == 0) {
        return c;
    }
    size_t length = 0;
    uint32_t point = ab_utf8_decode(rest, &length);
    int digit = ab_python_digit(point);
    c.width += length;
    if (digit >= 0) {
        c.class = CLASS_NUMBER;
        c.bytes[0] = (char)('0' + digit);
        c.n = 1;
        return c;
    }
    memcpy(c.bytes, rest.p, length);
    c.n = length;
    bool letter = (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || point >= 0x80;
    c.class = ab_python_is_space(point)       ? CLASS_SPACE
              : ab_python_is_odd_digit(point) ? CLASS_NUMBER
              : letter                        ? CLASS_WORD
                                              : CLASS_OTHER;
    return c;
}

typedef struct lexer {
    ab_arena *arena;
    ab_date_tokens tokens;
    size_t capacity;
    ab_buf token;
    size_t chars;
} lexer;

static void push(lexer *l, ab_str text, size_t chars)
{
    if (l->tokens.n == l->capacity) {
        size_t more = l->capacity ? l->capacity * 2 : 32;
        l->tokens.at = ab_arena_grow(l->arena, l->tokens.at, l->capacity * sizeof *l->tokens.at,
                                     more * sizeof *l->tokens.at);
        l->capacity = more;
    }
    l->tokens.at[l->tokens.n++] = (ab_date_token){ab_arena_str(l->arena, text), chars};
}

static size_t count_chars(ab_str text)
{
    size_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += ((unsigned char)text.p[i] & 0xc0) != 0x80;
    }
    return n;
}

/* A token with dots that were no decimal point falls apart at its dots and commas. */
static void push_split(lexer *l, ab_str text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i == text.n || text.p[i] == '.' || text.p[i] == ',') {
            ab_str part = ab_str_sub(text, start, i);
            if (part.n || start == 0) { /* the first part is kept even if empty */
                push(l, part, count_chars(part));
            }
            if (i < text.n) {
                push(l, ab_str_sub(text, i, i + 1), 1);
            }
            start = i + 1;
        }
    }
}

typedef enum lex_state { STATE_WORD, STATE_NUMBER, STATE_WORD_DOT, STATE_NUMBER_DOT } lex_state;

/* Whether `c` goes on with the token; the state may change with it. */
static bool continues(const lexer *l, lex_state *state, const lex_char *c)
{
    bool dot = c->class == CLASS_OTHER && c->bytes[0] == '.';
    char last = l->token.p[l->token.n - 1];
    switch (*state) {
    case STATE_WORD:
        *state = dot ? STATE_WORD_DOT : STATE_WORD;
        return dot || c->class == CLASS_WORD;
    case STATE_NUMBER: {
        bool comma = c->class == CLASS_OTHER && c->bytes[0] == ',' && l->chars >= 2;
        *state = dot || comma ? STATE_NUMBER_DOT : STATE_NUMBER;
        return dot || comma || c->class == CLASS_NUMBER;
    }
    case STATE_WORD_DOT:
        if (c->class == CLASS_NUMBER && last == '.') {
            *state = STATE_NUMBER_DOT;
            return true;
        }
        return dot || c->class == CLASS_WORD;
    default:
        if (c->class == CLASS_WORD && last == '.') {
            *state = STATE_WORD_DOT;
            return true;
        }
        return dot || c->class == CLASS_NUMBER;
    }
}

static void finish(lexer *l, lex_state state, bool letters)
{
    size_t dots = 0;
    for (size_t i = 0; i < l->token.n; i++) {
        dots += l->token.p[i] == '.';
    }
    char last = l->token.p[l->token.n - 1];
    bool dotted = state == STATE_WORD_DOT || state == STATE_NUMBER_DOT;
    if (dotted && (letters || dots > 1 || last == '.' || last == ',')) {
        push_split(l, ab_buf_str(&l->token));
        return;
    }
    for (size_t i = 0; state == STATE_NUMBER_DOT && dots == 0 && i < l->token.n; i++) {
        l->token.p[i] = l->token.p[i] == ',' ? '.' : l->token.p[i];
    }
    push(l, ab_buf_str(&l->token), l->chars);
}

/* One word or number, which may split into several tokens. Returns what is left. */
static ab_str lex_run(lexer *l, ab_str rest, const lex_char *first)
{
    lex_state state = first->class == CLASS_WORD ? STATE_WORD : STATE_NUMBER;
    /* Set by the second character of a word only, as there. */
    bool letters = false;
    ab_buf_clear(&l->token);
    ab_buf_add(&l->token, first->bytes, first->n);
    l->chars = 1;
    rest = ab_str_sub(rest, first->width, rest.n);
    for (;;) {
        lex_char c = classify(rest);
        if (c.class == CLASS_END) {
            rest.n = 0;
            break;
        }
        letters = letters || state == STATE_WORD || state == STATE_WORD_DOT;
        if (!continues(l, &state, &c)) {
            break;
        }
        ab_buf_add(&l->token, c.bytes, c.n);
        l->chars++;
        rest = ab_str_sub(rest, c.width, rest.n);
    }
    finish(l, state, letters);
    return rest;
}

ab_date_tokens ab_date_lex(ab_str text, ab_arena *arena)
{
    lexer l = {.arena = arena};
    ab_buf_init(&l.token, AB_BUF_NO_MAX);
    while (text.n) {
        lex_char c = classify(text);
        if (c.class == CLASS_END) {
            break;
        }
        if (c.class == CLASS_WORD || c.class == CLASS_NUMBER) {
            text = lex_run(&l, text, &c);
            continue;
        }
        push(&l, c.class == CLASS_SPACE ? AB_STR(" ") : (ab_str){c.bytes, c.n}, 1);
        text = ab_str_sub(text, c.width, text.n);
    }
    ab_buf_free(&l.token);
    return l.tokens;
}
