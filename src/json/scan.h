/* The first pass over a body: validates JSON and UTF-8 as the bytes arrive, and notes where each
 * record lies. Nothing is kept of the bytes themselves. */
#ifndef AB_JSON_SCAN_H
#define AB_JSON_SCAN_H

#include "base/error.h"
#include "base/memory.h"
#include "base/str.h"

#include <stdint.h>

/* What the bytes of a record hold beside plain compact JSON. */
enum {
    AB_RECORD_SPACE = 1,     /* white space between its tokens */
    AB_RECORD_NEWLINE = 2,   /* a line feed or carriage return among that */
    AB_RECORD_NONFINITE = 4, /* NaN, Infinity or -Infinity */
    AB_RECORD_REPEAT = 8,    /* a key may occur twice in one of its objects; never missed */
    AB_RECORD_NULL = 16,     /* an object with a null among its members */
    AB_RECORD_OBJECT = 32,   /* an object */
    AB_RECORD_EMPTY = 64,    /* {} or [] */
};

typedef struct ab_record_entry {
    uint64_t offset; /* of its first byte in the body */
    uint32_t length; /* bytes, without white space around it */
    unsigned flags;  /* AB_RECORD_… */
} ab_record_entry;

/* What was found at the record path. */
typedef enum ab_scan_target {
    AB_SCAN_NOTHING, /* nothing, or a wildcard that matched nothing */
    AB_SCAN_LIST,    /* one array; its elements are the records */
    AB_SCAN_VALUE,   /* one object or scalar: the record */
    AB_SCAN_MATCHES, /* what a path with a wildcard matched: each match is a record */
} ab_scan_target;

typedef struct ab_json_scan ab_json_scan;

/* True if a path's segment can be an array index, as Python's int() reads it: "0", "-1" (the last),
 * "+1", "01", " 1 ", "1_0". */
bool ab_path_index(ab_str segment, int64_t *index);

/* A scan for the records at `path`: object keys, array indexes, or "*" for all members or elements;
 * no segments mean the document itself. Semantics of the CDK's DpathExtractor: an
 * array at the path gives its elements, anything else gives itself, and what a path with a
 * wildcard matches is never taken apart. Of repeated keys along the path the last counts. The path
 * is copied. Freed by ab_json_scan_free. One thread at a time. */
ab_json_scan *ab_json_scan_new(const ab_str *path, size_t segments);
void ab_json_scan_free(ab_json_scan *scan);
/* Charges the entries, as they become more, to a memory budget, which outlives the scan. Before the
 * first byte. */
void ab_json_scan_charge(ab_json_scan *scan, ab_memory *memory);
/* Takes the next bytes of the body; a chunk may end anywhere. False where they break the document
 * (the same texts and positions as ab_json_parse; every later call fails alike). */
bool ab_json_scan_feed(ab_json_scan *scan, ab_str chunk, ab_error *error);
/* The body is complete: false if the document is not. */
bool ab_json_scan_end(ab_json_scan *scan, ab_error *error);

/* Makes the scan ready for another body with the same path; memory is kept. */
void ab_json_scan_reset(ab_json_scan *scan);
/* Scans `text`, one whole document, as one record, an array too: for lines of JSONL and the like.
 * *entry is what there is around its white space. Resets the scan first, which may be used for any
 * number of texts. */
bool ab_json_scan_one(ab_json_scan *scan, ab_str text, ab_record_entry *entry, ab_error *error);

/* ---- What was found. Entries may also be read between two feeds, by readers that hand records on
 * before the end; should a key of the path repeat later, they are forgotten. ---- */
ab_scan_target ab_json_scan_target(const ab_json_scan *scan);
/* False in two rare cases: a wildcard stands for the members of an object in which a key repeats,
 * or an index counts from an array's end. The entries are of no use then; parse the whole body. */
bool ab_json_scan_indexed(const ab_json_scan *scan);
/* Entries found: the elements, the one value (also if it is null or empty), or the matches. */
size_t ab_json_scan_count(const ab_json_scan *scan);
ab_record_entry ab_json_scan_entry(const ab_json_scan *scan, size_t i);
/* AB_SCAN_LIST: the array's bytes, from '[' to behind ']'. */
void ab_json_scan_list_span(const ab_json_scan *scan, uint64_t *begin, uint64_t *end);
/* Bytes of the body that were fed. */
uint64_t ab_json_scan_size(const ab_json_scan *scan);
/* Bytes of memory that the scan holds, for the memory budget. */
size_t ab_json_scan_bytes(const ab_json_scan *scan);
/* The path it was made for. Borrowed. */
const ab_str *ab_json_scan_path(const ab_json_scan *scan, size_t *segments);

#endif
