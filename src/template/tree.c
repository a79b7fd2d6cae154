/* Trees of templates: InterpolatedMapping and InterpolatedNestedMapping. */
#include "template/ast.h"

#include "json/json.h"

typedef struct tree_member {
    ab_template *key;
    ab_template_tree *value;
} tree_member;

struct ab_template_tree {
    ab_value fixed;        /* a leaf that is no text */
    ab_template *template; /* a text */
    ab_template_tree **items;
    tree_member *members;
    uint32_t count;
    uint8_t kind; /* AB_ARRAY, AB_OBJECT, AB_STRING; AB_NULL: fixed */
    bool drop_null;
};

typedef struct compiler {
    ab_arena *arena;
    ab_template_kind kind;
    unsigned valid_types;
    ab_error *error;
    unsigned depth;
} compiler;

static ab_template_tree *compile(compiler *c, const ab_value *v);

static bool compile_items(compiler *c, ab_template_tree *t, const ab_value *v)
{
    t->items = AB_ARENA_ARRAY(c->arena, ab_template_tree *, v->count + 1);
    for (uint32_t i = 0; i < v->count; i++) {
        t->items[i] = compile(c, &v->items[i]);
        if (!t->items[i]) {
            return false;
        }
    }
    return true;
}

static bool compile_members(compiler *c, ab_template_tree *t, const ab_value *v)
{
    bool nested = c->kind == AB_TEMPLATE_NESTED;
    t->drop_null = nested;
    t->members = AB_ARENA_ARRAY(c->arena, tree_member, v->count + 1);
    for (uint32_t i = 0; i < v->count; i++) {
        const ab_member *m = &v->object.members[i];
        t->members[i].key = ab_template_compile(c->arena, m->key, c->kind,
                                                nested ? c->valid_types : AB_TYPE_STR, c->error);
        t->members[i].value = t->members[i].key ? compile(c, &m->value) : NULL;
        if (!t->members[i].value) {
            ab_error_at(c->error, NULL, m->key_line, m->key_column);
            return false;
        }
    }
    return true;
}

static ab_template_tree *compile(compiler *c, const ab_value *v)
{
    ab_template_tree *t = AB_ARENA_NEW(c->arena, ab_template_tree);
    bool containers = c->kind == AB_TEMPLATE_NESTED || c->depth == 0;
    bool ok = true;
    if (c->depth > AB_JSON_MAX_DEPTH) {
        ab_error_set(c->error, AB_ERROR_CONFIG, "the mapping is nested too deeply");
        return NULL;
    }
    c->depth++;
    t->count = v->count;
    if (v->kind == AB_STRING) {
        t->kind = AB_STRING;
        t->template = ab_template_compile(c->arena, v->text, c->kind, c->valid_types, c->error);
        ok = t->template != NULL;
    } else if (v->kind == AB_ARRAY && containers) {
        t->kind = AB_ARRAY;
        ok = compile_items(c, t, v);
    } else if (v->kind == AB_OBJECT && containers) {
        t->kind = AB_OBJECT;
        ok = compile_members(c, t, v);
    } else {
        t->fixed = *v;
    }
    c->depth--;
    return ok ? t : NULL;
}

ab_template_tree *ab_template_tree_compile(ab_arena *arena, const ab_value *tree,
                                           ab_template_kind kind, unsigned valid_types,
                                           ab_error *error)
{
    compiler c = {arena, kind, valid_types, error, 0};
    return compile(&c, tree);
}

/* A key as JSON writes it, or as str() does. */
static bool key_text(const ab_template_context *context, ab_arena *arena, const ab_value *key,
                     ab_str *out, ab_error *error)
{
    static const ab_str json[] = {{"null", 4}, {"true", 4}, {"false", 5}};
    static const ab_str python[] = {{"None", 4}, {"True", 4}, {"False", 5}};
    const ab_str *names = context->python_keys ? python : json;
    ab_py p = {.arena = arena, .arena_start = ab_arena_bytes(arena)};
    uint64_t hash;
    switch (ab_py_type_of(key)) {
    case PY_STR:
        *out = key->text;
        return true;
    case PY_NONE:
        *out = names[0];
        return true;
    case PY_BOOL:
        *out = key->boolean ? names[1] : names[2];
        return true;
    default:
        if (!ab_py_hash(&p, key, &hash)) {
            return ab_error_set(error, AB_ERROR_CONFIG, "a key must not be a %s",
                                ab_py_type_name(key));
        }
        *out = ab_python_str(arena, key);
        return true;
    }
}

static bool eval_members(const ab_template_tree *t, const ab_template_context *context,
                         ab_arena *arena, ab_value *out, ab_error *error)
{
    *out = ab_value_object();
    for (uint32_t i = 0; i < t->count; i++) {
        ab_value key;
        ab_value value;
        ab_str name;
        if (!ab_template_eval(t->members[i].key, context, arena, &key, error) ||
            !key_text(context, arena, &key, &name, error) ||
            !ab_template_tree_eval(t->members[i].value, context, arena, &value, error)) {
            return false;
        }
        ab_object_set(arena, out, name, value);
    }
    for (uint32_t i = out->count; t->drop_null && i-- > 0;) {
        if (out->object.members[i].value.kind == AB_NULL) {
            ab_object_remove(arena, out, out->object.members[i].key);
        }
    }
    return true;
}

bool ab_template_tree_eval(const ab_template_tree *t, const ab_template_context *context,
                           ab_arena *arena, ab_value *out, ab_error *error)
{
    switch (t->kind) {
    case AB_STRING:
        return ab_template_eval(t->template, context, arena, out, error);
    case AB_OBJECT:
        return eval_members(t, context, arena, out, error);
    case AB_ARRAY:
        *out = ab_value_array();
        for (uint32_t i = 0; i < t->count; i++) {
            ab_value item;
            if (!ab_template_tree_eval(t->items[i], context, arena, &item, error)) {
                return false;
            }
            ab_array_push(arena, out, item);
        }
        return true;
    default:
        *out = t->fixed;
        return true;
    }
}

ab_template_tree *ab_template_tree_broken(ab_arena *arena, const ab_error *why)
{
    ab_template_tree *t = AB_ARENA_NEW(arena, ab_template_tree);
    t->kind = AB_STRING;
    t->template = ab_template_broken(arena, AB_STR(""), why);
    return t;
}

/* ---- Places ---- */

static void set_place(ab_arena *arena, ab_template *t, unsigned line, unsigned column,
                      const ab_template_place *place)
{
    const ab_value *constant;
    if (ab_template_constant(t, &constant)) {
        return;
    }
    ab_template_place *own = AB_ARENA_NEW(arena, ab_template_place);
    *own = *place;
    own->line = line ? line : place->line;
    own->column = line ? column : place->column;
    ab_template_set_place(t, own);
}

void ab_template_tree_set_place(ab_arena *arena, ab_template_tree *t, const ab_value *source,
                                const ab_template_place *place)
{
    if (t->kind == AB_STRING) {
        set_place(arena, t->template, source->line, source->column, place);
    }
    for (uint32_t i = 0; t->kind == AB_ARRAY && i < t->count; i++) {
        ab_template_tree_set_place(arena, t->items[i], &source->items[i], place);
    }
    for (uint32_t i = 0; t->kind == AB_OBJECT && i < t->count; i++) {
        const ab_member *m = &source->object.members[i];
        set_place(arena, t->members[i].key, m->key_line, m->key_column, place);
        ab_template_tree_set_place(arena, t->members[i].value, &m->value, place);
    }
}
