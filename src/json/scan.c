#include "json/scan.h"

#include "base/alloc.h"
#include "json/bytes.h"
#include "json/scan_state.h"
#include "json/utf8.h"

#include <stdlib.h>

/* What the automaton expects next, or which token the last chunk ended in. Each step takes bytes
 * until its chunk ends or its part is done, and leaves the state that goes on from there. */
enum state {
    VALUE,
    FIRST_VALUE, /* behind '[' */
    KEY,
    FIRST_KEY, /* behind '{' */
    COLON,
    AFTER, /* behind a value */
    STRING,
    NUMBER,
    WORD,
};

/* Parts of a string. */
enum { PLAIN, ESCAPE, HEX, SEQUENCE };

/* Parts of a number. */
enum number_part { MINUS, ZERO, INTEGER, POINT, FRACTION, E, E_SIGN, EXPONENT, NUMBER_PARTS };

static inline uint64_t offset_of(const ab_json_scan *s, const char *p)
{
    return s->base + (uint64_t)(p - s->begin);
}

static inline bool in_record(const ab_json_scan *s)
{
    return s->record_depth != NO_RECORD;
}

/* Returns NULL, as steps do that met an error. */
static const char *fail_at(ab_json_scan *s, uint64_t offset, const char *problem)
{
    s->problem = problem;
    s->problem_offset = offset;
    return NULL;
}

static const char *skip_space_run(ab_json_scan *s, const char *p, const char *end)
{
    s->flags |= AB_RECORD_SPACE;
    for (; p < end && ab_byte_is_space(*p); p++) {
        if (*p == '\n') {
            s->flags |= AB_RECORD_NEWLINE;
            s->line++;
            s->line_begin = offset_of(s, p) + 1;
            p = ab_bytes_blank_end(p + 1, end) - 1;
        } else if (*p == '\r') {
            s->flags |= AB_RECORD_NEWLINE;
        }
    }
    return p;
}

static inline const char *skip_space(ab_json_scan *s, const char *p, const char *end)
{
    return p < end && (unsigned char)*p <= ' ' ? skip_space_run(s, p, end) : p;
}

/* A value ended before `p`. */
static inline const char *end_value(ab_json_scan *s, const char *p)
{
    s->state = AFTER;
    if (s->depth == s->record_depth) {
        ab_scan_end_record(s, offset_of(s, p));
        return s->problem ? NULL : p;
    }
    return p;
}

static void decode_path_key(ab_json_scan *s, ab_str key)
{
    ab_arena *arena = ab_arena_new();
    ab_str literal = ab_arena_printf(arena, "\"%.*s\"", AB_STR_ARG(key));
    ab_value v;
    if (ab_json_parse(arena, literal, NULL, &v, NULL)) {
        ab_scan_path_key(s, v.text);
    }
    ab_arena_free(arena);
}

static void end_key(ab_json_scan *s, ab_str key)
{
    if (in_record(s)) {
        ab_scan_record_key(s, key);
    } else if (s->on_path != s->depth) {
        return;
    } else if (s->key_too_long) {
        s->segment_matches = false;
    } else if (s->key_escaped) {
        decode_path_key(s, key);
    } else {
        ab_scan_path_key(s, key);
    }
}

/* Keeps the bytes of a key that the chunk's end cuts. */
static void keep_key(ab_json_scan *s, const char *end)
{
    if (!s->key_too_long && !ab_buf_add(&s->key_text, s->key, (size_t)(end - s->key))) {
        s->key_too_long = true;
    }
}

static const char *end_cut_key(ab_json_scan *s, const char *p)
{
    keep_key(s, p);
    end_key(s, ab_buf_str(&s->key_text));
    ab_buf_clear(&s->key_text);
    return p;
}

static inline const char *end_string(ab_json_scan *s, const char *p)
{
    if (!s->in_key) {
        return end_value(s, p + 1);
    }
    s->state = COLON;
    if (s->key_text.n || s->key_too_long) {
        return end_cut_key(s, p) + 1;
    }
    end_key(s, (ab_str){s->key, (size_t)(p - s->key)});
    return p + 1;
}

/* The bytes that a UTF-8 sequence of this first byte should have. */
static size_t sequence_length(char first)
{
    unsigned char c = (unsigned char)first;
    return c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}

