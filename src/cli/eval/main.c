#include "cli/eval/eval.h"

#include <string.h>

/* eval_only eval …: as the program itself does. */
int main(int argc, char **argv)
{
    bool named = argc > 1 && strcmp(argv[1], "eval") == 0;
    return ab_cli_eval(named ? argc - 1 : argc, named ? argv + 1 : argv);
}
