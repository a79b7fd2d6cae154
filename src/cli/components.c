#include "cli/command.h"
#include "declarative/reference.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_example examples[] = {
    {"HttpRequester", "tells what an HttpRequester takes"},
    {"", "prints the reference of all components, as Markdown"},
    {0},
};

const ab_command ab_command_components = {
    .name = "components",
    .summary = "tell what the components of a manifest take",
    .operand = "TYPE",
    .examples = examples,
    .run = run,
};

static int run(const ab_invocation *invocation)
{
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    if (invocation->operand) {
        const ab_component_type *type = ab_component_type_find(ab_str_of(invocation->operand));
        if (!type) {
            ab_buf_free(&out);
            return ab_usage_error(invocation, "there is no component type %s", invocation->operand);
        }
        ab_component_reference(&out, type);
    } else {
        ab_component_reference_all(&out);
    }
    bool written = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ab_buf_free(&out);
    return !written;
}
