/* The one list of commands. */
#include "cli/command.h"

#include <stddef.h>

extern const ab_command ab_command_spec;
extern const ab_command ab_command_check;
extern const ab_command ab_command_discover;
extern const ab_command ab_command_read;
extern const ab_command ab_command_validate;
extern const ab_command ab_command_components;
extern const ab_command ab_command_acceptance_test;
extern const ab_command ab_command_test;
extern const ab_command ab_command_test_read;
extern const ab_command ab_command_infer_schema;
extern const ab_command ab_command_eval;
extern const ab_command ab_command_generate;
extern const ab_command ab_command_registry_entry;
extern const ab_command ab_command_docs_page;
extern const ab_command ab_command_json_schema;
extern const ab_command ab_command_completion;
extern const ab_command ab_command_man;

const ab_command *const ab_commands[] = {
    &ab_command_spec,
    &ab_command_check,
    &ab_command_discover,
    &ab_command_read,
    &ab_command_validate,
    &ab_command_components,
    &ab_command_json_schema,
    &ab_command_test_read,
    &ab_command_infer_schema,
    &ab_command_test,
    &ab_command_acceptance_test,
    &ab_command_generate,
    &ab_command_registry_entry,
    &ab_command_docs_page,
    &ab_command_eval,
    &ab_command_completion,
    &ab_command_man,
    NULL,
};
