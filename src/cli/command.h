/* Commands of the binary: each is one file with a `const ab_command` on top, listed in commands.c.
 * Options are tables, from which come parsing, `COMMAND --help`, the man page and completions. */
#ifndef AB_CLI_COMMAND_H
#define AB_CLI_COMMAND_H

#include "airbyte/source.h"
#include "engine/manifest_place.h"

/* Exit statuses that the platform and shells expect. */
#define AB_EXIT_USAGE 2

/* An option of a command. A list of them ends with a name of NULL. */
typedef struct ab_option {
    const char *name;  /* "--config" */
    const char *value; /* what its value is called in help: "FILE"; NULL: a flag */
    const char *help;  /* one line */
    bool required;
} ab_option;

/* An example for help: what is typed behind the program's name, and what it does. */
typedef struct ab_example {
    const char *arguments;
    const char *what;
} ab_example;

enum { AB_MAX_OPTIONS = 32 };

/* The sources that this binary has. */
typedef struct ab_sources {
    const ab_source *native; /* the built-in connector; NULL: none */
    /* Opens a declarative source. NULL with `error` set. Closed by its `close` slot. */
    const ab_source *(*open_manifest)(ab_runtime *runtime, const ab_manifest_place *place,
                                      ab_error *error);
} ab_sources;

struct ab_command;

/* A command line, taken apart. Texts are borrowed from argv. */
typedef struct ab_invocation {
    const struct ab_command *command;
    const char *program; /* the name it was called by, without folders */
    const ab_sources *sources;
    const char *operand;                /* NULL: none given */
    const char *values[AB_MAX_OPTIONS]; /* in the order of the tables; "" for a flag given */
} ab_invocation;

typedef struct ab_command {
    const char *name;
    const char *summary; /* one line for the list of commands */
    const char *operand; /* what its operand is called: "MANIFEST"; NULL: none */
    bool operand_required;
    const ab_option *const *options; /* tables, ended by NULL; NULL: none */
    const ab_example *examples;      /* ended by NULL arguments; NULL: none */
    /* Runs it; returns the exit status. */
    int (*run)(const ab_invocation *invocation);
} ab_command;

/* All commands, in the order of help; ended by NULL. */
extern const ab_command *const ab_commands[];

/* Runs the program: finds the command, takes its options apart, runs it. Returns the exit status;
 * wrong usage gives one line, the usage and AB_EXIT_USAGE. */
int ab_cli_run(int argc, char **argv, const ab_sources *sources);

/* The option at `index` over all tables of the command, or NULL behind the last. */
const ab_option *ab_command_option(const ab_command *command, size_t index);
/* The value of an option of this command by its name; NULL if it was not given. */
const char *ab_option_value(const ab_invocation *invocation, const char *name);
/* Prints "PROGRAM COMMAND: text" and the usage to stderr; returns AB_EXIT_USAGE. */
int ab_usage_error(const ab_invocation *invocation, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
