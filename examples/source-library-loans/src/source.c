/* source-library-loans. Read it from the end: the source is a const struct, and so is each of its
 * streams. What is the same in most sources they name; what is their own is a function, which the
 * engine calls. It runs partitions at once, prints the protocol's messages and handles signals,
 * state, retries, limits and errors. <airbyte/source.h> tells what there is. */
#include "source.h"

#include <airbyte/http.h>

#include <string.h>

#define BASE_URL "https://loans.library.example/api"

/* spec.yaml and schemas/, embedded by CMakeLists.txt. */
extern const char source_spec[];
extern const char books_schema[];
extern const char loans_schema[];

/* ------------------------------------------------------------------ requests */

/* Adds the user's token to a request. */
static bool authenticate(ab_runtime *runtime, const ab_value *config, ab_arena *arena,
                         ab_api_request *request, ab_error *error)
{
    (void)runtime, (void)error;
    request->bearer = ab_arena_cstr(arena, ab_string_at(config, "access_token", NULL));
    return true;
}

static bool first_request(const char *path, ab_runtime *runtime, const ab_value *config,
                          ab_arena *arena, ab_api_request *request, ab_error *error)
{
    *request = (ab_api_request){.base = BASE_URL, .url = path};
    return authenticate(runtime, config, arena, request, error);
}

/* ------------------------------------------------------------------ streams */

/* Each record may be changed: members added, replaced. */
static bool on_record(void *context, ab_value *record, ab_arena *arena, ab_sink *sink,
                      ab_error *error)
{
    (void)context, (void)arena;
    return ab_emit_record(sink, record, error);
}

/* `self` is the path of the stream. */
static bool read_partition(void *self, const ab_read_request *request, ab_partition *partition,
                           ab_sink *sink, ab_error *error)
{
    ab_api_pages pages = {.next_url = "next", .records = "items", .on_record = on_record};
    if (!first_request(self, request->runtime, request->config, partition->arena, &pages.first,
                       error)) {
        return false;
    }
    return ab_api_read_pages(request->runtime, sink, &pages, error);
}

static const char *const key[] = {"id", NULL};
static const ab_stream books_stream = {
    .self = (void *)"/books",
    .name = "books",
    .json_schema = books_schema,
    .primary_key = key,
    .read_partition = read_partition,
};
static const ab_stream loans_stream = {
    .self = (void *)"/loans",
    .name = "loans",
    .json_schema = loans_schema,
    .primary_key = key,
    .read_partition = read_partition,
};

const ab_stream *const source_streams[] = {
    &books_stream,
    &loans_stream,
    NULL,
};

/* ------------------------------------------------------------------ the source */

/* One request, as a read begins with it. */
static ab_check check(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error)
{
    (void)self;
    ab_arena *arena = ab_arena_new();
    ab_api_request request;
    ab_api_response response;
    bool reached =
        first_request(source_streams[0]->self, runtime, config, arena, &request, error) &&
        ab_api_fetch(runtime, NULL, &request, NULL, arena, &response, error);
    ab_arena_free(arena);
    return reached ? AB_CHECK_SUCCEEDED : AB_CHECK_FAILED;
}

const ab_source source_library_loans = {
    .name = "source-library-loans",
    .version = "0.1.0",
    .spec_yaml = source_spec,
    .check = check,
    .stream_list = source_streams,
};
