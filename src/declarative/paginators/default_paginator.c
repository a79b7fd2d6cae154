/* DefaultPaginator: a strategy for tokens, and where token and page size go in a request. */
#include "declarative/decoders/decoder.h"
#include "declarative/paginators/paginator.h"
#include "declarative/paginators/stop_on_synced.h"

typedef struct default_paginator {
    const ab_component *pagination_strategy;
    const ab_component *page_size_option;
    const ab_component *page_token_option;
} default_paginator;

typedef struct paginator {
    ab_paginator base;
    const ab_pagination_strategy *strategy;
    const ab_component *size_option;  /* RequestOption, or NULL */
    const ab_component *token_option; /* RequestOption, or NULL */
    bool token_is_path;               /* RequestPath */
    bool hides_response; /* the decoder reads a body only once: templates see {} in its place */
} paginator;

extern const ab_component_type ab_component_request_path;

static bool initial_token(const ab_paginator *base, const ab_scope *scope, ab_value *token,
                          ab_error *error)
{
    const ab_pagination_strategy *strategy = ((const paginator *)base)->strategy;
    return strategy->ops->initial_token(strategy, scope, token, error);
}

static bool next_token(const ab_paginator *base, const ab_scope *scope, const ab_page_result *page,
                       ab_value *token, ab_error *error)
{
    const paginator *self = (const paginator *)base;
    ab_scope inner = *scope;
    ab_response hidden;
    if (self->hides_response) {
        hidden = *scope->response;
        hidden.is_decoded = true;
        hidden.decoded = ab_value_object();
        inner.response = &hidden;
    }
    if (!self->strategy->ops->next_token(self->strategy, &inner, page, token, error)) {
        return false;
    }
    if (!ab_value_truthy(token)) {
        *token = ab_value_null();
    }
    return true;
}

static const ab_value *token_of(const ab_scope *scope)
{
    const ab_value *token = ab_get(scope->next_page_token, "next_page_token");
    return token && token->kind != AB_NULL ? token : NULL;
}

static bool options(const ab_paginator *base, const ab_scope *scope, int64_t page_size_override,
                    ab_request_options *out, ab_error *error)
{
    const paginator *self = (const paginator *)base;
    const ab_value *token = token_of(scope);
    *out = (ab_request_options){0};
    if (self->token_option && token &&
        !ab_request_option_inject(self->token_option, scope, *token, out, error)) {
        return false;
    }
    int64_t size = page_size_override;
    if (!self->size_option ||
        (!size && !self->strategy->ops->page_size(self->strategy, scope, &size, error))) {
        return !self->size_option;
    }
    return !size ||
           ab_request_option_inject(self->size_option, scope, ab_value_int(size), out, error);
}

static bool path(const ab_paginator *base, const ab_scope *scope, ab_str *out, ab_error *error)
{
    const ab_value *token = token_of(scope);
    (void)error;
    *out = (ab_str){NULL, 0};
    if (((const paginator *)base)->token_is_path && token && ab_value_truthy(token)) {
        *out = ab_python_str(scope->arena, token);
    }
    return true;
}

static bool page_size(const ab_paginator *base, const ab_scope *scope, int64_t *out,
                      ab_error *error)
{
    const ab_pagination_strategy *strategy = ((const paginator *)base)->strategy;
    return strategy->ops->page_size(strategy, scope, out, error);
}

static const ab_paginator_ops ops = {
    .initial_token = initial_token,
    .next_token = next_token,
    .options = options,
    .path = path,
    .page_size = page_size,
};

/* ---- Build ---- */

