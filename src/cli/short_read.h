/* A short read of one stream that keeps what was asked and what came of it: test-read shows it,
 * infer-schema takes its schema. */
#ifndef AB_CLI_SHORT_READ_H
#define AB_CLI_SHORT_READ_H

#include "base/vec.h"
#include "cli/session.h"
#include "jsonschema/infer.h"

/* A request, its response, and the records that were made of it. */
typedef struct ab_short_page {
    ab_value request;  /* {url, headers, http_method, body}; null: there was none */
    ab_value response; /* {status, headers, body} */
    ab_value records;
    ab_str asker;
} ab_short_page;

typedef struct ab_short_slice {
    ab_value descriptor; /* null: the whole stream */
    ab_value states;     /* STATE bodies */
    AB_VEC(ab_short_page) pages;
    AB_VEC(ab_short_page) auxiliary; /* a token that a page needed */
} ab_short_slice;

/* All values lie in `arena`. */
typedef struct ab_short_reading {
    ab_arena *arena;
    const char *stream;
    ab_short_read limits;
    /* Filled by the read. */
    AB_VEC(ab_short_slice) slices;
    AB_VEC(ab_short_page) auxiliary; /* before the first slice: tokens, parents */
    ab_inference *inference;
    ab_value described;     /* the AirbyteStream; null: the stream was not found */
    ab_value logs;          /* [{message, level, …}] */
    ab_value latest_config; /* of CONTROL; null: none */
    int64_t records;
    bool limit_reached;
} ab_short_reading;

/* --stream, --state, --records, --pages, --slices. */
extern const ab_option ab_short_read_options[];

/* Reads the stream by the options of the command line; the config's secrets are masked in all but
 * the records. Returns the exit status: 1 where something failed, which `logs` tells; 2 after a
 * usage error was printed. Free with ab_short_reading_free, whatever was returned. */
int ab_short_reading_run(const ab_invocation *invocation, ab_short_reading *reading);
void ab_short_reading_free(ab_short_reading *reading);

/* The names of the top-level fields of the primary key and the cursor: an array. */
ab_value ab_short_reading_required(const ab_short_reading *reading);

#endif
