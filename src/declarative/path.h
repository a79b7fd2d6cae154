/* Paths whose segments are templates: field_path and the like. */
#ifndef AB_DECLARATIVE_PATH_H
#define AB_DECLARATIVE_PATH_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "json/dpath.h"

/* Evaluates the segments, in scope->arena. One that comes out as a number ("0" does, as a literal)
 * stands for an index only, as in the library dpath; what is neither text nor number for nothing.
 */
bool ab_scope_path(const ab_scope *scope, const ab_templates *templates, const ab_value *parameters,
                   ab_dpath *out, ab_error *error);
/* True if a segment is `*`: the CDK takes all matches then, else the one. */
bool ab_dpath_has_star(ab_dpath path);

#endif
