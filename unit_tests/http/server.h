/* A small HTTP server in the test's own process: a thread per connection, and a handler that writes
 * whatever bytes it likes, faults included. */
#ifndef UNIT_TESTS_HTTP_SERVER_H
#define UNIT_TESTS_HTTP_SERVER_H

#include "base/buf.h"

#include <openssl/ssl.h>
#include <pthread.h>

typedef struct server server;

/* One request as it came; `head` is all of it up to the empty line. */
typedef struct exchange {
    server *server;
    int fd;
    SSL *tls; /* NULL: plain */
    ab_str method;
    ab_str target;
    ab_str head;
    ab_str body;
    unsigned number; /* of the request within the server, from 1 */
    void *context;
} exchange;

/* Answers; false closes the connection. Runs on the connection's thread. */
typedef bool (*server_handler)(exchange *x);

struct server {
    server_handler handle;
    void *context;
    SSL_CTX *tls; /* NULL: plain */
    int listener;
    int port;
    pthread_t thread;
    pthread_mutex_t lock; /* guards the rest */
    pthread_cond_t changed;
    unsigned connections;
    unsigned requests;
    unsigned active;      /* requests in a handler at present */
    unsigned most_active; /* the most there were at once */
    unsigned open_threads;
    ab_buf log; /* the heads of all requests, one after the other */
    int fds[256];
    bool stopping;
};

/* Takes the proxies out of the environment. */
void drop_proxies(void);
/* Listens on a free port of 127.0.0.1; no proxy of the environment comes between. */
void server_start(server *s, server_handler handle, void *context);
void server_stop(server *s);
/* "http://127.0.0.1:PORT" + path in a static buffer of the thread. */
const char *server_url(const server *s, const char *path);
/* Writes bytes; false if the client is gone. */
bool server_write(exchange *x, const void *bytes, size_t n);
bool server_text(exchange *x, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A whole answer with Content-Length. `headers`: lines with "\r\n", may be "". */
bool server_reply(exchange *x, int status, const char *headers, const char *body);
/* The value of a request header in `out`; false if there is none. */
bool server_header(const exchange *x, const char *name, char *out, size_t size);
/* True if the heads of all requests so far hold the text. */
bool server_saw(server *s, const char *text);
unsigned server_count(server *s, const unsigned *counter);

#endif
