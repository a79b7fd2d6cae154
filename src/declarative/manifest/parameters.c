#include "declarative/manifest/default_types.h"
#include "declarative/manifest/manifest.h"
#include "declarative/manifest/tree.h"

#include <stdio.h>

#define MAX_DEPTH 500

typedef struct walk {
    ab_arena *arena;
    bool parent_wins;
    size_t nodes;
    unsigned depth;
} walk;

static bool propagate(walk *w, const ab_value *component, ab_str parent, const ab_value *inherited,
                      ab_value *out, ab_error *error);

/* A copy of an object with containers of its own one level deep, without the member `but`, and with
 * room for `more`. */
static ab_value copy_object(ab_arena *arena, const ab_value *object, const char *but, size_t more)
{
    ab_value copy = ab_tree_object(arena, object, object->count + more);
    for (size_t i = 0; i < object->count; i++) {
        const ab_member *member = &object->object.members[i];
        if (!but || !ab_str_is(member->key, but)) {
            ab_tree_append(arena, &copy, member, member->value);
        }
    }
    ab_object_seal(arena, &copy);
    return copy;
}

static void set_all(ab_arena *arena, ab_value *to, const ab_value *from)
{
    for (size_t i = 0; i < from->count; i++) {
        ab_object_set(arena, to, from->object.members[i].key, from->object.members[i].value);
    }
}

static bool combine(walk *w, const ab_value *component, const ab_value *inherited, ab_value *out,
                    ab_error *error)
{
    const ab_value *own = ab_get(component, "$parameters");
    if (own && own->kind != AB_OBJECT) {
        ab_error_set(error, AB_ERROR_CONFIG, "$parameters must be an object, not %s",
                     ab_value_type_name(own));
        return ab_error_at(error, NULL, own->line, own->column);
    }
    if (!own) {
        *out = copy_object(w->arena, inherited, NULL, 0);
        return true;
    }
    *out = copy_object(w->arena, w->parent_wins ? own : inherited, NULL,
                       w->parent_wins ? inherited->count : own->count);
    set_all(w->arena, out, w->parent_wins ? inherited : own);
    return true;
}

/* JSON schemas stand among components and look like them: "type: object", a list of types, or a
 * property that is called "type". */
static bool is_json_schema(const ab_value *type)
{
    return ab_str_is(ab_text(type), "object") || ab_is(type, AB_ARRAY) || ab_is(type, AB_OBJECT);
}

static void fill_in_type(walk *w, ab_value *component, ab_str parent)
{
    if (ab_get(component, "type")) {
        return;
    }
    const char *type = ab_manifest_default_type(parent, ab_get(component, "class_name") != NULL);
    if (type) {
        ab_set(w->arena, component, "type", ab_value_cstr(type));
    }
}

static bool is_typed(const ab_value *value)
{
    return ab_is(value, AB_OBJECT) && ab_value_truthy(ab_get(value, "type")) &&
           ab_get(value, "type");
}

/* An object that is no component: only its typed members take part, as if they stood in its place.
 */
static bool propagate_plain(walk *w, ab_value *object, ab_str parent, const ab_value *parameters,
                            ab_error *error)
{
    for (size_t i = 0; i < object->count; i++) {
        ab_value *value = &object->object.members[i].value;
        if (is_typed(value) && !propagate(w, value, parent, parameters, value, error)) {
            return false;
        }
    }
    return true;
}

/* A parameter never overrides a member, unless that is null, false, 0 or empty. */
static void set_parameters(walk *w, ab_value *component, const ab_value *parameters)
{
    for (size_t i = 0; i < parameters->count; i++) {
        const ab_member *p = &parameters->object.members[i];
        const ab_value *old = ab_object_get(component, p->key);
        if (!old || !ab_value_truthy(old)) {
            ab_object_set(w->arena, component, p->key, p->value);
        }
    }
}

