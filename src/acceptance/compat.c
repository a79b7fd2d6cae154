#include "acceptance/compat.h"

#include "acceptance/schema_walk.h"

/* What may become of a type: a spec's may grow, a stream's only become nullable. */
typedef struct comparison {
    ab_at_case *c;
    bool widening;
} comparison;

static bool has_item(const ab_value *list, const ab_value *item)
{
    for (uint32_t i = 0; ab_is(list, AB_ARRAY) && i < list->count; i++) {
        if (ab_value_equal(&list->items[i], item)) {
            return true;
        }
    }
    return false;
}

/* A single type as a list of one. */
static ab_value as_list(ab_arena *arena, const ab_value *type)
{
    if (ab_is(type, AB_ARRAY)) {
        return *type;
    }
    ab_value list = ab_value_array();
    if (type) {
        ab_array_push(arena, &list, *type);
    }
    return list;
}

static void compare_types(const comparison *p, ab_str path, const ab_value *before,
                          const ab_value *now)
{
    const ab_value *old_type = ab_get(before, "type"), *new_type = ab_get(now, "type");
    if (!old_type && !new_type) {
        return;
    }
    ab_value old_list = as_list(p->c->arena, old_type), new_list = as_list(p->c->arena, new_type);
    bool good = old_type && new_type;
    for (uint32_t i = 0; i < old_list.count; i++) {
        good = good && has_item(&new_list, &old_list.items[i]);
    }
    for (uint32_t i = 0; !p->widening && i < new_list.count; i++) {
        good = good && (ab_str_is(ab_text(&new_list.items[i]), "null") ||
                        has_item(&old_list, &new_list.items[i]));
    }
    /* A list in place of one type is a change that says so; one type for another is not. */
    if (!good) {
        ab_at_fail(p->c, "%.*s: type was %.*s and is %.*s", AB_STR_ARG(path),
                   AB_STR_ARG(ab_at_show(p->c->arena, old_type)),
                   AB_STR_ARG(ab_at_show(p->c->arena, new_type)));
    }
}

static void compare_word(const comparison *p, ab_str path, const ab_value *before,
                         const ab_value *now, const char *keyword)
{
    const ab_value *was = ab_get(before, keyword), *is = ab_get(now, keyword);
    if ((was || is) && !(was && is && ab_value_equal(was, is))) {
        ab_at_fail(p->c, "%.*s: %s was %.*s and is %.*s", AB_STR_ARG(path), keyword,
                   AB_STR_ARG(ab_at_show(p->c->arena, was)),
                   AB_STR_ARG(ab_at_show(p->c->arena, is)));
    }
}

static ab_str below(ab_arena *arena, ab_str path, ab_str name)
{
    return ab_arena_printf(arena, "%.*s/%.*s", AB_STR_ARG(path), AB_STR_ARG(name));
}

/* ---------------------------------------------------------------- specs */

static void compare_required(const comparison *p, ab_str path, const ab_value *before,
                             const ab_value *now)
{
    const ab_value *was = ab_get(before, "required"), *is = ab_get(now, "required");
    for (uint32_t i = 0; ab_is(is, AB_ARRAY) && i < is->count; i++) {
        if (!has_item(was, &is->items[i])) {
            ab_at_fail(p->c, "%.*s: %.*s is now required", AB_STR_ARG(path.n ? path : AB_STR("/")),
                       AB_STR_ARG(ab_text(&is->items[i])));
        }
    }
}

static void compare_enums(const comparison *p, ab_str path, const ab_value *before,
                          const ab_value *now)
{
    const ab_value *was = ab_get(before, "enum"), *is = ab_get(now, "enum");
    if (is && !was) {
        ab_at_fail(p->c, "%.*s: an enum was declared on a property that had none",
                   AB_STR_ARG(path));
        return;
    }
    for (uint32_t i = 0; is && ab_is(was, AB_ARRAY) && i < was->count; i++) {
        if (!has_item(is, &was->items[i])) {
            ab_at_fail(p->c, "%.*s: enum has no %.*s any more", AB_STR_ARG(path),
                       AB_STR_ARG(ab_at_show(p->c->arena, &was->items[i])));
        }
    }
}

