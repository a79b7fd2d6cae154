#include "base/map.h"
#include "jsonschema/internal.h"

#include <stdio.h>

typedef struct compiler {
    ab_arena *arena;
    const ab_value *root;
    ab_schema_draft draft;
    bool lenient, open_references;
    ab_map nodes; /* by the address of the schema value: references make cycles */
    ab_error *error;
} compiler;

/* The way from the root schema to a part of it, for errors. */
typedef struct place {
    const struct place *parent;
    ab_str key;
} place;

static bool compile_node(compiler *c, const ab_value *v, const place *at, ab_schema **out);

static void add_place(ab_buf *out, const place *at)
{
    if (at->parent) {
        add_place(out, at->parent);
        ab_buf_add_char(out, '/');
        ab_buf_add_str(out, at->key);
    } else {
        ab_buf_add_char(out, '#');
    }
}

/* A lenient compilation fails only where the whole is no schema; it leaves out what fails inside.
 */
static bool fail(compiler *c, const ab_value *v, const place *at, const char *problem)
{
    if (c->lenient && at->parent) {
        return false;
    }
    ab_buf where;
    ab_buf_init(&where, 4096);
    add_place(&where, at);
    ab_error_set(c->error, AB_ERROR_CONFIG, "The JSON schema is not valid: %.*s %s",
                 AB_STR_ARG(ab_buf_str(&where)), problem);
    ab_buf_free(&where);
    return ab_error_at(c->error, NULL, v->line, v->column);
}

static const keyword *find_keyword(const compiler *c, ab_str name)
{
    for (size_t i = 0; i < ab_schema_keyword_count; i++) {
        const keyword *k = &ab_schema_keywords[i];
        if (k->drafts & 1 << c->draft && ab_str_is(name, k->name)) {
            return k;
        }
    }
    return NULL;
}

/* ---- The parts of a keyword ---- */

static bool compile_pattern(compiler *c, ab_str pattern, const ab_value *v, const place *at,
                            void **out)
{
    *out = ab_pattern_compile(c->arena, pattern);
    return *out || fail(c, v, at, "is not a valid regular expression");
}

static bool is_schema(const ab_value *v)
{
    return v->kind == AB_OBJECT || v->kind == AB_BOOL;
}

static bool compile_branch(compiler *c, ab_shape shape, const place *at, branch *b)
{
    if (shape == SHAPE_PATTERN_MAP && !compile_pattern(c, b->key, b->value, at, &b->pattern)) {
        return false;
    }
    return !is_schema(b->value) || compile_node(c, b->value, at, &b->schema);
}

static bool compile_branches(compiler *c, rule *r, const place *at)
{
    const ab_value *v = r->value;
    ab_shape shape = r->keyword->shape;
    bool needs_schema = shape != SHAPE_DEPENDENCIES && shape != SHAPE_STRINGS_MAP;
    r->branches = AB_ARENA_ARRAY(c->arena, branch, v->count);
    for (uint32_t i = 0; i < v->count; i++) {
        branch *b = &r->branches[r->branch_count];
        ab_str name;
        if (v->kind == AB_OBJECT) {
            *b = (branch){.key = v->object.members[i].key, .value = &v->object.members[i].value};
            name = b->key;
        } else {
            *b = (branch){.value = &v->items[i]};
            name = ab_arena_printf(c->arena, "%u", i);
        }
        bool usable = is_schema(b->value) || (!needs_schema && b->value->kind == AB_ARRAY);
        place inner = {at, name};
        if (usable && compile_branch(c, shape, &inner, b)) {
            r->branch_count++;
        } else if (!c->lenient) {
            return false;
        }
    }
    return true;
}

static bool compile_reference(compiler *c, rule *r, const place *at)
{
    static const ab_value anything = {.kind = AB_BOOL, .boolean = true};
    const ab_value *target = ab_schema_resolve(c->arena, c->root, r->value->text);
    if (!target && c->open_references) {
        target = &anything;
    }
    if (!target || !is_schema(target)) {
        return fail(c, r->value, at, "is a reference that leads to no schema");
    }
    return compile_node(c, target, at, &r->schema);
}

static bool compile_parts(compiler *c, rule *r, const place *at)
{
    const ab_value *v = r->value;
    if (r->keyword->check == ab_check_ref) {
        return compile_reference(c, r, at);
    }
    switch (r->keyword->shape) {
    case SHAPE_SCHEMA:
    case SHAPE_SCHEMA_OR_SCHEMAS:
        if (is_schema(v)) {
            return compile_node(c, v, at, &r->schema);
        }
        return compile_branches(c, r, at);
    case SHAPE_SCHEMAS:
    case SHAPE_SCHEMA_MAP:
    case SHAPE_PATTERN_MAP:
    case SHAPE_DEPENDENCIES:
    case SHAPE_STRINGS_MAP:
        return compile_branches(c, r, at);
    case SHAPE_PATTERN:
        return compile_pattern(c, v->text, v, at, &r->pattern);
    default:
        return true;
    }
}

