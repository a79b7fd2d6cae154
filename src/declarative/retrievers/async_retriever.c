/* AsyncRetriever: has an API collect records, waits for it, and downloads them. */
#include "declarative/decoders/decoder.h"
#include "declarative/requesters/requester.h"
#include "declarative/retrievers/async.h"
#include "declarative/retrievers/routers.h"
#include "declarative/retrievers/simple.h"

#define US_PER_S ((int64_t)1000000)
#define US_PER_MINUTE (60 * US_PER_S)
/* How long a job may take, in minutes, where the manifest does not say; shorter in a test read. */
#define DEFAULT_TIMEOUT 60
#define TEST_READ_TIMEOUT 15
#define MAX_ATTEMPTS 3

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

/* ---- Reading ---- */

typedef struct download {
    const ab_async_retriever *self;
    ab_slice_read *read;
} download;

/* What is downloaded is filtered and transformed as the records of the job's own slice. */
static bool take_record(void *context, ab_record *record, ab_error *error)
{
    const download *d = context;
    ab_scope scope = ab_scope_new(d->read->env, record->arena);
    scope.slice = d->read->slice;
    scope.sink = d->read->sink;
    return ab_selector_apply(d->self->selector, &scope, d->read->schema, record, d->read->emit,
                             d->read->context, error);
}

static bool read_target(const ab_async_retriever *self, ab_slice_read *read, ab_async_job *job,
                        const ab_value *target, ab_error *error)
{
    download d = {self, read};
    ab_slice_read inner = {
        .env = read->env,
        .arena = read->arena,
        .slice = ab_async_job_download_slice(job, read->arena, *target),
        .sink = read->sink,
        .emit = take_record,
        .context = &d,
    };
    bool ok = self->download->ops->read(self->download, &inner, error);
    read->pages += inner.pages;
    return ok;
}

static bool read_job(ab_retriever *base, ab_slice_read *read, ab_error *error)
{
    const ab_async_retriever *self = (const ab_async_retriever *)base;
    ab_async_job *job = read->slice->job;
    ab_value targets;
    if (!job) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "Invalid state within AsyncJobRetriever. Please contact Airbyte "
                            "Support");
    }
    bool ok = ab_async_job_targets(job, read->arena, read->sink, &targets, error);
    for (size_t i = 0; ok && i < targets.count; i++) {
        ok = read_target(self, read, job, &targets.items[i], error);
    }
    ok = ok && ab_async_job_delete(job, read->sink, error);
    ab_async_job_free(job);
    return ok;
}

static const ab_retriever_ops ops = {.read = read_job, .generate = ab_async_jobs_generate};

/* ---- Build ---- */

/* An object of the manifest that the CDK puts together itself. */
static ab_value node_of(ab_arena *arena, const char *type)
{
    ab_value node = ab_value_object();
    ab_set(arena, &node, "type", ab_value_cstr(type));
    return node;
}

static void set_child(ab_arena *arena, ab_value *node, const char *name, const ab_component *child)
{
    if (child) {
        ab_set(arena, node, name, *child->node);
    }
}

/* The retriever of downloads: it extracts records, and leaves all else to the outer selector. */
static ab_retriever *build_download(ab_build *build, const async_retriever *o,
                                    const ab_retriever_args *given, ab_str name, ab_error *error)
{
    ab_arena *arena = build->arena;
    ab_value selector = node_of(arena, "RecordSelector");
    ab_value node = node_of(arena, "SimpleRetriever");
    ab_value extractor = node_of(arena, "DpathExtractor");
    ab_set(arena, &extractor, "field_path", ab_value_array());
    ab_set(arena, &selector, "extractor", extractor);
    set_child(arena, &node, "requester", o->download_requester);
    set_child(arena, &node, "paginator", o->download_paginator);
    set_child(arena, &node, "decoder", o->download_decoder);
    ab_set(arena, &node, "record_selector", selector);
    ab_value *kept = AB_ARENA_NEW(arena, ab_value);
    *kept = node;
    ab_parse parse = {.arena = arena, .file = build->env->manifest_file};
    const ab_component *component =
        ab_component_parse(&parse, kept, "SimpleRetriever", o->download_requester->path);
    bool ok = ab_parse_result(&parse, AB_PROBLEM_USE, error);
    ab_parse_end(&parse);
    ab_retriever_args args = {.stream = name,
                              .cursor = given->cursor,
                              .router = given->router,
                              .extractor = o->download_extractor};
    return ok ? ab_retriever_build(build, component, &args, error) : NULL;
}

static bool check_actions(const async_retriever *o, ab_str stream, ab_error *error)
{
    const struct {
        const char *name;
        const ab_component *requester;
    } all[] = {
        {"creation_requester", o->creation_requester},
        {"polling_requester", o->polling_requester},
        {"download_requester", o->download_requester},
        {"download_target_requester", o->download_target_requester},
        {"abort_requester", o->abort_requester},
        {"delete_requester", o->delete_requester},
    };
    ab_arena *arena = ab_arena_new();
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof(all) / sizeof(all[0]); i++) {
        ab_str what = ab_arena_printf(arena, "`%s` of the AsyncRetriever of stream %.*s",
                                      all[i].name, AB_STR_ARG(stream));
        ok = ab_requester_reject_page_actions(all[i].requester, what.p, error);
    }
    ab_arena_free(arena);
    return ok;
}

