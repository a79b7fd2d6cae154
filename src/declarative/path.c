#include "declarative/path.h"

#include <math.h>

/* Python compares a number with an array's indices only, and anything else with nothing. */
static ab_str index_text(ab_arena *arena, const ab_value *v)
{
    switch (v->kind) {
    case AB_INT:
        return ab_arena_printf(arena, "%lld", (long long)v->number.integer);
    case AB_REAL: {
        double d = ab_value_double(v);
        return fabs(d) < 1e15 ? ab_arena_printf(arena, "%.0f", trunc(d)) : AB_STR("");
    }
    case AB_BOOL:
        return v->boolean ? AB_STR("1") : AB_STR("0");
    default:
        return AB_STR("");
    }
}

bool ab_scope_path(const ab_scope *scope, const ab_templates *templates, const ab_value *parameters,
                   ab_dpath *out, ab_error *error)
{
    ab_str *path = AB_ARENA_ARRAY(scope->arena, ab_str, templates->n + 1);
    bool *only_index = NULL;
    for (size_t i = 0; i < templates->n; i++) {
        ab_value v;
        if (!ab_scope_value(scope, templates->at[i], parameters, &v, error)) {
            return false;
        }
        if (v.kind == AB_STRING) {
            path[i] = v.text;
            continue;
        }
        if (!only_index) {
            only_index = AB_ARENA_ARRAY(scope->arena, bool, templates->n);
        }
        only_index[i] = true;
        path[i] = index_text(scope->arena, &v);
    }
    *out = (ab_dpath){path, templates->n, only_index};
    return true;
}

bool ab_dpath_has_star(ab_dpath path)
{
    for (size_t i = 0; i < path.n; i++) {
        if (ab_str_is(path.segments[i], "*")) {
            return true;
        }
    }
    return false;
}
