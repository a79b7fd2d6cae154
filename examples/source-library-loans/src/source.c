/* source-library-loans. Read it from the end: the source is a const struct of functions, and so is
 * each of its streams. The engine calls them, runs partitions at once, prints the protocol's
 * messages and handles signals, retries, limits and errors. <airbyte/source.h> tells what each may
 * do. */
#include "source.h"

#include <string.h>

#define BASE_URL "https://loans.library.example/api"

/* spec.yaml and schemas/, embedded by CMakeLists.txt. */
extern const char source_spec[];
extern const char books_schema[];
extern const char loans_schema[];

static inline ab_str config_text(const ab_value *config, const char *key)
{
    return ab_string_of(ab_member_of(config, key));
}

/* ------------------------------------------------------------------ requests */

/* Adds the user's token to a request. */
static bool authenticate(ab_runtime *runtime, const ab_value *config, ab_arena *arena,
                         ab_api_request *request, ab_error *error)
{
    (void)runtime, (void)error;
    request->bearer = ab_arena_cstr(arena, config_text(config, "access_token"));
    return true;
}

/* What is particular to a stream. */
typedef struct endpoint {
    const char *path;
    const char *schema;
} endpoint;

static bool first_request(const endpoint *from, ab_runtime *runtime, const ab_value *config,
                          ab_arena *arena, ab_api_request *request, ab_error *error)
{
    *request = (ab_api_request){.url = ab_arena_printf(arena, "%s%s", BASE_URL, from->path).p};
    return authenticate(runtime, config, arena, request, error);
}

bool source_next_page(void *context, const ab_api_response *response, ab_api_request *next,
                      ab_arena *arena)
{
    (void)context;
    static const char below[] = BASE_URL "/"; /* credentials go nowhere else */
    ab_str url = ab_string_of(ab_member_of(response->body, "next"));
    if (url.n < sizeof below || memcmp(url.p, below, sizeof below - 1) != 0) {
        return false;
    }
    next->url = ab_arena_cstr(arena, url);
    return true;
}

/* ------------------------------------------------------------------ streams */

static bool describe(void *self, ab_runtime *runtime, const ab_value *config, ab_arena *arena,
                     ab_stream_info *info, ab_error *error)
{
    (void)runtime, (void)config;
    static const char *const key[] = {"id", NULL};
    const endpoint *from = self;
    ab_str schema = {from->schema, strlen(from->schema)};
    *info = (ab_stream_info){.json_schema = ab_new_json(arena, schema, error), .primary_key = key};
    return info->json_schema != NULL;
}

/* Each record comes parsed and may be changed: members added, replaced. */
static bool on_record(void *context, ab_value *record, ab_arena *arena, ab_sink *sink,
                      ab_error *error)
{
    (void)context, (void)arena;
    return ab_emit_record(sink, record, error);
}

static bool read_partition(void *self, const ab_read_request *request, ab_partition *partition,
                           ab_sink *sink, ab_error *error)
{
    ab_api_pages pages = {
        .next_page = source_next_page, .records = "items", .on_record = on_record};
    if (!first_request(self, request->runtime, request->config, partition->arena, &pages.first,
                       error)) {
        return false;
    }
    return ab_api_read_pages(request->runtime, sink, &pages, error);
}

static endpoint books_endpoint = {"/books", books_schema};
static const ab_stream books_stream = {
    .self = &books_endpoint,
    .name = "books",
    .describe = describe,
    .read_partition = read_partition,
};
static endpoint loans_endpoint = {"/loans", loans_schema};
static const ab_stream loans_stream = {
    .self = &loans_endpoint,
    .name = "loans",
    .describe = describe,
    .read_partition = read_partition,
};

const ab_stream *const source_streams[] = {
    &books_stream,
    &loans_stream,
    NULL,
};

/* ------------------------------------------------------------------ the source */

static bool spec(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **out,
                 ab_error *error)
{
    (void)self, (void)runtime;
    *out = ab_new_yaml(arena, (ab_str){source_spec, strlen(source_spec)}, error);
    return *out != NULL;
}

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

static bool streams(void *self, ab_runtime *runtime, const ab_value *config, ab_purpose purpose,
                    const ab_value *catalog, const ab_value *state, ab_stream_list *list,
                    ab_error *error)
{
    (void)self, (void)runtime, (void)config, (void)purpose, (void)catalog, (void)state, (void)error;
    for (const ab_stream *const *stream = source_streams; *stream; stream++) {
        ab_stream_list_add(list, *stream);
    }
    return true;
}

const ab_source source_library_loans = {
    .name = "source-library-loans",
    .version = "0.1.0",
    .spec = spec,
    .check = check,
    .streams = streams,
};
