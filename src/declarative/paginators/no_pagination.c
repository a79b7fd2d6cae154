/* NoPagination: each slice has one page. */
#include "declarative/paginators/paginator.h"

static bool no_token(const ab_paginator *self, const ab_scope *scope, ab_value *token,
                     ab_error *error)
{
    (void)self;
    (void)scope;
    (void)error;
    *token = ab_value_null();
    return true;
}

static bool no_next(const ab_paginator *self, const ab_scope *scope, const ab_page_result *page,
                    ab_value *token, ab_error *error)
{
    (void)page;
    return no_token(self, scope, token, error);
}

static bool no_options(const ab_paginator *self, const ab_scope *scope, int64_t page_size,
                       ab_request_options *out, ab_error *error)
{
    (void)self;
    (void)scope;
    (void)page_size;
    (void)error;
    *out = (ab_request_options){0};
    return true;
}

static bool no_path(const ab_paginator *self, const ab_scope *scope, ab_str *out, ab_error *error)
{
    (void)self;
    (void)scope;
    (void)error;
    *out = (ab_str){NULL, 0};
    return true;
}

static bool no_size(const ab_paginator *self, const ab_scope *scope, int64_t *out, ab_error *error)
{
    (void)self;
    (void)scope;
    (void)error;
    *out = 0;
    return true;
}

static const ab_paginator_ops ops = {
    .initial_token = no_token,
    .next_token = no_next,
    .options = no_options,
    .path = no_path,
    .page_size = no_size,
};

static void *build_paginator(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)component;
    (void)args;
    (void)error;
    ab_paginator *self = AB_ARENA_NEW(build->arena, ab_paginator);
    self->ops = &ops;
    self->reads = AB_READS_RESPONSE;
    return self;
}

ab_paginator *ab_paginator_build(ab_build *build, const ab_component *component,
                                 const ab_paginator_args *args, ab_error *error)
{
    return component ? ab_component_build(build, component, AB_FAMILY_PAGINATOR, args, error)
                     : build_paginator(build, NULL, args, error);
}

const ab_component_type ab_component_no_pagination = {
    .name = "NoPagination",
    .family = AB_FAMILY_PAGINATOR,
    .build = build_paginator,
    .help = "Reads one page per slice.",
};
