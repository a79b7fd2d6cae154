/* ParentFieldPath: one field that is copied from an expanded record onto each of its items. */
#ifndef AB_DECLARATIVE_EXTRACTORS_PARENT_FIELD_PATH_H
#define AB_DECLARATIVE_EXTRACTORS_PARENT_FIELD_PATH_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "json/dpath.h"

typedef struct ab_parent_field {
    ab_dpath from; /* in the parent */
    ab_dpath to;   /* in the item */
} ab_parent_field;

/* Evaluates both paths with the config; refuses globs and empty paths. */
bool ab_parent_field_build(ab_build *build, const ab_component *component, ab_parent_field *out,
                           ab_error *error);
/* Copies the value, or null where the parent has none. An error (config_error) where a scalar of
 * the item is in the way. */
bool ab_parent_field_copy(const ab_parent_field *field, const ab_value *parent, ab_arena *arena,
                          ab_value *item, ab_error *error);

/* The texts of `templates` by the config, in build->arena: for paths that are fixed. */
bool ab_config_path_eval(ab_build *build, const ab_component *component,
                         const ab_templates *templates, ab_dpath *out, ab_error *error);
/* An error (system_error) where a segment holds `*`, `?` or `[`. */
bool ab_dpath_no_globs(ab_dpath path, const char *field, ab_error *error);

#endif
