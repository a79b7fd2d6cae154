/* Keywords that combine schemas. */
#include "jsonschema/internal.h"

bool ab_check_ref(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    (void)node;
    return ab_schema_walk(w, r->schema, instance);
}

bool ab_check_all_of(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    (void)node;
    bool valid = true;
    for (size_t i = 0; i < r->branch_count && (valid || w->list); i++) {
        valid = ab_schema_walk(w, r->branches[i].schema, instance) && valid;
    }
    return valid;
}

static const char none_valid[] = "%I is not valid under any of the given schemas";

/* The first branch that holds, or branch_count; the violations of those before go to `context`. */
static size_t first_valid(walk *w, const rule *r, const ab_value *instance, violation_list *context)
{
    walk inner = *w;
    inner.list = w->list ? context : NULL;
    size_t i = 0;
    while (i < r->branch_count && !ab_schema_walk(&inner, r->branches[i].schema, instance)) {
        i++;
    }
    return i;
}

bool ab_check_any_of(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    violation_list context = {0};
    if (first_valid(w, r, instance, &context) < r->branch_count) {
        AB_VEC_FREE(&context);
        return true;
    }
    return ab_schema_report_context(w, node, r, instance, &context, none_valid);
}

/* The violation of oneOf where more branches hold: the later ones come first, then the first. */
static bool report_several(walk *w, const ab_schema *node, const rule *r, const ab_value *instance,
                           size_t first)
{
    const ab_value **valid = ab_xcalloc(r->branch_count, sizeof(const ab_value *));
    size_t n = 0;
    for (size_t i = first + 1; i < r->branch_count; i++) {
        if (ab_schema_holds(w, r->branches[i].schema, instance)) {
            valid[n++] = r->branches[i].value;
        }
    }
    bool ok = n == 0;
    if (!ok && w->list) {
        valid[n++] = r->branches[first].value;
        ab_str reprs = ab_schema_reprs(w, valid, n, false);
        ab_schema_report(w, node, r, instance, "%I is valid under each of %S", instance, &reprs);
    }
    free(valid);
    return ok;
}

bool ab_check_one_of(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    violation_list context = {0};
    size_t first = first_valid(w, r, instance, &context);
    if (first == r->branch_count) {
        return ab_schema_report_context(w, node, r, instance, &context, none_valid);
    }
    AB_VEC_FREE(&context);
    return report_several(w, node, r, instance, first);
}

bool ab_check_not(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    return !ab_schema_holds(w, r->schema, instance) ||
           ab_schema_report(w, node, r, instance, "%I should not be valid under %R", instance,
                            r->value);
}

bool ab_check_if(walk *w, const ab_schema *node, const rule *r, const ab_value *instance)
{
    const char *next = ab_schema_holds(w, r->schema, instance) ? "then" : "else";
    const rule *consequence = ab_schema_rule(node, next);
    return !consequence || ab_schema_walk(w, consequence->schema, instance);
}
