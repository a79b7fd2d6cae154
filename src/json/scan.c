#include "json/scan.h"

#include "json/bytes.h"
#include "json/scan_step.h"

const char *ab_scan_fail(ab_json_scan *s, uint64_t offset, const char *problem)
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
            s->line_begin = ab_scan_offset(s, p) + 1;
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

/* Behind the opening quote; most strings end in the same chunk without anything unusual. */
static inline const char *begin_string(ab_json_scan *s, const char *p, const char *end)
{
    s->state = STRING;
    s->part = PLAIN;
    const char *stop = ab_bytes_plain_end(p, end);
    if (stop < end && *stop == '"') {
        return ab_scan_end_string(s, stop);
    }
    return ab_scan_string_rest(s, stop, end);
}

static inline const char *open_container_at(ab_json_scan *s, const char *p)
{
    if (s->depth == AB_JSON_MAX_DEPTH) {
        return ab_scan_fail(s, ab_scan_offset(s, p), "nested too deeply");
    }
    bool is_object = *p == '{';
    s->depth++;
    s->open[s->depth] = (open_container){.is_object = is_object, .serial = s->serials++};
    s->state = is_object ? FIRST_KEY : FIRST_VALUE;
    if (!ab_scan_in_record(s)) {
        ab_scan_opened(s);
    }
    return p + 1;
}

/* With p at the closing bracket. */
static inline const char *close_container(ab_json_scan *s, const char *p)
{
    s->depth--;
    if (!ab_scan_in_record(s)) {
        ab_scan_closed(s, ab_scan_offset(s, p) + 1);
    }
    return ab_scan_end_value(s, p + 1);
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
    if (!ab_scan_in_record(s)) {
        ab_scan_begin_value(s, ab_scan_offset(s, p), *p);
    }
    if (*p == '"') {
        s->in_key = false;
        return begin_string(s, p + 1, end);
    }
    if (*p == '-' || ab_scan_is_digit(*p)) {
        return ab_scan_begin_number(s, p, end);
    }
    if (*p == '{' || *p == '[') {
        return open_container_at(s, p);
    }
    return ab_scan_begin_word(s, p, end, false);
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
        return ab_scan_fail(s, ab_scan_offset(s, p), "expected ':'");
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
                   : ab_scan_fail(s, ab_scan_offset(s, p),
                                  "expected a member's name in double quotes");
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
        return ab_scan_fail(s, ab_scan_offset(s, p), "unexpected text after the document");
    }
    bool is_object = s->open[s->depth].is_object;
    if (*p == ',') {
        s->state = is_object ? KEY : VALUE;
        return is_object ? step_key(s, p + 1, end) : step_value(s, p + 1, end);
    }
    if (*p == (is_object ? '}' : ']')) {
        return close_container(s, p);
    }
    return ab_scan_fail(s, ab_scan_offset(s, p),
                        is_object ? "expected ',' or '}'" : "expected ',' or ']'");
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
        return ab_scan_resume_string(s, p, end);
    case NUMBER:
        return ab_scan_step_number(s, p, end);
    case WORD:
        return ab_scan_step_word(s, p, end);
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
    if (s->base == 0 && chunk.n && *p == AB_JSON_MARK_BYTE) {
        p = ab_scan_fail(s, 0, AB_JSON_MARK_PROBLEM);
    }
    while (p && p < end) {
        p = step(s, p, end);
    }
    if (s->problem) {
        return report(s, error);
    }
    s->base += chunk.n;
    return true;
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
        ab_scan_end_in_number(s);
    }
    if (s->state == STRING) {
        ab_scan_end_in_string(s);
    } else if (s->state == WORD) {
        ab_scan_word_problem(s);
    } else if (s->state <= COLON) {
        ab_scan_fail(s, s->base, expected[s->state]);
    } else if (s->state == AFTER && s->depth) {
        bool is_object = s->open[s->depth].is_object;
        ab_scan_fail(s, s->base, is_object ? "expected ',' or '}'" : "expected ',' or ']'");
    }
    return !s->problem || report(s, error);
}
