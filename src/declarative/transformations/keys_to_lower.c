/* KeysToLower. */
#include "base/buf.h"
#include "declarative/transformations/transformation.h"
#include "template/unicode.h"

/* Each key is taken out and put back under its lower form, as Python does it, in order. */
static bool transform(const ab_transformation *base, const ab_scope *scope, ab_arena *arena,
                      ab_value *record, ab_error *error)
{
    (void)base;
    (void)scope;
    (void)error;
    size_t n = record->kind == AB_OBJECT ? record->count : 0;
    ab_str *keys = AB_ARENA_ARRAY(arena, ab_str, n + 1);
    for (size_t i = 0; i < n; i++) {
        keys[i] = record->object.members[i].key;
    }
    ab_buf lower;
    ab_buf_init(&lower, AB_BUF_NO_MAX);
    for (size_t i = 0; i < n; i++) {
        const ab_value *found = ab_object_get(record, keys[i]);
        ab_buf_clear(&lower);
        ab_text_convert(&lower, keys[i], AB_CASE_LOWER);
        if (found && !ab_str_eq(ab_buf_str(&lower), keys[i])) {
            ab_value value = *found;
            ab_object_remove(arena, record, keys[i]);
            ab_object_set(arena, record, ab_arena_str(arena, ab_buf_str(&lower)), value);
        }
    }
    ab_buf_free(&lower);
    return true;
}

static const ab_transformation_ops ops = {.transform = transform};

static void *build_transformation(ab_build *build, const ab_component *component, const void *args,
                                  ab_error *error)
{
    (void)component;
    (void)args;
    (void)error;
    return ab_transformation_new(build, &ops);
}

const ab_component_type ab_component_keys_to_lower = {
    .name = "KeysToLower",
    .family = AB_FAMILY_TRANSFORMATION,
    .build = build_transformation,
    .help = "Turns the keys at the top of each record into lower case.",
};
