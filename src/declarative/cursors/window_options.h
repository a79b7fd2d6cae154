/* Where a slice's boundaries go in requests (start_time_option, end_time_option). */
#ifndef AB_DECLARATIVE_CURSORS_WINDOW_OPTIONS_H
#define AB_DECLARATIVE_CURSORS_WINDOW_OPTIONS_H

#include "declarative/requesters/request_options.h"

typedef struct ab_window_options {
    const ab_component *start; /* RequestOption or NULL */
    const ab_component *end;
    ab_str start_field; /* of the slice */
    ab_str end_field;
} ab_window_options;

/* Adds the boundaries of scope->slice to *out. Nothing for an empty slice. */
bool ab_window_options_add(const ab_window_options *options, const ab_scope *scope,
                           ab_request_options *out, ab_error *error);

#endif
