#include "json/scan_step.h"

/* Parts of a number. */
enum number_part { MINUS, ZERO, INTEGER, POINT, FRACTION, E, E_SIGN, EXPONENT, NUMBER_PARTS };

const char *ab_scan_word_problem(ab_json_scan *s)
{
    return ab_scan_fail(s, s->mark, s->after_minus ? "expected a digit" : "expected a value");
}

static const char *end_word(ab_json_scan *s, const char *p)
{
    char c = s->word[0];
    if (c == 'N' || c == 'I') {
        s->flags |= AB_RECORD_NONFINITE;
    } else if (c == 'n' && ab_scan_in_record(s) && s->depth == s->record_depth + 1 &&
               s->open[s->depth].is_object) {
        s->flags |= AB_RECORD_NULL;
    }
    return ab_scan_end_value(s, p);
}

const char *ab_scan_step_word(ab_json_scan *s, const char *p, const char *end)
{
    for (; p < end && s->word[s->part]; p++, s->part++) {
        if (*p != s->word[s->part]) {
            return ab_scan_word_problem(s);
        }
    }
    return s->word[s->part] ? p : end_word(s, p);
}

const char *ab_scan_begin_word(ab_json_scan *s, const char *p, const char *end, bool after_minus)
{
    static const char *const words[] = {"true", "false", "null", "NaN", "Infinity"};
    s->mark = ab_scan_offset(s, p);
    s->after_minus = after_minus;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (words[i][0] == *p) {
            s->word = words[i];
            s->state = WORD;
            s->part = 0;
            return ab_scan_step_word(s, p, end);
        }
    }
    return ab_scan_word_problem(s);
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

const char *ab_scan_step_number(ab_json_scan *s, const char *p, const char *end)
{
    static const uint8_t after_digit[NUMBER_PARTS] = {
        [MINUS] = INTEGER, [INTEGER] = INTEGER, [POINT] = FRACTION,   [FRACTION] = FRACTION,
        [E] = EXPONENT,    [E_SIGN] = EXPONENT, [EXPONENT] = EXPONENT};
    unsigned part = s->part;
    while (p < end) {
        if (ab_scan_is_digit(*p)) {
            if (part == ZERO) {
                return ab_scan_fail(s, ab_scan_offset(s, p), number_problem(ZERO));
            }
            part = part == MINUS && *p == '0' ? ZERO : after_digit[part];
            p++;
            while (part != ZERO && p < end && ab_scan_is_digit(*p)) {
                p++;
            }
            continue;
        }
        unsigned next = next_part(part, *p);
        if (next == NUMBER_PARTS) {
            if (part == MINUS && *p == 'I') {
                return ab_scan_begin_word(s, p, end, true);
            }
            bool whole = part == ZERO || !number_problem(part);
            return whole ? ab_scan_end_value(s, p)
                         : ab_scan_fail(s, ab_scan_offset(s, p), number_problem(part));
        }
        part = next;
        p++;
    }
    s->part = (uint8_t)part;
    return p;
}

static inline const char *digits_end(const char *p, const char *end)
{
    while (p < end && ab_scan_is_digit(*p)) {
        p++;
    }
    return p;
}

/* Behind the number at p, where all of it and the byte behind lie in the chunk and it is none of
 * the rare ones (an exponent, a zero before digits, an error); else NULL. */
static const char *plain_number(const char *p, const char *end)
{
    const char *digits = *p == '-' ? p + 1 : p;
    p = digits_end(digits, end);
    if (p == digits || p == end || (*digits == '0' && p - digits > 1)) {
        return NULL;
    }
    if (*p == '.') {
        const char *fraction = p + 1;
        p = digits_end(fraction, end);
        if (p == fraction || p == end) {
            return NULL;
        }
    }
    return (*p | 0x20) == 'e' || *p == '.' ? NULL : p;
}

const char *ab_scan_begin_number(ab_json_scan *s, const char *p, const char *end)
{
    const char *behind = plain_number(p, end);
    if (behind) {
        return ab_scan_end_value(s, behind);
    }
    s->state = NUMBER;
    s->part = MINUS;
    return ab_scan_step_number(s, *p == '-' ? p + 1 : p, end);
}

void ab_scan_end_in_number(ab_json_scan *s)
{
    const char *problem = s->part == ZERO ? NULL : number_problem(s->part);
    if (problem) {
        ab_scan_fail(s, s->base, problem);
    } else {
        ab_scan_end_value(s, s->begin);
    }
}