/* Decoders that give one value per body; named as the Python runtime names its classes. */
static bool supports_decoder(const ab_component *decoder, ab_error *error)
{
    static const char package[] = "airbyte_cdk.sources.declarative.decoders.";
    const char *type = decoder ? decoder->type->name : "JsonDecoder";
    const char *name = "composite_raw_decoder.CompositeRawDecoder";
    if (!strcmp(type, "JsonDecoder") || !strcmp(type, "XmlDecoder") ||
        (!strcmp(type, "GzipDecoder") &&
         ab_str_is(ab_get_text(ab_get(decoder->node, "decoder"), "type"), "JsonDecoder"))) {
        return true;
    }
    if (!strcmp(type, "IterableDecoder")) {
        name = "json_decoder.IterableDecoder";
    } else if (!strcmp(type, "ZipfileDecoder")) {
        name = "zipfile_decoder.ZipfileDecoder";
    }
    return ab_error_set(
        error, AB_ERROR_SYSTEM,
        "Specified decoder of <class '%s%s'> is not supported for pagination.Please set as "
        "`JsonDecoder`, `XmlDecoder`, or a `CompositeRawDecoder` with an inner_parser of "
        "`JsonParser` or `GzipParser` instead.If using `GzipParser`, please ensure that the lowest "
        "level inner_parser is a `JsonParser`.",
        package, name);
}

static bool check_page_size(ab_build *build, const paginator *self, ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    int64_t size;
    if (!self->size_option) {
        return true;
    }
    return self->strategy->ops->page_size(self->strategy, &scope, &size, error) &&
           (size || ab_error_set(error, AB_ERROR_SYSTEM,
                                 "page_size_option cannot be set if the pagination strategy does "
                                 "not have a page_size"));
}

/* Token and size must not go to the same place: tried with values that differ. */
static bool check_places(ab_build *build, const paginator *self, ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    ab_request_options parts[2] = {0};
    const ab_request_options *list[] = {&parts[0], &parts[1]};
    ab_request_options all = {0};
    if (!self->size_option || !self->token_option) {
        return true;
    }
    return ab_request_option_inject(self->size_option, &scope, ab_value_cstr("dummy_value_0"),
                                    &parts[0], error) &&
           ab_request_option_inject(self->token_option, &scope, ab_value_cstr("dummy_value_1"),
                                    &parts[1], error) &&
           ab_request_options_combine(build->arena, list, 2, &all, error);
}

static void *build_paginator(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const default_paginator *o = component->options;
    const ab_paginator_args *given = args;
    paginator *self = AB_ARENA_NEW(build->arena, paginator);
    if (!supports_decoder(given->decoder_component, error)) {
        return NULL;
    }
    ab_pagination_strategy *strategy =
        ab_pagination_strategy_build(build, o->pagination_strategy, given, error);
    if (!strategy) {
        return NULL;
    }
    if (given->stop_cursor) {
        strategy = ab_stop_on_synced(build->arena, strategy, given->stop_cursor);
    }
    self->base = (ab_paginator){&ops, strategy->reads};
    self->strategy = strategy;
    self->size_option = o->page_size_option;
    self->token_is_path =
        o->page_token_option && o->page_token_option->type == &ab_component_request_path;
    self->token_option = self->token_is_path ? NULL : o->page_token_option;
    self->hides_response = given->decoder && given->decoder->streams;
    return ab_request_option_check(self->size_option, error) &&
                   ab_request_option_check(self->token_option, error) &&
                   check_page_size(build, self, error) && check_places(build, self, error)
               ? self
               : NULL;
}

static const ab_field default_paginator_fields[] = {
    {"pagination_strategy", AB_FIELD_CHILD, AB_AT(default_paginator, pagination_strategy),
     .flags = AB_FIELD_REQUIRED,
     .of = "PageIncrement|OffsetIncrement|CursorPagination|"
           "CustomPaginationStrategy",
     .help = "How the next page's token is found, and when there is none."},
    {"page_size_option", AB_FIELD_CHILD, AB_AT(default_paginator, page_size_option),
     .of = "RequestOption", .help = "Where a request says how many records a page shall have."},
    {"page_token_option", AB_FIELD_CHILD, AB_AT(default_paginator, page_token_option),
     .of = "RequestOption|RequestPath",
     .help = "Where a request names its page; RequestPath: the token is the path or the URL."},
    {0},
};

const ab_component_type ab_component_default_paginator = {
    .name = "DefaultPaginator",
    .family = AB_FAMILY_PAGINATOR,
    .fields = default_paginator_fields,
    .options_size = sizeof(default_paginator),
    .build = build_paginator,
    .help = "Reads page after page, as its strategy says.",
};