static void compare_spec(const comparison *p, ab_str path, const ab_value *before,
                         const ab_value *now)
{
    compare_required(p, path, before, now);
    if (path.n) {
        compare_types(p, path, before, now);
        compare_word(p, path, before, now, "format");
        compare_word(p, path, before, now, "airbyte_type");
        compare_enums(p, path, before, now);
    }
    const ab_value *was = ab_get(before, "properties"), *is = ab_get(now, "properties");
    for (uint32_t i = 0; ab_is(was, AB_OBJECT) && i < was->count; i++) {
        const ab_member *member = &was->object.members[i];
        const ab_value *same = ab_object_get(is, member->key);
        ab_str at = below(p->c->arena, path, member->key);
        if (same) {
            compare_spec(p, at, &member->value, same);
        } else if (!path.n) {
            ab_at_fail(p->c, "%.*s was removed", AB_STR_ARG(at));
        }
    }
    const ab_value *items = ab_get(before, "items"), *new_items = ab_get(now, "items");
    if (ab_is(items, AB_OBJECT) && ab_is(new_items, AB_OBJECT)) {
        compare_spec(p, below(p->c->arena, path, AB_STR("[]")), items, new_items);
    }
    const ab_value *options = ab_get(before, "oneOf"), *new_options = ab_get(now, "oneOf");
    for (uint32_t i = 0; ab_at(options, i) && ab_at(new_options, i); i++) {
        ab_str at = ab_arena_printf(p->c->arena, "%.*s(%u)", AB_STR_ARG(path), i);
        compare_spec(p, at, &options->items[i], &new_options->items[i]);
    }
}

void ab_at_compare_specs(ab_at_case *c, const ab_value *before, const ab_value *now)
{
    const comparison p = {c, true};
    compare_spec(&p, (ab_str){0}, before, now);
    ab_at_try_configs(c, before, now);
}

/* ---------------------------------------------------------------- catalogs */

static void compare_schema(const comparison *p, ab_str path, const ab_value *before,
                           const ab_value *now)
{
    const ab_value *was = ab_get(before, "properties"), *is = ab_get(now, "properties");
    for (uint32_t i = 0; ab_is(was, AB_OBJECT) && i < was->count; i++) {
        const ab_member *member = &was->object.members[i];
        const ab_value *same = ab_object_get(is, member->key);
        ab_str at = below(p->c->arena, path, member->key);
        if (!same) {
            ab_at_fail(p->c, "%.*s was removed", AB_STR_ARG(at));
            continue;
        }
        compare_types(p, at, &member->value, same);
        compare_word(p, at, &member->value, same, "format");
        compare_word(p, at, &member->value, same, "airbyte_type");
        compare_schema(p, at, &member->value, same);
    }
    const ab_value *items = ab_get(before, "items"), *new_items = ab_get(now, "items");
    if (ab_is(items, AB_OBJECT) && ab_is(new_items, AB_OBJECT)) {
        compare_types(p, below(p->c->arena, path, AB_STR("[]")), items, new_items);
        compare_schema(p, below(p->c->arena, path, AB_STR("[]")), items, new_items);
    }
}

void ab_at_compare_catalogs(ab_at_case *c, const ab_value *before, const ab_value *now)
{
    const comparison p = {c, false};
    for (uint32_t i = 0; i < before->count; i++) {
        const ab_value *was = &before->items[i];
        ab_str name = ab_get_text(was, "name");
        const ab_value *is = NULL;
        for (uint32_t j = 0; j < now->count; j++) {
            is = ab_str_eq(ab_get_text(&now->items[j], "name"), name) ? &now->items[j] : is;
        }
        if (!is) {
            ab_at_fail(c, "the stream %.*s was removed", AB_STR_ARG(name));
            continue;
        }
        compare_schema(&p, name, ab_get(was, "json_schema"), ab_get(is, "json_schema"));
        const ab_value *cursor = ab_get(was, "default_cursor_field");
        if (ab_is(cursor, AB_ARRAY) && cursor->count > 0) {
            compare_word(&p, name, was, is, "default_cursor_field");
        }
    }
}
