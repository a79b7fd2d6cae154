#include "declarative/json_schema.h"
#include "cli/command.h"
#include "json/json.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_example examples[] = {
    {">manifest.schema.json",
     "for an editor: # yaml-language-server: $schema=manifest.schema.json"},
    {0},
};

const ab_command ab_command_json_schema = {
    .name = "json-schema",
    .summary = "print a JSON schema of manifests, for editors",
    .examples = examples,
    .run = run,
};

static int run(const ab_invocation *invocation)
{
    (void)invocation;
    ab_arena *arena = ab_arena_new();
    ab_value schema = ab_component_json_schema(arena);
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    ab_json_write(&out, &schema, AB_JSON_INDENTED);
    ab_buf_add_char(&out, '\n');
    bool written = fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ab_buf_free(&out);
    ab_arena_free(arena);
    return !written;
}
