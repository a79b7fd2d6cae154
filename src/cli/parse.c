/* Command lines, by the tables of the commands. */
#include "cli/command.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* ---------------------------------------------------------------- tables */

const ab_option *ab_command_option(const ab_command *command, size_t index)
{
    for (const ab_option *const *table = command->options; table && *table; table++) {
        for (const ab_option *option = *table; option->name; option++) {
            if (index-- == 0) {
                return option;
            }
        }
    }
    return NULL;
}

/* The position of the option `name`, or -1. */
static int find_option(const ab_command *command, ab_str name)
{
    const ab_option *option;
    for (int i = 0; (option = ab_command_option(command, (size_t)i)); i++) {
        if (ab_str_is(name, option->name)) {
            return i;
        }
    }
    return -1;
}

const char *ab_option_value(const ab_invocation *invocation, const char *name)
{
    int at = find_option(invocation->command, ab_str_of(name));
    return at < 0 ? NULL : invocation->values[at];
}

static const ab_command *find_command(const char *name)
{
    for (const ab_command *const *command = ab_commands; *command; command++) {
        if (strcmp((*command)->name, name) == 0) {
            return *command;
        }
    }
    return NULL;
}

/* ---------------------------------------------------------------- help */

static void print_usage(FILE *to, const ab_invocation *invocation)
{
    const ab_command *command = invocation->command;
    fprintf(to, "usage: %s %s", invocation->program, command->name);
    const ab_option *option;
    for (size_t i = 0; (option = ab_command_option(command, i)); i++) {
        if (option->required) {
            fprintf(to, " %s %s", option->name, option->value);
        }
    }
    if (command->operand) {
        fprintf(to, command->operand_required ? " %s" : " [%s]", command->operand);
    }
    fprintf(to, "%s\n", ab_command_option(command, 0) ? " [options]" : "");
}

static void print_options(const ab_command *command)
{
    const ab_option *option;
    for (size_t i = 0; (option = ab_command_option(command, i)); i++) {
        char left[48];
        snprintf(left, sizeof(left), "%s%s%s", option->name, option->value ? " " : "",
                 option->value ? option->value : "");
        printf("  %-26s %s%s\n", left, option->help, option->required ? " (required)" : "");
    }
    printf("  %-26s %s\n", "--help", "this text");
}

static void print_help(const ab_invocation *invocation)
{
    const ab_command *command = invocation->command;
    printf("%s\n\n", command->summary);
    print_usage(stdout, invocation);
    printf("\noptions:\n");
    print_options(command);
    for (const ab_example *e = command->examples; e && e->arguments; e++) {
        printf("%s  %s %s%s%s\n      %s\n", e == command->examples ? "\nexamples:\n" : "",
               invocation->program, command->name, *e->arguments ? " " : "", e->arguments, e->what);
    }
}

static void print_commands(FILE *to, const char *program)
{
    fprintf(to, "usage: %s COMMAND [options]\n\ncommands:\n", program);
    for (const ab_command *const *command = ab_commands; *command; command++) {
        fprintf(to, "  %-18s %s\n", (*command)->name, (*command)->summary);
    }
    fprintf(to, "  %-18s %s\n  %-18s %s\n", "--version", "the version of this program", "--help",
            "this text; COMMAND --help tells more");
}

int ab_usage_error(const ab_invocation *invocation, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fprintf(stderr, "%s %s: ", invocation->program, invocation->command->name);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    print_usage(stderr, invocation);
    return AB_EXIT_USAGE;
}

/* ---------------------------------------------------------------- parsing */

/* Takes one argument (and its value, which may be the next one) apart. Sets *status and returns
 * false where the command is not to run. */
static bool take_argument(ab_invocation *invocation, int argc, char **argv, int *at, int *status)
{
    const char *argument = argv[*at];
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
        print_help(invocation);
        *status = 0;
        return false;
    }
    if (argument[0] != '-' || argument[1] == '\0') {
        if (!invocation->command->operand || invocation->operand) {
            *status = ab_usage_error(invocation, "unexpected argument \"%s\"", argument);
            return false;
        }
        invocation->operand = argument;
        return true;
    }
    const char *equals = strchr(argument, '=');
    ab_str name = {argument, equals ? (size_t)(equals - argument) : strlen(argument)};
    int index = find_option(invocation->command, name);
    if (index < 0) {
        *status = ab_usage_error(invocation, "unknown option %.*s", AB_STR_ARG(name));
        return false;
    }
    const ab_option *option = ab_command_option(invocation->command, (size_t)index);
    if (!option->value) {
        if (equals) {
            *status = ab_usage_error(invocation, "%s takes no value", option->name);
        }
        invocation->values[index] = "";
        return !equals;
    }
    if (!equals && *at + 1 == argc) {
        *status = ab_usage_error(invocation, "%s needs a %s", option->name, option->value);
        return false;
    }
    invocation->values[index] = equals ? equals + 1 : argv[++*at];
    return true;
}

static const ab_option *missing_option(const ab_invocation *invocation)
{
    const ab_option *option;
    for (size_t i = 0; (option = ab_command_option(invocation->command, i)); i++) {
        if (option->required && !invocation->values[i]) {
            return option;
        }
    }
    return NULL;
}

static int run_command(ab_invocation *invocation, int argc, char **argv)
{
    int status = 0;
    for (int i = 1; i < argc; i++) {
        if (!take_argument(invocation, argc, argv, &i, &status)) {
            return status;
        }
    }
    const ab_option *missing = missing_option(invocation);
    if (missing) {
        return ab_usage_error(invocation, "%s %s is required", missing->name, missing->value);
    }
    if (invocation->command->operand_required && !invocation->operand) {
        return ab_usage_error(invocation, "%s is required", invocation->command->operand);
    }
    return invocation->command->run(invocation);
}

static const char *base_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path && *path ? path : "main";
}

int ab_cli_run(int argc, char **argv, const ab_sources *sources)
{
    ab_invocation invocation = {.program = base_name(argc > 0 ? argv[0] : NULL),
                                .sources = sources};
    if (argc < 2) {
        fprintf(stderr, "%s: a command is required\n", invocation.program);
        print_commands(stderr, invocation.program);
        return AB_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        print_commands(stdout, invocation.program);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("airbyte-cdk-c %s\n", AB_VERSION);
        return 0;
    }
    invocation.command = find_command(argv[1]);
    if (!invocation.command) {
        fprintf(stderr, "%s: unknown command \"%s\"\n", invocation.program, argv[1]);
        print_commands(stderr, invocation.program);
        return AB_EXIT_USAGE;
    }
    return run_command(&invocation, argc - 1, argv + 1);
}
