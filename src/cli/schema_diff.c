/* A declared schema against what records have. */
#include "cli/test_read.h"

typedef struct diff {
    ab_arena *arena;
    ab_value out;
} diff;

static void tell(diff *d, ab_str path, const char *problem, const ab_value *declared,
                 const ab_value *inferred)
{
    ab_value one = ab_value_object();
    ab_set(d->arena, &one, "path", ab_value_str(path));
    ab_set(d->arena, &one, "problem", ab_value_cstr(problem));
    if (declared) {
        ab_set(d->arena, &one, "declared", *declared);
    }
    if (inferred) {
        ab_set(d->arena, &one, "inferred", *inferred);
    }
    ab_array_push(d->arena, &d->out, one);
}

static bool has_type(const ab_value *types, ab_str type)
{
    if (ab_is(types, AB_STRING)) {
        return ab_str_eq(types->text, type);
    }
    for (uint32_t i = 0; ab_is(types, AB_ARRAY) && i < types->count; i++) {
        if (ab_str_eq(ab_text(&types->items[i]), type)) {
            return true;
        }
    }
    return false;
}

/* Whether the declared types take all that were found; null is never proved by what is inferred. */
static bool takes(const ab_value *declared, const ab_value *found)
{
    uint32_t n = ab_is(found, AB_ARRAY) ? found->count : 1;
    for (uint32_t i = 0; i < n; i++) {
        ab_str type = ab_text(ab_is(found, AB_ARRAY) ? &found->items[i] : found);
        bool good = has_type(declared, type) || ab_str_is(type, "null") ||
                    (ab_str_is(type, "integer") && has_type(declared, AB_STR("number")));
        if (!good) {
            return false;
        }
    }
    return true;
}

static void compare(diff *d, ab_str path, const ab_value *declared, const ab_value *inferred);

static ab_str below(diff *d, ab_str path, ab_str name)
{
    return ab_arena_printf(d->arena, "%.*s%s%.*s", AB_STR_ARG(path), path.n ? "." : "",
                           AB_STR_ARG(name));
}

static void compare_properties(diff *d, ab_str path, const ab_value *declared,
                               const ab_value *inferred)
{
    for (uint32_t i = 0; ab_is(inferred, AB_OBJECT) && i < inferred->count; i++) {
        const ab_member *member = &inferred->object.members[i];
        const ab_value *same = ab_object_get(declared, member->key);
        ab_str at = below(d, path, member->key);
        if (same) {
            compare(d, at, same, &member->value);
        } else {
            tell(d, at, "undeclared", NULL, &member->value);
        }
    }
    for (uint32_t i = 0; ab_is(declared, AB_OBJECT) && i < declared->count; i++) {
        const ab_member *member = &declared->object.members[i];
        if (!ab_object_get(inferred, member->key)) {
            tell(d, below(d, path, member->key), "unseen", &member->value, NULL);
        }
    }
}

static void compare(diff *d, ab_str path, const ab_value *declared, const ab_value *inferred)
{
    const ab_value *types = ab_get(declared, "type"), *found = ab_get(inferred, "type");
    if (types && found && !takes(types, found)) {
        tell(d, path, "type", types, found);
        return;
    }
    const ab_value *properties = ab_get(declared, "properties");
    if (ab_is(properties, AB_OBJECT) && properties->count > 0) {
        compare_properties(d, path, properties, ab_get(inferred, "properties"));
    }
    const ab_value *items = ab_get(declared, "items"), *found_items = ab_get(inferred, "items");
    if (ab_is(items, AB_OBJECT) && found_items) {
        compare(d, below(d, path, AB_STR("[]")), items, found_items);
    }
}

ab_value ab_schema_differences(ab_arena *arena, const ab_value *declared, const ab_value *inferred)
{
    diff d = {arena, ab_value_array()};
    if (ab_is(declared, AB_OBJECT)) {
        compare_properties(&d, (ab_str){0}, ab_get(declared, "properties"),
                           ab_get(inferred, "properties"));
    }
    return d.out;
}
