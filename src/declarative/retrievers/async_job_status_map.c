/* AsyncJobStatusMap: an API's words for what its jobs do. */
#include "declarative/retrievers/async.h"

static const ab_field async_job_status_map_fields[] = {
    {"running", AB_FIELD_STRINGS, AB_AT(ab_job_status_map, words[AB_JOB_RUNNING]),
     .flags = AB_FIELD_REQUIRED, .help = "The job is not done yet."},
    {"completed", AB_FIELD_STRINGS, AB_AT(ab_job_status_map, words[AB_JOB_COMPLETED]),
     .flags = AB_FIELD_REQUIRED, .help = "The job is done, its records can be read."},
    {"failed", AB_FIELD_STRINGS, AB_AT(ab_job_status_map, words[AB_JOB_FAILED]),
     .flags = AB_FIELD_REQUIRED, .help = "The job failed; it is started anew."},
    {"timeout", AB_FIELD_STRINGS, AB_AT(ab_job_status_map, words[AB_JOB_TIMED_OUT]),
     .flags = AB_FIELD_REQUIRED, .help = "The job took too long; it is aborted and started anew."},
    {"skipped", AB_FIELD_STRINGS, AB_AT(ab_job_status_map, words[AB_JOB_SKIPPED]),
     .help = "There is nothing to read: no error."},
    {0},
};

const ab_component_type ab_component_async_job_status_map = {
    .name = "AsyncJobStatusMap",
    .family = AB_FAMILY_NONE,
    .fields = async_job_status_map_fields,
    .options_size = sizeof(ab_job_status_map),
    .untyped = true,
    .help = "What an API's words for the status of a job mean.",
};

bool ab_job_status_of(const ab_job_status_map *map, ab_str word, ab_job_status *out)
{
    for (int status = 0; status < AB_JOB_STATUS_COUNT; status++) {
        for (size_t i = 0; i < map->words[status].n; i++) {
            if (ab_str_eq(map->words[status].at[i], word)) {
                *out = (ab_job_status)status;
                return true;
            }
        }
    }
    return false;
}

bool ab_job_status_map_check(const ab_job_status_map *map, ab_error *error)
{
    for (int status = 0; status < AB_JOB_STATUS_COUNT; status++) {
        for (size_t i = 0; i < map->words[status].n; i++) {
            ab_str word = map->words[status].at[i];
            ab_strings before = {map->words[status].at, i};
            ab_job_status_map up_to = {0};
            ab_job_status other;
            memcpy(up_to.words, map->words, (size_t)status * sizeof(map->words[0]));
            up_to.words[status] = before;
            if (ab_job_status_of(&up_to, word, &other)) {
                return ab_error_set(error, AB_ERROR_SYSTEM,
                                    "API status %.*s is already set for CDK status %s. Please "
                                    "ensure API statuses are only provided once",
                                    AB_STR_ARG(word), async_job_status_map_fields[status].name);
            }
        }
    }
    return true;
}
