/* What a download costs: this engine beside plain libcurl, in CPU time of the client alone (the
 * server is a process of its own).
 *     http_bench [MIB]        default 200 */
#include "http/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIB = 1024 * 1024, PIECE = 256 * 1024, ROUNDS = 3 };

/* ---- The server ---- */

/* Answers "GET /N" with N bytes. */
static void serve(int listener)
{
    static char piece[PIECE];
    memset(piece, 'x', sizeof(piece));
    int fd;
    while ((fd = accept(listener, NULL, NULL)) >= 0) {
        char head[8192];
        while (recv(fd, head, sizeof(head), 0) > 5) { /* small requests come in one piece */
            size_t total = strtoul(head + 5, NULL, 10);
            int n = snprintf(head, sizeof(head), "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n",
                             total);
            ssize_t sent = send(fd, head, (size_t)n, MSG_NOSIGNAL);
            for (size_t left = total; left > 0 && sent > 0; left -= (size_t)sent) {
                sent = send(fd, piece, left < PIECE ? left : PIECE, MSG_NOSIGNAL);
            }
        }
        close(fd);
    }
}

static pid_t start_server(char *url, size_t size)
{
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t n = sizeof(address);
    if (bind(listener, (struct sockaddr *)&address, n) != 0 || listen(listener, 8) != 0 ||
        getsockname(listener, (struct sockaddr *)&address, &n) != 0) {
        perror("no local server");
        exit(1);
    }
    snprintf(url, size, "http://127.0.0.1:%d/", ntohs(address.sin_port));
    pid_t pid = fork();
    if (pid == 0) {
        serve(listener);
        _exit(0);
    }
    close(listener);
    return pid;
}

/* ---- The clients ---- */

static size_t discard(char *bytes, size_t size, size_t n, void *total)
{
    (void)bytes;
    *(size_t *)total += size * n;
    return size * n;
}

static size_t with_libcurl(const char *url, size_t count)
{
    size_t total = 0;
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_URL, url);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, discard);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &total);
    for (size_t i = 0; i < count; i++) {
        curl_easy_perform(easy);
    }
    curl_easy_cleanup(easy);
    return total;
}

static size_t read_all(ab_http_session *session, const char *url)
{
    ab_http_request request = {.method = AB_STR("GET"), .url = ab_str_of(url)};
    ab_transfer *transfer = ab_http_submit(session, &request);
    size_t total = 0;
    ab_str chunk;
    while (ab_transfer_next_chunk(transfer, &chunk)) {
        total += chunk.n;
    }
    ab_transfer_free(transfer);
    return total;
}

static size_t with_engine(const char *url, size_t count, size_t memory_bytes)
{
    ab_memory memory;
    ab_memory_init(&memory, memory_bytes);
    ab_http *http = ab_http_new(&(ab_http_options){.store = {.memory = &memory}});
    ab_http_session *session = ab_http_session_new(http);
    size_t total = 0;
    for (size_t i = 0; i < count; i++) {
        total += read_all(session, url);
    }
    ab_http_session_free(session);
    ab_http_free(http);
    return total;
}

static size_t engine_in_memory(const char *url, size_t count)
{
    return with_engine(url, count, SIZE_MAX / 2);
}

static size_t engine_spilling(const char *url, size_t count)
{
    return with_engine(url, count, (size_t)12 * MIB);
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        size_t (*run)(const char *url, size_t count);
        bool pages; /* many responses of 1 MiB, not one of all */
    } clients[] = {
        {"one response, libcurl, discarded", with_libcurl, false},
        {"one response, engine, spilling over 12 MiB", engine_spilling, false},
        {"one response, engine, all in memory", engine_in_memory, false},
        {"responses of 1 MiB, libcurl, discarded", with_libcurl, true},
        {"responses of 1 MiB, engine", engine_spilling, true},
    };
    size_t mib = argc > 1 ? strtoul(argv[1], NULL, 10) : 200;
    char base_url[64];
    pid_t server = start_server(base_url, sizeof(base_url));
    curl_global_init(CURL_GLOBAL_DEFAULT);
    double base = 0;
    for (size_t i = 0; i < sizeof(clients) / sizeof(clients[0]); i++) {
        char url[96];
        size_t count = clients[i].pages ? mib : 1;
        snprintf(url, sizeof(url), "%s%zu", base_url, mib / count * MIB);
        double best = 1e9;
        for (int round = 0; round < ROUNDS; round++) {
            double before = cpu_seconds();
            if (clients[i].run(url, count) != mib * MIB) {
                fprintf(stderr, "%s: the download is not whole\n", clients[i].name);
                kill(server, SIGTERM);
                return 1;
            }
            double took = cpu_seconds() - before;
            best = took < best ? took : best;
        }
        base = clients[i].run == with_libcurl ? best : base;
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        printf("%-46s %7.3f s CPU  %5.2f x  peak %ld MiB\n", clients[i].name, best, best / base,
               usage.ru_maxrss / 1024);
    }
    kill(server, SIGTERM);
    waitpid(server, NULL, 0);
    return 0;
}
