/* Slices on demand: generation pushes slices, the engine pulls partitions. A thread of its own lies
 * between: it waits in `emit` until its slice was taken, so generation stays lazy. */
#ifndef AB_DECLARATIVE_SOURCE_GENERATOR_H
#define AB_DECLARATIVE_SOURCE_GENERATOR_H

#include "declarative/streams/stream.h"

typedef struct ab_generator ab_generator;

/* No thread starts before the first pull. `stream` is borrowed. */
ab_generator *ab_generator_new(ab_declarative_stream *stream);
/* 1: *slice is the next one, copied into `arena`; 0: there are no more; -1: `error`. One thread. */
int ab_generator_next(ab_generator *generator, ab_arena *arena, const ab_slice **slice,
                      ab_error *error);
/* Ends the generation, wherever it stands, and frees all. May wait for a request in flight. NULL is
 * ignored. */
void ab_generator_free(ab_generator *generator);

#endif
