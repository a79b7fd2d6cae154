#include "jsonschema/normalize.h"

#include "base/map.h"
#include "jsonschema/convert.h"
#include "jsonschema/internal.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

typedef bool (*convert_fn)(ab_arena *arena, ab_value *v);
typedef struct node node;

/* A member or element: how it is converted, then what is in it. */
typedef struct field {
    ab_str key;
    convert_fn convert; /* or NULL */
    bool keeps_null;
    const char *fault; /* what is wrong with the schema where a value meets it, or NULL */
    node *inner;       /* or NULL */
} field;

typedef enum step_kind {
    STEP_PROPERTIES,
    STEP_ITEMS,
    STEP_TUPLE,
    STEP_REFERENCE,
    STEP_BAD_REFERENCE,
    STEP_BAD_TYPE, /* a type of that name does not exist */
} step_kind;

/* One keyword of a schema, in the order of the schema. */
typedef struct step {
    step_kind kind;
    field *fields; /* one for STEP_ITEMS and STEP_REFERENCE, none for faults */
    uint32_t count;
    const ab_value *value; /* of the keyword */
} step;

struct node {
    step *steps;
    uint32_t count;
};

struct ab_normalizer {
    node *root;
    bool active;
};

typedef struct compiler {
    ab_arena *arena;
    const ab_value *root;
    ab_map nodes; /* by the address of the schema value: references make cycles */
    bool active;
} compiler;

static node *compile_node(compiler *c, const ab_value *schema);

/* ---- Compiling ---- */

/* The only type besides null, or the empty slice. */
static ab_str only_type(const ab_value *schema)
{
    const ab_value *type = ab_get(schema, "type");
    ab_str only = ab_text(type);
    size_t others = 0;
    for (uint32_t i = 0; type && type->kind == AB_ARRAY && i < type->count; i++) {
        if (!ab_str_is(ab_text(&type->items[i]), "null")) {
            only = ab_text(&type->items[i]);
            others++;
        }
    }
    return others > 1 ? (ab_str){NULL, 0} : only;
}

static bool allows_null(const ab_value *schema)
{
    const ab_value *type = ab_get(schema, "type");
    bool allowed = ab_str_is(ab_text(type), "null");
    for (uint32_t i = 0; type && type->kind == AB_ARRAY && i < type->count; i++) {
        allowed = allowed || ab_str_is(ab_text(&type->items[i]), "null");
    }
    return allowed;
}

/* Whether a scalar may be wrapped: the items have no type, or a list of simple ones. (A type that
 * is a mere string is taken apart into its letters by the CDK, and never fits.) */
static bool has_simple_items(const ab_value *schema)
{
    static const char *const simple[] = {"string", "number", "integer", "boolean", "null"};
    const ab_value *items = ab_get(schema, "items");
    const ab_value *type = ab_get(items, "type");
    if (items && items->kind != AB_OBJECT) {
        return false;
    }
    if (!type || type->kind != AB_ARRAY) {
        return !type || (type->kind == AB_STRING && type->text.n == 0);
    }
    for (uint32_t i = 0; i < type->count; i++) {
        bool found = false;
        for (size_t k = 0; k < COUNT(simple); k++) {
            found = found || ab_str_is(ab_text(&type->items[i]), simple[k]);
        }
        if (!found) {
            return false;
        }
    }
    return true;
}

static convert_fn conversion(const ab_value *schema)
{
    static const struct {
        const char *type;
        convert_fn convert;
    } conversions[] = {
        {"string", ab_convert_to_string},   {"number", ab_convert_to_number},
        {"integer", ab_convert_to_integer}, {"boolean", ab_convert_to_boolean},
        {"array", ab_convert_to_array},
    };
    ab_str type = only_type(schema);
    for (size_t i = 0; i < COUNT(conversions); i++) {
        if (ab_str_is(type, conversions[i].type)) {
            bool fits = conversions[i].convert != ab_convert_to_array || has_simple_items(schema);
            return fits ? conversions[i].convert : NULL;
        }
    }
    return NULL;
}

