/* The table behind str.isprintable() (pyrepr.c); private to src/json. */
#ifndef AB_JSON_PRINTABLE_H
#define AB_JSON_PRINTABLE_H

#include <stddef.h>
#include <stdint.h>

extern const uint32_t ab_printable_changes[];
extern const size_t ab_printable_change_count;

#endif
