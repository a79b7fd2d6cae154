#include "cli/command.h"
#include "declarative/manifest/report.h"

#include <stdio.h>
#include <string.h>

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

static bool read_format(const ab_invocation *invocation, ab_report_format *format)
{
    static const char *const names[] = {
        [AB_REPORT_TEXT] = "text", [AB_REPORT_JSON] = "json", [AB_REPORT_SARIF] = "sarif"};
    const char *given = ab_option_value(invocation, "--format");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!given || strcmp(given, names[i]) == 0) {
            *format = (ab_report_format)i;
            return true;
        }
    }
    ab_usage_error(invocation, "--format: \"%s\" is none of text, json, sarif", given);
    return false;
}

/* Exit status 0 where the manifest runs whole, warnings aside; else 1. */
static int run(const ab_invocation *invocation)
{
    ab_buf out;
    ab_manifest_counts counts;
    ab_report_format format;
    ab_error error = {0};
    if (!read_format(invocation, &format)) {
        return AB_EXIT_USAGE;
    }
    ab_buf_init(&out, AB_BUF_NO_MAX);
    bool good = ab_manifest_report(invocation->operand, format, &out, &counts, &error);
    if (!good) {
        fprintf(stderr, "%s\n", error.message);
    }
    good = good && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ab_error_clear(&error);
    ab_buf_free(&out);
    return !good || counts.errors || counts.failures;
}
