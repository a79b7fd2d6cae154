#include "declarative/env.h"
#include "declarative/requesters/response.h"

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

/* A first page that was cut out of a parent's record: it has no transfer, only a text. */
static ab_response *copy_response(ab_arena *arena, const ab_response *response)
{
    if (!response) {
        return NULL;
    }
    ab_response *copy = AB_ARENA_NEW(arena, ab_response);
    *copy = (ab_response){
        .status = response->status,
        .headers = ab_value_object(),
        .text = ab_arena_str(arena, response->text),
        .decoder = response->decoder,
        .arena = arena,
        .extracted_count = -1,
    };
    return copy;
}

ab_slice *ab_slice_copy(ab_arena *arena, const ab_slice *slice)
{
    ab_value partition = ab_value_copy(arena, &slice->partition);
    ab_value cursor_slice = ab_value_copy(arena, &slice->cursor_slice);
    ab_value extra_fields = ab_value_copy(arena, &slice->extra_fields);
    ab_slice *copy = ab_slice_new(arena, &partition, &cursor_slice, &extra_fields);
    copy->child_response = copy_response(arena, slice->child_response);
    copy->cursor_entry = slice->cursor_entry;
    copy->job = slice->job;
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