static bool build_requesters(ab_build *build, ab_async_retriever *self, const async_retriever *o,
                             const ab_decoder *decoder, ab_error *error)
{
    const struct {
        const char *step;
        const ab_component *component;
        ab_requester **out;
    } all[] = {
        {"creation", o->creation_requester, &self->creation_requester},
        {"polling", o->polling_requester, &self->polling_requester},
        {"abort", o->abort_requester, &self->abort_requester},
        {"delete", o->delete_requester, &self->delete_requester},
        {"extract_url", o->download_target_requester, &self->target_requester},
    };
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        ab_requester_args args = {
            .name = ab_arena_printf(build->arena, "job %s - %.*s", all[i].step,
                                    AB_STR_ARG(self->stream)),
            .decoder = decoder,
        };
        *all[i].out = ab_requester_build(build, all[i].component, &args, error);
        if (all[i].component && !*all[i].out) {
            return false;
        }
    }
    return true;
}

static bool build_parts(ab_build *build, ab_async_retriever *self, const async_retriever *o,
                        const ab_retriever_args *given, ab_error *error)
{
    ab_decoder *decoder = ab_decoder_build(build, o->decoder, error);
    if (!decoder) {
        return false;
    }
    ab_selector_args selector_args = {
        .stream = self->stream,
        .decoder = decoder,
        .transformations = given->transformations,
        .transformation_count = given->transformation_count,
        .file_uploader = given->file_uploader,
    };
    ab_extractor_args extractor_args = {.decoder = decoder};
    self->selector = ab_selector_build(build, o->record_selector, &selector_args, error);
    if (!self->selector || !build_requesters(build, self, o, decoder, error)) {
        return false;
    }
    ab_str name = ab_arena_printf(build->arena, "job download - %.*s", AB_STR_ARG(self->stream));
    self->download = build_download(build, o, given, name, error);
    self->status_extractor =
        self->download ? ab_extractor_build(build, o->status_extractor, &extractor_args, error)
                       : NULL;
    if (!self->status_extractor) {
        return false;
    }
    self->target_extractor =
        ab_extractor_build(build, o->download_target_extractor, &extractor_args, error);
    return self->target_extractor || !o->download_target_extractor;
}

/* int(template): its whole number; 0 where it is absent or says 0. */
static bool whole_number(ab_build *build, const ab_template *t, const char *field, int64_t *out,
                         ab_error *error)
{
    ab_scope scope = ab_scope_new(build->env, build->arena);
    ab_value none = ab_value_object();
    ab_value value;
    *out = 0;
    if (!t) {
        return true;
    }
    if (!ab_scope_value(&scope, t, &none, &value, error)) {
        return false;
    }
    return ab_value_int64(&value, out) ||
           ab_error_set(error, AB_ERROR_CONFIG, "%s is no whole number: %.*s", field,
                        AB_STR_ARG(ab_python_str(build->arena, &value)));
}

static bool set_times(ab_build *build, ab_async_retriever *self, const async_retriever *o,
                      ab_error *error)
{
    bool test_read = build->env->limits.slices > 0;
    int64_t minutes;
    int64_t seconds;
    if (!whole_number(build, o->polling_job_timeout, "polling_job_timeout", &minutes, error) ||
        !whole_number(build, o->failed_retry_wait_time_in_seconds,
                      "failed_retry_wait_time_in_seconds", &seconds, error)) {
        return false;
    }
    minutes = minutes ? minutes : test_read ? TEST_READ_TIMEOUT : DEFAULT_TIMEOUT;
    self->timeout_us =
        minutes < INT64_MAX / US_PER_MINUTE / 2 ? minutes * US_PER_MINUTE : INT64_MAX / 2;
    self->failed_wait_us = seconds < INT64_MAX / US_PER_S / 2 ? seconds * US_PER_S : INT64_MAX / 2;
    self->max_attempts = test_read ? 1 : MAX_ATTEMPTS;
    return true;
}

/* Jobs whose slices nobody read. */
static void destroy_retriever(void *object)
{
    ab_async_retriever *self = object;
    while (self->live) {
        ab_async_job_free(self->live);
    }
    pthread_mutex_destroy(&self->lock);
}

static void *build_retriever(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const async_retriever *o = component->options;
    const ab_retriever_args *given = args;
    ab_async_retriever *self = AB_ARENA_NEW(build->arena, ab_async_retriever);
    self->base.ops = &ops;
    self->stream = given->stream;
    self->env = build->env;
    self->cursor = given->cursor;
    self->is_parent = build->reader.n && !ab_str_eq(build->stream, build->reader);
    self->statuses = o->status_mapping->options;
    if (o->download_target_requester && !o->download_target_extractor) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "`download_target_extractor` required if using a "
                     "`download_target_requester`");
        return NULL;
    }
    if (!check_actions(o, self->stream, error) || !build_parts(build, self, o, given, error) ||
        !ab_job_status_map_check(self->statuses, error) || !set_times(build, self, o, error)) {
        return NULL;
    }
    pthread_mutex_init(&self->lock, NULL);
    ab_env_defer(build->env, destroy_retriever, self);
    return self;
}

