#include "generate/generate.h"

#include "base/buf.h"
#include "crypto/hash.h"
#include "generate/answers.h"
#include "generate/metadata.h"
#include "generate/render.h"
#include "generate/write_file.h"

#include <string.h>

/* ---------------------------------------------------------------- which files */

enum { MANIFEST = 1, NATIVE = 2, BOTH = 3 };

typedef struct planned {
    const char *template;
    const char *path; /* may have tokens */
    int kinds;
    bool executable;
    bool per_stream;
    bool first_stream; /* once, as for the first of the streams */
    bool with_auth;    /* only where there is authentication */
} planned;

#define CHECK "tests/scenarios/check/"
#define READ "tests/scenarios/read/"

static const planned plan[] = {
    {"manifest/manifest.yaml", "manifest.yaml", MANIFEST},
    {"manifest/README.md", "README.md", MANIFEST},
    {"manifest/Dockerfile", "Dockerfile", MANIFEST},
    {"manifest/tests_connector", "tests/connector", MANIFEST, .executable = true},
    {"native/CMakeLists.txt", "CMakeLists.txt", NATIVE},
    {"native/CMakePresets.json", "CMakePresets.json", NATIVE},
    {"native/README.md", "README.md", NATIVE},
    {"native/Dockerfile", "Dockerfile", NATIVE},
    {"native/dockerignore", ".dockerignore", NATIVE},
    {"native/spec.yaml", "spec.yaml", NATIVE},
    {"native/src/main.c", "src/main.c", NATIVE},
    {"native/src/source.c", "src/source.c", NATIVE},
    {"native/src/source.h", "src/source.h", NATIVE},
    {"native/schemas/stream.json", "schemas/@{stream}.json", NATIVE, .per_stream = true},
    {"native/unit_tests/source_test.c", "unit_tests/source_test.c", NATIVE},
    {"native/tests_connector", "tests/connector", NATIVE, .executable = true},
    {"shared/gitignore", ".gitignore", BOTH},
    {"shared/metadata.yaml", "metadata.yaml", BOTH},
    {"shared/acceptance-test-config.yml", "acceptance-test-config.yml", BOTH},
    {"auth/sample_config.json", "sample_files/sample_config.json", BOTH},
    {"auth/invalid_config.json", "sample_files/invalid_config.json", BOTH, .with_auth = true},
    {"shared/sample_files/configured_catalog.json", "sample_files/configured_catalog.json", BOTH},
    {"manifest/tests_run", "tests/run", MANIFEST, .executable = true},
    {"shared/tests/check_scenario.yaml", CHECK "scenario.yaml", BOTH},
    {"shared/tests/check_expected.jsonl", CHECK "expected.jsonl", BOTH},
    {"shared/tests/exchange.json", CHECK "cassette/@{number}.json", BOTH, .first_stream = true},
    {"shared/tests/exchange.body", CHECK "cassette/@{number}.body", BOTH, .first_stream = true},
    {"shared/tests/read_scenario.yaml", READ "scenario.yaml", BOTH},
    {"shared/tests/read_expected.jsonl", READ "expected.jsonl", BOTH},
    {"shared/tests/exchange.json", READ "cassette/@{number}.json", BOTH, .per_stream = true},
    {"shared/tests/exchange.body", READ "cassette/@{number}.body", BOTH, .per_stream = true},
};
/* The exchange that gives a token, behind those of the streams. */
static const planned oauth_plan[] = {
    {"auth/exchange.json", CHECK "cassette/000002.json", BOTH},
    {"auth/exchange.body", CHECK "cassette/000002.body", BOTH},
    {"auth/exchange.json", READ "cassette/@{token_number}.json", BOTH},
    {"auth/exchange.body", READ "cassette/@{token_number}.body", BOTH},
};

/* ---------------------------------------------------------------- variables */

