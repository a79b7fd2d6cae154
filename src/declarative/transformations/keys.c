#include "declarative/transformations/keys.h"

static void rename_into(ab_arena *arena, const ab_value *object, bool deep, ab_key_fn rename,
                        const void *context, ab_buf *name, ab_value *out)
{
    *out = ab_value_object();
    for (size_t i = 0; i < object->count; i++) {
        const ab_member *member = &object->object.members[i];
        ab_buf_clear(name);
        rename(context, member->key, name);
        ab_str key = ab_str_eq(ab_buf_str(name), member->key)
                         ? member->key
                         : ab_arena_str(arena, ab_buf_str(name));
        ab_value value = member->value;
        if (deep && value.kind == AB_OBJECT) {
            rename_into(arena, &member->value, deep, rename, context, name, &value);
        }
        ab_object_set(arena, out, key, value);
    }
}

ab_value ab_rename_keys(ab_arena *arena, const ab_value *object, bool deep, ab_key_fn rename,
                        const void *context)
{
    ab_value out;
    ab_buf name;
    ab_buf_init(&name, AB_BUF_NO_MAX);
    rename_into(arena, object, deep, rename, context, &name, &out);
    ab_buf_free(&name);
    return out;
}
