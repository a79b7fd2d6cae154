#include "declarative/cursors/window_options.h"

static bool add(const ab_component *option, ab_str field, const ab_scope *scope,
                ab_request_options *out, ab_error *error)
{
    if (!option) {
        return true;
    }
    const ab_value *value = ab_object_get(&scope->slice->cursor_slice, field);
    if (!value) {
        value = ab_object_get(&scope->slice->partition, field);
    }
    return ab_request_option_inject(option, scope, value ? *value : ab_value_null(), out, error);
}

bool ab_window_options_add(const ab_window_options *options, const ab_scope *scope,
                           ab_request_options *out, ab_error *error)
{
    const ab_slice *slice = scope->slice;
    if (!slice ||
        !(slice->cursor_slice.count || slice->partition.count || slice->extra_fields.count)) {
        return true;
    }
    return add(options->start, options->start_field, scope, out, error) &&
           add(options->end, options->end_field, scope, out, error);
}
