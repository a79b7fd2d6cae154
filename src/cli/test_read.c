#include "cli/test_read.h"
#include "cli/short_read.h"

#include "json/json.h"

#include <stdio.h>
#include <unistd.h>

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--format", "FORMAT", "json or text (default: text on a terminal, else json)", false},
    {0},
};
static const ab_option *const options[] = {ab_config_options, ab_short_read_options, own_options,
                                           ab_source_options, ab_run_option_table,   NULL};
static const ab_example examples[] = {
    {"--config secrets/config.json --stream stock_prices",
     "shows each request, response and record of a short read"},
    {"--config c.json --stream users --manifest-path manifest.yaml --pages 1 --slices 1",
     "the first page of a manifest's stream"},
    {"--config c.json --stream users --state s.json --format json | jq .slices[0].pages[0]",
     "what a connector builder shows, for scripts"},
    {0},
};

const ab_command ab_command_test_read = {
    .name = "test-read",
    .summary = "show requests, pages, slices and records of a short read",
    .options = options,
    .examples = examples,
    .run = run,
};

static int run(const ab_invocation *invocation)
{
    const char *format = ab_option_value(invocation, "--format");
    if (format && strcmp(format, "json") != 0 && strcmp(format, "text") != 0) {
        return ab_usage_error(invocation, "--format: \"%s\" is not json or text", format);
    }
    bool text = format ? strcmp(format, "text") == 0 : isatty(STDOUT_FILENO);
    ab_short_reading reading;
    int status = ab_short_reading_run(invocation, &reading);
    if (status != AB_EXIT_USAGE) {
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        if (text) {
            ab_test_read_text(&reading, &out);
        } else {
            ab_value value = ab_test_read_value(&reading);
            ab_json_write(&out, &value, AB_JSON_INDENTED);
            ab_buf_add_char(&out, '\n');
        }
        bool written = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
        status = written ? status : 1;
        ab_buf_free(&out);
    }
    ab_short_reading_free(&reading);
    return status;
}
