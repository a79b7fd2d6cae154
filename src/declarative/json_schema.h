/* A JSON schema of manifests, made from the component tables: for editors. */
#ifndef AB_DECLARATIVE_JSON_SCHEMA_H
#define AB_DECLARATIVE_JSON_SCHEMA_H

#include "declarative/component.h"

/* The schema (draft-07), in `arena`. It is never wrong about a good manifest, and completes and
 * describes what may be written; what it cannot tell (fields that come by $ref, $parameters or
 * default types) is left to `main validate`. */
ab_value ab_component_json_schema(ab_arena *arena);

#endif
