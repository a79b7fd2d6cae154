/* Resolvers make stream definitions out of a template: dynamic streams. */
#ifndef AB_DECLARATIVE_RESOLVERS_RESOLVER_H
#define AB_DECLARATIVE_RESOLVERS_RESOLVER_H

#include "declarative/component.h"
#include "declarative/env.h"

typedef struct ab_resolver ab_resolver;
typedef struct ab_resolver_ops {
    /* Must. Appends one stream definition (an object, in `arena`) per component to *streams (an
     * array). `stream_template` is the manifest's, references and parameters resolved; types and
     * parameters are propagated anew by the caller. May send requests. One thread. */
    bool (*resolve)(ab_resolver *resolver, ab_env *env, const ab_value *stream_template,
                    ab_arena *arena, ab_value *streams, ab_error *error);
} ab_resolver_ops;
struct ab_resolver {
    const ab_resolver_ops *ops;
};
static inline ab_resolver *ab_resolver_build(ab_build *build, const ab_component *component,
                                             ab_error *error)
{
    return (ab_resolver *)ab_component_build(build, component, AB_FAMILY_RESOLVER, NULL, error);
}

#endif