static const char *field_fault(const ab_value *schema)
{
    const ab_value *items = ab_get(schema, "items");
    if (schema->kind != AB_OBJECT) {
        return "a schema has to be an object";
    }
    return ab_str_is(only_type(schema), "array") && items && items->kind != AB_OBJECT
               ? "the items of an array have to be one schema"
               : NULL;
}

static field compile_field(compiler *c, ab_str key, const ab_value *schema, bool converts)
{
    field f = {.key = key, .inner = compile_node(c, schema)};
    if (converts) {
        f.fault = field_fault(schema);
        f.convert = conversion(schema);
        f.keeps_null = allows_null(schema);
        c->active = c->active || f.convert || f.fault;
    }
    return f;
}

static bool compile_properties(compiler *c, const ab_value *v, step *s)
{
    if (v->kind != AB_OBJECT) {
        return false;
    }
    *s = (step){.kind = STEP_PROPERTIES, .count = v->count};
    s->fields = AB_ARENA_ARRAY(c->arena, field, v->count);
    for (uint32_t i = 0; i < v->count; i++) {
        const ab_member *m = &v->object.members[i];
        s->fields[i] = compile_field(c, m->key, &m->value, true);
    }
    return true;
}

static bool compile_items(compiler *c, const ab_value *v, step *s)
{
    bool tuple = v->kind == AB_ARRAY;
    *s = (step){.kind = tuple ? STEP_TUPLE : STEP_ITEMS, .count = tuple ? v->count : 1};
    s->fields = AB_ARENA_ARRAY(c->arena, field, s->count);
    for (uint32_t i = 0; i < s->count; i++) {
        s->fields[i] = compile_field(c, (ab_str){NULL, 0}, tuple ? &v->items[i] : v, !tuple);
    }
    c->active = c->active || tuple;
    return true;
}

static bool compile_reference(compiler *c, const ab_value *v, step *s)
{
    const ab_value *target =
        v->kind == AB_STRING ? ab_schema_resolve(c->arena, c->root, v->text) : NULL;
    if (!target) {
        *s = (step){.kind = STEP_BAD_REFERENCE};
        c->active = true;
        return true;
    }
    *s = (step){.kind = STEP_REFERENCE, .count = 1};
    s->fields = AB_ARENA_ARRAY(c->arena, field, 1);
    s->fields[0] = compile_field(c, (ab_str){NULL, 0}, target, false);
    return true;
}

/* Types convert nothing by themselves: only a wrong one matters. */
static bool compile_type(compiler *c, const ab_value *v, step *s)
{
    if (!ab_shape_fault(SHAPE_TYPE, v) || (v->kind == AB_ARRAY && v->count == 0)) {
        return false;
    }
    *s = (step){.kind = STEP_BAD_TYPE, .value = v};
    c->active = true;
    return true;
}

static node *compile_node(compiler *c, const ab_value *schema)
{
    static const struct {
        const char *keyword;
        bool (*compile)(compiler *c, const ab_value *v, step *s);
    } keywords[] = {{"type", compile_type},
                    {"properties", compile_properties},
                    {"items", compile_items},
                    {"$ref", compile_reference}};
    if (schema->kind != AB_OBJECT) {
        return NULL;
    }
    ab_str address = {(const char *)&schema, sizeof(schema)};
    node *n = ab_map_get(&c->nodes, address);
    if (n) {
        return n;
    }
    n = AB_ARENA_NEW(c->arena, node);
    ab_map_set(&c->nodes, address, n);
    step steps[COUNT(keywords)];
    uint32_t count = 0;
    for (uint32_t i = 0; i < schema->count; i++) {
        const ab_member *m = &schema->object.members[i];
        for (size_t k = 0; k < COUNT(keywords); k++) {
            if (ab_str_is(m->key, keywords[k].keyword) && count < COUNT(keywords)) {
                count += keywords[k].compile(c, &m->value, &steps[count]);
            }
        }
    }
    n->steps = AB_ARENA_ARRAY(c->arena, step, count);
    memcpy(n->steps, steps, count * sizeof(*steps));
    n->count = count;
    return n;
}

