/* Faults on demand, by the name of the ticker: see stub.h. One row per kind. */
#include "stub.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

static const char json_type[] = "application/json";
static const char small_page[] =
    "{\"ticker\":\"AAPL\",\"status\":\"OK\",\"resultsCount\":1,\"results\":[{\"v\":1,\"vw\":1.5,"
    "\"o\":1.25,\"c\":1.75,\"h\":2,\"l\":1,\"t\":1577937600000,\"n\":3}]}";

static enum MHD_Result too_many(stub_request *r)
{
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%u", r->options->retry_after);
    return stub_reply(
        r, 429, json_type,
        "{\"status\":\"ERROR\",\"request_id\":\"stub\",\"error\":\"You've exceeded the "
        "maximum requests per minute, please wait or upgrade your subscription.\"}",
        "Retry-After", seconds);
}

static enum MHD_Result server_error(stub_request *r)
{
    return stub_reply(r, 500, json_type, "{\"status\":\"ERROR\",\"error\":\"internal\"}", NULL,
                      NULL);
}

static enum MHD_Result unavailable(stub_request *r)
{
    return stub_reply(r, 503, "text/html", "<html><h1>503 Service Unavailable</h1></html>", NULL,
                      NULL);
}

static enum MHD_Result forbidden(stub_request *r)
{
    return stub_reply(
        r, 403, json_type,
        "{\"status\":\"NOT_AUTHORIZED\",\"message\":\"Your plan doesn't include this.\"}", NULL,
        NULL);
}

static enum MHD_Result html_page(stub_request *r)
{
    return stub_reply(r, 200, "text/html",
                      "<!DOCTYPE html><html><body>Please sign in</body></html>", NULL, NULL);
}

static enum MHD_Result wrong_type(stub_request *r)
{
    return stub_reply(r, 200, "text/plain", small_page, NULL, NULL);
}

static enum MHD_Result empty_body(stub_request *r)
{
    return stub_reply(r, 200, json_type, "", NULL, NULL);
}

static enum MHD_Result cut_json(stub_request *r)
{
    char body[sizeof small_page];
    memcpy(body, small_page, sizeof body);
    body[sizeof body / 2] = '\0';
    return stub_reply(r, 200, json_type, body, NULL, NULL);
}

static enum MHD_Result bad_utf8(stub_request *r)
{
    return stub_reply(r, 200, json_type,
                      "{\"results\":[{\"v\":1,\"t\":1577937600000,\"x\":\"\xff\xfe\"}]}", NULL,
                      NULL);
}

static enum MHD_Result deep_json(stub_request *r)
{
    enum { DEPTH = 100000 };
    char *body = malloc(DEPTH + 1);
    if (body == NULL) {
        return MHD_NO;
    }
    memset(body, '[', DEPTH);
    body[DEPTH] = '\0';
    enum MHD_Result result = stub_reply(r, 200, json_type, body, NULL, NULL);
    free(body);
    return result;
}

static enum MHD_Result endless_pages(stub_request *r)
{
    char base[160], body[700];
    stub_base_url(r, base);
    snprintf(
        body, sizeof body,
        "{\"results\":[{\"v\":1,\"vw\":1.5,\"o\":1,\"c\":1,\"h\":2,\"l\":1,\"t\":1577937600000,"
        "\"n\":3}],\"next_url\":\"%s%s?cursor=same\",\"status\":\"OK\"}",
        base, r->path);
    return stub_reply(r, 200, json_type, body, NULL, NULL);
}

static enum MHD_Result redirect_loop(stub_request *r)
{
    return stub_reply(r, 302, "text/plain", "", "Location", r->path);
}

static enum MHD_Result truncated_gzip(stub_request *r)
{
    static const unsigned char start[] = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0xab, 0x56, 0x2a};
    struct MHD_Response *response = MHD_create_response_from_buffer(
        sizeof start, (void *)(uintptr_t)start, MHD_RESPMEM_PERSISTENT);
    MHD_add_response_header(response, "Content-Type", json_type);
    MHD_add_response_header(response, "Content-Encoding", "gzip");
    return stub_queue(r, 200, response);
}

