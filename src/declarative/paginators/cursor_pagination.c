/* CursorPagination: the token is what a template makes of the response. */
#include "declarative/paginators/links.h"
#include "declarative/paginators/page_size.h"
#include "declarative/paginators/paginator.h"

typedef struct cursor_pagination {
    const ab_template *cursor_value;
    const ab_template *page_size;
    const ab_template *stop_condition;
} cursor_pagination;

typedef struct strategy {
    ab_sized_strategy base;
    const cursor_pagination *options;
    const ab_value *parameters;
} strategy;

static bool initial_token(const ab_pagination_strategy *self, const ab_scope *scope,
                          ab_value *token, ab_error *error)
{
    (void)self;
    (void)scope;
    (void)error;
    *token = ab_value_null();
    return true;
}

/* The response's headers with `link` taken apart, for templates that page by it. */
static ab_value headers_with_links(const ab_scope *scope)
{
    const ab_value *header = ab_response_header(scope->response, AB_STR("link"));
    ab_value headers = ab_value_clone(scope->arena, &scope->response->headers);
    ab_set(scope->arena, &headers, "link", ab_links_parse(scope->arena, ab_text(header)));
    return headers;
}

static bool next_token(const ab_pagination_strategy *base, const ab_scope *scope,
                       const ab_page_result *page, ab_value *token, ab_error *error)
{
    const strategy *self = (const strategy *)base;
    const cursor_pagination *o = self->options;
    ab_scope inner = *scope;
    ab_value headers = headers_with_links(scope);
    ab_value extra = ab_value_object();
    ab_value null = ab_value_null();
    int64_t size = page->page_size_override ? page->page_size_override : self->base.page_size;
    ab_set(scope->arena, &extra, "page_size", size ? ab_value_int(size) : null);
    inner.headers = &headers;
    inner.extra = &extra;
    inner.next_page_token = NULL;
    if (!inner.last_record) {
        inner.last_record = &null;
    }
    bool stop = false;
    *token = null;
    if (!ab_scope_bool(&inner, o->stop_condition, self->parameters, &stop, error)) {
        return false;
    }
    return stop || ab_scope_value(&inner, o->cursor_value, self->parameters, token, error);
}

static const ab_pagination_strategy_ops ops = {
    .initial_token = initial_token,
    .next_token = next_token,
    .page_size = ab_sized_strategy_page_size,
};

/* A comparison with a variable that is not there would end the pagination after the first page. */
static bool no_unbound_page_size(ab_arena *arena, const char *field, const ab_template *t,
                                 ab_error *error)
{
    if (!t || !ab_template_uses(t, AB_STR("page_size"))) {
        return true;
    }
    ab_value source = ab_value_str(ab_template_source(t));
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "The `%s` %.*s reads the `page_size` interpolation variable, but the "
                        "CursorPagination strategy it belongs to declares no `page_size`, so there "
                        "is nothing to bind it to. Declare `page_size` on the pagination strategy, "
                        "or compare against a value the manifest defines, such as "
                        "`config['page_size']`.",
                        field, AB_STR_ARG(ab_python_repr(arena, &source)));
}

static void *build_strategy(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    const unsigned of_records = 1u << AB_VAR_LAST_RECORD | 1u << AB_VAR_LAST_PAGE_SIZE;
    const cursor_pagination *o = component->options;
    strategy *self = AB_ARENA_NEW(build->arena, strategy);
    (void)args;
    unsigned reads = ab_template_reads(o->cursor_value) |
                     (o->stop_condition ? ab_template_reads(o->stop_condition) : 0);
    self->base.base.ops = &ops;
    self->base.base.reads = reads & of_records ? AB_READS_RECORDS : AB_READS_RESPONSE;
    self->options = o;
    self->parameters = component->parameters;
    if (!o->page_size &&
        (!no_unbound_page_size(build->arena, "stop_condition", o->stop_condition, error) ||
         !no_unbound_page_size(build->arena, "cursor_value", o->cursor_value, error))) {
        return NULL;
    }
    return ab_page_size_at_build(o->page_size, build->env, build->arena, component->parameters,
                                 &self->base.page_size, error)
               ? self
               : NULL;
}

static const ab_field cursor_pagination_fields[] = {
    {"cursor_value", AB_FIELD_TEMPLATE, AB_AT(cursor_pagination, cursor_value),
     .flags = AB_FIELD_REQUIRED,
     .help = "The next page's token; where it is empty the page was the last one. Sees response, "
             "headers (with headers.link taken apart), last_record, last_page_size, page_size."},
    {"page_size", AB_FIELD_TEMPLATE, AB_AT(cursor_pagination, page_size),
     .takes = AB_TAKES_INT | AB_TAKES_STRING, .help = "Records per page."},
    {"stop_condition", AB_FIELD_CONDITION, AB_AT(cursor_pagination, stop_condition),
     .help = "Ends the pagination where it is true; sees what cursor_value sees."},
    {0},
};

const ab_component_type ab_component_cursor_pagination = {
    .name = "CursorPagination",
    .family = AB_FAMILY_PAGINATION_STRATEGY,
    .fields = cursor_pagination_fields,
    .options_size = sizeof(cursor_pagination),
    .build = build_strategy,
    .help = "Asks for the next page by a token that the response holds.",
};