ab_normalizer *ab_normalizer_compile(ab_arena *arena, const ab_value *schema)
{
    compiler c = {.arena = arena, .root = schema};
    ab_normalizer *normalizer = AB_ARENA_NEW(arena, ab_normalizer);
    normalizer->root = compile_node(&c, schema);
    normalizer->active = c.active;
    ab_map_free(&c.nodes, NULL);
    return normalizer;
}

bool ab_normalizer_is_active(const ab_normalizer *normalizer)
{
    return normalizer->active;
}

/* ---- Converting ---- */

typedef struct context {
    ab_arena *arena;
    const char *fault; /* the first one met */
    bool changed;
} context;

static void normalize_node(context *c, const node *n, ab_value *v, size_t depth);

static void set_fault(context *c, const char *fault)
{
    c->fault = c->fault ? c->fault : fault;
}

static void normalize_field(context *c, const field *f, ab_value *v, size_t depth)
{
    if (!(f->keeps_null && v->kind == AB_NULL)) {
        set_fault(c, f->fault);
        if (f->convert && f->convert(c->arena, v)) {
            c->changed = true;
        }
    }
    if (f->inner && f->inner->count) {
        normalize_node(c, f->inner, v, depth + 1);
    }
}

static void normalize_properties(context *c, const step *s, ab_value *object, size_t depth)
{
    uint32_t next = 0; /* records mostly have their members in the schema's order */
    for (uint32_t i = 0; i < s->count; i++) {
        const field *f = &s->fields[i];
        ab_value *v;
        if (next < object->count && ab_str_eq(object->object.members[next].key, f->key)) {
            v = &object->object.members[next++].value;
        } else {
            v = ab_object_find(object, f->key);
        }
        if (v) {
            normalize_field(c, f, v, depth);
        }
    }
}

static void normalize_items(context *c, const step *s, ab_value *array, size_t depth)
{
    if (s->kind == STEP_TUPLE && array->count) {
        set_fault(c, "the items of an array have to be one schema");
    }
    for (uint32_t i = 0; i < array->count && (s->kind == STEP_ITEMS || i < s->count); i++) {
        normalize_field(c, &s->fields[s->kind == STEP_ITEMS ? 0 : i], &array->items[i], depth);
    }
}

/* As the CDK meets it: an unknown type is told only if none before it fits. */
static void check_type(context *c, const ab_value *types, const ab_value *v)
{
    static const ab_schema any = {.draft = AB_SCHEMA_DRAFT7};
    size_t n = types->kind == AB_ARRAY ? types->count : 1;
    for (size_t i = 0; i < n; i++) {
        const ab_value *type = types->kind == AB_ARRAY ? &types->items[i] : types;
        if (ab_shape_fault(SHAPE_TYPE, type)) {
            set_fault(c, "a type is not one of JSON Schema's");
            return;
        }
        if (ab_schema_is_type(&any, NULL, ab_text(type), v)) {
            return;
        }
    }
}

static void normalize_node(context *c, const node *n, ab_value *v, size_t depth)
{
    for (uint32_t i = 0; i < n->count && depth <= AB_SCHEMA_MAX_DEPTH; i++) {
        const step *s = &n->steps[i];
        if (s->kind == STEP_BAD_TYPE) {
            check_type(c, s->value, v);
        } else if (s->kind == STEP_BAD_REFERENCE) {
            set_fault(c, "a reference leads nowhere");
        } else if (s->kind == STEP_REFERENCE) {
            normalize_field(c, &s->fields[0], v, depth);
        } else if (s->kind == STEP_PROPERTIES && v->kind == AB_OBJECT) {
            normalize_properties(c, s, v, depth);
        } else if (s->kind != STEP_PROPERTIES && v->kind == AB_ARRAY) {
            normalize_items(c, s, v, depth);
        }
    }
}

bool ab_normalize(const ab_normalizer *normalizer, ab_arena *arena, ab_value *record, bool *changed,
                  ab_error *error)
{
    context c = {.arena = arena};
    if (normalizer->active && normalizer->root) {
        normalize_node(&c, normalizer->root, record, 0);
    }
    *changed = c.changed;
    return !c.fault ||
           ab_error_set(error, AB_ERROR_SYSTEM, "The stream's schema is not valid: %s", c.fault);
}
