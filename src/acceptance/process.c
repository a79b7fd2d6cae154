#include "acceptance/process.h"

#include "base/buf.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum {
    POLL_MS = 50, /* how soon an end without a closed pipe, a signal or the limit is seen */
    READ_BYTES = 64 * 1024,
};
/* What is kept of a pipe: a read of a full catalog may print much, yet not all memory. */
#define MAX_OUT ((size_t)1 << 30)
#define MAX_ERR ((size_t)16 << 20)

typedef struct pipe_end {
    int fd; /* -1: ended */
    ab_buf text;
    bool cut;
} pipe_end;

typedef struct child {
    pid_t pid;
    int wait_status;
    bool ended;
    pipe_end out;
    pipe_end err;
} child;

static bool open_pipe(int ends[2], ab_error *error)
{
    if (pipe(ends) == 0) {
        fcntl(ends[0], F_SETFD, FD_CLOEXEC);
        fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        fcntl(ends[0], F_SETFL, O_NONBLOCK);
        return true;
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "Could not make a pipe: %s", strerror(errno));
}

/* A group of its own; no signal blocked or ignored, as a shell would start it. */
static void set_attributes(posix_spawnattr_t *attributes)
{
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGINT);
    sigaddset(&defaults, SIGTERM);
    posix_spawnattr_init(attributes);
    posix_spawnattr_setpgroup(attributes, 0);
    posix_spawnattr_setsigmask(attributes, &none);
    posix_spawnattr_setsigdefault(attributes, &defaults);
    posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                             POSIX_SPAWN_SETSIGDEF);
}

static int spawn(child *c, const char *const *argv, const char *const *environment, int out,
                 int err)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    set_attributes(&attributes);
    int failure = posix_spawnp(&c->pid, argv[0], &files, &attributes, (char *const *)argv,
                               environment ? (char *const *)environment : environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    return failure;
}

static bool start(child *c, const char *const *argv, const char *const *environment,
                  ab_error *error)
{
    int out[2], err[2];
    if (!open_pipe(out, error)) {
        return false;
    }
    if (!open_pipe(err, error)) {
        close(out[0]);
        close(out[1]);
        return false;
    }
    int failure = spawn(c, argv, environment, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    c->out.fd = out[0];
    c->err.fd = err[0];
    if (failure) {
        close(out[0]);
        close(err[0]);
        return ab_error_set(error, AB_ERROR_SYSTEM, "Could not run %s: %s", argv[0],
                            strerror(failure));
    }
    return true;
}

/* Takes what the pipe holds; closes it at its end. */
static void drain(pipe_end *end)
{
    char bytes[READ_BYTES];
    while (end->fd >= 0) {
        ssize_t n = read(end->fd, bytes, sizeof(bytes));
        if (n > 0) {
            end->cut = !ab_buf_add(&end->text, bytes, (size_t)n) || end->cut;
        } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
            close(end->fd);
            end->fd = -1;
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

static bool signal_pending(void)
{
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

static void wait_for_more(child *c, int64_t left_us)
{
    struct pollfd fds[2] = {{.fd = c->out.fd, .events = POLLIN},
                            {.fd = c->err.fd, .events = POLLIN}};
    bool both_ended = c->out.fd < 0 && c->err.fd < 0;
    int64_t ms = left_us >= 0 && left_us / 1000 < POLL_MS ? left_us / 1000 + 1 : POLL_MS;
    poll(fds, 2, both_ended ? 1 : (int)ms);
    drain(&c->out);
    drain(&c->err);
}

static void look_for_end(child *c)
{
    if (!c->ended && waitpid(c->pid, &c->wait_status, WNOHANG) == c->pid) {
        c->ended = true;
        kill(-c->pid, SIGKILL); /* what it left behind would hold the pipes */
    }
}

/* Moves bytes until the process has ended, killing it where it must. */
static void follow(child *c, int64_t limit_us, ab_process_result *result)
{
    const ab_clock *clock = ab_clock_process();
    int64_t begin = ab_clock_monotonic_us(clock);
    bool killed = false;
    while (!c->ended || c->out.fd >= 0 || c->err.fd >= 0) {
        int64_t left = limit_us < 0 ? -1 : limit_us - (ab_clock_monotonic_us(clock) - begin);
        result->timed_out = result->timed_out || (!c->ended && limit_us >= 0 && left <= 0);
        result->interrupted = result->interrupted || signal_pending();
        if (!killed && (result->timed_out || result->interrupted)) {
            kill(-c->pid, SIGKILL);
            killed = true;
        }
        wait_for_more(c, killed || left <= 0 ? -1 : left);
        look_for_end(c);
    }
}

static ab_str keep(ab_arena *arena, pipe_end *end)
{
    ab_str text = ab_arena_str(arena, ab_buf_str(&end->text));
    ab_buf_free(&end->text);
    return text;
}

bool ab_process_run(ab_arena *arena, const char *const *argv, const char *const *environment,
                    int64_t limit_us, ab_process_result *out, ab_error *error)
{
    child c = {.out = {.fd = -1}, .err = {.fd = -1}};
    *out = (ab_process_result){0};
    if (!start(&c, argv, environment, error)) {
        return false;
    }
    ab_buf_init(&c.out.text, MAX_OUT);
    ab_buf_init(&c.err.text, MAX_ERR);
    follow(&c, limit_us, out);
    out->status =
        WIFEXITED(c.wait_status) ? WEXITSTATUS(c.wait_status) : 128 + WTERMSIG(c.wait_status);
    out->cut = c.out.cut;
    out->out = keep(arena, &c.out);
    out->err = keep(arena, &c.err);
    return true;
}

int ab_process_interrupt_status(void)
{
    sigset_t pending;
    sigpending(&pending);
    return 128 + (sigismember(&pending, SIGTERM) == 1 ? SIGTERM : SIGINT);
}
