#include "declarative/cursors/cursor.h"

void ab_cursor_describe(ab_stream_cursor *cursor, ab_str cursor_field, bool catalog_defined)
{
    cursor->cursor_field = cursor_field;
    cursor->cursor_path = (ab_strings){&cursor->cursor_field, 1};
    cursor->catalog_defined = catalog_defined;
}

bool ab_cursor_emit(ab_stream_cursor *cursor, ab_state_fn write, const ab_state_sink *sink,
                    ab_error *error)
{
    if (!sink || !sink->emit) {
        return true;
    }
    ab_arena *arena = ab_arena_new();
    ab_value value;
    bool ok = write(cursor, arena, &value, error) && sink->emit(sink->context, &value, error);
    ab_arena_free(arena);
    return ok;
}
