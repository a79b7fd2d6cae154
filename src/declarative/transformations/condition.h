/* What transformations and resolvers share: optional conditions, values of a given type. */
#ifndef AB_DECLARATIVE_TRANSFORMATIONS_CONDITION_H
#define AB_DECLARATIVE_TRANSFORMATIONS_CONDITION_H

#include "declarative/transformations/transformation.h"

/* `value_type` in a manifest, as an AB_FIELD_ENUM. */
#define AB_VALUE_TYPES "string|number|integer|boolean"

/* NULL where the condition is absent or empty: it always holds then. */
const ab_template *ab_condition_or_null(const ab_template *condition);
/* The template with only values of that type (index into AB_VALUE_TYPES; -1: any): another value
 * stays the text it was rendered to. Lives in build->arena. */
const ab_template *ab_typed_template(ab_build *build, const ab_template *t, int value_type,
                                     ab_error *error);

#endif
