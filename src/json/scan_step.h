/* The steps of the automaton: what scan.c, scan_string.c and scan_scalar.c share. Internal to
 * src/json. A step takes bytes from p on, leaves the state that goes on from there, and returns
 * where it stopped: `end` where the chunk ended, NULL where the document is broken. */
#ifndef AB_JSON_SCAN_STEP_H
#define AB_JSON_SCAN_STEP_H

#include "json/scan_state.h"

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

/* Notes what is wrong at `offset`; returns NULL. */
const char *ab_scan_fail(ab_json_scan *s, uint64_t offset, const char *problem);

static inline uint64_t ab_scan_offset(const ab_json_scan *s, const char *p)
{
    return s->base + (uint64_t)(p - s->begin);
}

static inline bool ab_scan_in_record(const ab_json_scan *s)
{
    return s->record_depth != NO_RECORD;
}

/* A value ended before `p`. */
static inline const char *ab_scan_end_value(ab_json_scan *s, const char *p)
{
    s->state = AFTER;
    if (s->depth == s->record_depth) {
        ab_scan_end_record(s, ab_scan_offset(s, p));
        return s->problem ? NULL : p;
    }
    return p;
}

/* ---- Strings (scan_string.c). ---- */
/* Goes on within a string of which the plain bytes before p are done. */
const char *ab_scan_string_rest(ab_json_scan *s, const char *p, const char *end);
/* Goes on with a string at the start of a chunk. */
const char *ab_scan_resume_string(ab_json_scan *s, const char *p, const char *end);
/* The key that ends the string in hand is complete. */
void ab_scan_end_key(ab_json_scan *s, ab_str key);
/* The same where earlier chunks hold a part of it; p is at its closing quote. */
const char *ab_scan_end_cut_key(ab_json_scan *s, const char *p);
/* The body ends within a string: an error. */
void ab_scan_end_in_string(ab_json_scan *s);

/* With p at the closing quote. */
static inline const char *ab_scan_end_string(ab_json_scan *s, const char *p)
{
    if (!s->in_key) {
        return ab_scan_end_value(s, p + 1);
    }
    s->state = COLON;
    if (s->key_text.n || s->key_too_long) {
        return ab_scan_end_cut_key(s, p) + 1;
    }
    ab_scan_end_key(s, (ab_str){s->key, (size_t)(p - s->key)});
    return p + 1;
}

/* ---- Words and numbers (scan_scalar.c). ---- */
const char *ab_scan_begin_word(ab_json_scan *s, const char *p, const char *end, bool after_minus);
const char *ab_scan_step_word(ab_json_scan *s, const char *p, const char *end);
/* The word in hand is none that JSON knows: an error. */
const char *ab_scan_word_problem(ab_json_scan *s);
const char *ab_scan_begin_number(ab_json_scan *s, const char *p, const char *end);
const char *ab_scan_step_number(ab_json_scan *s, const char *p, const char *end);
/* The body ends behind a number: its end, or an error. */
void ab_scan_end_in_number(ab_json_scan *s);

static inline bool ab_scan_is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

#endif
