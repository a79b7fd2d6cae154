#include "declarative/transformations/transformation.h"

bool ab_transformations_apply(ab_transformation *const *transformations, size_t count,
                              const ab_scope *scope, ab_arena *arena, ab_value *record,
                              ab_error *error)
{
    ab_scope inner = *scope;
    inner.arena = arena;
    inner.record = record;
    for (size_t i = 0; i < count; i++) {
        if (!transformations[i]->ops->transform(transformations[i], &inner, arena, record, error)) {
            return false;
        }
    }
    return true;
}

bool ab_transformations_apply_shallow(ab_transformation *const *transformations, size_t count,
                                      const ab_scope *scope, ab_shallow *record, ab_error *error)
{
    ab_scope inner = *scope;
    inner.arena = ab_shallow_arena(record);
    for (size_t i = 0; i < count; i++) {
        if (!transformations[i]->ops->transform_shallow(transformations[i], &inner, record,
                                                        error)) {
            return false;
        }
    }
    return true;
}
