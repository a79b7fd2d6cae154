/* The tokens of a pool, as a manifest gives them. */
#ifndef AB_DECLARATIVE_AUTH_TOKEN_LIST_H
#define AB_DECLARATIVE_AUTH_TOKEN_LIST_H

#include "declarative/component.h"
#include "declarative/env.h"

/* The tokens in `text` (NULL: none), with `delimiter` between (empty: a comma), and those of
 * `list`, without blanks around and without empty ones. In scope->arena. A config_error where none
 * is left. */
bool ab_token_list(const ab_scope *scope, const ab_template *text, const ab_templates *list,
                   ab_str delimiter, const ab_value *parameters, ab_strings *out, ab_error *error);

#endif
