#include "acceptance/schema_walk.h"

#include "json/json.h"

#include <stdio.h>

/* References that lead in a circle, and values that are nested without end. */
enum { MAX_DEPTH = 64, SHOWN_BYTES = 200 };

/* ---------------------------------------------------------------- parts of a schema */

bool ab_at_is_property(const ab_at_node *node)
{
    return node->up && node->key.p && node->up->key.p && ab_str_is(node->up->key, "properties") &&
           !ab_at_is_property(node->up);
}

bool ab_at_is_keyword(const ab_at_node *node, const char *keyword)
{
    return node->key.p && ab_str_is(node->key, keyword) && !ab_at_is_property(node);
}

static bool is_data(const ab_at_node *node)
{
    static const char *const keywords[] = {"default", "examples", "enum", "const"};
    for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++) {
        if (ab_at_is_keyword(node, keywords[i])) {
            return true;
        }
    }
    return false;
}

static void each_part(const ab_at_node *node, ab_at_visit visit, void *context)
{
    const ab_value *value = node->value;
    if (value->kind == AB_OBJECT) {
        for (uint32_t i = 0; i < value->count; i++) {
            const ab_member *member = &value->object.members[i];
            const ab_at_node child = {.value = &member->value, .key = member->key, .up = node};
            visit(context, &child);
        }
    } else if (value->kind == AB_ARRAY) {
        for (uint32_t i = 0; i < value->count; i++) {
            const ab_at_node child = {.value = &value->items[i], .index = i, .up = node};
            visit(context, &child);
        }
    }
}

/* What goes down through a value: `name` is only that of a search. */
typedef struct descent {
    const char *name;
    ab_at_visit visit;
    void *context;
} descent;

static void walk_node(void *context, const ab_at_node *node)
{
    const descent *d = context;
    d->visit(d->context, node);
    if (!is_data(node)) {
        each_part(node, walk_node, context);
    }
}

static void search_node(void *context, const ab_at_node *node)
{
    const descent *d = context;
    if (node->key.p && ab_str_is(node->key, d->name)) {
        d->visit(d->context, node);
    }
    each_part(node, search_node, context);
}

void ab_at_walk(const ab_value *schema, ab_at_visit visit, void *context)
{
    descent d = {NULL, visit, context};
    if (schema) {
        walk_node(&d, &(ab_at_node){.value = schema});
    }
}

void ab_at_find(const ab_value *value, const char *name, ab_at_visit visit, void *context)
{
    descent d = {name, visit, context};
    if (value) {
        search_node(&d, &(ab_at_node){.value = value});
    }
}

static void add_path(ab_buf *out, const ab_at_node *node)
{
    if (!node->up) {
        return;
    }
    add_path(out, node->up);
    ab_buf_add_char(out, '/');
    if (node->key.p) {
        ab_buf_add_str(out, node->key);
    } else {
        ab_buf_add_int(out, node->index);
    }
}

ab_str ab_at_node_path(ab_arena *arena, const ab_at_node *node)
{
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    add_path(&out, node);
    ab_str path = ab_arena_str(arena, ab_buf_str(&out));
    ab_buf_free(&out);
    return path;
}

/* ---------------------------------------------------------------- paths */

typedef struct scan {
    ab_arena *arena;
    const ab_value *root;
    bool annotate;
    ab_at_paths *out;
} scan;

static ab_str join(ab_arena *arena, ab_str path, ab_str name)
{
    return ab_arena_printf(arena, "%.*s/%.*s", AB_STR_ARG(path), AB_STR_ARG(name));
}

/* What "#/definitions/x" leads to, or NULL. */
static const ab_value *follow(const ab_value *root, ab_str reference)
{
    const ab_value *at = root;
    if (!ab_str_starts(reference, AB_STR("#"))) {
        return NULL;
    }
    ab_str rest = ab_str_sub(reference, 1, reference.n);
    while (at && rest.n > 1) {
        ptrdiff_t end = ab_str_find(rest, AB_STR("/"), 1);
        size_t n = end < 0 ? rest.n : (size_t)end;
        at = ab_object_get(at, ab_str_sub(rest, 1, n));
        rest = ab_str_sub(rest, n, rest.n);
    }
    return at;
}

static bool has_type(const ab_value *schema, const char *type)
{
    const ab_value *types = ab_get(schema, "type");
    if (!types) {
        return strcmp(type, "object") == 0;
    }
    if (types->kind != AB_ARRAY) {
        return ab_str_is(ab_text(types), type);
    }
    for (uint32_t i = 0; i < types->count; i++) {
        if (ab_str_is(ab_text(&types->items[i]), type)) {
            return true;
        }
    }
    return false;
}

static void scan_schema(const scan *s, const ab_value *schema, ab_str path, bool option, int depth);

static void scan_options(const scan *s, const ab_value *options, ab_str path, int depth)
{
    for (uint32_t i = 0; i < options->count; i++) {
        ab_str at = s->annotate ? ab_arena_printf(s->arena, "%.*s(%u)", AB_STR_ARG(path), i) : path;
        scan_schema(s, &options->items[i], at, true, depth);
    }
}

