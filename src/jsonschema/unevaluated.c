/* unevaluatedItems and unevaluatedProperties: what no other keyword of the schema, or of the
 * schemas that hold beside it, has looked at. */
#include "jsonschema/internal.h"

/* Marks the elements or members of one instance that have been looked at. */
typedef struct marks {
    walk *w;
    const ab_value *instance;
    bool *seen;
} marks;

static void mark_by(marks *m, const ab_schema *node);

static void mark_all(marks *m, size_t n)
{
    for (size_t i = 0; i < n && i < m->instance->count; i++) {
        m->seen[i] = true;
    }
}

static const ab_value *part(const ab_value *v, size_t i)
{
    return v->kind == AB_ARRAY ? &v->items[i] : &v->object.members[i].value;
}

static void mark_valid(marks *m, const ab_schema *schema)
{
    for (size_t i = 0; i < m->instance->count; i++) {
        m->seen[i] = m->seen[i] || ab_schema_holds(m->w, schema, part(m->instance, i));
    }
}

/* ---- One function for each keyword that looks at parts ---- */

static void mark_reference(marks *m, const ab_schema *node, const rule *r)
{
    (void)node;
    mark_by(m, r->schema);
}

static void mark_branches(marks *m, const ab_schema *node, const rule *r)
{
    (void)node;
    for (size_t i = 0; i < r->branch_count; i++) {
        if (ab_schema_holds(m->w, r->branches[i].schema, m->instance)) {
            mark_by(m, r->branches[i].schema);
        }
    }
}

static void mark_if(marks *m, const ab_schema *node, const rule *r)
{
    bool holds = ab_schema_holds(m->w, r->schema, m->instance);
    const rule *consequence = ab_schema_rule(node, holds ? "then" : "else");
    if (holds) {
        mark_by(m, r->schema);
    }
    if (consequence) {
        mark_by(m, consequence->schema);
    }
}

static void mark_dependents(marks *m, const ab_schema *node, const rule *r)
{
    (void)node;
    for (size_t i = 0; i < r->branch_count; i++) {
        if (ab_object_get(m->instance, r->branches[i].key)) {
            mark_by(m, r->branches[i].schema);
        }
    }
}

static void mark_items(marks *m, const ab_schema *node, const rule *r)
{
    bool is_tuple = !r->schema && !ab_schema_rule(node, "additionalItems");
    mark_all(m, is_tuple ? r->branch_count : m->instance->count);
}

static void mark_prefix(marks *m, const ab_schema *node, const rule *r)
{
    (void)node;
    mark_all(m, r->branch_count);
}

static void mark_each_valid(marks *m, const ab_schema *node, const rule *r)
{
    (void)node;
    mark_valid(m, r->schema);
}

static void mark_named(marks *m, const ab_schema *node, const rule *r)
{
    (void)node;
    for (size_t i = 0; i < m->instance->count; i++) {
        m->seen[i] = m->seen[i] || ab_object_get(r->value, m->instance->object.members[i].key);
    }
}

static void mark_patterns(marks *m, const ab_schema *node, const rule *r)
{
    (void)node;
    for (size_t i = 0; i < m->instance->count; i++) {
        for (size_t k = 0; k < r->branch_count && !m->seen[i]; k++) {
            m->seen[i] =
                ab_pattern_search(r->branches[k].pattern, m->instance->object.members[i].key);
        }
    }
}

static const struct {
    const char *keyword;
    ab_kind kind; /* of the instance; AB_NULL: both */
    void (*mark)(marks *m, const ab_schema *node, const rule *r);
} markers[] = {
    {"$ref", AB_NULL, mark_reference},
    {"$recursiveRef", AB_NULL, mark_reference},
    {"$dynamicRef", AB_NULL, mark_reference},
    {"allOf", AB_NULL, mark_branches},
    {"anyOf", AB_NULL, mark_branches},
    {"oneOf", AB_NULL, mark_branches},
    {"if", AB_NULL, mark_if},
    {"items", AB_ARRAY, mark_items},
    {"prefixItems", AB_ARRAY, mark_prefix},
    {"contains", AB_ARRAY, mark_each_valid},
    {"unevaluatedItems", AB_ARRAY, mark_each_valid},
    {"properties", AB_OBJECT, mark_named},
    {"patternProperties", AB_OBJECT, mark_patterns},
    {"additionalProperties", AB_OBJECT, mark_each_valid},
    {"unevaluatedProperties", AB_OBJECT, mark_each_valid},
    {"dependentSchemas", AB_OBJECT, mark_dependents},
};

