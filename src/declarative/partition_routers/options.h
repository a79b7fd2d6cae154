/* The options of the routers' components, for those that look into each other. */
#ifndef AB_DECLARATIVE_PARTITION_ROUTERS_OPTIONS_H
#define AB_DECLARATIVE_PARTITION_ROUTERS_OPTIONS_H

#include "declarative/component.h"
#include "declarative/env.h"
#include "declarative/partition_routers/partition_router.h"

typedef struct ab_list_router_options {
    const ab_template *cursor_field;
    const ab_template *values_text;
    ab_strings values_list;
    const ab_component *request_option;
} ab_list_router_options;

typedef struct ab_parent_stream_options {
    const ab_component *stream;
    const ab_template *parent_key;
    const ab_template *partition_field;
    const ab_component *request_option;
    bool incremental_dependency;
    ab_templates lazy_read_pointer;
    ab_string_lists extra_fields;
} ab_parent_stream_options;

typedef struct ab_substream_router_options {
    ab_components parent_stream_configs;
} ab_substream_router_options;

typedef struct ab_union_router_options {
    const ab_template *partition_field;
    ab_components partition_routers;
} ab_union_router_options;

/* The types that have these options. */
extern const ab_component_type ab_component_list_partition_router;
extern const ab_component_type ab_component_substream_partition_router;
extern const ab_component_type ab_component_union_partition_router;

/* Adds the slice's value of `field` at the place that `option` (NULL: nowhere) names, unless it is
 * empty as Python has it. */
bool ab_router_inject(const ab_component *option, ab_str field, const ab_scope *scope,
                      ab_request_options *out, ab_error *error);
/* The operation `options` of routers that add nothing to requests. */
bool ab_router_no_options(const ab_partition_router *router, const ab_scope *scope,
                          ab_request_options *out, ab_error *error);

#endif