/* `option`: one of a oneOf, which is an object unless it says otherwise. */
static void scan_schema(const scan *s, const ab_value *schema, ab_str path, bool option, int depth)
{
    const ab_value *reference = ab_get(schema, "$ref");
    if (ab_is(reference, AB_STRING)) {
        schema = follow(s->root, reference->text);
    }
    if (!ab_is(schema, AB_OBJECT) || depth > MAX_DEPTH) {
        return;
    }
    const ab_value *one_of = ab_get(schema, "oneOf");
    const ab_value *any_of = ab_get(schema, "anyOf");
    const ab_value *options = ab_is(one_of, AB_ARRAY) ? one_of : any_of;
    if (ab_is(options, AB_ARRAY)) {
        scan_options(s, options, path, depth + 1);
        return;
    }
    if ((option && !ab_get(schema, "type")) || has_type(schema, "object")) {
        const ab_value *properties = ab_get(schema, "properties");
        if (!ab_is(properties, AB_OBJECT) || properties->count == 0) {
            if (path.n) {
                AB_VEC_PUSH(s->out, path);
            }
            return;
        }
        for (uint32_t i = 0; i < properties->count; i++) {
            const ab_member *member = &properties->object.members[i];
            scan_schema(s, &member->value, join(s->arena, path, member->key), false, depth + 1);
        }
        return;
    }
    if (has_type(schema, "array")) {
        static const ab_value anything = {.kind = AB_OBJECT};
        const ab_value *items = ab_get(schema, "items");
        scan_schema(s, items ? items : &anything, join(s->arena, path, AB_STR("[]")), false,
                    depth + 1);
        return;
    }
    AB_VEC_PUSH(s->out, path);
}

void ab_at_schema_paths(ab_arena *arena, const ab_value *schema, bool annotate, ab_at_paths *out)
{
    const scan s = {arena, schema, annotate, out};
    scan_schema(&s, schema, (ab_str){0}, false, 0);
}

static void value_paths(ab_arena *arena, const ab_value *value, ab_str path, ab_at_paths *out,
                        int depth)
{
    if (path.n) {
        AB_VEC_PUSH(out, path);
    }
    if (depth > MAX_DEPTH) {
        return;
    }
    if (ab_is(value, AB_OBJECT)) {
        for (uint32_t i = 0; i < value->count; i++) {
            const ab_member *member = &value->object.members[i];
            value_paths(arena, &member->value, join(arena, path, member->key), out, depth + 1);
        }
    } else if (ab_is(value, AB_ARRAY) && value->count > 0) {
        value_paths(arena, &value->items[0], join(arena, path, AB_STR("[]")), out, depth + 1);
    }
}

void ab_at_value_paths(ab_arena *arena, const ab_value *value, ab_at_paths *out)
{
    value_paths(arena, value, (ab_str){0}, out, 0);
}

bool ab_at_paths_have(const ab_at_paths *paths, ab_str path)
{
    for (size_t i = 0; i < paths->n; i++) {
        if (ab_str_eq(paths->at[i], path)) {
            return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- differences */

ab_str ab_at_show(ab_arena *arena, const ab_value *value)
{
    if (!value) {
        return AB_STR("nothing");
    }
    ab_str text = ab_json_text(arena, value, AB_JSON_COMPACT);
    size_t n = SHOWN_BYTES;
    if (text.n <= n) {
        return text;
    }
    while (n > 0 && ((unsigned char)text.p[n] & 0xc0) == 0x80) {
        n--; /* not within a character */
    }
    return ab_arena_printf(arena, "%.*s…", (int)n, text.p);
}

typedef struct diff {
    ab_arena *arena;
    size_t most;
    size_t found;
    ab_buf *out;
} diff;

static void add_difference(diff *d, ab_str path, const ab_value *expected, const ab_value *got)
{
    if (d->found++ < d->most) {
        ab_str left = ab_at_show(d->arena, expected), right = ab_at_show(d->arena, got);
        ab_buf_printf(d->out, "%s%.*s: expected %.*s, got %.*s", d->out->n ? "\n" : "",
                      AB_STR_ARG(path.n ? path : AB_STR("/")), AB_STR_ARG(left), AB_STR_ARG(right));
    }
}

static void compare(diff *d, ab_str path, const ab_value *expected, const ab_value *got);

static void compare_objects(diff *d, ab_str path, const ab_value *expected, const ab_value *got)
{
    for (uint32_t i = 0; i < expected->count; i++) {
        const ab_member *member = &expected->object.members[i];
        compare(d, join(d->arena, path, member->key), &member->value,
                ab_object_get(got, member->key));
    }
    for (uint32_t i = 0; i < got->count; i++) {
        const ab_member *member = &got->object.members[i];
        if (!ab_object_get(expected, member->key)) {
            add_difference(d, join(d->arena, path, member->key), NULL, &member->value);
        }
    }
}

static void compare(diff *d, ab_str path, const ab_value *expected, const ab_value *got)
{
    if (expected && got && ab_value_equal(expected, got)) {
        return;
    }
    if (expected && got && expected->kind == AB_OBJECT && got->kind == AB_OBJECT) {
        compare_objects(d, path, expected, got);
    } else if (expected && got && expected->kind == AB_ARRAY && got->kind == AB_ARRAY &&
               expected->count == got->count) {
        for (uint32_t i = 0; i < expected->count; i++) {
            char index[16];
            snprintf(index, sizeof(index), "%u", i);
            compare(d, join(d->arena, path, ab_str_of(index)), &expected->items[i], &got->items[i]);
        }
    } else {
        add_difference(d, path, expected, got);
    }
}

size_t ab_at_diff(ab_arena *arena, const ab_value *expected, const ab_value *got, size_t most,
                  ab_buf *out)
{
    diff d = {arena, most, 0, out};
    compare(&d, (ab_str){0}, expected, got);
    return d.found;
}
