/* AsyncRetriever. */
#include "declarative/retrievers/retriever.h"
#include "declarative/retrievers/routers.h"

typedef struct async_retriever {
    const ab_component *record_selector;
    const ab_component *status_mapping;
    const ab_component *status_extractor;
    const ab_component *download_target_extractor;
    const ab_component *download_extractor;
    const ab_component *creation_requester;
    const ab_component *polling_requester;
    const ab_template *polling_job_timeout;
    const ab_template *failed_retry_wait_time_in_seconds;
    const ab_component *download_target_requester;
    const ab_component *download_requester;
    const ab_component *download_paginator;
    const ab_component *abort_requester;
    const ab_component *delete_requester;
    ab_components partition_router;
    const ab_component *decoder;
    const ab_component *download_decoder;
} async_retriever;

static const ab_field async_retriever_fields[] = {
    {"record_selector", AB_FIELD_CHILD, AB_AT(async_retriever, record_selector),
     .flags = AB_FIELD_REQUIRED, .of = "RecordSelector"},
    {"status_mapping", AB_FIELD_CHILD, AB_AT(async_retriever, status_mapping),
     .flags = AB_FIELD_REQUIRED, .of = "AsyncJobStatusMap"},
    {"status_extractor", AB_FIELD_CHILD, AB_AT(async_retriever, status_extractor),
     .flags = AB_FIELD_REQUIRED, .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor"},
    {"download_target_extractor", AB_FIELD_CHILD, AB_AT(async_retriever, download_target_extractor),
     .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor"},
    {"download_extractor", AB_FIELD_CHILD, AB_AT(async_retriever, download_extractor),
     .of = "DpathExtractor|CustomRecordExtractor|"
           "ResponseToFileExtractor|CombinedExtractor"},
    {"creation_requester", AB_FIELD_CHILD, AB_AT(async_retriever, creation_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester|CustomRequester"},
    {"polling_requester", AB_FIELD_CHILD, AB_AT(async_retriever, polling_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester|CustomRequester"},
    {"polling_job_timeout", AB_FIELD_TEMPLATE, AB_AT(async_retriever, polling_job_timeout),
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"failed_retry_wait_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(async_retriever, failed_retry_wait_time_in_seconds), .flags = AB_FIELD_MIN, .min = 1,
     .takes = AB_TAKES_INT | AB_TAKES_STRING},
    {"download_target_requester", AB_FIELD_CHILD, AB_AT(async_retriever, download_target_requester),
     .of = "HttpRequester|CustomRequester"},
    {"download_requester", AB_FIELD_CHILD, AB_AT(async_retriever, download_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester|CustomRequester"},
    {"download_paginator", AB_FIELD_CHILD, AB_AT(async_retriever, download_paginator),
     .of = "DefaultPaginator|NoPagination"},
    {"abort_requester", AB_FIELD_CHILD, AB_AT(async_retriever, abort_requester),
     .of = "HttpRequester|CustomRequester"},
    {"delete_requester", AB_FIELD_CHILD, AB_AT(async_retriever, delete_requester),
     .of = "HttpRequester|CustomRequester"},
    {"partition_router", AB_FIELD_CHILD_OR_LIST, AB_AT(async_retriever, partition_router),
     .of = "ListPartitionRouter|SubstreamPartitionRouter|"
           "GroupingPartitionRouter|UnionPartitionRouter|"
           "CustomPartitionRouter"},
    {"decoder", AB_FIELD_CHILD, AB_AT(async_retriever, decoder),
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder|IterableDecoder|XmlDecoder|ZipfileDecoder|"
           "CustomDecoder"},
    {"download_decoder", AB_FIELD_CHILD, AB_AT(async_retriever, download_decoder),
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder|IterableDecoder|XmlDecoder|ZipfileDecoder|"
           "CustomDecoder"},
    {0},
};

const ab_component_type ab_component_async_retriever = {
    .name = "AsyncRetriever",
    .family = AB_FAMILY_RETRIEVER,
    .fields = async_retriever_fields,
    .options_size = sizeof(async_retriever),
};

ab_components ab_async_retriever_routers(const ab_component *component)
{
    return ((const async_retriever *)component->options)->partition_router;
}