/* "orders-2" → "orders_2" */
static ab_str symbol_of(ab_arena *arena, ab_str name)
{
    char *symbol = ab_arena_cstr(arena, name);
    for (char *c = symbol; *c; c++) {
        *c = *c == '-' ? '_' : *c;
    }
    return (ab_str){symbol, name.n};
}

/* "data.items" → ["data", "items"] around which the other texts are made */
typedef struct records_place {
    ab_str field_path; /* a YAML list */
    ab_str open;       /* {"data": {"items":  */
    ab_str close;      /* }} */
    ab_str page_open;  /* in a C string, without the first brace: \"data\": {\"items\":  */
} records_place;

static records_place place_of(ab_arena *arena, ab_str records)
{
    ab_buf list, open, close, in_c;
    ab_buf_init(&in_c, AB_BUF_NO_MAX);
    ab_buf_init(&list, AB_BUF_NO_MAX);
    ab_buf_init(&open, AB_BUF_NO_MAX);
    ab_buf_init(&close, AB_BUF_NO_MAX);
    for (size_t at = 0; at < records.n;) {
        ptrdiff_t dot = ab_str_find(records, AB_STR("."), at);
        size_t end = dot < 0 ? records.n : (size_t)dot;
        ab_str name = ab_str_sub(records, at, end);
        ab_buf_printf(&list, "%s\"%.*s\"", at ? ", " : "", AB_STR_ARG(name));
        ab_buf_printf(&open, "{\"%.*s\": ", AB_STR_ARG(name));
        ab_buf_printf(&in_c, "%s\\\"%.*s\\\": ", at ? "{" : "", AB_STR_ARG(name));
        ab_buf_add_char(&close, '}');
        at = end + 1;
    }
    records_place place = {ab_arena_printf(arena, "[%.*s]", AB_STR_ARG(ab_buf_str(&list))),
                           ab_arena_str(arena, ab_buf_str(&open)),
                           ab_arena_str(arena, ab_buf_str(&close)),
                           ab_arena_str(arena, ab_buf_str(&in_c))};
    ab_buf_free(&in_c);
    ab_buf_free(&list);
    ab_buf_free(&open);
    ab_buf_free(&close);
    return place;
}

static const ab_variable *stream_variables(ab_arena *arena, const ab_new_stream *stream,
                                           size_t number, bool last)
{
    const ab_variable variables[] = {
        {"stream", stream->name},
        {"stream_path", stream->path},
        {"stream_symbol", symbol_of(arena, stream->name)},
        {"number", ab_arena_printf(arena, "%06zu", number)},
        {"comma", last ? AB_STR("") : AB_STR(",")},
        {0},
    };
    ab_variable *copy = ab_arena_alloc(arena, sizeof(variables));
    memcpy(copy, variables, sizeof(variables));
    return copy;
}

static ab_str without_slash(ab_str url)
{
    while (ab_str_ends(url, AB_STR("/"))) {
        url.n--;
    }
    return url;
}

