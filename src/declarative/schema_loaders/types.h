/* The field types that an API names, and the JSON schemas that they stand for. */
#ifndef AB_DECLARATIVE_SCHEMA_LOADERS_TYPES_H
#define AB_DECLARATIVE_SCHEMA_LOADERS_TYPES_H

#include "declarative/component.h"
#include "declarative/env.h"

/* The schema of one of Airbyte's types ("string", "timestamp_with_timezone" …), made in `arena`.
 * False (system_error) for other names. */
bool ab_airbyte_type(ab_arena *arena, ab_str name, ab_value *schema, ab_error *error);

/* The schema of a ComplexFieldType component. */
bool ab_complex_field_type(ab_arena *arena, const ab_component *component, ab_value *schema,
                           ab_error *error);

/* Whether a TypesMap applies to a field whose type is `type`: scope->extra has raw_schema, the
 * field's definition. */
bool ab_types_map_applies(const ab_component *component, const ab_scope *scope,
                          const ab_value *type, bool *applies, ab_error *error);
/* The schema of its target. */
bool ab_types_map_schema(const ab_component *component, ab_arena *arena, ab_value *schema,
                         ab_error *error);
/* The schema of a type, or of two types, that no TypesMap replaces. */
bool ab_field_type_schema(ab_arena *arena, const ab_value *type, ab_value *schema, ab_error *error);

#endif
