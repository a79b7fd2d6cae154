/* Plain types that all headers share. */
#ifndef AIRBYTE_TYPES_H
#define AIRBYTE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A borrowed slice of bytes, the string type of all interfaces. Not NUL-terminated, never owned:
 * the holder of the bytes must outlive it. An empty slice may have a NULL pointer. */
typedef struct ab_str {
    const char *p;
    size_t n;
} ab_str;

/* Memory that is given back all at once (arena.h). */
typedef struct ab_arena ab_arena;
/* A JSON value (value.h). */
typedef struct ab_value ab_value;
/* What went wrong (error.h). */
typedef struct ab_error ab_error;
/* Where log lines go (log.h). */
typedef struct ab_logger ab_logger;
/* What the engine lends to a source for the length of one command (source.h). */
typedef struct ab_runtime ab_runtime;
/* Where a partition's records and states go (source.h). */
typedef struct ab_sink ab_sink;
/* The state of an incremental stream (cursor.h). */
typedef struct ab_cursor ab_cursor;

/* A slice for printf's "%.*s"; one longer than INT_MAX is cut. */
#define AB_STR_ARG(s) ((s).n > 0x7fffffff ? 0x7fffffff : (int)(s).n), ((s).p ? (s).p : "")

/* The kinds of values. */
typedef enum ab_kind {
    AB_NULL = 0,
    AB_BOOL,
    AB_INT,    /* fits int64_t */
    AB_BIGINT, /* an integer beyond int64_t, kept as its decimal text */
    AB_REAL,   /* any other number, with its source text where it came from one */
    AB_STRING,
    AB_ARRAY,
    AB_OBJECT,
    AB_EXT, /* a type of the runtime's own (a tuple, a date …); never in a record */
} ab_kind;

#ifdef __cplusplus
}
#endif

#endif
