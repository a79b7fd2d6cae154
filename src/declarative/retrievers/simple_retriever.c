/* SimpleRetriever. */
#include "declarative/retrievers/retriever.h"

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
};
