/* The bytes of a response: written once by the I/O thread, read by any number of threads, also
 * while they arrive. In memory while the process's budget lasts, beyond it in an unlinked file. */
#ifndef AB_HTTP_BODY_H
#define AB_HTTP_BODY_H

#include "base/buf.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/str.h"

#include <stdint.h>

typedef struct ab_body ab_body;

/* What all bodies of the process share. It outlives them. */
typedef struct ab_body_store {
    ab_memory *memory;  /* the process-wide budget (--memory) */
    ab_memory *disk;    /* the limit of spilled bytes (CONNECTOR_STORAGE_LIMIT_BYTES) */
    const char *folder; /* of the unlinked files; NULL: $TMPDIR, else /tmp */
    size_t window;      /* bytes per block and per read from the file; 0: 64 KiB. Tests: 4 KiB */
} ab_body_store;

/* A new, empty, incomplete body with one reference. */
ab_body *ab_body_new(const ab_body_store *store);
/* A complete body with a copy of `bytes`, which may spill too; NULL and an error if the file cannot
 * be written. */
ab_body *ab_body_of(const ab_body_store *store, ab_str bytes, ab_error *error);
/* A new, empty body that lies where `body` does. */
ab_body *ab_body_sibling(const ab_body *body);
/* A complete copy of a complete body that lies in the file alone; NULL and an error where the disk
 * has no room. */
ab_body *ab_body_spilled_copy(const ab_body *body, ab_error *error);
/* One reference more; returns `body`. Thread-safe. */
ab_body *ab_body_ref(ab_body *body);
/* Gives a reference back; the last one frees memory and file. NULL is ignored. Thread-safe. */
void ab_body_unref(ab_body *body);

/* ---- Writing: one thread, until ab_body_complete. ---- */
typedef enum ab_body_append_result {
    AB_BODY_APPENDED,
    AB_BODY_DISK_FULL, /* the disk maximum is reached; nothing of the piece was taken */
    AB_BODY_FAILED,    /* the file cannot be written; see ab_body_problem */
} ab_body_append_result;
/* Readers that wait are woken for four windows at least, else by ab_body_announce or the end. */
ab_body_append_result ab_body_append(ab_body *body, const void *bytes, size_t n);
/* Wakes the readers that wait for what was appended: to be called before the writer waits. */
void ab_body_announce(ab_body *body);
/* Marks the end. Readers that wait go on. `whole`: false where the transfer broke off. */
void ab_body_complete(ab_body *body, bool whole);
/* Why an append failed, as text; borrowed; "" if none did. */
const char *ab_body_problem(const ab_body *body);

/* ---- Reading: any thread. Positions are in bytes of the decoded body. ---- */

/* Bytes that have arrived so far. */
uint64_t ab_body_size(const ab_body *body);
/* True once the end was reached; *whole (may be NULL) tells if all of it came. */
bool ab_body_is_complete(const ab_body *body, bool *whole);
/* True if some of it lies in the file. */
bool ab_body_is_spilled(const ab_body *body);
/* Bytes that lie in the file. */
uint64_t ab_body_disk_bytes(const ab_body *body);
/* Waits until more than `position` bytes are there or the end is reached; returns the size. */
uint64_t ab_body_wait(const ab_body *body, uint64_t position);
/* Copies up to `n` bytes from `position`; returns how many, fewer only at the present end, or on a
 * failing read of the file, which also sets `error`. */
size_t ab_body_read(const ab_body *body, uint64_t position, void *to, size_t n, ab_error *error);
/* The longest piece at `position` that needs no copy: borrowed from the body where it lies in
 * memory (valid while the body is referenced), else one window read into `scratch` (valid until
 * scratch changes). False at the present end (no error set) or on a failing read (error set). */
bool ab_body_chunk(const ab_body *body, uint64_t position, ab_buf *scratch, ab_str *out,
                   ab_error *error);
/* Exactly the bytes [position, position + n), which must have arrived: borrowed where they lie in
 * one block of memory, else in `scratch`. False with an error if they cannot be read or exceed
 * scratch's maximum. */
bool ab_body_span(const ab_body *body, uint64_t position, size_t n, ab_buf *scratch, ab_str *out,
                  ab_error *error);
/* All bytes of a complete body, as ab_body_span. */
bool ab_body_whole(const ab_body *body, ab_buf *scratch, ab_str *out, ab_error *error);

#endif
