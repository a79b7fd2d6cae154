/* The options of `generate`: defaults, questions, what is accepted. */
#ifndef AB_GENERATE_ANSWERS_H
#define AB_GENERATE_ANSWERS_H

#include "generate/generate.h"

/* A stream to be made; texts in the arena that it was taken apart in. */
typedef struct ab_new_stream {
    ab_str name;
    ab_str path; /* begins with '/' */
} ab_new_stream;

enum { AB_MAX_NEW_STREAMS = 100 };

/* Fills in defaults and checks everything. */
bool ab_generate_complete(ab_generate_options *options, ab_arena *arena, ab_error *error);
/* Takes "users,orders=/v2/orders" apart: at most AB_MAX_NEW_STREAMS; returns how many, 0 with
 * `error`. */
size_t ab_generate_streams(const char *text, ab_arena *arena, ab_new_stream *out, ab_error *error);

#endif
