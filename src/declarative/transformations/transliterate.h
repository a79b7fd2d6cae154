/* The tables behind ab_transliterate. */
#ifndef AB_DECLARATIVE_TRANSFORMATIONS_TRANSLITERATE_H
#define AB_DECLARATIVE_TRANSFORMATIONS_TRANSLITERATE_H

#include <stddef.h>

/* The spellings of the characters from `first` to `last`, each ended by a line feed. */
typedef struct ab_ascii_range {
    unsigned first;
    unsigned last;
    const char *spellings;
} ab_ascii_range;

extern const ab_ascii_range ab_ascii_ranges[];
extern const size_t ab_ascii_range_count;

#endif
