/* The parents' states by partition: a state counts once all partitions that were generated up to it
 * are closed. */
#ifndef AB_DECLARATIVE_CURSORS_PARENT_STATES_H
#define AB_DECLARATIVE_CURSORS_PARENT_STATES_H

#include "base/str.h"
#include "base/vec.h"

#include <stdint.h>

typedef struct ab_noted_state {
    char *text; /* malloc; NULL: the router has no state */
    uint64_t sequence;
} ab_noted_state;

/* All zero is empty. Under its cursor's lock. States are JSON texts, which take less room than
 * their trees. */
typedef struct ab_parent_states {
    AB_VEC(ab_noted_state) queue; /* the oldest at .at[first] */
    size_t first;
    char *current; /* malloc; what the state says; NULL: nothing */
} ab_parent_states;

void ab_parent_states_free(ab_parent_states *states);
/* The state as of the partition `sequence`; noted if it differs from the one before. */
void ab_parent_states_note(ab_parent_states *states, ab_str text, uint64_t sequence);
/* Partitions before `first_open` are closed: takes the newest state that is safe. */
void ab_parent_states_advance(ab_parent_states *states, uint64_t first_open);
/* Sets the state (.p NULL: none). */
void ab_parent_states_set(ab_parent_states *states, ab_str text);

#endif
