/* A scripted source, and a runtime whose stdout is a pipe that is read along. */
#ifndef UNIT_TESTS_ENGINE_FAKE_H
#define UNIT_TESTS_ENGINE_FAKE_H

#include "check.h"

#include "base/vec.h"
#include "engine/engine.h"

#include <pthread.h>
#include <stdatomic.h>

/* ---- Output ---- */

typedef struct fake_output {
    ab_runtime runtime;
    int pipe[2];
    pthread_t reader;
    ab_buf text;
    ab_arena *arena;
    AB_VEC(ab_value) lines; /* parsed, after fake_close */
} fake_output;

void fake_open(fake_output *out, const ab_run_options *options);
/* Closes the runtime, waits for all output and parses it; fails on a line that is no JSON. */
void fake_close(fake_output *out);
void fake_free(fake_output *out);

/* A short form of a line: "STARTED a", "RECORD a", "STATE a 3.0", "ERROR a: message", "LOG …" … */
ab_str fake_brief(fake_output *out, const ab_value *line);
/* The index of the n-th line with this brief (from 0), or -1. */
int fake_find(fake_output *out, const char *brief, int n);
int fake_count(fake_output *out, const char *brief);
/* All briefs but LOG lines, joined by line breaks. */
ab_str fake_story(fake_output *out);

/* ---- Source ---- */

typedef struct fake_stream {
    const char *name;
    int partitions;
    int records; /* of each partition */
    int failing; /* partition that fails after its records, from 1; 0: none */
    bool fails_to_open;
    bool fails_to_generate; /* after its partitions */
    bool by_generate;       /* the push slot instead of next_partition */
    const char *group;
    const char *const *parents;
    /* Set by the stream itself. */
    atomic_int next;
    atomic_int reading; /* partitions being read at the moment */
    atomic_int closed;
    atomic_int finished;
    int outcome;
    ab_stream stream;
} fake_stream;

typedef struct fake_source {
    fake_stream *streams;
    size_t count;
    ab_check check;
    const char *check_message;
    ab_error_kind check_kind;
    ab_source source;
} fake_source;

void fake_source_init(fake_source *source, fake_stream *streams, size_t count);
/* Reads all streams (a catalog is made of them, with `extra` as one more name, NULL: none). Returns
 * the exit status. */
int fake_read(fake_output *out, fake_source *source, const char *extra);

#endif
