/* A compiled pattern at work. Private to regex.c and regex_replace.c. */
#ifndef AB_TEMPLATE_MATCHER_H
#define AB_TEMPLATE_MATCHER_H

#include "template/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

typedef struct ab_py_matcher {
    pcre2_code *re;
    bool borrowed; /* `re` is the template's */
    ab_str source;
    ab_py_pattern_facts facts;
    pcre2_match_data *data;
    pcre2_match_context *context;
    uint32_t groups;
} ab_py_matcher;

/* False with an exception where the pattern is bad; else the caller closes it. */
bool ab_py_matcher_open(ab_py *p, ab_str pattern, ab_py_matcher *m);
void ab_py_matcher_close(ab_py_matcher *m);
/* The next match at or behind `from`; `flags` are PCRE2's. */
bool ab_py_match(ab_py *p, const ab_py_matcher *m, ab_str text, size_t from, uint32_t flags,
                 bool *found);
/* What group `i` of the last match took; empty where it took no part. */
ab_str ab_py_group_text(const ab_py_matcher *m, ab_str text, uint32_t i);

#endif
