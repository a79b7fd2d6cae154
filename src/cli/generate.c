#include "generate/generate.h"

#include "cli/command.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_option own_options[] = {
    {"--kind", "KIND", "manifest (default): a YAML file and no code; native: C", false},
    {"--name", "NAME", "the connector's name, without \"source-\" (default example)", false},
    {"--out", "FOLDER", "where to, a new or empty folder (default source-NAME)", false},
    {"--base-url", "URL", "of the API (default https://api.example.com)", false},
    {"--auth", "KIND", "none (default), bearer, api-key, basic or oauth", false},
    {"--stream", "LIST", "streams and their paths: users,orders=/v2/orders (default items)", false},
    {"--records", "PATH", "member of a response with its records (default data; \"\": the whole)",
     false},
    {0},
};
static const ab_option *const options[] = {own_options, NULL};
static const ab_example examples[] = {
    {"", "asks, and makes a connector"},
    {"--name acme --auth bearer --base-url https://api.acme.example --stream users",
     "makes source-acme, a manifest with its tests"},
    {"--kind native --name acme", "makes source-acme in C"},
    {0},
};

const ab_command ab_command_generate = {
    .name = "generate",
    .summary = "make a new connector from a template",
    .options = options,
    .examples = examples,
    .run = run,
};

static bool any_given(const ab_invocation *invocation)
{
    for (const ab_option *option = own_options; option->name; option++) {
        if (ab_option_value(invocation, option->name)) {
            return true;
        }
    }
    return false;
}

static void tell_next_steps(ab_str folder, const ab_generate_options *made)
{
    bool native = made->kind && ab_str_is(AB_STR("native"), made->kind);
    printf("made %.*s\n\n    cd %.*s\n    %s\n\nREADME.md there tells the rest.\n",
           AB_STR_ARG(folder), AB_STR_ARG(folder),
           native ? "cmake --preset dev && cmake --build --preset dev && ctest --preset dev"
                  : "tests/run");
}

/* Without any option it asks; with one, the others have their defaults: for scripts. */
static int run(const ab_invocation *invocation)
{
    ab_generate_options wanted = {
        .kind = ab_option_value(invocation, "--kind"),
        .name = ab_option_value(invocation, "--name"),
        .out = ab_option_value(invocation, "--out"),
        .base_url = ab_option_value(invocation, "--base-url"),
        .auth = ab_option_value(invocation, "--auth"),
        .streams = ab_option_value(invocation, "--stream"),
        .records = ab_option_value(invocation, "--records"),
    };
    ab_arena *arena = ab_arena_new();
    ab_str folder;
    ab_error error = {0};
    if (!any_given(invocation)) {
        ab_generate_ask(&wanted, stdin, stdout, arena);
    }
    bool made = ab_generate(&wanted, arena, &folder, &error);
    if (made) {
        tell_next_steps(folder, &wanted);
    } else {
        fprintf(stderr, "%s generate: %s\n", invocation->program, error.message);
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
    return !made;
}