static const ab_field async_retriever_fields[] = {
    {"record_selector", AB_FIELD_CHILD, AB_AT(async_retriever, record_selector),
     .flags = AB_FIELD_REQUIRED, .of = "RecordSelector",
     .help = "Filters and transforms the records that were downloaded."},
    {"status_mapping", AB_FIELD_CHILD, AB_AT(async_retriever, status_mapping),
     .flags = AB_FIELD_REQUIRED, .of = "AsyncJobStatusMap",
     .help = "What the API's words for a job's status mean."},
    {"status_extractor", AB_FIELD_CHILD, AB_AT(async_retriever, status_extractor),
     .flags = AB_FIELD_REQUIRED, .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor",
     .help = "Where the status is in the response of the polling_requester."},
    {"download_target_extractor", AB_FIELD_CHILD, AB_AT(async_retriever, download_target_extractor),
     .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor",
     .help = "Where the download targets are: in the completed job's response, or in that of the "
             "download_target_requester."},
    {"download_extractor", AB_FIELD_CHILD, AB_AT(async_retriever, download_extractor),
     .of = "DpathExtractor|CustomRecordExtractor|"
           "ResponseToFileExtractor|CombinedExtractor",
     .help = "Where the records are in a download; the whole body where it is absent."},
    {"creation_requester", AB_FIELD_CHILD, AB_AT(async_retriever, creation_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester|CustomRequester",
     .help = "Starts a job; later requests see its response as creation_response."},
    {"polling_requester", AB_FIELD_CHILD, AB_AT(async_retriever, polling_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester|CustomRequester",
     .help = "Asks for a job's status; later requests see the last response as polling_response."},
    {"polling_job_timeout", AB_FIELD_TEMPLATE, AB_AT(async_retriever, polling_job_timeout),
     .takes = AB_TAKES_INT | AB_TAKES_STRING,
     .help = "Minutes until a job counts as timed out; 60 where it is absent."},
    {"failed_retry_wait_time_in_seconds", AB_FIELD_TEMPLATE,
     AB_AT(async_retriever, failed_retry_wait_time_in_seconds), .flags = AB_FIELD_MIN, .min = 1,
     .takes = AB_TAKES_INT | AB_TAKES_STRING, .help = "Pause before a failed job is started anew."},
    {"download_target_requester", AB_FIELD_CHILD, AB_AT(async_retriever, download_target_requester),
     .of = "HttpRequester|CustomRequester",
     .help = "Asks for the download targets of a completed job."},
    {"download_requester", AB_FIELD_CHILD, AB_AT(async_retriever, download_requester),
     .flags = AB_FIELD_REQUIRED, .of = "HttpRequester|CustomRequester",
     .help = "Downloads records; sees its target as download_target."},
    {"download_paginator", AB_FIELD_CHILD, AB_AT(async_retriever, download_paginator),
     .of = "DefaultPaginator|NoPagination", .help = "Pages of a download."},
    {"abort_requester", AB_FIELD_CHILD, AB_AT(async_retriever, abort_requester),
     .of = "HttpRequester|CustomRequester",
     .help = "Tells the API to give up a job that timed out."},
    {"delete_requester", AB_FIELD_CHILD, AB_AT(async_retriever, delete_requester),
     .of = "HttpRequester|CustomRequester",
     .help = "Tells the API to forget a job whose records were read."},
    {"partition_router", AB_FIELD_CHILD_OR_LIST, AB_AT(async_retriever, partition_router),
     .of = "ListPartitionRouter|SubstreamPartitionRouter|"
           "GroupingPartitionRouter|UnionPartitionRouter|"
           "CustomPartitionRouter",
     .help = "The partitions that a job is started for."},
    {"decoder", AB_FIELD_CHILD, AB_AT(async_retriever, decoder),
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder|IterableDecoder|XmlDecoder|ZipfileDecoder|"
           "CustomDecoder",
     .help = "How the responses about jobs are read; JSON where it is absent."},
    {"download_decoder", AB_FIELD_CHILD, AB_AT(async_retriever, download_decoder),
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder|IterableDecoder|XmlDecoder|ZipfileDecoder|"
           "CustomDecoder",
     .help = "How downloads are read; JSON where it is absent."},
    {0},
};

const ab_component_type ab_component_async_retriever = {
    .name = "AsyncRetriever",
    .family = AB_FAMILY_RETRIEVER,
    .fields = async_retriever_fields,
    .options_size = sizeof(async_retriever),
    .build = build_retriever,
    .help = "Has an API collect the records of a slice in a job, waits for it and downloads them.",
};

ab_components ab_async_retriever_routers(const ab_component *component)
{
    return ((const async_retriever *)component->options)->partition_router;
}
