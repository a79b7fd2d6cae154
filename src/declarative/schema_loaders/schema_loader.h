/* Schema loaders: a stream's json_schema. */
#ifndef AB_DECLARATIVE_SCHEMA_LOADERS_SCHEMA_LOADER_H
#define AB_DECLARATIVE_SCHEMA_LOADERS_SCHEMA_LOADER_H

#include "declarative/component.h"
#include "declarative/env.h"

typedef struct ab_schema_loader ab_schema_loader;
typedef struct ab_schema_loader_ops {
    /* Must. The schema, in `arena` or longer-lived. May send requests (DynamicSchemaLoader). Called
     * by one thread at a time; the stream caches the result. */
    bool (*load)(ab_schema_loader *loader, ab_env *env, ab_arena *arena, ab_value *schema,
                 ab_error *error);
} ab_schema_loader_ops;
struct ab_schema_loader {
    const ab_schema_loader_ops *ops;
};
typedef struct ab_schema_loader_args {
    const ab_component *stream; /* name and parameters for the default loader's file */
} ab_schema_loader_args;
/* No component: the default loader (schemas/<name>.json, or {}); several: merged, the first one
 * wins per property. */
ab_schema_loader *ab_schema_loader_build(ab_build *build, const ab_components *components,
                                         const ab_schema_loader_args *args, ab_error *error);

#endif
