#include "declarative/auth/token_list.h"

#include "base/vec.h"

typedef AB_VEC(ab_str) tokens;

static void add_token(tokens *out, ab_str token)
{
    token = ab_str_trim(token);
    if (token.n) {
        AB_VEC_PUSH(out, token);
    }
}

static void split(tokens *out, ab_str text, ab_str delimiter)
{
    size_t from = 0;
    ptrdiff_t at;
    while ((at = ab_str_find(text, delimiter, from)) >= 0) {
        add_token(out, ab_str_sub(text, from, (size_t)at));
        from = (size_t)at + delimiter.n;
    }
    add_token(out, ab_str_sub(text, from, text.n));
}

static bool collect(const ab_scope *scope, const ab_template *text, const ab_templates *list,
                    ab_str delimiter, const ab_value *parameters, tokens *out, ab_error *error)
{
    ab_str one;
    if (text) {
        if (!ab_scope_text(scope, text, parameters, &one, error)) {
            return false;
        }
        split(out, one, delimiter.n ? delimiter : AB_STR(","));
    }
    for (size_t i = 0; i < list->n; i++) {
        if (!ab_scope_text(scope, list->at[i], parameters, &one, error)) {
            return false;
        }
        add_token(out, one);
    }
    if (!out->n) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "Authentication tokens are missing from the configuration.");
        return ab_error_detail(error,
                               "RateLimitedMultipleTokenAuthenticator requires at least one token");
    }
    return true;
}

bool ab_token_list(const ab_scope *scope, const ab_template *text, const ab_templates *list,
                   ab_str delimiter, const ab_value *parameters, ab_strings *out, ab_error *error)
{
    tokens found = {0};
    bool ok = collect(scope, text, list, delimiter, parameters, &found, error);
    ab_str *at = AB_ARENA_ARRAY(scope->arena, ab_str, found.n + 1);
    for (size_t i = 0; i < found.n; i++) {
        at[i] = ab_arena_str(scope->arena, found.at[i]);
    }
    *out = (ab_strings){at, found.n};
    AB_VEC_FREE(&found);
    return ok;
}
