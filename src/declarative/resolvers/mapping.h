/* Component mappings: what a resolver writes into the copies of its stream template. */
#ifndef AB_DECLARATIVE_RESOLVERS_MAPPING_H
#define AB_DECLARATIVE_RESOLVERS_MAPPING_H

#include "declarative/component.h"
#include "declarative/env.h"

typedef struct ab_component_mapping ab_component_mapping;
typedef struct ab_component_mappings {
    ab_component_mapping *at;
    size_t n;
} ab_component_mappings;

/* How a resolver goes about its mappings. */
typedef struct ab_mapping_rules {
    bool conditions;  /* mappings may have one (ConfigComponentsResolver) */
    bool yaml;        /* a value that is text is read as YAML, where it is YAML */
    bool keeps_texts; /* but not where value_type is string */
    bool creates;     /* create_or_update is obeyed */
} ab_mapping_rules;

/* Reads the mappings of the resolver `component`. False (system_error) for a condition where
 * `rules` has none. */
bool ab_component_mappings_build(ab_build *build, const ab_component *component,
                                 const ab_components *mappings, const ab_mapping_rules *rules,
                                 ab_component_mappings *out, ab_error *error);
/* One stream: a copy of `stream_template` in `arena` with all mappings applied. `values` is what
 * templates see as components_values, `slice` (may be NULL) as stream_slice. */
bool ab_component_mappings_apply(const ab_component_mappings *mappings,
                                 const ab_mapping_rules *rules, ab_env *env,
                                 const ab_value *stream_template, const ab_value *values,
                                 const ab_slice *slice, ab_arena *arena, ab_value *out,
                                 ab_error *error);

#endif