static const char *string_sequence(ab_json_scan *s, const char *p, const char *end)
{
    do {
        size_t n = ab_utf8_sequence(p, end);
        if (!n && (size_t)(end - p) < sequence_length(*p)) {
            s->mark = offset_of(s, p);
            s->partial_n = 0;
            s->part = SEQUENCE;
            return p;
        }
        if (!n) {
            return fail_at(s, offset_of(s, p), "invalid UTF-8 in a string");
        }
        p += n;
    } while (p < end && (signed char)*p < 0);
    return p;
}

/* A sequence that two or more chunks share. */
static const char *cut_sequence(ab_json_scan *s, const char *p, const char *end)
{
    while (p < end && (!s->partial_n || s->partial_n < sequence_length(s->partial[0]))) {
        s->partial[s->partial_n++] = *p++;
    }
    if (s->partial_n < sequence_length(s->partial[0])) {
        return p;
    }
    s->part = PLAIN;
    if (!ab_utf8_sequence(s->partial, s->partial + s->partial_n)) {
        return fail_at(s, s->mark, "invalid UTF-8 in a string");
    }
    return p;
}

static const char *string_escape(ab_json_scan *s, const char *p)
{
    static const bool plain[128] = {['"'] = true, ['\\'] = true, ['/'] = true, ['b'] = true,
                                    ['f'] = true, ['n'] = true,  ['r'] = true, ['t'] = true};
    unsigned char c = (unsigned char)*p;
    if (c == 'u') {
        s->part = HEX;
        s->hex_left = 4;
        return p + 1;
    }
    if (c >= 128 || !plain[c]) {
        return fail_at(s, s->mark, "invalid escape in a string");
    }
    s->part = PLAIN;
    return p + 1;
}

static const char *string_hex(ab_json_scan *s, const char *p, const char *end)
{
    for (; p < end && s->hex_left; p++, s->hex_left--) {
        char low = *p | 0x20;
        if (!(*p >= '0' && *p <= '9') && !(low >= 'a' && low <= 'f')) {
            return fail_at(s, s->mark, "expected four hexadecimal digits after \\u");
        }
    }
    if (!s->hex_left) {
        s->part = PLAIN;
    }
    return p;
}

/* A byte of a string that is not plain, at p < end. */
static const char *string_special(ab_json_scan *s, const char *p, const char *end)
{
    if (*p == '\\') {
        s->key_escaped = true;
        s->mark = offset_of(s, p);
        s->part = ESCAPE;
        return p + 1;
    }
    if ((unsigned char)*p < 0x20) {
        return fail_at(s, offset_of(s, p), "control character in a string");
    }
    return string_sequence(s, p, end);
}

static const char *string_part(ab_json_scan *s, const char *p, const char *end)
{
    switch (s->part) {
    case ESCAPE:
        return string_escape(s, p);
    case HEX:
        return string_hex(s, p, end);
    case SEQUENCE:
        return cut_sequence(s, p, end);
    default:
        return string_special(s, p, end);
    }
}

/* Goes on within a string of which the plain bytes before p are done. */
static const char *string_rest(ab_json_scan *s, const char *p, const char *end)
{
    while (p && p < end) {
        if (s->part == PLAIN) {
            p = ab_bytes_plain_end(p, end);
            if (p == end) {
                break;
            }
            if (*p == '"') {
                return end_string(s, p);
            }
        }
        p = string_part(s, p, end);
    }
    if (p && s->in_key) {
        keep_key(s, end);
    }
    return p;
}

/* Behind the opening quote; most strings end in the same chunk without anything unusual. */
static inline const char *begin_string(ab_json_scan *s, const char *p, const char *end)
{
    s->state = STRING;
    s->part = PLAIN;
    const char *stop = ab_bytes_plain_end(p, end);
    if (stop < end && *stop == '"') {
        return end_string(s, stop);
    }
    return string_rest(s, stop, end);
}

static const char *resume_string(ab_json_scan *s, const char *p, const char *end)
{
    s->key = p;
    return string_rest(s, p, end);
}

static const char *word_problem(ab_json_scan *s)
{
    return fail_at(s, s->mark, s->after_minus ? "expected a digit" : "expected a value");
}

