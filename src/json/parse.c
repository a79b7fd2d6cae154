#include "base/alloc.h"
#include "json/bytes.h"
#include "json/parse_state.h"

#include <stdlib.h>

enum {
    /* Fewer digits than this cannot overflow an int64. */
    SAFE_DIGITS = 18,
    FIRST_SCRATCH = 4096,
};

static bool parse_value(parser *p, ab_value *out);

static void *scratch_push(parser *p, size_t bytes)
{
    if (p->scratch_capacity - p->scratch_used < bytes) {
        size_t capacity = p->scratch_capacity * 2;
        char *grown = ab_xrealloc(p->scratch == p->first_scratch ? NULL : p->scratch, capacity);
        if (p->scratch == p->first_scratch) {
            memcpy(grown, p->scratch, p->scratch_used);
        }
        p->scratch = grown;
        p->scratch_capacity = capacity;
    }
    void *place = p->scratch + p->scratch_used;
    p->scratch_used += bytes;
    return place;
}

/* Takes what was pushed since `base` off the stack, into the arena. */
static void *scratch_take(parser *p, size_t base)
{
    size_t bytes = p->scratch_used - base;
    void *kept = ab_arena_alloc(p->arena, bytes);
    memcpy(kept, p->scratch + base, bytes);
    p->scratch_used = base;
    return kept;
}

static inline void skip_space(parser *p)
{
    while (p->at < p->end && ab_byte_is_space(*p->at)) {
        p->at++;
    }
}

/* Line and column (in bytes, from 1) of `at`, which never lies before an earlier call's. */
static void locate(parser *p, const char *at, uint32_t *line, uint32_t *column)
{
    const char *newline;
    while ((newline = memchr(p->counted, '\n', (size_t)(at - p->counted)))) {
        p->line_begin = newline + 1;
        p->counted = newline + 1;
        p->line++;
    }
    p->counted = at;
    *line = p->line;
    *column = (uint32_t)(at - p->line_begin) + 1;
}

static inline bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool skip_digits(parser *p, const char *problem)
{
    const char *at = p->at;
    while (at < p->end && is_digit(*at)) {
        at++;
    }
    bool some = at > p->at;
    p->at = at;
    return some || fail(p, at, problem);
}

/* The fraction and exponent of a number, if any; sets *real where there is one. */
static bool skip_real_part(parser *p, bool *real)
{
    *real = false;
    if (p->at < p->end && *p->at == '.') {
        *real = true;
        p->at++;
        if (!skip_digits(p, "expected a digit after the decimal point")) {
            return false;
        }
    }
    if (p->at < p->end && (*p->at == 'e' || *p->at == 'E')) {
        *real = true;
        p->at++;
        if (p->at < p->end && (*p->at == '+' || *p->at == '-')) {
            p->at++;
        }
        return skip_digits(p, "expected a digit in the exponent");
    }
    return true;
}

/* Behind a top-level value the text ends, and its last byte may be the memory's last. */
static inline uint8_t literal_flag(const parser *p)
{
    return p->depth > 0 ? AB_VALUE_LITERAL : 0;
}

static ab_value real_from_source(parser *p, const char *from)
{
    ab_value v = {.kind = AB_REAL, .flags = literal_flag(p)};
    v.number.source = keep_text(p, from, p->at).p;
    v.count = (uint32_t)(p->at - from);
    return v;
}

static bool match_word(parser *p, const char *word)
{
    size_t n = strlen(word);
    if ((size_t)(p->end - p->at) < n || memcmp(p->at, word, n) != 0) {
        return false;
    }
    p->at += n;
    return true;
}

