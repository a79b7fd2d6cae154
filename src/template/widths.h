/* How wide the parts of a regular expression are: Python refuses a look-behind whose alternatives
 * may differ, as its sre_parse.getwidth counts. Private to pattern.c. */
#ifndef AB_TEMPLATE_WIDTHS_H
#define AB_TEMPLATE_WIDTHS_H

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    AB_WIDTHS_MAX_DEPTH = 250,  /* PCRE2's own limit for nested groups */
    AB_WIDTHS_MAX_GROUPS = 100, /* that a reference is followed to */
};

/* In characters; UINT32_MAX stands for any number. */
typedef struct ab_width {
    uint64_t low;
    uint64_t high;
} ab_width;

typedef enum ab_group_kind {
    AB_GROUP_PLAIN,
    AB_GROUP_LOOK_AHEAD,
    AB_GROUP_LOOK_BEHIND,
    AB_GROUP_CONDITION,
} ab_group_kind;

typedef struct ab_open_group {
    ab_group_kind kind;
    uint32_t number; /* of a capturing group, else 0 */
    bool branched;   /* `whole` holds the branches before the last `|` */
    ab_width whole;
    ab_width branch;
} ab_open_group;

/* Start with {0}. The atom is what a quantifier would repeat. */
typedef struct ab_widths {
    ab_open_group open[AB_WIDTHS_MAX_DEPTH + 1]; /* [0]: the whole pattern */
    uint32_t depth;
    uint32_t groups; /* capturing ones so far */
    ab_width atom;
    struct {
        ab_str name;
        ab_width width;
        bool closed;
    } group[AB_WIDTHS_MAX_GROUPS];
} ab_widths;

void ab_widths_atom(ab_widths *w, ab_width width);
/* The atom is repeated. */
void ab_widths_repeat(ab_widths *w, ab_width times);
void ab_widths_branch(ab_widths *w);
/* A group begins; `name` may be empty. False where they are nested too deep. */
bool ab_widths_open(ab_widths *w, ab_group_kind kind, bool captures, ab_str name);
/* A group ends; false where it is a look-behind that is not of one width. */
bool ab_widths_close(ab_widths *w);
/* The group of that name that was opened before, or 0. */
uint32_t ab_widths_find(const ab_widths *w, ab_str name);
/* Whether the group has ended. */
bool ab_widths_closed(const ab_widths *w, uint32_t group);
/* The width of a reference to the group. */
ab_width ab_widths_of(const ab_widths *w, uint32_t group);

#endif
