/* stub_api: options, routing, the log of requests. Prints "port N" on stdout once it listens. */
#include "stub.h"

#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static FILE *log_file;
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;

static void log_request(const stub_request *r, const char *method)
{
    if (log_file == NULL) {
        return;
    }
    const char *cursor =
        MHD_lookup_connection_value(r->connection, MHD_GET_ARGUMENT_KIND, "cursor");
    const char *agent = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "User-Agent");
    pthread_mutex_lock(&log_lock);
    fprintf(log_file, "%s %s %u cursor=%s agent=%s\n", method, r->path, r->status,
            cursor != NULL ? cursor : "", agent != NULL ? agent : "");
    fflush(log_file);
    pthread_mutex_unlock(&log_lock);
}

enum MHD_Result stub_queue(stub_request *r, unsigned status, struct MHD_Response *response)
{
    enum MHD_Result result = MHD_queue_response(r->connection, status, response);
    MHD_destroy_response(response);
    r->status = status;
    return result;
}

enum MHD_Result stub_reply(stub_request *r, unsigned status, const char *type, const char *body,
                           const char *name, const char *value)
{
    struct MHD_Response *response = MHD_create_response_from_buffer(
        strlen(body), (void *)(uintptr_t)body, MHD_RESPMEM_MUST_COPY);
    MHD_add_response_header(response, "Content-Type", type);
    if (name != NULL) {
        MHD_add_response_header(response, name, value);
    }
    return stub_queue(r, status, response);
}

void stub_wait(unsigned ms)
{
    if (ms > 0) {
        struct timespec wait = {ms / 1000, (long)(ms % 1000) * 1000000};
        nanosleep(&wait, NULL);
    }
}

void stub_base_url(const stub_request *r, char out[160])
{
    const char *host = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Host");
    snprintf(out, 160, "%s://%s", r->options->cert != NULL ? "https" : "http",
             host != NULL ? host : "localhost");
}

static enum MHD_Result not_found(stub_request *r)
{
    return stub_reply(r, 404, "application/json",
                      "{\"status\":\"NOT_FOUND\",\"request_id\":\"stub\","
                      "\"message\":\"Resource not found.\"}",
                      NULL, NULL);
}

/* Splits PREFIX{ticker}REST; false if the path does not start so. */
static bool match_path(stub_request *r, const char *prefix)
{
    size_t length = strlen(prefix);
    if (strncmp(r->path, prefix, length) != 0) {
        return false;
    }
    const char *start = r->path + length;
    size_t size = strcspn(start, "/");
    if (size == 0 || size >= sizeof r->ticker) {
        return false;
    }
    memcpy(r->ticker, start, size);
    r->ticker[size] = '\0';
    r->rest = start + size;
    return true;
}

static bool authorised(stub_request *r, enum MHD_Result *result)
{
    const char *header =
        MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, "Authorization");
    const char *key = header != NULL && strncmp(header, "Bearer ", 7) == 0 ? header + 7 : "";
    if (strcmp(key, r->options->api_key) == 0) {
        return true;
    }
    if (strcmp(key, "forbidden") == 0) {
        *result = stub_reply(r, 403, "application/json",
                             "{\"status\":\"NOT_AUTHORIZED\",\"request_id\":\"stub\",\"message\":"
                             "\"You are not entitled to this data. Please upgrade your plan.\"}",
                             NULL, NULL);
    } else {
        *result = stub_reply(r, 401, "application/json",
                             "{\"status\":\"ERROR\",\"request_id\":\"stub\","
                             "\"error\":\"Unknown API Key\"}",
                             NULL, NULL);
    }
    return false;
}

typedef enum MHD_Result (*data_handler)(stub_request *r, const char *data_ticker);

static enum MHD_Result serve_data(stub_request *r, data_handler handler)
{
    if (stub_is_bulk(r->ticker)) {
        return handler == stub_prices ? stub_bulk(r) : handler(r, "AAPL");
    }
    if (!stub_is_fault(r->ticker)) {
        return handler(r, r->ticker);
    }
    bool done = false;
    enum MHD_Result result = stub_fault(r, &done);
    return done ? result : handler(r, "AAPL");
}