static bool integer_from_source(parser *p, const char *from, const char *digits, ab_value *out)
{
    ab_str source = keep_text(p, from, p->at);
    if (p->at - digits > SAFE_DIGITS) {
        return ab_value_from_digits(source, out);
    }
    int64_t magnitude = 0;
    const char *end = p->at;
    for (const char *d = digits; d < end; d++) {
        magnitude = magnitude * 10 + (*d - '0');
    }
    *out = ab_value_int(digits > from ? -magnitude : magnitude);
    out->number.source = source.p;
    out->count = (uint32_t)source.n;
    out->flags = literal_flag(p);
    return true;
}

static bool parse_number(parser *p, ab_value *out)
{
    const char *from = p->at;
    p->at += *p->at == '-';
    if (p->at > from && match_word(p, "Infinity")) {
        *out = real_from_source(p, from);
        return true;
    }
    const char *digits = p->at;
    if (!skip_digits(p, "expected a digit")) {
        return false;
    }
    const char *digits_end = p->at;
    if (*digits == '0' && digits_end - digits > 1) {
        return fail(p, digits + 1, "a number may not start with 0");
    }
    bool real;
    if (!skip_real_part(p, &real)) {
        return false;
    }
    if (!real) {
        return integer_from_source(p, from, digits, out);
    }
    *out = real_from_source(p, from);
    return true;
}

static bool enter(parser *p)
{
    if (++p->depth > AB_JSON_MAX_DEPTH) {
        return fail(p, p->at - 1, "nested too deeply");
    }
    skip_space(p);
    return true;
}

/* Behind an element: true if another follows; else the container ended, or p->problem is set. */
static bool another(parser *p, char close, const char *expected)
{
    skip_space(p);
    if (p->at < p->end && *p->at == ',') {
        p->at++;
        skip_space(p);
        return true;
    }
    if (p->at < p->end && *p->at == close) {
        p->at++;
        return false;
    }
    return fail(p, p->at, expected);
}

static bool parse_array(parser *p, ab_value *out)
{
    *out = ab_value_array();
    size_t base = p->scratch_used;
    if (!enter(p)) {
        return false;
    }
    if (p->at < p->end && *p->at == ']') {
        p->at++;
        p->depth--;
        return true;
    }
    do {
        ab_value item;
        if (!parse_value(p, &item)) {
            return false;
        }
        memcpy(scratch_push(p, sizeof(item)), &item, sizeof(item));
        out->count++;
    } while (another(p, ']', "expected ',' or ']'"));
    p->depth--;
    if (p->problem) {
        return false;
    }
    out->items = scratch_take(p, base);
    return true;
}

static bool parse_member(parser *p, ab_member *m)
{
    *m = (ab_member){.key = {NULL, 0}};
    if (p->at == p->end || *p->at != '"') {
        return fail(p, p->at, "expected a member's name in double quotes");
    }
    if (p->positions) {
        locate(p, p->at, &m->key_line, &m->key_column);
    }
    p->at++;
    if (!ab_parse_string(p, &m->key)) {
        return false;
    }
    skip_space(p);
    if (p->at == p->end || *p->at != ':') {
        return fail(p, p->at, "expected ':'");
    }
    p->at++;
    skip_space(p);
    return parse_value(p, &m->value);
}

static bool parse_object(parser *p, ab_value *out)
{
    *out = ab_value_object();
    size_t base = p->scratch_used;
    if (!enter(p)) {
        return false;
    }
    if (p->at < p->end && *p->at == '}') {
        p->at++;
        p->depth--;
        return true;
    }
    do {
        ab_member m;
        if (!parse_member(p, &m)) {
            return false;
        }
        memcpy(scratch_push(p, sizeof(m)), &m, sizeof(m));
        out->count++;
    } while (another(p, '}', "expected ',' or '}'"));
    p->depth--;
    if (p->problem) {
        return false;
    }
    out->object.members = scratch_take(p, base);
    ab_object_resolve(p->arena, out);
    return true;
}

static bool parse_word(parser *p, const char *word, ab_value value, ab_value *out)
{
    if (!match_word(p, word)) {
        return fail(p, p->at, "expected a value");
    }
    *out = value;
    return true;
}