static bool propagate_list(walk *w, ab_value *list, ab_str place, const ab_value *parameters,
                           ab_error *error)
{
    ab_value *items = AB_ARENA_ARRAY(w->arena, ab_value, list->count + 1);
    for (size_t i = 0; i < list->count; i++) {
        items[i] = list->items[i];
        if (items[i].kind == AB_OBJECT &&
            !propagate(w, &list->items[i], place, parameters, &items[i], error)) {
            return false;
        }
    }
    list->items = items;
    list->capacity = 0;
    return true;
}

/* The parameter with the member's own name is left out below it (it would nest without end), and
 * put back after, unless it is falsy: then it is lost for the members that follow. */
static bool propagate_member(walk *w, ab_member *member, ab_str type, ab_value *parameters,
                             ab_error *error)
{
    if (member->value.kind != AB_OBJECT && member->value.kind != AB_ARRAY) {
        return true;
    }
    const ab_value *own = ab_object_get(parameters, member->key);
    ab_value excluded = own ? *own : ab_value_null();
    if (own) {
        ab_object_remove(w->arena, parameters, member->key);
    }
    ab_str place =
        ab_arena_printf(w->arena, "%.*s.%.*s", AB_STR_ARG(type), AB_STR_ARG(member->key));
    bool ok = member->value.kind == AB_ARRAY
                  ? propagate_list(w, &member->value, place, parameters, error)
                  : propagate(w, &member->value, place, parameters, &member->value, error);
    if (own && ab_value_truthy(&excluded)) {
        ab_object_set(w->arena, parameters, member->key, excluded);
    }
    return ok;
}

static bool propagate_members(walk *w, ab_value *component, ab_value *parameters, ab_error *error)
{
    ab_str type = ab_get_text(component, "type");
    bool is_root = ab_str_is(type, "DeclarativeSource");
    set_parameters(w, component, parameters);
    for (size_t i = 0; i < component->count; i++) {
        ab_member *member = &component->object.members[i];
        /* Nothing reads these once references are resolved. */
        if (is_root &&
            (ab_str_is(member->key, "definitions") || ab_str_is(member->key, "schemas"))) {
            continue;
        }
        if (!propagate_member(w, member, type, parameters, error)) {
            return false;
        }
    }
    if (parameters->count) {
        ab_set(w->arena, component, "$parameters", *parameters);
    }
    return true;
}

static bool too_much(walk *w, const ab_value *component, ab_error *error)
{
    w->nodes += component->count + 1;
    if (w->nodes <= AB_MANIFEST_MAX_NODES && w->depth < MAX_DEPTH) {
        return false;
    }
    ab_error_set(error, AB_ERROR_CONFIG,
                 w->depth >= MAX_DEPTH ? "Components are nested too deep here."
                                       : "The manifest's references expand to too many values.");
    ab_error_at(error, NULL, component->line, component->column);
    return true;
}

static bool propagate(walk *w, const ab_value *component, ab_str parent, const ab_value *inherited,
                      ab_value *out, ab_error *error)
{
    ab_value parameters;
    if (too_much(w, component, error) || !combine(w, component, inherited, &parameters, error)) {
        return false;
    }
    ab_value result = copy_object(w->arena, component, "$parameters", parameters.count + 2);
    fill_in_type(w, &result, parent);
    const ab_value *type = ab_get(&result, "type");
    bool ok = true;
    w->depth++;
    if (!type) {
        ok = propagate_plain(w, &result, parent, &parameters, error);
    } else if (!is_json_schema(type)) {
        ok = propagate_members(w, &result, &parameters, error);
    }
    w->depth--;
    *out = result;
    return ok;
}

bool ab_manifest_propagate(ab_arena *arena, const ab_value *component, ab_str parent,
                           bool parent_wins, ab_value *out, ab_error *error)
{
    walk w = {.arena = arena, .parent_wins = parent_wins};
    ab_value none = ab_value_object();
    return propagate(&w, component, parent, &none, out, error);
}
