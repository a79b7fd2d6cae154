/* FileUploader. */
#include "declarative/retrievers/retriever.h"

typedef struct file_uploader {
    const ab_component *requester;
    const ab_component *download_target_extractor;
    const ab_component *file_extractor;
    const ab_template *filename_extractor;
} file_uploader;

static const ab_field file_uploader_fields[] = {
    {"requester", AB_FIELD_CHILD, AB_AT(file_uploader, requester), .flags = AB_FIELD_REQUIRED,
     .of = "HttpRequester|CustomRequester"},
    {"download_target_extractor", AB_FIELD_CHILD, AB_AT(file_uploader, download_target_extractor),
     .flags = AB_FIELD_REQUIRED, .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor"},
    {"file_extractor", AB_FIELD_CHILD, AB_AT(file_uploader, file_extractor),
     .of = "DpathExtractor|CustomRecordExtractor"},
    {"filename_extractor", AB_FIELD_TEMPLATE, AB_AT(file_uploader, filename_extractor)},
    {0},
};

const ab_component_type ab_component_file_uploader = {
    .name = "FileUploader",
    .family = AB_FAMILY_FILE_UPLOADER,
    .fields = file_uploader_fields,
    .options_size = sizeof(file_uploader),
};
