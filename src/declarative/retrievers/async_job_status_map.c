/* AsyncJobStatusMap. */
#include "declarative/retrievers/retriever.h"

typedef struct async_job_status_map {
    ab_strings running;
    ab_strings completed;
    ab_strings failed;
    ab_strings timeout;
    ab_strings skipped;
} async_job_status_map;

static const ab_field async_job_status_map_fields[] = {
    {"running", AB_FIELD_STRINGS, AB_AT(async_job_status_map, running), .flags = AB_FIELD_REQUIRED},
    {"completed", AB_FIELD_STRINGS, AB_AT(async_job_status_map, completed),
     .flags = AB_FIELD_REQUIRED},
    {"failed", AB_FIELD_STRINGS, AB_AT(async_job_status_map, failed), .flags = AB_FIELD_REQUIRED},
    {"timeout", AB_FIELD_STRINGS, AB_AT(async_job_status_map, timeout), .flags = AB_FIELD_REQUIRED},
    {"skipped", AB_FIELD_STRINGS, AB_AT(async_job_status_map, skipped)},
    {0},
};

const ab_component_type ab_component_async_job_status_map = {
    .name = "AsyncJobStatusMap",
    .family = AB_FAMILY_NONE,
    .fields = async_job_status_map_fields,
    .options_size = sizeof(async_job_status_map),
    .untyped = true,
};
