/* main eval: see cli/eval/eval.h. */
#include "cli/eval/eval.h"
#include "cli/command.h"

#include <stddef.h>

extern const ab_command ab_command_eval;
const ab_command ab_command_eval = {
    .name = "eval",
    .summary = "Evaluate a template or a pure function",
    .run_raw = ab_cli_eval,
};