static const char *end_word(ab_json_scan *s, const char *p)
{
    char c = s->word[0];
    if (c == 'N' || c == 'I') {
        s->flags |= AB_RECORD_NONFINITE;
    } else if (c == 'n' && in_record(s) && s->depth == s->record_depth + 1 &&
               s->open[s->depth].is_object) {
        s->flags |= AB_RECORD_NULL;
    }
    return end_value(s, p);
}

static const char *step_word(ab_json_scan *s, const char *p, const char *end)
{
    for (; p < end && s->word[s->part]; p++, s->part++) {
        if (*p != s->word[s->part]) {
            return word_problem(s);
        }
    }
    return s->word[s->part] ? p : end_word(s, p);
}

static const char *begin_word(ab_json_scan *s, const char *p, const char *end, bool after_minus)
{
    static const char *const words[] = {"true", "false", "null", "NaN", "Infinity"};
    s->mark = offset_of(s, p);
    s->after_minus = after_minus;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (words[i][0] == *p) {
            s->word = words[i];
            s->state = WORD;
            s->part = 0;
            return step_word(s, p, end);
        }
    }
    return word_problem(s);
}

static inline bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

static const char *number_problem(unsigned part)
{
    static const char *const problems[NUMBER_PARTS] = {
        [MINUS] = "expected a digit",
        [ZERO] = "a number may not start with 0",
        [POINT] = "expected a digit after the decimal point",
        [E] = "expected a digit in the exponent",
        [E_SIGN] = "expected a digit in the exponent",
    };
    return problems[part];
}

/* The part that a byte which is no digit leads to from `part`, or NUMBER_PARTS. */
static unsigned next_part(unsigned part, char c)
{
    if (c == '.' && (part == ZERO || part == INTEGER)) {
        return POINT;
    }
    if ((c | 0x20) == 'e' && (part == ZERO || part == INTEGER || part == FRACTION)) {
        return E;
    }
    return (c == '+' || c == '-') && part == E ? E_SIGN : NUMBER_PARTS;
}

static const char *step_number(ab_json_scan *s, const char *p, const char *end)
{
    static const uint8_t after_digit[NUMBER_PARTS] = {
        [MINUS] = INTEGER, [INTEGER] = INTEGER, [POINT] = FRACTION,   [FRACTION] = FRACTION,
        [E] = EXPONENT,    [E_SIGN] = EXPONENT, [EXPONENT] = EXPONENT};
    unsigned part = s->part;
    while (p < end) {
        if (is_digit(*p)) {
            if (part == ZERO) {
                return fail_at(s, offset_of(s, p), number_problem(ZERO));
            }
            part = part == MINUS && *p == '0' ? ZERO : after_digit[part];
            p++;
            while (part != ZERO && p < end && is_digit(*p)) {
                p++;
            }
            continue;
        }
        unsigned next = next_part(part, *p);
        if (next == NUMBER_PARTS) {
            if (part == MINUS && *p == 'I') {
                return begin_word(s, p, end, true);
            }
            bool whole = part == ZERO || !number_problem(part);
            return whole ? end_value(s, p) : fail_at(s, offset_of(s, p), number_problem(part));
        }
        part = next;
        p++;
    }
    s->part = (uint8_t)part;
    return p;
}

static const char *begin_number(ab_json_scan *s, const char *p, const char *end)
{
    s->state = NUMBER;
    s->part = MINUS;
    return step_number(s, *p == '-' ? p + 1 : p, end);
}

static inline const char *open_container_at(ab_json_scan *s, const char *p)
{
    if (s->depth == AB_JSON_MAX_DEPTH) {
        return fail_at(s, offset_of(s, p), "nested too deeply");
    }
    bool is_object = *p == '{';
    s->depth++;
    s->open[s->depth] = (open_container){.is_object = is_object, .serial = s->serials++};
    s->state = is_object ? FIRST_KEY : FIRST_VALUE;
    if (!in_record(s)) {
        ab_scan_opened(s);
    }
    return p + 1;
}

/* With p at the closing bracket. */
static inline const char *close_container(ab_json_scan *s, const char *p)
{
    s->depth--;
    if (!in_record(s)) {
        ab_scan_closed(s, offset_of(s, p) + 1);
    }
    return end_value(s, p + 1);
}

static const char *close_empty(ab_json_scan *s, const char *p)
{
    if (s->depth == s->record_depth + 1) {
        s->flags |= AB_RECORD_EMPTY;
    }
    return close_container(s, p);
}

