/* An object of which only the places of its members are known: a value is parsed when it is read,
 * and what is not changed leaves as it came. For records of which a few members are read, set or
 * removed: parsing all of them would cost more than all else that is done with them. */
#ifndef AB_JSON_SHALLOW_H
#define AB_JSON_SHALLOW_H

#include "base/buf.h"
#include "base/error.h"
#include "json/value.h"

/* A Python dict's behaviour: equal keys keep their place, new ones come last. One thread at a time.
 */
typedef struct ab_shallow ab_shallow;

/* Opens the object `record`, which a scan has validated, with its flags (json/scan.h). NULL where
 * it has to be parsed: it is no object, a key may repeat, a number is not finite, or it has more
 * members than are worth it. Lies in `arena`, as do the values that are read; refers to the text of
 * `record`. */
ab_shallow *ab_shallow_open(ab_arena *arena, ab_str record, unsigned flags);
/* The arena that it lies in. */
ab_arena *ab_shallow_arena(const ab_shallow *s);
/* Bytes of the text that it was opened on. */
size_t ab_shallow_size(const ab_shallow *s);
/* A member's value; NULL if there is none. Borrowed from `s`. */
const ab_value *ab_shallow_get(ab_shallow *s, ab_str key);
/* Key and what the value refers to are borrowed, from the same arena or a longer-lived one. */
void ab_shallow_set(ab_shallow *s, ab_str key, ab_value value);
void ab_shallow_remove(ab_shallow *s, ab_str key);
/* All of it as a value of the common kind, in its arena. `s` is not to be used any more. */
ab_value ab_shallow_parse(ab_shallow *s);
/* Appends it as RECORD messages carry it: see ab_record_emit (json/page.h). False if the buffer
 * overflowed. */
bool ab_shallow_write(ab_buf *out, const ab_shallow *s, bool keep_nulls);

#endif
