#include "jsonschema/internal.h"

const rule *ab_schema_rule(const ab_schema *node, const char *name)
{
    for (size_t i = 0; i < node->rule_count; i++) {
        if (strcmp(node->rules[i].keyword->name, name) == 0) {
            return &node->rules[i];
        }
    }
    return NULL;
}

/* The list of a branch of anyOf is cut short too: the whole is invalid all the same. */
static bool is_full(const walk *w)
{
    size_t most = w->options ? w->options->max_violations : 0;
    return !w->list || (most && w->list->n >= most);
}

static bool walk_rules(walk *w, const ab_schema *node, const ab_value *instance)
{
    bool valid = true;
    for (size_t i = 0; i < node->rule_count; i++) {
        const rule *r = &node->rules[i];
        if (r->keyword->check && !r->keyword->check(w, node, r, instance)) {
            valid = false;
            if (is_full(w)) {
                break;
            }
        }
    }
    return valid;
}

bool ab_schema_walk(walk *w, const ab_schema *node, const ab_value *instance)
{
    if (node->source->kind == AB_BOOL) {
        return node->source->boolean ||
               ab_schema_report(w, node, NULL, instance, "False schema does not allow %I",
                                instance);
    }
    if (w->depth >= AB_SCHEMA_MAX_DEPTH) {
        return true;
    }
    w->depth++;
    bool valid = walk_rules(w, node, instance);
    w->depth--;
    return valid;
}

static bool walk_step(walk *w, const ab_schema *node, const ab_value *part, ab_schema_step step)
{
    if (node->source->kind == AB_BOOL) { /* Python leaves this step out, which best_match shows */
        return ab_schema_walk(w, node, part);
    }
    path here = {w->path, step};
    const path *before = w->path;
    w->path = &here;
    bool valid = ab_schema_walk(w, node, part);
    w->path = before;
    return valid;
}

bool ab_schema_walk_member(walk *w, const ab_schema *node, const ab_member *member)
{
    return walk_step(w, node, &member->value, (ab_schema_step){.key = member->key});
}

bool ab_schema_walk_item(walk *w, const ab_schema *node, const ab_value *array, size_t i)
{
    return walk_step(w, node, &array->items[i], (ab_schema_step){.index = i});
}

bool ab_schema_holds(const walk *w, const ab_schema *node, const ab_value *instance)
{
    walk quiet = *w;
    quiet.list = NULL;
    return ab_schema_walk(&quiet, node, instance);
}

bool ab_schema_validate(const ab_schema *schema, const ab_value *instance,
                        const ab_schema_options *options, ab_arena *arena,
                        ab_schema_violations *violations)
{
    violation_list list = {0};
    walk w = {.options = options, .arena = arena, .list = violations ? &list : NULL};
    bool valid = ab_schema_walk(&w, schema, instance);
    if (violations) {
        size_t most = options ? options->max_violations : 0;
        size_t n = most && list.n > most ? most : list.n;
        ab_schema_violation *at = AB_ARENA_ARRAY(arena, ab_schema_violation, n);
        if (n) {
            memcpy(at, list.at, n * sizeof(*at));
        }
        *violations = (ab_schema_violations){at, n};
    }
    AB_VEC_FREE(&list);
    return valid;
}