/* How the small page goes out: one byte per wait, and what happens in its middle. */
typedef struct slow_body {
    struct MHD_Connection *connection;
    long wait_ns;
    enum { GO_ON, STALL, RESET, CLOSE } in_middle;
} slow_body;

static ssize_t send_slowly(void *cls, uint64_t position, char *to, size_t room)
{
    slow_body *body = cls;
    size_t size = sizeof small_page - 1;
    if (position >= size || room == 0) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    struct timespec wait = {0, body->wait_ns};
    nanosleep(&wait, NULL);
    if (position >= size / 2 && body->in_middle != GO_ON) {
        if (body->in_middle == STALL) {
            struct timespec hour = {3600, 0};
            nanosleep(&hour, NULL);
        } else if (body->in_middle == RESET) {
            struct linger none = {1, 0}; /* close sends a RST */
            int fd = MHD_get_connection_info(body->connection, MHD_CONNECTION_INFO_CONNECTION_FD)
                         ->connect_fd;
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
        }
        return MHD_CONTENT_READER_END_WITH_ERROR;
    }
    *to = small_page[position];
    return 1;
}

static enum MHD_Result slowly(stub_request *r, long wait_ns, int in_middle)
{
    slow_body *body = calloc(1, sizeof *body);
    if (body == NULL) {
        return MHD_NO;
    }
    body->connection = r->connection;
    body->wait_ns = wait_ns;
    body->in_middle = in_middle;
    struct MHD_Response *response =
        MHD_create_response_from_callback(sizeof small_page - 1, 64, send_slowly, body, free);
    MHD_add_response_header(response, "Content-Type", json_type);
    return stub_queue(r, 200, response);
}

static enum MHD_Result slow_loris(stub_request *r)
{
    return slowly(r, 5 * 1000 * 1000, GO_ON);
}

static enum MHD_Result stall(stub_request *r)
{
    return slowly(r, 0, STALL);
}

static enum MHD_Result reset(stub_request *r)
{
    return slowly(r, 0, RESET);
}

static enum MHD_Result closed(stub_request *r)
{
    return slowly(r, 0, CLOSE);
}

static const struct {
    const char *name;
    enum MHD_Result (*answer)(stub_request *r);
} faults[] = {
    {"429", too_many},        {"500", server_error},      {"503", unavailable},
    {"403", forbidden},       {"html", html_page},        {"type", wrong_type},
    {"empty", empty_body},    {"cut", cut_json},          {"utf8", bad_utf8},
    {"deep", deep_json},      {"endless", endless_pages}, {"redirect", redirect_loop},
    {"gzip", truncated_gzip}, {"loris", slow_loris},      {"stall", stall},
    {"reset", reset},         {"close", closed},
};

/* Requests so far, per ticker. */
static struct {
    char ticker[64];
    unsigned requests;
} counts[256];
static pthread_mutex_t counts_lock = PTHREAD_MUTEX_INITIALIZER;

static unsigned count_request(const char *ticker)
{
    unsigned number = 0;
    pthread_mutex_lock(&counts_lock);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (counts[i].ticker[0] == '\0') {
            snprintf(counts[i].ticker, sizeof counts[i].ticker, "%s", ticker);
        }
        if (strcmp(counts[i].ticker, ticker) == 0) {
            number = ++counts[i].requests;
            break;
        }
    }
    pthread_mutex_unlock(&counts_lock);
    return number;
}

bool stub_is_fault(const char *ticker)
{
    return strchr(ticker, '~') != NULL;
}

enum MHD_Result stub_fault(stub_request *r, bool *done)
{
    const char *mark = strchr(r->ticker, '~');
    char *end = NULL;
    unsigned long count = strtoul(mark + 1, &end, 10);
    unsigned long after = *end == '~' ? strtoul(end + 1, NULL, 10) : 0;
    unsigned number = count_request(r->ticker);
    if (number <= after || (count > 0 && number > after + count)) {
        return MHD_YES;
    }
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        size_t size = strlen(faults[i].name);
        if (size == (size_t)(mark - r->ticker) && memcmp(faults[i].name, r->ticker, size) == 0) {
            *done = true;
            return faults[i].answer(r);
        }
    }
    return MHD_YES;
}
