#include "declarative/cursors/parent_states.h"

void ab_parent_states_free(ab_parent_states *states)
{
    for (size_t i = states->first; i < states->queue.n; i++) {
        free(states->queue.at[i].text);
    }
    AB_VEC_FREE(&states->queue);
    free(states->current);
    *states = (ab_parent_states){0};
}

static char *copy(ab_str text)
{
    return text.p ? ab_xstrndup(text.p, text.n) : NULL;
}

static bool is_same(const char *noted, ab_str text)
{
    return noted ? text.p && ab_str_eq(ab_str_of(noted), text) : !text.p;
}

void ab_parent_states_note(ab_parent_states *states, ab_str text, uint64_t sequence)
{
    if (states->first < states->queue.n &&
        is_same(states->queue.at[states->queue.n - 1].text, text)) {
        return;
    }
    if (states->first == states->queue.n) {
        states->first = states->queue.n = 0;
    }
    AB_VEC_PUSH(&states->queue, (ab_noted_state){copy(text), sequence});
}

void ab_parent_states_advance(ab_parent_states *states, uint64_t first_open)
{
    while (states->first < states->queue.n &&
           states->queue.at[states->first].sequence < first_open) {
        char *text = states->queue.at[states->first++].text;
        if (text) {
            free(states->current);
            states->current = text;
        }
    }
}

void ab_parent_states_set(ab_parent_states *states, ab_str text)
{
    char *set = copy(text);
    free(states->current);
    states->current = set;
}
