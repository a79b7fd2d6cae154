/* OffsetIncrement: the token is the number of records that were read. */
#include "declarative/paginators/page_size.h"
#include "declarative/paginators/paginator.h"

typedef struct offset_increment {
    const ab_template *page_size;
    bool inject_on_first_request;
} offset_increment;

typedef struct strategy {
    ab_pagination_strategy base;
    const offset_increment *options;
    const ab_value *parameters;
} strategy;

static bool initial_token(const ab_pagination_strategy *base, const ab_scope *scope,
                          ab_value *token, ab_error *error)
{
    (void)scope;
    (void)error;
    *token = ((const strategy *)base)->options->inject_on_first_request ? ab_value_int(0)
                                                                        : ab_value_null();
    return true;
}

/* The size that the page was asked with: the template may read the page's response, but neither
 * slice nor records. */
static bool requested_size(const strategy *self, const ab_scope *scope, const ab_page_result *page,
                           int64_t *out, ab_error *error)
{
    if (page->page_size_override) {
        *out = page->page_size_override;
        return true;
    }
    ab_scope inner = ab_scope_new(scope->env, scope->arena);
    inner.response = scope->response;
    return ab_page_size_eval(self->options->page_size, &inner, self->parameters, out, error);
}

/* Goes by what the API returned: a record filter neither ends the pagination nor shortens the
 * offset. */
static bool next_token(const ab_pagination_strategy *base, const ab_scope *scope,
                       const ab_page_result *page, ab_value *token, ab_error *error)
{
    int64_t size;
    int64_t last = 0;
    *token = ab_value_null();
    if (!requested_size((const strategy *)base, scope, page, &size, error)) {
        return false;
    }
    if (page->extracted_count < size || page->extracted_count == 0) {
        return true;
    }
    if (page->last_token &&
        !ab_last_counted_token(page->last_token, "OffsetIncrement", &last, error)) {
        return false;
    }
    *token = ab_counted_token(last + page->extracted_count);
    return true;
}

static bool page_size(const ab_pagination_strategy *base, const ab_scope *scope, int64_t *out,
                      ab_error *error)
{
    const strategy *self = (const strategy *)base;
    ab_scope inner = ab_scope_new(scope->env, scope->arena);
    return ab_page_size_eval(self->options->page_size, &inner, self->parameters, out, error);
}

static const ab_pagination_strategy_ops ops = {
    .initial_token = initial_token,
    .next_token = next_token,
    .page_size = page_size,
};

/* True if a union is at any depth of the extractor: its count is a sum over its parts, which would
 * lead the offset past records that were never read. */
static bool has_union(const ab_value *extractor)
{
    if (!ab_str_is(ab_get_text(extractor, "type"), "CombinedExtractor")) {
        return false;
    }
    ab_str mode = ab_get_text(extractor, "mode");
    const ab_value *parts = ab_get(extractor, "extractors");
    if (!mode.n || ab_str_is(mode, "union")) {
        return true;
    }
    for (size_t i = 0; ab_at(parts, i); i++) {
        if (has_union(ab_at(parts, i))) {
            return true;
        }
    }
    return false;
}

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    const ab_paginator_args *given = args;
    strategy *self = AB_ARENA_NEW(build->arena, strategy);
    if (given && given->extractor && has_union(given->extractor)) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "CombinedExtractor mode \"union\" is not supported with an OffsetIncrement "
                     "paginator.");
        return NULL;
    }
    self->base = (ab_pagination_strategy){&ops, AB_READS_EXTRACTED_COUNT};
    self->options = component->options;
    self->parameters = component->parameters;
    return self;
}

static const ab_field offset_increment_fields[] = {
    {"page_size", AB_FIELD_TEMPLATE, AB_AT(offset_increment, page_size),
     .takes = AB_TAKES_INT | AB_TAKES_STRING,
     .help = "Records per page; a page with fewer is the last one. Without it an empty page is."},
    {"inject_on_first_request", AB_FIELD_BOOL, AB_AT(offset_increment, inject_on_first_request),
     .help = "Whether the first request has the offset 0."},
    {0},
};

const ab_component_type ab_component_offset_increment = {
    .name = "OffsetIncrement",
    .family = AB_FAMILY_PAGINATION_STRATEGY,
    .fields = offset_increment_fields,
    .options_size = sizeof(offset_increment),
    .build = build_strategy,
    .help = "Asks for page after page by the number of records read so far.",
};