static bool parse_nonfinite(parser *p, const char *word, ab_value *out)
{
    const char *from = p->at;
    if (!match_word(p, word)) {
        return fail(p, p->at, "expected a value");
    }
    *out = real_from_source(p, from);
    return true;
}

static bool parse_text(parser *p, ab_value *out)
{
    *out = ab_value_str((ab_str){NULL, 0});
    const char *begin = ++p->at;
    if (!ab_parse_string(p, &out->text)) {
        return false;
    }
    bool unescaped = out->text.n == (size_t)(p->at - begin) - 1;
    out->flags = unescaped ? literal_flag(p) : 0;
    return true;
}

static bool parse_any(parser *p, ab_value *out)
{
    switch (*p->at) {
    case '"':
        return parse_text(p, out);
    case '{':
        p->at++;
        return parse_object(p, out);
    case '[':
        p->at++;
        return parse_array(p, out);
    case 't':
        return parse_word(p, "true", ab_value_bool(true), out);
    case 'f':
        return parse_word(p, "false", ab_value_bool(false), out);
    case 'n':
        return parse_word(p, "null", ab_value_null(), out);
    case 'N':
        return parse_nonfinite(p, "NaN", out);
    case 'I':
        return parse_nonfinite(p, "Infinity", out);
    default:
        return *p->at == '-' || is_digit(*p->at) ? parse_number(p, out)
                                                 : fail(p, p->at, "expected a value");
    }
}

static bool parse_value(parser *p, ab_value *out)
{
    if (p->at == p->end) {
        return fail(p, p->at, "expected a value");
    }
    if (!p->positions) {
        return parse_any(p, out);
    }
    uint32_t line;
    uint32_t column;
    locate(p, p->at, &line, &column);
    bool ok = parse_any(p, out);
    out->line = line;
    out->column = column;
    return ok;
}

static bool report(const parser *p, const char *source, ab_error *error)
{
    uint32_t line = 1;
    uint32_t column;
    parser from_start = {.line = 1, .line_begin = p->begin, .counted = p->begin};
    locate(&from_start, p->at, &line, &column);
    const char *what = p->at == p->end && p->end > p->begin ? " (the text ends here)" : "";
    ab_error_set(error, AB_ERROR_SYSTEM, "Invalid JSON at line %u, column %u (byte %zu): %s%s",
                 line, column, (size_t)(p->at - p->begin), p->problem, what);
    return ab_error_at(error, source, line, column);
}

ab_str ab_json_skip_mark(ab_str text)
{
    return ab_str_starts(text, AB_STR("\xEF\xBB\xBF")) ? ab_str_sub(text, 3, text.n) : text;
}

bool ab_json_parse(ab_arena *arena, ab_str text, const ab_json_options *options, ab_value *out,
                   ab_error *error)
{
    _Alignas(16) char first_scratch[FIRST_SCRATCH];
    const char *begin = text.p ? text.p : "";
    parser p = {
        .begin = begin,
        .at = begin,
        .end = begin + text.n,
        .arena = arena,
        .scratch = first_scratch,
        .scratch_capacity = sizeof(first_scratch),
        .first_scratch = first_scratch,
        .positions = options && options->positions,
        .copy = options && options->copy,
        .line = 1,
        .line_begin = begin,
        .counted = begin,
    };
    bool has_mark = text.n && *begin == AB_JSON_MARK_BYTE;
    skip_space(&p);
    bool ok = has_mark ? fail(&p, p.at, AB_JSON_MARK_PROBLEM) : parse_value(&p, out);
    if (ok) {
        skip_space(&p);
        ok = p.at == p.end || fail(&p, p.at, "unexpected text after the document");
    }
    if (p.scratch != first_scratch) {
        free(p.scratch);
    }
    return ok || report(&p, options ? options->source : NULL, error);
}
