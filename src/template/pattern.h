/* Python's regular expressions as PCRE2 reads them. Private. */
#ifndef AB_TEMPLATE_PATTERN_H
#define AB_TEMPLATE_PATTERN_H

#include "template/py.h"

/* Raises what re.error is to a template; false. */
bool ab_py_pattern_error(ab_py *p, const char *message);
/* What a translated pattern is. PCRE2's own limits hold for one start in the text only, and what a
 * repeat reads at a stroke counts for nothing there; so the translation sets callouts at its start,
 * in each group and behind each repeat, by which regex.c counts the work. Between two of them a
 * match may go through the rest. */
typedef struct ab_py_pattern_facts {
    bool ascii;     /* its classes mean ASCII only */
    bool caseless;  /* letters match in either case somewhere */
    bool refers;    /* it refers to groups, which may be as long as the text */
    uint32_t fixed; /* the most times that something has to be there in a row */
} ab_py_pattern_facts;

/* Appends to `out` the pattern in PCRE2's dialect. What Python refuses and PCRE2 would take is
 * refused here. */
bool ab_py_pattern_translate(ab_py *p, ab_str pattern, ab_buf *out, ab_py_pattern_facts *facts);

#endif
