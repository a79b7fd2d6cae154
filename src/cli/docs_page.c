#include "generate/docs_page.h"

#include "base/file.h"
#include "cli/session.h"
#include "generate/write_file.h"

#include <unistd.h>

static int run(const ab_invocation *invocation);

#define MAX_PAGE_BYTES ((size_t)16 << 20)

static const ab_option own_options[] = {
    {"--out", "FILE", "the page; what is written by hand in it is kept", true},
    {0},
};
static const ab_option *const options[] = {own_options, ab_config_options, ab_source_options,
                                           ab_run_option_table, NULL};
static const ab_example examples[] = {
    {"--config config.json --manifest-path manifest.yaml --out docs/acme.md",
     "writes the page of the manifest's connector: its configuration and its streams"},
    {0},
};

const ab_command ab_command_docs_page = {
    .name = "docs-page",
    .summary = "write the connector's page for the docs, from its spec and its catalog",
    .options = options,
    .examples = examples,
    .run = run,
};

static bool write_page(ab_session *session, const char *path, ab_buf *page, ab_error *error)
{
    ab_str old = {NULL, 0};
    ab_value catalog;
    if (access(path, F_OK) == 0 &&
        !ab_file_read(session->arena, path, MAX_PAGE_BYTES, &old, error)) {
        return false;
    }
    return ab_engine_catalog(&session->runtime, session->source, session->config, session->arena,
                             &catalog, error) &&
           ab_docs_page(old, session->spec, &catalog, page, error) &&
           ab_replace_file(session->arena, path, ab_buf_str(page), error);
}

static int make_page(ab_session *session)
{
    const char *path = ab_option_value(session->invocation, "--out");
    ab_error error = {0};
    ab_buf page;
    ab_buf_init(&page, AB_BUF_NO_MAX);
    int status =
        write_page(session, path, &page, &error) ? 0 : ab_engine_fail(&session->runtime, &error);
    ab_buf_free(&page);
    ab_error_clear(&error);
    return status;
}

static int run(const ab_invocation *invocation)
{
    ab_run_options run_options;
    if (!ab_read_run_options(invocation, &run_options)) {
        return AB_EXIT_USAGE;
    }
    return ab_session_run(invocation, &run_options, AB_CONFIG_DISCOVER, make_page);
}