/* At the first byte of a value, with white space behind. */
static inline const char *begin_value(ab_json_scan *s, const char *p, const char *end)
{
    if (!in_record(s)) {
        ab_scan_begin_value(s, offset_of(s, p), *p);
    }
    if (*p == '"') {
        s->in_key = false;
        return begin_string(s, p + 1, end);
    }
    if (*p == '-' || is_digit(*p)) {
        return begin_number(s, p, end);
    }
    if (*p == '{' || *p == '[') {
        return open_container_at(s, p);
    }
    return begin_word(s, p, end, false);
}

static inline const char *step_value(ab_json_scan *s, const char *p, const char *end)
{
    p = skip_space(s, p, end);
    if (p == end) {
        return p;
    }
    return s->state == FIRST_VALUE && *p == ']' ? close_empty(s, p) : begin_value(s, p, end);
}

static inline const char *step_colon(ab_json_scan *s, const char *p, const char *end)
{
    p = skip_space(s, p, end);
    if (p == end) {
        return p;
    }
    if (*p != ':') {
        return fail_at(s, offset_of(s, p), "expected ':'");
    }
    s->state = VALUE;
    return step_value(s, p + 1, end);
}

static inline const char *step_key(ab_json_scan *s, const char *p, const char *end)
{
    p = skip_space(s, p, end);
    if (p == end) {
        return p;
    }
    if (*p != '"') {
        return s->state == FIRST_KEY && *p == '}'
                   ? close_empty(s, p)
                   : fail_at(s, offset_of(s, p), "expected a member's name in double quotes");
    }
    s->in_key = true;
    s->key_escaped = false;
    s->key_too_long = false;
    s->key = p + 1;
    p = begin_string(s, p + 1, end);
    return p && s->state == COLON ? step_colon(s, p, end) : p;
}

static inline const char *step_after(ab_json_scan *s, const char *p, const char *end)
{
    p = skip_space(s, p, end);
    if (p == end) {
        return p;
    }
    if (s->depth == 0) {
        return fail_at(s, offset_of(s, p), "unexpected text after the document");
    }
    bool is_object = s->open[s->depth].is_object;
    if (*p == ',') {
        s->state = is_object ? KEY : VALUE;
        return is_object ? step_key(s, p + 1, end) : step_value(s, p + 1, end);
    }
    if (*p == (is_object ? '}' : ']')) {
        return close_container(s, p);
    }
    return fail_at(s, offset_of(s, p), is_object ? "expected ',' or '}'" : "expected ',' or ']'");
}

static const char *step(ab_json_scan *s, const char *p, const char *end)
{
    switch ((enum state)s->state) {
    case VALUE:
    case FIRST_VALUE:
        return step_value(s, p, end);
    case KEY:
    case FIRST_KEY:
        return step_key(s, p, end);
    case COLON:
        return step_colon(s, p, end);
    case AFTER:
        return step_after(s, p, end);
    case STRING:
        return resume_string(s, p, end);
    case NUMBER:
        return step_number(s, p, end);
    case WORD:
        return step_word(s, p, end);
    }
    return NULL;
}

static bool report(const ab_json_scan *s, ab_error *error)
{
    uint64_t column = s->problem_offset - s->line_begin + 1;
    bool ends = s->ended && s->problem_offset == s->base && s->base > 0;
    ab_error_set(error, AB_ERROR_SYSTEM, "Invalid JSON at line %llu, column %llu (byte %llu): %s%s",
                 (unsigned long long)s->line, (unsigned long long)column,
                 (unsigned long long)s->problem_offset, s->problem,
                 ends ? " (the text ends here)" : "");
    return ab_error_at(error, NULL, (unsigned)s->line, (unsigned)column);
}

bool ab_json_scan_feed(ab_json_scan *s, ab_str chunk, ab_error *error)
{
    if (s->problem) {
        return report(s, error);
    }
    const char *p = chunk.n > 0 ? chunk.p : "";
    const char *end = p + chunk.n;
    s->begin = p;
    while (p && p < end) {
        p = step(s, p, end);
    }
    if (s->problem) {
        return report(s, error);
    }
    s->base += chunk.n;
    return true;
}

static void end_in_string(ab_json_scan *s)
{
    if (s->part == HEX) {
        fail_at(s, s->mark, "expected four hexadecimal digits after \\u");
    } else if (s->part == SEQUENCE) {
        fail_at(s, s->mark, "invalid UTF-8 in a string");
    } else {
        fail_at(s, s->base, "the string does not end");
    }
}

