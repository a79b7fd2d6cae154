#include "declarative/manifest/tree.h"

ab_value ab_tree_object(ab_arena *arena, const ab_value *like, size_t count)
{
    ab_value object = ab_value_object();
    object.line = like->line;
    object.column = like->column;
    object.flags = like->flags;
    uint8_t log = 0;
    while (log < 31 && ((size_t)1 << log) < count) {
        log++;
    }
    if (count > 1) {
        object.capacity = log;
        object.object.members = ab_arena_alloc(arena, sizeof(ab_member) << log);
    }
    return object;
}

void ab_tree_append(ab_arena *arena, ab_value *object, const ab_member *member, ab_value value)
{
    ab_object_append(arena, object, member->key, value);
    ab_member *added = &object->object.members[object->count - 1];
    added->key_line = member->key_line;
    added->key_column = member->key_column;
}
