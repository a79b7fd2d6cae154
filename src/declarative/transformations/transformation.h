/* Transformations change a record in place. */
#ifndef AB_DECLARATIVE_TRANSFORMATIONS_TRANSFORMATION_H
#define AB_DECLARATIVE_TRANSFORMATIONS_TRANSFORMATION_H

#include "declarative/component.h"
#include "declarative/env.h"

typedef struct ab_transformation ab_transformation;

/* Immutable; used by all workers at once. */
typedef struct ab_transformation_ops {
    /* Must. `scope` has config, slice and `record` (the record at this point, the same tree);
     * new memory is taken from `arena`, the record's own. Containers of the record are its own
     * and may be changed. */
    bool (*transform)(const ab_transformation *transformation, const ab_scope *scope,
                      ab_arena *arena, ab_value *record, ab_error *error);
    /* May. The same to a record that is not parsed, without having it parsed. `scope` has no
     * `record`. */
    bool (*transform_shallow)(const ab_transformation *transformation, const ab_scope *scope,
                              ab_shallow *record, ab_error *error);
} ab_transformation_ops;
struct ab_transformation {
    const ab_transformation_ops *ops;
    bool shallow; /* transform_shallow can do what its options ask for */
};
static inline ab_transformation *
ab_transformation_build(ab_build *build, const ab_component *component, ab_error *error)
{
    return (ab_transformation *)ab_component_build(build, component, AB_FAMILY_TRANSFORMATION, NULL,
                                                   error);
}
/* A transformation without options. */
static inline ab_transformation *ab_transformation_new(ab_build *build,
                                                       const ab_transformation_ops *ops)
{
    ab_transformation *self = AB_ARENA_NEW(build->arena, ab_transformation);
    self->ops = ops;
    return self;
}
/* AddFields by its parts: `fields` are AddedFieldDefinitions, the condition may be NULL. The record
 * that it transforms may be any object, such as a config. */
ab_transformation *ab_add_fields_new(ab_build *build, const ab_components *fields,
                                     const ab_template *condition, const ab_value *parameters,
                                     ab_error *error);
/* Applies several in order. Pure: usable by `eval`'s `transform`. */
bool ab_transformations_apply(ab_transformation *const *transformations, size_t count,
                              const ab_scope *scope, ab_arena *arena, ab_value *record,
                              ab_error *error);
/* The same where all of them are `shallow`. */
bool ab_transformations_apply_shallow(ab_transformation *const *transformations, size_t count,
                                      const ab_scope *scope, ab_shallow *record, ab_error *error);

#endif
