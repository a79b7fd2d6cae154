/* SimpleRetriever: pages of records, one request each, until the paginator has no more. */
#include "declarative/paginators/paginator.h"
#include "declarative/retrievers/retriever.h"
#include "declarative/retrievers/routers.h"
#include "declarative/selectors/selector.h"

typedef struct simple_retriever {
    const ab_component *requester;
    const ab_component *decoder;
    const ab_component *record_selector;
    const ab_component *paginator;
    const ab_component *pagination_reset;
    const ab_component *page_size_reduction;
    const ab_component *request_window_splitting;
    bool ignore_stream_slicer_parameters_on_paginated_requests;
    ab_components partition_router;
} simple_retriever;

typedef struct retriever {
    ab_retriever base;
    ab_str stream;
    ab_requester *requester;
    ab_selector *selector;
    ab_paginator *paginator;
    ab_options_provider options;
    bool first_page_only_options; /* slicer options are left out once there is a page token */
} retriever;

/* One read of one slice. */
typedef struct reading {
    const retriever *self;
    ab_slice_read *read;
    ab_arena *page;
    ab_arena *record;
    ab_arena *last; /* of last_record */
    ab_arena *kept; /* of token, which outlives the page it came from */
    ab_value token; /* value of the page's token; null: none */
    ab_value last_record;
    int64_t emitted;
} reading;

static bool wants_last_record(const reading *r)
{
    return r->self->paginator->reads == AB_READS_RECORDS;
}

static bool take_record(void *context, ab_record *record, ab_error *error)
{
    reading *r = context;
    r->emitted++;
    if (wants_last_record(r)) {
        if (!ab_record_parse(record, error)) {
            return false;
        }
        ab_arena_reset(r->last);
        r->last_record = ab_value_copy(r->last, &record->value);
    }
    return r->read->emit(r->read->context, record, error);
}

static ab_scope scope_of(const reading *r, const ab_value *next_page_token)
{
    ab_scope scope = ab_scope_new(r->read->env, r->page);
    scope.slice = r->read->slice;
    scope.sink = r->read->sink;
    scope.next_page_token = next_page_token;
    return scope;
}

static bool page_options(const reading *r, const ab_scope *scope, ab_request_options *out,
                         ab_error *error)
{
    ab_request_options parts[2] = {0};
    const ab_request_options *list[] = {&parts[0], &parts[1]};
    const ab_paginator *paginator = r->self->paginator;
    if (!paginator->ops->options(paginator, scope, 0, &parts[0], error)) {
        return false;
    }
    bool leave_out = scope->next_page_token && r->self->first_page_only_options;
    if (!leave_out && r->self->options.get &&
        !r->self->options.get(r->self->options.self, scope, &parts[1], error)) {
        return false;
    }
    return ab_request_options_combine(scope->arena, list, 2, out, error);
}

static bool fetch(const reading *r, const ab_scope *scope, ab_response **response, ab_error *error)
{
    const ab_paginator *paginator = r->self->paginator;
    ab_str path;
    ab_request_options options = {0};
    if (!paginator->ops->path(paginator, scope, &path, error) ||
        !page_options(r, scope, &options, error)) {
        return false;
    }
    *response = NULL;
    ab_sent sent = r->self->requester->ops->send(r->self->requester, scope, path, &options,
                                                 response, NULL, error);
    return sent == AB_SENT_RESPONSE || sent == AB_SENT_NOTHING;
}

static bool next_token(reading *r, const ab_scope *page_scope, ab_error *error)
{
    ab_scope scope = *page_scope;
    ab_value size = ab_value_int(r->emitted);
    ab_value last =
        ab_template_record(r->page, &r->last_record, r->self->stream, &r->read->slice->view);
    scope.last_page_size = &size;
    scope.last_record = r->emitted && wants_last_record(r) ? &last : NULL;
    ab_page_result result = {
        .emitted_count = r->emitted,
        .extracted_count = scope.response->extracted_count,
        .last_token = r->token.kind == AB_NULL ? NULL : &r->token,
    };
    ab_value token;
    if (!r->self->paginator->ops->next_token(r->self->paginator, &scope, &result, &token, error)) {
        return false;
    }
    ab_arena *kept = ab_arena_new();
    r->token = ab_value_copy(kept, &token);
    ab_arena_free(r->kept);
    r->kept = kept;
    return true;
}

/* Reads the page that r->token asks for; *more tells if another one follows. */
static bool read_page(reading *r, bool *more, ab_error *error)
{
    ab_value wrapped = ab_value_object();
    if (r->token.kind != AB_NULL) {
        ab_set(r->page, &wrapped, "next_page_token", r->token);
    }
    ab_scope scope = scope_of(r, r->token.kind != AB_NULL ? &wrapped : NULL);
    ab_response *response;
    *more = false;
    if (!fetch(r, &scope, &response, error) || !response) {
        return !ab_error_is_set(error) && !response;
    }
    scope.response = response;
    r->emitted = 0;
    r->read->pages++;
    bool ok = ab_selector_select(r->self->selector, &scope, r->read->schema, r->record, take_record,
                                 r, error) &&
              next_token(r, &scope, error);
    *more = ok && r->token.kind != AB_NULL;
    ab_response_close(response);
    return ok;
}

