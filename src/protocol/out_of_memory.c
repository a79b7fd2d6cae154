#include "protocol/out_of_memory.h"

#include <unistd.h>

void ab_tell_out_of_memory(void)
{
    /* emitted_at 0: reading a clock is not for a process in this state. */
    static const char line[] =
        "\n{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"emitted_at\":0,\"error\":{"
        "\"message\":\"The connector ran out of memory or threads. Give it more, or lower "
        "--memory or --workers.\",\"failure_type\":\"system_error\"}}}\n";
    ssize_t n = write(STDOUT_FILENO, line, sizeof(line) - 1);
    (void)n; /* nothing is left to be done about it */
}
