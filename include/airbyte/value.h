/* JSON values for authors of native sources: opaque, made in an arena, exact in their numbers.
 *
 * Values that a slot is given (config, state, catalog, pages) are borrowed and must not be changed;
 * values made here may be changed by their maker until they are emitted or handed over. One thread
 * at a time may change a value or use its arena. Reading functions take NULL, which reads as null.
 */
#ifndef AIRBYTE_VALUE_H
#define AIRBYTE_VALUE_H

#include "airbyte/types.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- Making. Text is copied into the arena. The result lives as long as the arena. ---- */
ab_value *ab_new_null(ab_arena *arena);
ab_value *ab_new_bool(ab_arena *arena, bool value);
ab_value *ab_new_int(ab_arena *arena, int64_t value);
/* NaN and infinities become null when written. */
ab_value *ab_new_double(ab_arena *arena, double value);
/* A number from its JSON text, of any size and written as it stands ("0.10",
 * "18446744073709551616"). NULL with `error` set if the text is no JSON number. */
ab_value *ab_new_number(ab_arena *arena, const char *text, ab_error *error);
/* UTF-8; each byte that is not valid UTF-8 becomes U+FFFD. */
ab_value *ab_new_string(ab_arena *arena, ab_str text);
ab_value *ab_new_cstring(ab_arena *arena, const char *text);
ab_value *ab_new_array(ab_arena *arena);
ab_value *ab_new_object(ab_arena *arena);
/* The value of a JSON text. NULL with `error` (line, column) set if it is not valid JSON. */
ab_value *ab_new_json(ab_arena *arena, ab_str text, ab_error *error);
/* The same of a YAML text (a spec.yaml), as PyYAML's SafeLoader reads it. */
ab_value *ab_new_yaml(ab_arena *arena, ab_str text, ab_error *error);
/* A deep copy that refers to nothing but `arena`. */
ab_value *ab_new_copy(ab_arena *arena, const ab_value *value);

/* ---- Changing. `arena` must be the container's own or live as long. `value` is shared, not
 * copied: it must live in that arena or a longer-lived one, and must not contain `container`. ----
 */
/* Sets a member; an old value under `key` is replaced at its place. The key is copied. */
void ab_put(ab_arena *arena, ab_value *object, const char *key, const ab_value *value);
void ab_put_string(ab_arena *arena, ab_value *object, const char *key, ab_str text);
void ab_put_cstring(ab_arena *arena, ab_value *object, const char *key, const char *text);
void ab_put_int(ab_arena *arena, ab_value *object, const char *key, int64_t value);
void ab_put_double(ab_arena *arena, ab_value *object, const char *key, double value);
void ab_put_bool(ab_arena *arena, ab_value *object, const char *key, bool value);
void ab_push(ab_arena *arena, ab_value *array, const ab_value *value);

/* ---- Reading. Results are borrowed from the value. ---- */
ab_kind ab_kind_of(const ab_value *value);
/* Elements of an array or members of an object; 0 for anything else. */
size_t ab_count_of(const ab_value *value);
/* The member under `key`, or NULL if there is none or `value` is no object. */
const ab_value *ab_member_of(const ab_value *value, const char *key);
/* The element at `index`, or NULL. */
const ab_value *ab_item_of(const ab_value *value, size_t index);
/* The member at `index` in order, its key in *key (may be NULL); NULL if there is none. */
const ab_value *ab_entry_of(const ab_value *value, size_t index, ab_str *key);
/* The text of a string; the empty slice for anything else. */
ab_str ab_string_of(const ab_value *value);
/* The text of the string under `key`; `otherwise` (may be NULL: the empty slice) where `object` has
 * none, or an empty one. For a config's settings. */
ab_str ab_string_at(const ab_value *object, const char *key, const char *otherwise);
/* The boolean, or `otherwise` for anything else. */
bool ab_bool_of(const ab_value *value, bool otherwise);
/* True and *out where the value is an integer that fits. */
bool ab_int_of(const ab_value *value, int64_t *out);
/* Any number as the nearest double; 0 for anything else. */
double ab_double_of(const ab_value *value);
/* The text a number came from, or the empty slice. */
ab_str ab_number_text_of(const ab_value *value);
/* Compact JSON text in `arena`, with a NUL behind it. */
ab_str ab_json_of(ab_arena *arena, const ab_value *value);
/* Deep equality; 1 and 1.0 are equal, and the order of members does not count. */
bool ab_equal(const ab_value *a, const ab_value *b);

#ifdef __cplusplus
}
#endif

#endif
