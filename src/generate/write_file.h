/* Files of generated folders. */
#ifndef AB_GENERATE_WRITE_FILE_H
#define AB_GENERATE_WRITE_FILE_H

#include "base/arena.h"
#include "base/error.h"

/* Makes the folder, and those above it. False with `error` if it cannot, or if it is there and not
 * empty. */
bool ab_make_new_folder(const char *path, ab_error *error);
/* Whether nothing is there, or an empty folder. False with `error` where something is in the way.
 */
bool ab_folder_is_free(const char *path, ab_error *error);
/* Writes a new file, and makes the folders above it; never over another. */
bool ab_write_new_file(const char *path, ab_str bytes, bool executable, ab_error *error);
/* Writes a file, in place of the old one if there is one: whole or not at all. */
bool ab_replace_file(ab_arena *arena, const char *path, ab_str bytes, ab_error *error);

#endif