/* ---- Nodes ---- */

/* Whether a lenient compilation can use the sound elements of a list or object. */
static bool has_usable_parts(ab_shape shape, const ab_value *v)
{
    switch (shape) {
    case SHAPE_SCHEMA_MAP:
    case SHAPE_PATTERN_MAP:
    case SHAPE_DEPENDENCIES:
        return v->kind == AB_OBJECT;
    case SHAPE_SCHEMA:
        return v->kind == AB_ARRAY; /* the old form of `items` under a new draft */
    default:
        return false;
    }
}

static bool compile_rule(compiler *c, ab_schema *node, const ab_member *m, const place *at)
{
    const keyword *k = find_keyword(c, m->key);
    if (!k || (c->lenient && !k->check && k->shape != SHAPE_SCHEMA)) {
        return true;
    }
    place inner = {at, m->key};
    const char *fault = ab_shape_fault(k->shape, &m->value);
    if (!fault && !c->lenient && ab_shape_repeats(k->shape, &m->value)) {
        fault = "a list without repeats";
    }
    if (fault && !c->lenient) {
        char problem[160];
        snprintf(problem, sizeof(problem), "has to be %s", fault);
        return fail(c, &m->value, &inner, problem);
    }
    if (fault && !has_usable_parts(k->shape, &m->value)) {
        return true;
    }
    rule *r = &node->rules[node->rule_count];
    *r = (rule){.keyword = k, .value = &m->value};
    if (compile_parts(c, r, &inner)) {
        node->rule_count++;
        return true;
    }
    return c->lenient;
}

/* Up to draft-07 a reference stands alone: what is beside it has to be sound, but does not count.
 */
static void keep_lone_reference(ab_schema *node)
{
    const rule *reference = ab_schema_rule(node, "$ref");
    if (node->draft <= AB_SCHEMA_DRAFT7 && reference) {
        node->rules[0] = *reference;
        node->rule_count = 1;
    }
}

static bool compile_node(compiler *c, const ab_value *v, const place *at, ab_schema **out)
{
    ab_str key = {(const char *)&v, sizeof(v)};
    *out = ab_map_get(&c->nodes, key);
    if (*out) {
        return true;
    }
    ab_schema *node = AB_ARENA_NEW(c->arena, ab_schema);
    node->source = v;
    node->draft = c->draft;
    *out = node;
    ab_map_set(&c->nodes, key, node);
    if (v->kind != AB_OBJECT) {
        return true;
    }
    node->rules = AB_ARENA_ARRAY(c->arena, rule, v->count);
    for (uint32_t i = 0; i < v->count; i++) {
        if (!compile_rule(c, node, &v->object.members[i], at)) {
            return false;
        }
    }
    keep_lone_reference(node);
    return true;
}

static ab_schema_draft draft_of(const ab_value *schema)
{
    static const struct {
        const char *id; /* as in "$schema", without scheme and fragment */
        ab_schema_draft draft;
    } ids[] = {
        {"json-schema.org/draft-03/schema", AB_SCHEMA_DRAFT4},
        {"json-schema.org/draft-04/schema", AB_SCHEMA_DRAFT4},
        {"json-schema.org/draft-06/schema", AB_SCHEMA_DRAFT6},
        {"json-schema.org/draft-07/schema", AB_SCHEMA_DRAFT7},
        {"json-schema.org/draft/2019-09/schema", AB_SCHEMA_2019_09},
    };
    ab_str id = ab_get_text(schema, "$schema");
    id.n -= ab_str_ends(id, AB_STR("#"));
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        const char *scheme = ids[i].draft == AB_SCHEMA_2019_09 ? "https://" : "http://";
        ab_str rest = ab_str_sub(id, strlen(scheme), id.n);
        if (ab_str_starts(id, ab_str_of(scheme)) && ab_str_is(rest, ids[i].id)) {
            return ids[i].draft;
        }
    }
    return AB_SCHEMA_2020_12;
}

ab_schema *ab_schema_compile(ab_arena *arena, const ab_value *schema,
                             const ab_schema_compile_options *options, ab_error *error)
{
    ab_error ignored = {0};
    compiler c = {.arena = arena, .root = schema, .error = error ? error : &ignored};
    if (options) {
        c.draft = options->draft;
        c.lenient = options->lenient;
        c.open_references = options->open_references;
    }
    if (c.draft == AB_SCHEMA_BY_SCHEMA) {
        c.draft = draft_of(schema);
    }
    place root = {NULL, {NULL, 0}};
    ab_schema *compiled = NULL;
    if (!is_schema(schema)) {
        fail(&c, schema, &root, "has to be a schema (an object or a boolean)");
    } else if (!compile_node(&c, schema, &root, &compiled)) {
        compiled = NULL;
    }
    ab_map_free(&c.nodes, NULL);
    ab_error_clear(&ignored);
    return compiled;
}
