/* SimpleRetriever: pages of records, one request each, until the paginator has no more. */
#include "declarative/decoders/decoder.h"
#include "declarative/retrievers/routers.h"
#include "declarative/retrievers/simple.h"

static bool read_slice(ab_retriever *base, ab_slice_read *read, ab_error *error)
{
    return ab_read_windows((const ab_simple_retriever *)base, read, error);
}

static const ab_retriever_ops ops = {.read = read_slice};

/* ---- Build ---- */

static ab_selector *build_selector(ab_build *build, const ab_simple_retriever_options *o,
                                   const ab_retriever_args *given, ab_decoder *decoder,
                                   ab_error *error)
{
    /* A data feed drops synced records behind the paginator, which has to see the whole page. */
    bool filters = given->is_client_side_incremental && !given->is_data_feed;
    ab_selector_args args = {
        .stream = given->stream,
        .decoder = decoder,
        .extractor = given->extractor,
        .transformations = given->transformations,
        .transformation_count = given->transformation_count,
        .client_side_cursor = filters ? given->cursor : NULL,
        .transform_first_by_default = given->is_client_side_incremental,
        .file_uploader = given->file_uploader,
    };
    return ab_selector_build(build, o->record_selector, &args, error);
}

static bool build_parts(ab_build *build, ab_simple_retriever *self,
                        const ab_simple_retriever_options *o, const ab_retriever_args *given,
                        ab_error *error)
{
    ab_str key = AB_STR("");
    ab_decoder *decoder = ab_decoder_build(build, o->decoder, error);
    self->selector = decoder ? build_selector(build, o, given, decoder, error) : NULL;
    if (!self->selector ||
        !ab_query_properties_of(build, o->requester, &self->properties, &key, error)) {
        return false;
    }
    ab_requester_args requester_args = {.name = given->stream,
                                        .decoder = decoder,
                                        .use_cache = given->use_cache,
                                        .query_properties_key = key};
    self->requester = ab_requester_build(build, o->requester, &requester_args, error);
    if (!self->requester) {
        return false;
    }
    ab_paginator_args paginator_args = {
        .decoder = decoder,
        .decoder_component = o->decoder,
        .extractor = given->extractor ? given->extractor->node
                                      : ab_get(o->record_selector->node, "extractor"),
        .stop_cursor = given->is_data_feed ? given->cursor : NULL,
    };
    self->paginator = ab_paginator_build(build, o->paginator, &paginator_args, error);
    return self->paginator != NULL;
}

static void set_reset(ab_simple_retriever *self, const ab_component *component,
                      const ab_retriever_args *given)
{
    if (!component) {
        return;
    }
    const ab_pagination_reset *o = component->options;
    bool narrows = o->action == AB_PAGINATION_SPLIT_USING_CURSOR && given->cursor->ops->reduce;
    self->resets = true;
    self->reset_cursor = narrows ? given->cursor : NULL;
    if (o->limits) {
        self->record_limit =
            ((const ab_pagination_reset_limits *)o->limits->options)->number_of_records;
    }
}

static void *build_retriever(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const ab_simple_retriever_options *o = component->options;
    const ab_retriever_args *given = args;
    ab_simple_retriever *self = AB_ARENA_NEW(build->arena, ab_simple_retriever);
    self->base.ops = &ops;
    self->stream = given->stream;
    self->options = given->options;
    self->first_page_only_options = o->ignore_stream_slicer_parameters_on_paginated_requests;
    /* Lazy parents hand over the first page; only in a sync without state, as in Python. */
    self->reads_child_response = !given->has_state && ab_reads_parent_lazily(o);
    self->feed_cursor = given->is_data_feed ? given->cursor : NULL;
    if (!build_parts(build, self, o, given, error) ||
        !ab_simple_retriever_check(build, component, given, self->properties != NULL, error)) {
        return NULL;
    }
    if (!self->reads_child_response) {
        set_reset(self, o->pagination_reset, given);
        self->reduction = o->page_size_reduction ? o->page_size_reduction->options : NULL;
        self->splitting = o->request_window_splitting ? o->request_window_splitting->options : NULL;
        self->split_cursor = given->cursor->ops->split ? given->cursor : NULL;
    }
    return self;
}

static const ab_field simple_retriever_fields[] = {
    {"requester", AB_FIELD_CHILD, AB_AT(ab_simple_retriever_options, requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester|CustomRequester",
     .help = "The request for a page."},
    {"decoder", AB_FIELD_CHILD, AB_AT(ab_simple_retriever_options, decoder),
     .of = "JsonDecoder|JsonItemsDecoder|XmlDecoder|CsvDecoder|"
           "JsonlDecoder|GzipDecoder|IterableDecoder|ZipfileDecoder|"
           "CustomDecoder",
     .help = "How a response's body is read; JSON where it is absent."},
    {"record_selector", AB_FIELD_CHILD, AB_AT(ab_simple_retriever_options, record_selector),
     .flags = AB_FIELD_REQUIRED, .of = "RecordSelector", .help = "Which records a page has."},
    {"paginator", AB_FIELD_CHILD, AB_AT(ab_simple_retriever_options, paginator),
     .of = "DefaultPaginator|NoPagination", .help = "Whether and how there is a next page."},
    {"pagination_reset", AB_FIELD_CHILD, AB_AT(ab_simple_retriever_options, pagination_reset),
     .of = "PaginationReset", .help = "When the pagination starts over, and with what."},
    {"page_size_reduction", AB_FIELD_CHILD, AB_AT(ab_simple_retriever_options, page_size_reduction),
     .of = "PageSizeReduction",
     .help = "How much smaller a page gets on the action REDUCE_PAGE_SIZE."},
    {"request_window_splitting", AB_FIELD_CHILD,
     AB_AT(ab_simple_retriever_options, request_window_splitting), .of = "RequestWindowSplitting",
     .help = "How a window is split on the action SPLIT_REQUEST_WINDOW."},
    {"ignore_stream_slicer_parameters_on_paginated_requests", AB_FIELD_BOOL,
     AB_AT(ab_simple_retriever_options, ignore_stream_slicer_parameters_on_paginated_requests),
     .help = "Whether what slices add to a request is left out once there is a page token."},
    {"partition_router", AB_FIELD_CHILD_OR_LIST,
     AB_AT(ab_simple_retriever_options, partition_router),
     .of = "SubstreamPartitionRouter|ListPartitionRouter|"
           "GroupingPartitionRouter|UnionPartitionRouter|"
           "CustomPartitionRouter",
     .help = "The partitions that are read one by one; several routers give all combinations."},
    {0},
};

const ab_component_type ab_component_simple_retriever = {
    .name = "SimpleRetriever",
    .family = AB_FAMILY_RETRIEVER,
    .fields = simple_retriever_fields,
    .options_size = sizeof(ab_simple_retriever_options),
    .build = build_retriever,
    .help = "Reads a slice page by page, one request after the other.",
};

ab_components ab_simple_retriever_routers(const ab_component *component)
{
    return ((const ab_simple_retriever_options *)component->options)->partition_router;
}
