/* Checks: can the connection be used? */
#ifndef AB_DECLARATIVE_CHECKS_CHECK_H
#define AB_DECLARATIVE_CHECKS_CHECK_H

#include "declarative/component.h"
#include "declarative/env.h"

struct ab_declarative_source;

typedef struct ab_checker ab_checker;
struct ab_checker {
    /* Must. *succeeded false: *reason (in `arena`) says why. False: `error` (a config_error
     * becomes FAILED too, all else ends the command). */
    bool (*run)(ab_checker *check, struct ab_declarative_source *source, ab_arena *arena,
                bool *succeeded, ab_str *reason, ab_error *error);
    const ab_value *config_overrides; /* object or NULL */
};
static inline ab_checker *ab_checker_build(ab_build *build, const ab_component *component,
                                           ab_error *error)
{
    return (ab_checker *)ab_component_build(build, component, AB_FAMILY_CHECK, NULL, error);
}

#endif
