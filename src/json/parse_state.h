/* The parser's state, shared by parse.c and parse_string.c. Internal to src/json. */
#ifndef AB_JSON_PARSE_STATE_H
#define AB_JSON_PARSE_STATE_H

#include "json/json.h"

/* Elements and members wait in `scratch` (a stack) until their container's end is seen, and are
 * then copied to the arena in one piece of the right size. */
typedef struct parser {
    const char *begin;
    const char *at;
    const char *end;
    ab_arena *arena;
    char *scratch;
    size_t scratch_used;
    size_t scratch_capacity;
    char *first_scratch; /* on the caller's stack: small documents need no heap */
    bool positions;
    bool copy;
    uint32_t line; /* positions: of `line_begin` */
    const char *line_begin;
    const char *counted; /* newlines before it are in `line` */
    const char *problem; /* set with `at` at the offending byte */
    unsigned depth;
} parser;

static inline bool fail(parser *p, const char *at, const char *problem)
{
    p->at = at;
    p->problem = problem;
    return false;
}

/* A slice of the input, or its copy where the caller asked for copies. */
static inline ab_str keep_text(parser *p, const char *from, const char *to)
{
    ab_str s = {from, (size_t)(to - from)};
    return p->copy ? ab_arena_str(p->arena, s) : s;
}

/* The string that has p->at behind its opening quote. */
bool ab_parse_string(parser *p, ab_str *out);

#endif
