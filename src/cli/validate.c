#include "cli/command.h"
#include "declarative/manifest/report.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_example examples[] = {
    {"manifest.yaml", "tells every problem of the manifest, with its place and a hint"},
    {0},
};

const ab_command ab_command_validate = {
    .name = "validate",
    .summary = "tell what is wrong with a manifest, and where",
    .operand = "MANIFEST",
    .operand_required = true,
    .examples = examples,
    .run = run,
};

/* Exit status 0 where the manifest runs whole, warnings aside; else 1. */
static int run(const ab_invocation *invocation)
{
    ab_buf out;
    ab_manifest_counts counts;
    ab_error error = {0};
    ab_buf_init(&out, AB_BUF_NO_MAX);
    if (!ab_manifest_report(invocation->operand, &out, &counts, &error)) {
        fprintf(stderr, "%s\n", error.message);
        ab_error_clear(&error);
        ab_buf_free(&out);
        return 1;
    }
    ab_buf_printf(&out, "%s: %zu errors, %zu failures, %zu warnings\n", invocation->operand,
                  counts.errors, counts.failures, counts.warnings);
    bool written = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ab_buf_free(&out);
    return counts.errors || counts.failures || !written;
}
