/* Backward compatibility with the version before. Private to src/acceptance. */
#ifndef AB_ACCEPTANCE_COMPAT_H
#define AB_ACCEPTANCE_COMPAT_H

#include "acceptance/suite.h"

/* Fails the case where configs that fit the old connectionSpecification may not fit the new. */
void ab_at_compare_specs(ab_at_case *c, const ab_value *before, const ab_value *now);
/* Fails it where streams, fields or types that a destination has got are gone. */
void ab_at_compare_catalogs(ab_at_case *c, const ab_value *before, const ab_value *now);
/* compat_configs.c: makes configs by the old specification and validates them by the new. */
void ab_at_try_configs(ab_at_case *c, const ab_value *before, const ab_value *now);

#endif
