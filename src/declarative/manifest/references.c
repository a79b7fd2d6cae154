#include "declarative/manifest/manifest.h"

#include "base/map.h"
#include "declarative/manifest/tree.h"
#include "declarative/names.h"

/* Deeper than what the YAML and JSON parsers let in can only come from references to references. */
#define MAX_DEPTH 1000

typedef struct resolver {
    ab_arena *arena;
    const ab_value *manifest;
    ab_map resolved;   /* reference → ab_value *: what it stands for */
    ab_map active;     /* references that are being resolved */
    ab_manifest *gaps; /* gathers those that lead nowhere; NULL: the first is an error */
    unsigned depth;
} resolver;

static bool evaluate(resolver *r, const ab_value *node, ab_value *out, ab_error *error);

static bool fail(const ab_value *node, ab_error *error, const char *what)
{
    ab_error_set(error, AB_ERROR_CONFIG, "%s: %.*s", what, AB_STR_ARG(ab_text(node)));
    return ab_error_at(error, NULL, node->line, node->column);
}

/* Members of an object are found by name, elements of a list by number. */
static const ab_value *step(const ab_value *node, ab_str name)
{
    if (ab_is(node, AB_OBJECT)) {
        return ab_object_get(node, name);
    }
    if (!ab_is(node, AB_ARRAY) || !name.n || name.n > 9) {
        return NULL;
    }
    size_t index = 0;
    for (size_t i = 0; i < name.n; i++) {
        if (name.p[i] < '0' || name.p[i] > '9') {
            return NULL;
        }
        index = index * 10 + (size_t)(name.p[i] - '0');
    }
    return ab_at(node, index);
}

/* A key may hold '/': at each level the whole rest of the path is tried first, then its head. */
static const ab_value *look_up(const ab_value *node, ab_str path)
{
    while (path.n) {
        const ab_value *whole = ab_is(node, AB_OBJECT) ? ab_object_get(node, path) : NULL;
        if (whole) {
            return whole;
        }
        ptrdiff_t slash = ab_str_find(path, AB_STR("/"), 0);
        size_t head = slash < 0 ? path.n : (size_t)slash;
        node = step(node, ab_str_sub(path, 0, head));
        if (!node) {
            return NULL;
        }
        path = ab_str_sub(path, head + (slash >= 0), path.n);
    }
    return node;
}

static bool is_reference(const ab_value *node)
{
    return ab_is(node, AB_STRING) && ab_str_starts(node->text, AB_STR("#/"));
}

/* Once for each place: what is referenced twice is met twice. */
static bool note_gap(resolver *r, const ab_value *node)
{
    ab_manifest *gaps = r->gaps;
    for (size_t i = 0; i < gaps->undefined_count; i++) {
        const ab_value *known = gaps->undefined[i];
        if (known->line == node->line && known->column == node->column) {
            return true;
        }
    }
    size_t bytes = gaps->undefined_count * sizeof(*gaps->undefined);
    gaps->undefined =
        ab_arena_grow(r->arena, gaps->undefined, bytes, bytes + sizeof(*gaps->undefined));
    gaps->undefined[gaps->undefined_count++] = node;
    return true;
}

static bool evaluate_reference(resolver *r, const ab_value *node, ab_value *out, ab_error *error)
{
    ab_str reference = node->text;
    const ab_value *known = ab_map_get(&r->resolved, reference);
    if (known) {
        *out = *known;
        return true;
    }
    if (ab_map_has(&r->active, reference)) {
        return fail(node, error, "Circular reference");
    }
    const ab_value *target = look_up(r->manifest, ab_str_sub(reference, 2, reference.n));
    if (!target) {
        *out = *node;
        return r->gaps ? note_gap(r, node) : fail(node, error, "Undefined reference");
    }
    ab_map_set(&r->active, reference, r);
    bool ok = evaluate(r, target, out, error);
    ab_map_remove(&r->active, reference);
    if (!ok) {
        return ab_error_at(error, NULL, node->line, node->column);
    }
    ab_value *kept = AB_ARENA_NEW(r->arena, ab_value);
    *kept = *out;
    ab_map_set(&r->resolved, reference, kept);
    return true;
}

static bool is_same(const ab_value *a, const ab_value *b)
{
    return memcmp(a, b, sizeof *a) == 0;
}

/* config_overrides holds values of a config, which may look like references but are none. */
static bool evaluate_member(resolver *r, const ab_member *member, ab_value *out, ab_error *error)
{
    *out = member->value;
    return ab_str_is(member->key, "config_overrides") || evaluate(r, &member->value, out, error);
}

static void copy_members(resolver *r, const ab_value *node, size_t count, ab_value *out)
{
    *out = ab_tree_object(r->arena, node, node->count);
    for (size_t i = 0; i < count; i++) {
        ab_tree_append(r->arena, out, &node->object.members[i], node->object.members[i].value);
    }
}