static void mark_by_rule(marks *m, const ab_schema *node, const rule *r)
{
    for (size_t i = 0; i < sizeof(markers) / sizeof(markers[0]); i++) {
        bool fits = markers[i].kind == AB_NULL || markers[i].kind == m->instance->kind;
        if (fits && strcmp(r->keyword->name, markers[i].keyword) == 0) {
            markers[i].mark(m, node, r);
        }
    }
}

static void mark_by(marks *m, const ab_schema *node)
{
    if (m->w->depth >= AB_SCHEMA_MAX_DEPTH) {
        return;
    }
    m->w->depth++;
    for (size_t i = 0; i < node->rule_count; i++) {
        mark_by_rule(m, node, &node->rules[i]);
    }
    m->w->depth--;
}

/* ---- The checks ---- */

/* The parts without a mark, as places of values; freed by the caller. */
static const ab_value **unseen(walk *w, const ab_schema *node, const ab_value *instance, size_t *n)
{
    marks m = {w, instance, ab_xcalloc(instance->count, sizeof(bool))};
    const ab_value **rest = ab_xcalloc(instance->count, sizeof(const ab_value *));
    mark_by(&m, node);
    *n = 0;
    for (size_t i = 0; i < instance->count; i++) {
        if (!m.seen[i]) {
            rest[(*n)++] = part(instance, i);
        }
    }
    free(m.seen);
    return rest;
}

bool ab_check_unevaluated_items(walk *w, const ab_schema *node, const rule *r,
                                const ab_value *instance)
{
    if (instance->kind != AB_ARRAY) {
        return true;
    }
    size_t n;
    const ab_value **rest = unseen(w, node, instance, &n);
    bool valid = n == 0;
    if (!valid) {
        ab_str reprs = ab_schema_reprs(w, rest, n, true);
        ab_schema_report(w, node, r, instance,
                         "Unevaluated items are not allowed (%S %s unexpected)", &reprs,
                         n == 1 ? "was" : "were");
    }
    free(rest);
    return valid;
}

static int compare_names(const void *a, const void *b)
{
    return ab_str_cmp(((const ab_value *)a)->text, ((const ab_value *)b)->text);
}

/* The names of members, sorted where the schema is false, as reprs. */
static ab_str names_of(walk *w, const ab_value **members, size_t n, bool sorted)
{
    ab_value *names = ab_xcalloc(n, sizeof(*names));
    for (size_t i = 0; i < n; i++) {
        const char *member = (const char *)members[i] - offsetof(ab_member, value);
        names[i] = ab_value_str(((const ab_member *)(const void *)member)->key);
    }
    if (sorted) {
        qsort(names, n, sizeof(*names), compare_names);
    }
    for (size_t i = 0; i < n; i++) {
        members[i] = &names[i];
    }
    ab_str reprs = ab_schema_reprs(w, members, n, false);
    free(names);
    return reprs;
}

bool ab_check_unevaluated_properties(walk *w, const ab_schema *node, const rule *r,
                                     const ab_value *instance)
{
    if (instance->kind != AB_OBJECT) {
        return true;
    }
    size_t n;
    const ab_value **rest = unseen(w, node, instance, &n);
    bool valid = n == 0;
    if (!valid && w->list) {
        bool closed = r->value->kind == AB_BOOL;
        ab_str names = names_of(w, rest, n, closed);
        ab_schema_report(w, node, r, instance,
                         closed ? "Unevaluated properties are not allowed (%S %s unexpected)"
                                : "Unevaluated properties are not valid under the given schema "
                                  "(%S %s unevaluated and invalid)",
                         &names, n == 1 ? "was" : "were");
    }
    free(rest);
    return valid;
}
