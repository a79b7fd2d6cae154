/* A JSON body with the index of its records: each is read, parsed or passed on alone, and the body
 * is never held in memory beyond one window. */
#ifndef AB_JSON_PAGE_H
#define AB_JSON_PAGE_H

#include "base/buf.h"
#include "json/scan.h"
#include "json/value.h"

/* Where a complete body lies: in one block of memory, or behind a function. */
typedef struct ab_page_body {
    ab_str memory; /* the whole body, or p NULL: then `chunk` is asked */
    uint64_t size; /* bytes; needed with `chunk` only */
    /* The longest piece of at least one byte that is at hand at `offset` (< size): borrowed for as
     * long as the page lives, or read into `scratch` (the page's, one window; the piece is then
     * good until the next call). False and an error where reading fails. */
    bool (*chunk)(void *context, uint64_t offset, ab_buf *scratch, ab_str *out, ab_error *error);
    void *context;
} ab_page_body;

/* Used by one thread at a time. */
typedef struct ab_page ab_page;

/* Scans the body (see ab_json_scan_new for the path) and makes its page; NULL and an error where it
 * is no JSON or cannot be read. What `body` points to must outlive the page. */
ab_page *ab_page_new(const ab_page_body *body, const ab_str *path, size_t segments,
                     ab_error *error);
/* The same from a scan that was fed while the body arrived, and ended well. Takes the scan over,
 * also where it fails. */
ab_page *ab_page_from_scan(ab_json_scan *scan, const ab_page_body *body, ab_error *error);
void ab_page_free(ab_page *page);

/* False where the index is of no use (see ab_json_scan_indexed): use ab_page_document. */
bool ab_page_indexed(const ab_page *page);
/* The number of records. As in DpathExtractor, one value at the path that is null, false, 0, ""
 * or empty is none. */
size_t ab_page_count(const ab_page *page);
/* Offset, length and flags of a record. */
ab_record_entry ab_page_entry(const ab_page *page, size_t i);
/* Bytes of memory that the page holds beside its body, for the memory budget. */
size_t ab_page_bytes(const ab_page *page);

/* The text of record i: in the body where that is in memory, else in the page's window, until the
 * next call of any function that reads the page. */
bool ab_page_span(ab_page *page, size_t i, ab_str *out, ab_error *error);
/* Frees what was put together of a record that lies in several pieces: its span ends. */
void ab_page_let_go(ab_page *page);
/* Parses record i into `arena`. Its text lies in the arena or in the body's memory. */
bool ab_page_parse(ab_page *page, size_t i, ab_arena *arena, ab_value *out, ab_error *error);

/* The whole document, as `response` in templates. An array of records in it is lazy: an AB_EXT
 * value with a sequence (json/value.h), good as long as the page and the arena; its elements are
 * parsed when asked for. Other parts are parsed now. */
bool ab_page_document(ab_page *page, ab_arena *arena, ab_value *out, ab_error *error);

/* Appends a validated record as RECORD messages carry it: members of the top level that are null
 * are left out unless `keep_nulls`, NaN and infinities are null, of repeated keys the last value
 * stays at the first place, and no line break is left. `flags` are the scan's (AB_RECORD_…): where
 * they ask for no change it is one copy, and where only for nulls, copies of what lies between.
 * `scratch` is rewound. Thread-safe for distinct arenas. */
bool ab_record_emit(ab_buf *out, ab_str record, unsigned flags, bool keep_nulls, ab_arena *scratch,
                    ab_error *error);
/* Appends a record that was changed after it was parsed, by the same rules. What was not changed
 * is still the source's text: numbers are copied as they came, strings without escapes too.
 * False if the buffer overflowed. */
bool ab_record_write(ab_buf *out, const ab_value *record, bool keep_nulls);

#endif