static void end_in_number(ab_json_scan *s)
{
    const char *problem = s->part == ZERO ? NULL : number_problem(s->part);
    if (problem) {
        fail_at(s, s->base, problem);
    } else {
        end_value(s, s->begin);
    }
}

bool ab_json_scan_end(ab_json_scan *s, ab_error *error)
{
    static const char *const expected[] = {
        [VALUE] = "expected a value",
        [FIRST_VALUE] = "expected a value",
        [KEY] = "expected a member's name in double quotes",
        [FIRST_KEY] = "expected a member's name in double quotes",
        [COLON] = "expected ':'",
    };
    s->begin = "";
    s->ended = true;
    if (s->problem) {
        return report(s, error);
    }
    if (s->state == NUMBER) {
        end_in_number(s);
    }
    if (s->state == STRING) {
        end_in_string(s);
    } else if (s->state == WORD) {
        word_problem(s);
    } else if (s->state <= COLON) {
        fail_at(s, s->base, expected[s->state]);
    } else if (s->state == AFTER && s->depth) {
        bool is_object = s->open[s->depth].is_object;
        fail_at(s, s->base, is_object ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    return !s->problem || report(s, error);
}

static void copy_path(ab_json_scan *s, const ab_str *path, size_t n)
{
    size_t longest = 0;
    size_t wildcards = 0;
    s->path = ab_xcalloc(n + 1, sizeof(*s->path));
    s->levels = ab_xcalloc(n + 1, sizeof(*s->levels));
    s->path_n = n;
    for (size_t i = 0; i < n; i++) {
        s->path[i] = (ab_str){ab_xstrndup(path[i].p ? path[i].p : "", path[i].n), path[i].n};
        longest = path[i].n > longest ? path[i].n : longest;
        wildcards += ab_str_is(path[i], "*");
    }
    s->has_wildcard = wildcards > 0;
    s->last_is_only_wildcard = wildcards == 1 && ab_str_is(path[n - 1], "*");
    /* an escape spells one byte with six at most; keys under a wildcard matter whole */
    size_t longest_key = longest * 6 > 4096 ? longest * 6 : 4096;
    ab_buf_init(&s->key_text, wildcards ? AB_BUF_NO_MAX : longest_key);
}

ab_json_scan *ab_json_scan_new(const ab_str *path, size_t segments)
{
    ab_json_scan *s = ab_xcalloc(1, sizeof(*s));
    s->state = VALUE;
    s->record_depth = NO_RECORD;
    s->line = 1;
    copy_path(s, path, segments);
    return s;
}

void ab_json_scan_free(ab_json_scan *s)
{
    if (!s) {
        return;
    }
    for (size_t i = 0; i < s->path_n; i++) {
        free((char *)s->path[i].p);
        ab_map_free(&s->levels[i].keys, NULL);
    }
    free(s->path);
    free(s->levels);
    ab_buf_free(&s->key_text);
    AB_VEC_FREE(&s->records);
    free(s);
}

ab_scan_target ab_json_scan_target(const ab_json_scan *s)
{
    return s->target;
}

bool ab_json_scan_indexed(const ab_json_scan *s)
{
    return !s->unindexable;
}

size_t ab_json_scan_count(const ab_json_scan *s)
{
    return s->records.n;
}

ab_record_entry ab_json_scan_entry(const ab_json_scan *s, size_t i)
{
    const packed_entry *e = &s->records.at[i];
    return (ab_record_entry){
        .offset = (uint64_t)e->offset_high << 32 | e->offset_low,
        .length = e->length,
        .flags = e->flags,
    };
}

void ab_json_scan_list_span(const ab_json_scan *s, uint64_t *begin, uint64_t *end)
{
    *begin = s->list_begin;
    *end = s->list_end;
}

uint64_t ab_json_scan_size(const ab_json_scan *s)
{
    return s->base;
}

size_t ab_json_scan_bytes(const ab_json_scan *s)
{
    return sizeof(*s) + s->records.capacity * sizeof(packed_entry) + s->key_text.capacity;
}

const ab_str *ab_json_scan_path(const ab_json_scan *s, size_t *segments)
{
    *segments = s->path_n;
    return s->path;
}
