/* Options that several commands share, and what becomes of them. */
#ifndef AB_CLI_OPTIONS_H
#define AB_CLI_OPTIONS_H

#include "cli/command.h"
#include "engine/runtime.h"

/* --manifest-path, --components-path, --debug. */
extern const ab_option ab_source_options[];
/* --config, required. */
extern const ab_option ab_config_options[];
/* --memory, --workers, --record, --replay. */
extern const ab_option ab_run_option_table[];

/* Reads an option's whole number of at least 1 if it was given. False after a usage error. */
bool ab_read_count(const ab_invocation *invocation, const char *name, int64_t *out);

/* Reads an option that takes one of some words, as the word's index; 0 if it was not given. `words`
 * ends with NULL. False after a usage error. */
bool ab_read_choice(const ab_invocation *invocation, const char *name, const char *const *words,
                    size_t *out);

/* The options that reach below the cli. False after a usage error was printed. */
bool ab_read_run_options(const ab_invocation *invocation, ab_run_options *out);

enum { AB_SELF_BYTES = 4096 };
/* The path of this program, in `buffer` of AB_SELF_BYTES; NULL if the system does not tell. */
const char *ab_self(char *buffer);

#endif
