/* Completions for shells, from the commands' tables. */
#include "cli/command.h"

#include "base/str.h"

#include <ctype.h>
#include <stdio.h>

static int run(const ab_invocation *invocation);

static const ab_example examples[] = {
    {"bash > ~/.local/share/bash-completion/completions/main", "installs completions for bash"},
    {"fish > ~/.config/fish/completions/main.fish", "installs them for fish"},
    {0},
};

const ab_command ab_command_completion = {
    .name = "completion",
    .summary = "print completions for a shell: bash (zsh by bashcompinit) or fish",
    .operand = "SHELL",
    .operand_required = true,
    .examples = examples,
    .run = run,
};

/* ---------------------------------------------------------------- bash */

/* The program's name as part of a function's name. */
static void print_identifier(const char *name)
{
    for (; *name; name++) {
        putchar(isalnum((unsigned char)*name) ? *name : '_');
    }
}

static void print_bash_command(const ab_command *command)
{
    printf("    %s) words=\"--help", command->name);
    const ab_option *option;
    for (size_t i = 0; (option = ab_command_option(command, i)); i++) {
        printf(" %s", option->name);
    }
    printf("\" ;;\n");
}

/* Files where an option takes one (all but a few take files), else options or commands. */
static void print_bash(const char *program)
{
    printf("_");
    print_identifier(program);
    printf("() {\n  local words current=${COMP_WORDS[COMP_CWORD]}\n"
           "  case ${COMP_WORDS[1]} in\n");
    for (const ab_command *const *command = ab_commands; *command; command++) {
        print_bash_command(*command);
    }
    printf("  esac\n  if [ \"$COMP_CWORD\" -eq 1 ]; then\n    words=\"--help --version");
    for (const ab_command *const *command = ab_commands; *command; command++) {
        printf(" %s", (*command)->name);
    }
    printf("\"\n  elif [[ $current != -* ]]; then\n"
           "    COMPREPLY=($(compgen -f -- \"$current\")); return\n  fi\n"
           "  COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n}\n"
           "complete -o filenames -F _");
    print_identifier(program);
    printf(" %s\n", program);
}

/* ---------------------------------------------------------------- fish */

/* Within single quotes. */
static void print_quoted(const char *text)
{
    putchar('\'');
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\') {
            putchar('\\');
        }
        putchar(*text);
    }
    putchar('\'');
}

static void print_fish(const char *program)
{
    for (const ab_command *const *command = ab_commands; *command; command++) {
        printf("complete -c %s -n __fish_use_subcommand -f -a %s -d ", program, (*command)->name);
        print_quoted((*command)->summary);
        putchar('\n');
        const ab_option *option;
        for (size_t i = 0; (option = ab_command_option(*command, i)); i++) {
            printf("complete -c %s -n '__fish_seen_subcommand_from %s' -l %s%s -d ", program,
                   (*command)->name, option->name + 2, option->value ? " -r" : "");
            print_quoted(option->help);
            putchar('\n');
        }
    }
}

static int run(const ab_invocation *invocation)
{
    if (ab_str_is(AB_STR("bash"), invocation->operand)) {
        print_bash(invocation->program);
    } else if (ab_str_is(AB_STR("fish"), invocation->operand)) {
        print_fish(invocation->program);
    } else {
        return ab_usage_error(invocation, "no completions for \"%s\": bash or fish",
                              invocation->operand);
    }
    return 0;
}
