/* PageIncrement: the token is the number of the page. */
#include "declarative/paginators/page_size.h"
#include "declarative/paginators/paginator.h"

typedef struct page_increment {
    const ab_template *page_size;
    int64_t start_from_page;
    bool inject_on_first_request;
} page_increment;

typedef struct strategy {
    ab_sized_strategy base;
    const page_increment *options;
} strategy;

static bool initial_token(const ab_pagination_strategy *base, const ab_scope *scope,
                          ab_value *token, ab_error *error)
{
    const page_increment *o = ((const strategy *)base)->options;
    (void)scope;
    (void)error;
    *token = o->inject_on_first_request ? ab_value_int(o->start_from_page) : ab_value_null();
    return true;
}

/* Goes by what the API returned, not by what a record filter left of it. */
static bool next_token(const ab_pagination_strategy *base, const ab_scope *scope,
                       const ab_page_result *page, ab_value *token, ab_error *error)
{
    const strategy *self = (const strategy *)base;
    int64_t last = self->options->start_from_page;
    (void)scope;
    *token = ab_value_null();
    if (page->extracted_count < self->base.page_size || page->extracted_count == 0) {
        return true;
    }
    if (page->last_token &&
        !ab_last_counted_token(page->last_token, "PageIncrement", &last, error)) {
        return false;
    }
    *token = ab_counted_token(last + 1);
    return true;
}

static const ab_pagination_strategy_ops ops = {
    .initial_token = initial_token,
    .next_token = next_token,
    .page_size = ab_sized_strategy_page_size,
};

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    strategy *self = AB_ARENA_NEW(build->arena, strategy);
    (void)args;
    self->base.base = (ab_pagination_strategy){&ops, AB_READS_EXTRACTED_COUNT};
    self->options = component->options;
    return ab_page_size_at_build(self->options->page_size, build->env, build->arena,
                                 component->parameters, &self->base.page_size, error)
               ? self
               : NULL;
}

static const ab_field page_increment_fields[] = {
    {"page_size", AB_FIELD_TEMPLATE, AB_AT(page_increment, page_size),
     .takes = AB_TAKES_INT | AB_TAKES_STRING,
     .help = "Records per page; a page with fewer is the last one. Without it an empty page is."},
    {"start_from_page", AB_FIELD_INT, AB_AT(page_increment, start_from_page), .deflt = "0",
     .help = "The number of the first page."},
    {"inject_on_first_request", AB_FIELD_BOOL, AB_AT(page_increment, inject_on_first_request),
     .help = "Whether the first request names its page, too."},
    {0},
};

const ab_component_type ab_component_page_increment = {
    .name = "PageIncrement",
    .family = AB_FAMILY_PAGINATION_STRATEGY,
    .fields = page_increment_fields,
    .options_size = sizeof(page_increment),
    .build = build_strategy,
    .help = "Asks for page after page by their number.",
};
