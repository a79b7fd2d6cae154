/* Whether a stop_condition holds for a page that is full at a reduced page size: then a reduction
 * would end the pagination early and lose the rest without an error. */
#ifndef AB_DECLARATIVE_PAGINATORS_STOP_CONDITION_H
#define AB_DECLARATIVE_PAGINATORS_STOP_CONDITION_H

#include "template/template.h"

typedef enum ab_stop_condition_verdict {
    AB_STOP_SAFE,      /* no reduction makes it stop earlier */
    AB_STOP_TRUNCATES, /* a full page at a reduced size satisfies it */
    AB_STOP_UNKNOWN,   /* nothing can be said */
} ab_stop_condition_verdict;

/* The verdict on `condition` where pages are at least `minimum_page_size` records; *reason says why
 * (in `arena`) unless it is safe. The rules are those of the CDK's stop_condition_safety. */
ab_stop_condition_verdict ab_stop_condition_check(const ab_template *condition,
                                                  int64_t minimum_page_size, ab_arena *arena,
                                                  ab_str *reason);

#endif
