/* The page size of a pagination strategy: a number, or a template that has to give one. */
#ifndef AB_DECLARATIVE_PAGINATORS_PAGE_SIZE_H
#define AB_DECLARATIVE_PAGINATORS_PAGE_SIZE_H

#include "declarative/paginators/paginator.h"

/* Evaluates `size` (NULL: *out is 0). False where the result is no integer, with Python's text.
 * Thread-safe. */
bool ab_page_size_eval(const ab_template *size, const ab_scope *scope, const ab_value *parameters,
                       int64_t *out, ab_error *error);
/* The same when a component is built: sees the config alone. Results are in `arena`. */
bool ab_page_size_at_build(const ab_template *size, ab_env *env, ab_arena *arena,
                           const ab_value *parameters, int64_t *out, ab_error *error);
/* The token of a strategy that counts: *token, or null where it is 0, which ends the pagination. */
ab_value ab_counted_token(int64_t token);
/* The last token as an integer; false where it is none, with Python's text. `strategy` is the
 * strategy's name. */
bool ab_last_counted_token(const ab_value *token, const char *strategy, int64_t *out,
                           ab_error *error);

/* A strategy whose page size was evaluated when it was built. Strategies put their own members
 * behind it. */
typedef struct ab_sized_strategy {
    ab_pagination_strategy base;
    int64_t page_size; /* 0 where the manifest has none */
} ab_sized_strategy;
/* Its operation `page_size`. */
bool ab_sized_strategy_page_size(const ab_pagination_strategy *strategy, const ab_scope *scope,
                                 int64_t *out, ab_error *error);

#endif
