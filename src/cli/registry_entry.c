#include "generate/metadata.h"

#include "base/file.h"
#include "cli/command.h"
#include "generate/write_file.h"

#include <stdio.h>
#include <unistd.h>

static int run(const ab_invocation *invocation);

#define MAX_METADATA_BYTES ((size_t)1 << 20)

static const ab_option own_options[] = {
    {"--metadata", "FILE", "the connector's metadata (default metadata.yaml)", false},
    {"--name", "NAME", "make the file, for a connector of this name, if it is not there", false},
    {"--kind", "KIND", "of a file that is made: manifest (default) or native", false},
    {"--base-url", "URL", "of a file that is made: the API's (default https://api.example.com)",
     false},
    {0},
};
static const ab_option *const options[] = {own_options, NULL};
static const ab_example examples[] = {
    {"", "prints the entry of the connector in this folder"},
    {"--name acme --base-url https://api.acme.example",
     "the same, and makes metadata.yaml with a new ID where there is none yet"},
    {0},
};

const ab_command ab_command_registry_entry = {
    .name = "registry-entry",
    .summary = "print the connector's entry for a registry (source_definitions.yaml)",
    .options = options,
    .examples = examples,
    .run = run,
};

static const char *option_or(const ab_invocation *invocation, const char *name, const char *deflt)
{
    const char *value = ab_option_value(invocation, name);
    return value ? value : deflt;
}

/* A definitionId is made once, and kept in the file. */
static bool make_file(const ab_invocation *invocation, const char *path, ab_error *error)
{
    const char *name = ab_option_value(invocation, "--name");
    if (!name || access(path, F_OK) == 0) {
        return true;
    }
    ab_buf text;
    ab_buf_init(&text, AB_BUF_NO_MAX);
    bool made = ab_metadata_make(option_or(invocation, "--kind", "manifest"), name,
                                 option_or(invocation, "--base-url", "https://api.example.com"),
                                 &text, error) &&
                ab_write_new_file(path, ab_buf_str(&text), false, error);
    ab_buf_free(&text);
    return made;
}

static int run(const ab_invocation *invocation)
{
    const char *path = option_or(invocation, "--metadata", "metadata.yaml");
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    ab_str text;
    ab_buf out;
    ab_buf_init(&out, AB_BUF_NO_MAX);
    bool good = make_file(invocation, path, &error) &&
                ab_file_read(arena, path, MAX_METADATA_BYTES, &text, &error) &&
                ab_registry_entry(text, path, &out, &error);
    if (!good) {
        fprintf(stderr, "%s registry-entry: %s\n", invocation->program, error.message);
    }
    good = good && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0;
    ab_buf_free(&out);
    ab_error_clear(&error);
    ab_arena_free(arena);
    return !good;
}
