#include "declarative/cursors/global_cursor.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

void ab_global_cursor_free(ab_global_cursor *global)
{
    free(global->value);
    free(global->newest);
    global->value = global->newest = NULL;
}

static void replace(char **text, ab_str by)
{
    char *copy = ab_xstrndup(by.p, by.n);
    free(*text);
    *text = copy;
}

bool ab_global_cursor_set(ab_global_cursor *global, const ab_point_format *format,
                          const ab_value *value, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_point point;
    ab_value text;
    bool ok = ab_point_parse(format, value, &point, error) &&
              ab_point_print(format, point, scratch, &text, error);
    if (ok) {
        replace(&global->value, text.text);
        replace(&global->newest, text.text);
        global->has_value = true;
    }
    ab_arena_free(scratch);
    return ok;
}

void ab_global_cursor_take(ab_global_cursor *global, ab_str text)
{
    if (!global->newest || ab_str_cmp(ab_str_of(global->newest), text) < 0) {
        replace(&global->newest, text);
    }
}

void ab_global_cursor_commit(ab_global_cursor *global, int64_t lookback_s)
{
    global->lookback_s = lookback_s;
    global->has_value = global->newest != NULL;
    if (global->newest) {
        replace(&global->value, ab_str_of(global->newest));
    }
}

ab_value ab_global_cursor_state(const ab_global_cursor *global, ab_str cursor_field,
                                ab_arena *arena)
{
    ab_value state = ab_value_object();
    if (global->has_value) {
        ab_object_set(arena, &state, cursor_field, ab_value_text(arena, ab_str_of(global->value)));
    }
    return state;
}

bool ab_greatest_text_take(ab_greatest_text *greatest, const ab_point_format *format,
                           ab_point point, ab_error *error)
{
    ab_datetime t = ab_point_datetime(point);
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    if (!ab_datetime_print(format->output, &t, &text, error)) {
        ab_buf_free(&text);
        return false;
    }
    ab_str seen = {greatest->text, greatest->n};
    if (!greatest->text || ab_str_cmp(seen, ab_buf_str(&text)) < 0) {
        if (text.n > greatest->capacity) {
            greatest->capacity = text.n * 2;
            greatest->text = ab_arena_alloc(greatest->arena, greatest->capacity);
        }
        memcpy(greatest->text, text.p, text.n);
        greatest->n = text.n;
    }
    ab_buf_free(&text);
    return true;
}
