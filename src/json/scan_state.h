/* The state of a scan, shared by the automaton (scan.c) and the bookkeeping of path and records
 * (scan_path.c). Internal to src/json. */
#ifndef AB_JSON_SCAN_STATE_H
#define AB_JSON_SCAN_STATE_H

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "json/json.h"
#include "json/scan.h"

/* Twelve bytes: a response may hold hundreds of thousands of records. */
typedef struct packed_entry {
    uint32_t offset_low;
    uint32_t length;
    uint16_t offset_high;
    uint16_t flags;
} packed_entry;

enum {
    NO_RECORD = UINT32_MAX,
    /* Keys of one record that are told apart; a record with more is flagged as if one repeated. */
    KEY_SLOTS = 2048,
    MAX_KEYS = KEY_SLOTS * 3 / 4,
    GENERATION_BITS = 20,
};

/* A container on the record path, and the segment that leads on from it. */
typedef struct path_level {
    bool is_wildcard;
    bool is_index; /* the segment can be an array index */
    int64_t index;
    int64_t next_index;  /* of an array */
    size_t first_record; /* records before this container */
    bool seen;           /* an object: its key on the path has occurred */
    ab_map keys;         /* an object under a wildcard: its keys */
} path_level;

typedef struct open_container {
    bool is_object;
    uint32_t serial; /* of the object within the record, for telling equal keys apart */
} open_container;

struct ab_json_scan {
    /* The automaton. Offsets count from the body's first byte. */
    uint8_t state;
    uint8_t part;      /* where within the token the last chunk ended */
    uint8_t hex_left;  /* digits of \uXXXX to come */
    uint8_t partial_n; /* bytes of a UTF-8 sequence that the last chunk began */
    bool in_key;       /* the string in hand is a key */
    bool key_escaped;  /* it holds an escape */
    bool key_too_long; /* it was longer than any that matters */
    bool as_one;       /* the document is the record, also if it is an array */
    bool ended;        /* the body is complete */
    bool after_minus;  /* the word in hand follows a minus */
    char partial[4];
    uint32_t depth;        /* open containers */
    uint32_t record_depth; /* depth around the record in hand, or NO_RECORD */
    const char *begin;     /* of the chunk in hand */
    uint64_t base;         /* its offset */
    uint64_t mark;         /* where the token, escape or sequence in hand began */
    const char *word;      /* the literal in hand */
    const char *key;       /* in the chunk: where the key in hand began, or goes on */
    ab_buf key_text;       /* what earlier chunks held of it */
    uint64_t line;
    uint64_t line_begin;
    const char *problem;
    uint64_t problem_offset;

    /* The record in hand. */
    unsigned flags;
    uint32_t serials;
    uint32_t key_count;
    uint32_t generation;
    uint64_t record_offset;

    /* The path. */
    ab_str *path;
    size_t path_n;
    bool has_wildcard;
    bool last_is_only_wildcard;
    bool segment_matches; /* the value that follows is on the path */
    bool unindexable;
    uint32_t on_path;    /* leading open containers that are on the path */
    uint32_t list_depth; /* depth within the array whose elements are records, or 0 */
    ab_scan_target target;
    uint64_t list_begin;
    uint64_t list_end;
    path_level *levels; /* path_n + 1 */
    AB_VEC(packed_entry) records;
    ab_memory *memory; /* NULL, or what `charged` bytes were taken from */
    size_t charged;

    open_container open[AB_JSON_MAX_DEPTH + 1]; /* open[depth] is the innermost */
    uint64_t keys[KEY_SLOTS];                   /* hash and generation */
};

/* A value begins with `c` at `offset`, outside of any record. */
void ab_scan_begin_value(ab_json_scan *s, uint64_t offset, char c);
/* A container was opened or closed (s->depth is the new depth), outside of any record. */
void ab_scan_opened(ab_json_scan *s);
void ab_scan_closed(ab_json_scan *s, uint64_t end);
/* A key was read, outside of any record, in a container on the path. */
void ab_scan_path_key(ab_json_scan *s, ab_str key);
/* The record in hand ends before `end`. */
void ab_scan_end_record(ab_json_scan *s, uint64_t end);
/* A key of an object of the record in hand: flags the record where it may be a repeated one. */
void ab_scan_record_key(ab_json_scan *s, ab_str key);

#endif
