/* Transformations that only rename keys. */
#ifndef AB_DECLARATIVE_TRANSFORMATIONS_KEYS_H
#define AB_DECLARATIVE_TRANSFORMATIONS_KEYS_H

#include "base/buf.h"
#include "declarative/transformations/transformation.h"

/* Appends the new name of `key`. */
typedef void (*ab_key_fn)(const void *context, ab_str key, ab_buf *out);
/* A new object with every key renamed, and those of the objects within it (not of those in lists)
 * where `deep`. Of members that come to have one name the last value stays, at the first's place.
 */
ab_value ab_rename_keys(ab_arena *arena, const ab_value *object, bool deep, ab_key_fn rename,
                        const void *context);

/* KeysToSnakeCase's name of a key, of which every character is ASCII. */
void ab_snake_case(ab_str key, ab_buf *out);

/* Appends `text` in ASCII letters, in the manner of the Python library anyascii: "Ä" is "A", "ß" is
 * "ss", "Ж" is "Zh". A Chinese character becomes its number, "U65E5"; of other characters that are
 * not in our tables (transliterate.c) nothing is left. */
void ab_transliterate(ab_str text, ab_buf *out);

#endif
