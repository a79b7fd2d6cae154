/* The manual page, in man(7)'s language, from the commands' tables. */
#include "cli/command.h"

#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_example examples[] = {{"| man -l -", "shows the manual page"}, {0}};

const ab_command ab_command_man = {
    .name = "man",
    .summary = "print the manual page",
    .examples = examples,
    .run = run,
};

/* Text with what roff would take for its own escaped. */
static void print_text(const char *text)
{
    if (*text == '.' || *text == '\'') {
        printf("\\&");
    }
    for (; *text; text++) {
        if (*text == '\\') {
            printf("\\e");
        } else if (*text == '-') {
            printf("\\-");
        } else {
            putchar(*text);
        }
    }
}

static void print_option(const ab_option *option)
{
    printf(".TP\n\\fB");
    print_text(option->name);
    printf("\\fR");
    if (option->value) {
        printf(" \\fI%s\\fR", option->value);
    }
    putchar('\n');
    print_text(option->help);
    printf("%s\n", option->required ? " (required)" : "");
}

static void print_command(const char *program, const ab_command *command)
{
    printf(".SS %s%s%s\n", command->name, command->operand ? " " : "",
           command->operand ? command->operand : "");
    print_text(command->summary);
    printf(".\n");
    const ab_option *option;
    for (size_t i = 0; (option = ab_command_option(command, i)); i++) {
        print_option(option);
    }
    for (const ab_example *e = command->examples; e && e->arguments; e++) {
        printf(".PP\n\\fB%s %s%s", program, command->name, *e->arguments ? " " : "");
        print_text(e->arguments);
        printf("\\fR\n.br\n");
        print_text(e->what);
        putchar('\n');
    }
}

static int run(const ab_invocation *invocation)
{
    printf(".TH %s 1 \"\" \"airbyte-cdk-c %s\"\n.SH NAME\n%s \\- ", invocation->program, AB_VERSION,
           invocation->program);
    printf("Airbyte source: a built\\-in connector, and a runtime for declarative ones\n"
           ".SH SYNOPSIS\n.B %s\n\\fICOMMAND\\fR [options]\n.SH COMMANDS\n",
           invocation->program);
    for (const ab_command *const *command = ab_commands; *command; command++) {
        print_command(invocation->program, *command);
    }
    printf(".SH EXIT STATUS\n"
           ".TP\n0\nDone; also for a check that FAILED.\n"
           ".TP\n1\nAn error, after a TRACE ERROR message.\n"
           ".TP\n2\nWrong usage.\n"
           ".TP\n130, 143\nEnded by SIGINT or SIGTERM.\n"
           ".TP\n141\nThe reader of stdout is gone.\n");
    return 0;
}
