#include "airbyte/main.h"

#include "base/alloc.h"
#include "cli/command.h"
#include "declarative/source/source.h"
#include "engine/signals.h"
#include "protocol/out_of_memory.h"

#include <fcntl.h>
#include <unistd.h>

/* A program that starts with stdin, stdout or stderr closed would get a file in its place. */
static void fill_standard_descriptors(void)
{
    int fd;
    do {
        fd = open("/dev/null", O_RDWR);
    } while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) {
        close(fd);
    }
}

int ab_main(int argc, char **argv, const ab_source *source)
{
    const ab_sources sources = {.native = source, .open_manifest = ab_declarative_source_open};
    ab_alloc_settle();
    fill_standard_descriptors();
    ab_signals_block();
    ab_set_out_of_memory_hook(ab_tell_out_of_memory);
    return ab_cli_run(argc, argv, &sources);
}
