#include "declarative/env.h"

static ab_value object_or_empty(const ab_value *v)
{
    return ab_is(v, AB_OBJECT) ? *v : ab_value_object();
}

ab_slice *ab_slice_new(ab_arena *arena, const ab_value *partition, const ab_value *cursor_slice,
                       const ab_value *extra_fields)
{
    ab_slice *slice = AB_ARENA_NEW(arena, ab_slice);
    slice->partition = object_or_empty(partition);
    slice->cursor_slice = object_or_empty(cursor_slice);
    slice->extra_fields = object_or_empty(extra_fields);
    slice->view =
        ab_template_slice(arena, &slice->partition, &slice->cursor_slice, &slice->extra_fields);
    return slice;
}

ab_slice *ab_slice_copy(ab_arena *arena, const ab_slice *slice)
{
    ab_value partition = ab_value_copy(arena, &slice->partition);
    ab_value cursor_slice = ab_value_copy(arena, &slice->cursor_slice);
    ab_value extra_fields = ab_value_copy(arena, &slice->extra_fields);
    ab_slice *copy = ab_slice_new(arena, &partition, &cursor_slice, &extra_fields);
    copy->child_response = slice->child_response;
    return copy;
}

ab_value ab_slice_merged(ab_arena *arena, const ab_slice *slice)
{
    ab_value merged = ab_value_clone(arena, &slice->partition);
    for (size_t i = 0; i < slice->cursor_slice.count; i++) {
        const ab_member *member = &slice->cursor_slice.object.members[i];
        ab_object_set(arena, &merged, member->key, member->value);
    }
    return merged;
}
