#include "cli/options.h"
#include "declarative/manifest/report.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--format", "FORMAT", "text (default), json, or sarif for editors and code scanners", false},
    {0},
};
static const ab_option *const options[] = {own_options, NULL};
static const ab_example examples[] = {
    {"manifest.yaml", "tells every problem of the manifest, with its place and a hint"},
    {"manifest.yaml --format sarif", "the same, as SARIF 2.1.0"},
    {0},
};

const ab_command ab_command_validate = {
    .name = "validate",
    .summary = "tell what is wrong with a manifest, and where",
    .operand = "MANIFEST",
    .operand_required = true,
    .options = options,
    .examples = examples,
    .run = run,
};

static const char *const formats[] = {
    [AB_REPORT_TEXT] = "text", [AB_REPORT_JSON] = "json", [AB_REPORT_SARIF] = "sarif", NULL};

/* Exit status 0 where the manifest runs whole, warnings aside; else 1. */
static int run(const ab_invocation *invocation)
{
    ab_buf out;
    ab_manifest_counts counts;
    size_t format;
    ab_error error = {0};
    if (!ab_read_choice(invocation, "--format", formats, &format)) {
        return AB_EXIT_USAGE;
    }
    ab_buf_init(&out, AB_BUF_NO_MAX);
    bool good =
        ab_manifest_report(invocation->operand, (ab_report_format)format, &out, &counts, &error);
    if (!good) {
        fprintf(stderr, "%s\n", error.message);
    }
    good = good && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ab_error_clear(&error);
    ab_buf_free(&out);
    return !good || counts.errors || counts.failures;
}
