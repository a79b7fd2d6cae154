/* cost OUT COMMAND…: runs the command with its stdout to /dev/null and writes to OUT what it took:
 * seconds of wall time, of user and system time, the peak of its memory in KiB, and its exit
 * status. A small parent, so that the kernel's figure for the peak is the command's own and not the
 * parent's. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static void run(char **command)
{
    int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere < 0 || dup2(nowhere, STDOUT_FILENO) < 0) {
        _exit(126);
    }
    execvp(command[0], command);
    perror(command[0]);
    _exit(127);
}

int main(int argc, char **argv)
{
    FILE *out = argc > 2 ? fopen(argv[1], "w") : NULL;
    if (out == NULL) {
        fprintf(stderr, "usage: cost OUT COMMAND…\n");
        return 2;
    }
    struct timespec begin, end;
    struct rusage usage;
    int status;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    pid_t child = fork();
    if (child == 0) {
        run(argv + 2);
    }
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("cost");
        return 1;
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    fprintf(out, "%.6f %.6f %.6f %ld %d\n",
            (double)(end.tv_sec - begin.tv_sec) + (double)(end.tv_nsec - begin.tv_nsec) / 1e9,
            seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss,
            WIFEXITED(status) ? WEXITSTATUS(status) : 128);
    return fclose(out) == 0 ? 0 : 1;
}