static enum MHD_Result route(stub_request *r)
{
    enum MHD_Result result = MHD_NO;
    if (match_path(r, "/bulk/")) {
        return stub_bulk_format(r);
    }
    bool prices = match_path(r, "/v2/aggs/ticker/");
    if (!prices && !match_path(r, "/v3/reference/tickers/")) {
        return not_found(r);
    }
    if (!authorised(r, &result)) {
        return result;
    }
    return serve_data(r, prices ? stub_prices : stub_ticker_details);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **context)
{
    (void)version, (void)upload;
    static int seen;
    if (*context == NULL) { /* the headers only: an answer is due at the second call */
        *context = &seen;
        return MHD_YES;
    }
    *upload_size = 0;
    stub_request r = {.connection = connection, .options = cls, .path = url};
    stub_wait(r.options->delay_ms);
    enum MHD_Result result = strcmp(method, "GET") == 0
                                 ? route(&r)
                                 : stub_reply(&r, 405, "text/plain", "GET only\n", NULL, NULL);
    log_request(&r, method);
    return result;
}

static char *read_file(const char *path)
{
    FILE *file = path != NULL ? fopen(path, "r") : NULL;
    if (file == NULL) {
        fprintf(stderr, "stub_api: cannot read %s\n", path != NULL ? path : "(no file)");
        exit(2);
    }
    char *text = calloc(1, 65536);
    if (text == NULL || fread(text, 1, 65535, file) == 0) {
        fprintf(stderr, "stub_api: %s is empty\n", path);
        exit(2);
    }
    fclose(file);
    return text;
}

static void parse_options(int argc, char **argv, stub_options *o)
{
    static const struct option names[] = {
        {"port", required_argument, NULL, 'p'},       {"api-key", required_argument, NULL, 'a'},
        {"log", required_argument, NULL, 'l'},        {"cert", required_argument, NULL, 'c'},
        {"key", required_argument, NULL, 'k'},        {"max-page", required_argument, NULL, 'm'},
        {"delay-ms", required_argument, NULL, 'd'},   {"retry-after", required_argument, NULL, 'r'},
        {"until-stdin-ends", no_argument, NULL, 'u'}, {NULL, 0, NULL, 0}};
    int c;
    while ((c = getopt_long(argc, argv, "", names, NULL)) != -1) {
        unsigned long number = optarg != NULL ? strtoul(optarg, NULL, 10) : 0;
        switch (c) {
        case 'p':
            o->port = (uint16_t)number;
            break;
        case 'a':
            o->api_key = optarg;
            break;
        case 'l':
            o->log_path = optarg;
            break;
        case 'c':
            o->cert = optarg;
            break;
        case 'k':
            o->key = optarg;
            break;
        case 'm':
            o->max_page = (unsigned)number;
            break;
        case 'd':
            o->delay_ms = (unsigned)number;
            break;
        case 'r':
            o->retry_after = (unsigned)number;
            break;
        case 'u':
            o->until_stdin_ends = true;
            break;
        default:
            exit(2);
        }
    }
}

static struct MHD_Daemon *start(stub_options *o)
{
    unsigned flags = MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION;
    if (o->cert == NULL) {
        return MHD_start_daemon(flags, o->port, NULL, NULL, on_request, o,
                                MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U, MHD_OPTION_END);
    }
    return MHD_start_daemon(flags | MHD_USE_TLS, o->port, NULL, NULL, on_request, o,
                            MHD_OPTION_HTTPS_MEM_KEY, read_file(o->key), MHD_OPTION_HTTPS_MEM_CERT,
                            read_file(o->cert), MHD_OPTION_END);
}

int main(int argc, char **argv)
{
    stub_options options = {
        .api_key = "stub-key", .max_page = 50000, .retry_after = 1, .log_path = NULL};
    parse_options(argc, argv, &options);
    signal(SIGPIPE, SIG_IGN);
    if (options.log_path != NULL && (log_file = fopen(options.log_path, "a")) == NULL) {
        perror(options.log_path);
        return 1;
    }
    struct MHD_Daemon *daemon = start(&options);
    if (daemon == NULL) {
        perror("stub_api: cannot listen");
        return 1;
    }
    printf("port %u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
    fflush(stdout);
    /* Ends by a signal, or with its parent, if that one holds the other end of stdin. */
    char byte;
    while (options.until_stdin_ends && read(STDIN_FILENO, &byte, 1) > 0) {
    }
    while (!options.until_stdin_ends) {
        pause();
    }
    _exit(0);
}
