#include "declarative/place.h"

#include "base/buf.h"

static void append(ab_buf *out, const ab_place *place)
{
    if (!place) {
        return;
    }
    append(out, place->up);
    if (place->name.n) {
        if (out->n) {
            ab_buf_add_char(out, '.');
        }
        ab_buf_add_str(out, place->name);
    } else if (place->index >= 0) {
        ab_buf_printf(out, "[%td]", place->index);
    }
}

ab_str ab_place_text(ab_arena *arena, const ab_place *place)
{
    ab_buf text;
    ab_buf_init(&text, 64 * 1024);
    append(&text, place);
    ab_str copy = ab_arena_str(arena, ab_buf_str(&text));
    ab_buf_free(&text);
    return copy;
}
