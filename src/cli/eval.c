/* main eval: see cli/eval/eval.h. */
#include "cli/eval/eval.h"
#include "cli/command.h"

#include <stddef.h>

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--config", "FILE", "what the template sees as config, a JSON file", false},
    {"--context", "FILE", "all that it sees: a JSON object of names and values", false},
    {"--kind", "KIND", "what comes out: string (default), boolean or mapping", false},
    {"--batch", NULL, "requests as JSON lines on stdin, answers on stdout", false},
    {"--reference", NULL, "print what templates can use, as Markdown", false},
    {0},
};
static const ab_option *const options[] = {own_options, NULL};
static const ab_example examples[] = {
    {"'{{ config.x | int + 1 }}' --config config.json", "the value of a template, and its type"},
    {"\"{{ now_utc().strftime('%Y') }}\"", "the same, of one that needs no configuration"},
    {"--reference", "the language of templates: filters, tests, functions"},
    {0},
};

extern const ab_command ab_command_eval;
const ab_command ab_command_eval = {
    .name = "eval",
    .summary = "evaluate a template or a pure function",
    .operand = "TEMPLATE",
    .options = options,
    .examples = examples,
    .run = run,
};

static int run(const ab_invocation *invocation)
{
    ab_eval_options wanted = {
        .template = invocation->operand,
        .config = ab_option_value(invocation, "--config"),
        .context = ab_option_value(invocation, "--context"),
        .kind = ab_option_value(invocation, "--kind"),
        .batch = ab_option_value(invocation, "--batch") != NULL,
        .reference = ab_option_value(invocation, "--reference") != NULL,
    };
    if (!wanted.template && !wanted.batch && !wanted.reference) {
        return ab_usage_error(invocation, "a TEMPLATE, --batch or --reference is required");
    }
    return ab_eval_run(&wanted);
}