static bool read_slice(ab_retriever *base, ab_slice_read *read, ab_error *error)
{
    const retriever *self = (const retriever *)base;
    reading r = {.self = self,
                 .read = read,
                 .page = ab_arena_new(),
                 .record = ab_arena_new(),
                 .last = ab_arena_new(),
                 .kept = ab_arena_new()};
    ab_scope scope = scope_of(&r, NULL);
    int64_t limit = read->env->limits.pages_per_slice;
    bool more = true;
    bool ok = self->paginator->ops->initial_token(self->paginator, &scope, &r.token, error);
    while (ok && more && (!limit || read->pages < limit)) {
        ok = read_page(&r, &more, error);
        ab_arena_reset(r.page);
    }
    ab_arena_free(r.page);
    ab_arena_free(r.record);
    ab_arena_free(r.last);
    ab_arena_free(r.kept);
    return ok;
}

static const ab_retriever_ops ops = {.read = read_slice};

/* ---- Build ---- */

static bool build_parts(ab_build *build, retriever *self, const simple_retriever *o,
                        const ab_retriever_args *given, ab_error *error)
{
    ab_decoder *decoder = ab_decoder_build(build, o->decoder, error);
    if (!decoder) {
        return false;
    }
    ab_selector_args selector_args = {
        .stream = given->stream,
        .decoder = decoder,
        .transformations = given->transformations,
        .transformation_count = given->transformation_count,
        .client_side_cursor = given->is_client_side_incremental ? given->cursor : NULL,
        .transform_first_by_default = given->is_client_side_incremental,
        .file_uploader = given->file_uploader,
    };
    ab_requester_args requester_args = {
        .name = given->stream, .decoder = decoder, .use_cache = given->use_cache};
    self->selector = ab_selector_build(build, o->record_selector, &selector_args, error);
    self->requester =
        self->selector ? ab_requester_build(build, o->requester, &requester_args, error) : NULL;
    if (!self->requester) {
        return false;
    }
    ab_paginator_args paginator_args = {.decoder = decoder, .decoder_component = o->decoder};
    self->paginator = ab_paginator_build(build, o->paginator, &paginator_args, error);
    return self->paginator != NULL;
}

static void *build_retriever(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const simple_retriever *o = component->options;
    const ab_retriever_args *given = args;
    retriever *self = AB_ARENA_NEW(build->arena, retriever);
    self->base.ops = &ops;
    self->stream = given->stream;
    self->options = given->options;
    self->first_page_only_options = o->ignore_stream_slicer_parameters_on_paginated_requests;
    return build_parts(build, self, o, given, error) ? self : NULL;
}

static const ab_field simple_retriever_fields[] = {
    {"requester", AB_FIELD_CHILD, AB_AT(simple_retriever, requester), .flags = AB_FIELD_REQUIRED,
     .of = "HttpRequester|CustomRequester"},
    {"decoder", AB_FIELD_CHILD, AB_AT(simple_retriever, decoder),
     .of = "JsonDecoder|JsonItemsDecoder|XmlDecoder|CsvDecoder|"
           "JsonlDecoder|GzipDecoder|IterableDecoder|ZipfileDecoder|"
           "CustomDecoder"},
    {"record_selector", AB_FIELD_CHILD, AB_AT(simple_retriever, record_selector),
     .flags = AB_FIELD_REQUIRED, .of = "RecordSelector"},
    {"paginator", AB_FIELD_CHILD, AB_AT(simple_retriever, paginator),
     .of = "DefaultPaginator|NoPagination"},
    {"pagination_reset", AB_FIELD_CHILD, AB_AT(simple_retriever, pagination_reset),
     .of = "PaginationReset"},
    {"page_size_reduction", AB_FIELD_CHILD, AB_AT(simple_retriever, page_size_reduction),
     .of = "PageSizeReduction"},
    {"request_window_splitting", AB_FIELD_CHILD, AB_AT(simple_retriever, request_window_splitting),
     .of = "RequestWindowSplitting"},
    {"ignore_stream_slicer_parameters_on_paginated_requests", AB_FIELD_BOOL,
     AB_AT(simple_retriever, ignore_stream_slicer_parameters_on_paginated_requests)},
    {"partition_router", AB_FIELD_CHILD_OR_LIST, AB_AT(simple_retriever, partition_router),
     .of = "SubstreamPartitionRouter|ListPartitionRouter|"
           "GroupingPartitionRouter|UnionPartitionRouter|"
           "CustomPartitionRouter"},
    {0},
};

const ab_component_type ab_component_simple_retriever = {
    .name = "SimpleRetriever",
    .family = AB_FAMILY_RETRIEVER,
    .fields = simple_retriever_fields,
    .options_size = sizeof(simple_retriever),
    .build = build_retriever,
    .help = "Reads a slice page by page, one request after the other.",
};

ab_components ab_simple_retriever_routers(const ab_component *component)
{
    return ((const simple_retriever *)component->options)->partition_router;
}