/* Shares the members of an object in which nothing refers to anything. */
static bool evaluate_members(resolver *r, const ab_value *node, ab_value *out, ab_error *error)
{
    bool shared = true;
    *out = *node;
    for (size_t i = 0; i < node->count; i++) {
        const ab_member *member = &node->object.members[i];
        bool is_ref = ab_str_is(member->key, "$ref");
        ab_value value;
        if (!is_ref && !evaluate_member(r, member, &value, error)) {
            return false;
        }
        if (shared && (is_ref || !is_same(&value, &member->value))) {
            copy_members(r, node, i, out);
            shared = false;
        }
        if (!shared && !is_ref) {
            ab_tree_append(r->arena, out, member, value);
        }
    }
    if (!shared) {
        ab_object_seal(r->arena, out);
    }
    return true;
}

/* The referenced members first, then the node's own in their places: those win. */
static ab_value merge(ab_arena *arena, const ab_value *referenced, const ab_value *own)
{
    ab_value merged = ab_tree_object(arena, own, referenced->count + own->count);
    const ab_value *parts[] = {referenced, own};
    for (size_t p = 0; p < 2; p++) {
        for (size_t i = 0; i < parts[p]->count; i++) {
            const ab_member *member = &parts[p]->object.members[i];
            ab_value *place = ab_object_set(arena, &merged, member->key, member->value);
            ab_member *added = (ab_member *)((char *)place - offsetof(ab_member, value));
            added->key_line = member->key_line;
            added->key_column = member->key_column;
        }
    }
    return merged;
}

static bool evaluate_object(resolver *r, const ab_value *node, ab_value *out, ab_error *error)
{
    const ab_value *ref = ab_get(node, "$ref");
    if (!evaluate_members(r, node, out, error)) {
        return false;
    }
    if (!ref) {
        return true;
    }
    ab_value referenced;
    if (!evaluate(r, ref, &referenced, error)) {
        return false;
    }
    *out = referenced.kind != AB_OBJECT ? referenced
           : out->count                 ? merge(r->arena, &referenced, out)
                                        : referenced;
    return true;
}

static bool evaluate_array(resolver *r, const ab_value *node, ab_value *out, ab_error *error)
{
    ab_value *items = NULL;
    *out = *node;
    for (size_t i = 0; i < node->count; i++) {
        ab_value item;
        if (!evaluate(r, &node->items[i], &item, error)) {
            return false;
        }
        if (!items && !is_same(&item, &node->items[i])) {
            items = AB_ARENA_ARRAY(r->arena, ab_value, node->count);
            memcpy(items, node->items, i * sizeof *items);
            out->items = items;
            out->capacity = 0;
        }
        if (items) {
            items[i] = item;
        }
    }
    return true;
}

static bool evaluate(resolver *r, const ab_value *node, ab_value *out, ab_error *error)
{
    if (r->depth >= MAX_DEPTH) {
        ab_error_set(error, AB_ERROR_CONFIG, "The manifest is nested too deep.");
        return ab_error_at(error, NULL, node->line, node->column);
    }
    bool ok = true;
    r->depth++;
    if (node->kind == AB_OBJECT) {
        ok = evaluate_object(r, node, out, error);
    } else if (node->kind == AB_ARRAY) {
        ok = evaluate_array(r, node, out, error);
    } else if (is_reference(node)) {
        ok = evaluate_reference(r, node, out, error);
    } else {
        *out = *node;
    }
    r->depth--;
    return ok;
}

static bool resolve(ab_arena *arena, const ab_value *manifest, ab_manifest *gaps, ab_value *out,
                    ab_error *error)
{
    resolver r = {.arena = arena, .manifest = manifest, .gaps = gaps};
    bool ok = evaluate(&r, manifest, out, error);
    ab_map_free(&r.resolved, NULL);
    ab_map_free(&r.active, NULL);
    return ok;
}

bool ab_manifest_resolve_references(ab_arena *arena, const ab_value *manifest, ab_value *out,
                                    ab_error *error)
{
    return resolve(arena, manifest, NULL, out, error);
}

bool ab_manifest_resolve_most(ab_arena *arena, const ab_value *manifest, ab_manifest *gaps,
                              ab_value *out, ab_error *error)
{
    return resolve(arena, manifest, gaps, out, error);
}

ab_str ab_manifest_nearest_reference(ab_arena *arena, const ab_value *manifest, ab_str reference)
{
    const ab_value *node = manifest;
    size_t at = 2; /* behind "#/" */
    while (at < reference.n) {
        ptrdiff_t slash = ab_str_find(reference, AB_STR("/"), at);
        size_t end = slash < 0 ? reference.n : (size_t)slash;
        ab_nearest nearest = {.word = ab_str_sub(reference, at, end)};
        const ab_value *below = step(node, nearest.word);
        for (uint32_t i = 0; !below && ab_is(node, AB_OBJECT) && i < node->count; i++) {
            ab_nearest_offer(&nearest, node->object.members[i].key);
        }
        if (!below) {
            ab_str rest = ab_str_sub(reference, end, reference.n);
            ab_str meant = ab_arena_printf(arena, "%.*s%.*s%.*s", (int)at, reference.p,
                                           AB_STR_ARG(nearest.best), AB_STR_ARG(rest));
            bool leads = nearest.best.n && look_up(manifest, ab_str_sub(meant, 2, meant.n));
            return leads ? meant : (ab_str){NULL, 0};
        }
        node = below;
        at = end + 1;
    }
    return (ab_str){NULL, 0};
}
