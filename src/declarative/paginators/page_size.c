#include "declarative/paginators/page_size.h"

/* Python's names of the types that a template may give. */
static const char *type_name(const ab_value *value)
{
    switch (value->kind) {
    case AB_NULL:
        return "NoneType";
    case AB_REAL:
        return "float";
    case AB_ARRAY:
        return "list";
    case AB_OBJECT:
        return "dict";
    default:
        return "str";
    }
}

bool ab_page_size_eval(const ab_template *size, const ab_scope *scope, const ab_value *parameters,
                       int64_t *out, ab_error *error)
{
    ab_value value;
    *out = 0;
    if (!size) {
        return true;
    }
    if (!ab_scope_value(scope, size, parameters, &value, error)) {
        return false;
    }
    if (ab_is(&value, AB_BOOL)) {
        *out = value.boolean;
        return true;
    }
    return ab_value_int64(&value, out) ||
           ab_error_set(error, AB_ERROR_SYSTEM,
                        "%.*s is of type <class '%s'>. Expected <class 'int'>",
                        AB_STR_ARG(ab_python_str(scope->arena, &value)), type_name(&value));
}

bool ab_page_size_at_build(const ab_template *size, ab_env *env, ab_arena *arena,
                           const ab_value *parameters, int64_t *out, ab_error *error)
{
    ab_scope scope = ab_scope_new(env, arena);
    return ab_page_size_eval(size, &scope, parameters, out, error);
}

ab_value ab_counted_token(int64_t token)
{
    return token ? ab_value_int(token) : ab_value_null();
}

bool ab_last_counted_token(const ab_value *token, const char *strategy, int64_t *out,
                           ab_error *error)
{
    if (ab_value_int64(token, out)) {
        return true;
    }
    ab_arena *scratch = ab_arena_new();
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "Last page token value %.*s for %s pagination strategy was not an integer",
                 AB_STR_ARG(ab_python_str(scratch, token)), strategy);
    ab_arena_free(scratch);
    return false;
}

bool ab_sized_strategy_page_size(const ab_pagination_strategy *strategy, const ab_scope *scope,
                                 int64_t *out, ab_error *error)
{
    (void)scope;
    (void)error;
    *out = ((const ab_sized_strategy *)strategy)->page_size;
    return true;
}
