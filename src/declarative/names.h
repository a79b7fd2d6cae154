/* Lists of names in one text ("GET|POST"), and the name most like a misspelt one. */
#ifndef AB_DECLARATIVE_NAMES_H
#define AB_DECLARATIVE_NAMES_H

#include "base/str.h"

/* Steps through `names`: *rest starts as the list; false at its end. */
bool ab_names_next(const char **rest, ab_str *name);
/* The position of `name` in the list, or -1. */
int ab_names_index(const char *names, ab_str name);

/* Set `word`, offer the candidates, and `best` is the one to ask "did you mean" for; empty where
 * none is near. */
typedef struct ab_nearest {
    ab_str word;
    ab_str best;
    size_t distance;
} ab_nearest;
void ab_nearest_offer(ab_nearest *nearest, ab_str candidate);

#endif
