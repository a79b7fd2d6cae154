#include "declarative/transformations/condition.h"

const ab_template *ab_condition_or_null(const ab_template *condition)
{
    return condition && ab_template_source(condition).n ? condition : NULL;
}

const ab_template *ab_typed_template(ab_build *build, const ab_template *t, int value_type,
                                     ab_error *error)
{
    static const unsigned types[] = {AB_TYPE_STR, AB_TYPE_FLOAT, AB_TYPE_INT, AB_TYPE_BOOL};
    if (value_type < 0) {
        return t;
    }
    ab_template *typed = ab_template_compile(build->arena, ab_template_source(t),
                                             AB_TEMPLATE_STRING, types[value_type], error);
    if (typed) {
        ab_template_set_place(typed, ab_template_place_of(t));
    }
    return typed;
}
