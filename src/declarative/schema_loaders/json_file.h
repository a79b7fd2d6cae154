/* JSON schemas in files beside the manifest. */
#ifndef AB_DECLARATIVE_SCHEMA_LOADERS_JSON_FILE_H
#define AB_DECLARATIVE_SCHEMA_LOADERS_JSON_FILE_H

#include "declarative/env.h"

/* Reads the schema at `path`, which is relative to the manifest's folder; its first folder may be
 * the Python package ("./source_x/schemas/a.json"), which is left out where it is not there.
 * References to other files ("shared.json#/definitions/x", in the folder `shared` beside the file
 * or beside it) and within a file are resolved. *found is false where there is no such file. */
bool ab_schema_file_load(const ab_env *env, ab_arena *arena, ab_str path, bool *found,
                         ab_value *schema, ab_error *error);

#endif