/* What all templates may name; in `arena`. */
static bool make_variables(const ab_generate_options *options, ab_arena *arena, ab_render *render,
                           ab_error *error)
{
    bool native = strcmp(options->kind, "native") == 0;
    ab_new_stream streams[AB_MAX_NEW_STREAMS];
    size_t count = ab_generate_streams(options->streams, arena, streams, error);
    char *uuid = ab_arena_alloc(arena, 37);
    if (count == 0 || !ab_random_uuid4(uuid, error)) {
        return false;
    }
    const ab_variable **lists = ab_arena_alloc(arena, (count + 1) * sizeof(*lists));
    for (size_t i = 0; i < count; i++) {
        lists[i] = stream_variables(arena, &streams[i], i + 1, i + 1 == count);
    }
    lists[count] = NULL;
    ab_str name = ab_str_of(options->name), records = ab_str_of(options->records);
    ab_str url = without_slash(ab_str_of(options->base_url));
    records_place place = place_of(arena, records);
    const ab_variable variables[] = {
        {"name", name},
        {"cdk_version", AB_STR(AB_VERSION)},
        {"title", ab_metadata_title(arena, name)},
        {"symbol", symbol_of(arena, name)},
        {"base_url", url},
        {"host", ab_metadata_host(url)},
        {"definition_id", ab_str_of(uuid)},
        {"language", native ? AB_STR("c") : AB_STR("manifest-only")},
        {"cdk_tag", native ? AB_STR("") : AB_STR("- cdk:low-code")},
        {"build_options", native ? AB_STR("") : ab_metadata_build_options()},
        {"spec_path", native ? AB_STR("spec.yaml") : AB_STR("manifest.yaml")},
        {"records", records},
        {"field_path", place.field_path},
        {"records_open", place.open},
        {"records_close", place.close},
        {"page_open", place.page_open},
        {"first_stream", streams[0].name},
        {"first_path", streams[0].path},
        {"token_number", ab_arena_printf(arena, "%06zu", count + 1)},
        {0},
    };
    const ab_variable choices[] = {
        {"auth", ab_str_of(options->auth)},
        {"records", records.n > 0 ? AB_STR("member") : AB_STR("root")},
        {0},
    };
    ab_variable *all = ab_arena_alloc(arena, sizeof(variables));
    memcpy(all, variables, sizeof(variables));
    ab_variable *chosen = ab_arena_alloc(arena, sizeof(choices));
    memcpy(chosen, choices, sizeof(choices));
    *render = (ab_render){.variables = all, .choices = chosen, .streams = lists};
    return true;
}

/* ---------------------------------------------------------------- writing */

static bool write_planned(const ab_render *render, const planned *file, const char *folder,
                          ab_arena *arena, ab_error *error)
{
    ab_buf path, text;
    ab_buf_init(&path, AB_BUF_NO_MAX);
    ab_buf_init(&text, AB_BUF_NO_MAX);
    ab_str token = ab_arena_printf(arena, "@{%s}", file->template);
    bool good = ab_render_text(render, ab_str_of(file->path), &path, error) &&
                ab_render_text(render, token, &text, error);
    if (good) {
        ab_str name = ab_str_trim(ab_buf_str(&path));
        const char *full = ab_arena_printf(arena, "%s/%.*s", folder, AB_STR_ARG(name)).p;
        good = ab_write_new_file(full, ab_buf_str(&text), file->executable, error);
    }
    ab_buf_free(&path);
    ab_buf_free(&text);
    return good;
}

static bool write_plan(const ab_render *render, const planned *files, size_t count, int kind,
                       bool auth, const char *folder, ab_arena *arena, ab_error *error)
{
    for (const planned *file = files; file < files + count; file++) {
        if (!(file->kinds & kind) || (file->with_auth && !auth)) {
            continue;
        }
        ab_render at = *render;
        const ab_variable *const *stream = render->streams;
        do {
            at.stream = file->per_stream || file->first_stream ? *stream++ : NULL;
            if (!write_planned(&at, file, folder, arena, error)) {
                return false;
            }
        } while (file->per_stream && *stream);
    }
    return true;
}

bool ab_generate(const ab_generate_options *given, ab_arena *arena, ab_str *folder, ab_error *error)
{
    ab_generate_options options = *given;
    ab_render render;
    if (!ab_generate_complete(&options, arena, error) ||
        !make_variables(&options, arena, &render, error) ||
        !ab_make_new_folder(options.out, error)) {
        return false;
    }
    int kind = strcmp(options.kind, "native") == 0 ? NATIVE : MANIFEST;
    bool auth = strcmp(options.auth, "none") != 0;
    *folder = ab_arena_str(arena, ab_str_of(options.out));
    return write_plan(&render, plan, sizeof(plan) / sizeof(plan[0]), kind, auth, options.out, arena,
                      error) &&
           (strcmp(options.auth, "oauth") != 0 ||
            write_plan(&render, oauth_plan, sizeof(oauth_plan) / sizeof(oauth_plan[0]), kind, true,
                       options.out, arena, error));
}
