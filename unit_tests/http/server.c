#include "server.h"

#include "base/alloc.h"
#include "base/clock.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_HEAD = 65536 };

typedef struct connection {
    server *server;
    int fd;
    unsigned slot;
    SSL *tls;
    ab_buf in;
} connection;

static ssize_t receive(connection *c)
{
    char *to = ab_buf_reserve(&c->in, MAX_HEAD);
    ssize_t n = !to ? -1 : c->tls ? SSL_read(c->tls, to, MAX_HEAD) : recv(c->fd, to, MAX_HEAD, 0);
    c->in.n += n > 0 ? (size_t)n : 0;
    return n;
}

bool server_write(exchange *x, const void *bytes, size_t n)
{
    const char *at = bytes;
    while (n > 0) {
        ssize_t done = x->tls ? SSL_write(x->tls, at, (int)(n > 16384 ? 16384 : n))
                              : send(x->fd, at, n, MSG_NOSIGNAL);
        if (done <= 0) {
            return false;
        }
        at += done;
        n -= (size_t)done;
    }
    return true;
}

bool server_text(exchange *x, const char *format, ...)
{
    char text[8192];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return n > 0 && server_write(x, text, (size_t)n);
}

bool server_reply(exchange *x, int status, const char *headers, const char *body)
{
    size_t n = strlen(body);
    bool sent =
        server_text(x, "HTTP/1.1 %d X\r\n%sContent-Length: %zu\r\n\r\n", status, headers, n);
    return sent && (ab_str_is(x->method, "HEAD") || server_write(x, body, n));
}

bool server_header(const exchange *x, const char *name, char *out, size_t size)
{
    size_t at = 0;
    while (at < x->head.n) {
        ptrdiff_t end = ab_str_find(x->head, AB_STR("\r\n"), at);
        ab_str line = ab_str_sub(x->head, at, end < 0 ? x->head.n : (size_t)end);
        ptrdiff_t colon = ab_str_find(line, AB_STR(":"), 0);
        if (colon > 0 && ab_str_eq_nocase(ab_str_sub(line, 0, (size_t)colon), ab_str_of(name))) {
            ab_str value = ab_str_trim(ab_str_sub(line, (size_t)colon + 1, line.n));
            snprintf(out, size, "%.*s", AB_STR_ARG(value));
            return true;
        }
        at = end < 0 ? x->head.n : (size_t)end + 2;
    }
    return false;
}

static void count(server *s, int change)
{
    pthread_mutex_lock(&s->lock);
    s->active += (unsigned)change;
    s->most_active = s->active > s->most_active ? s->active : s->most_active;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

/* Reads one request and has it answered; false at the end of the connection. */
static bool serve_one(connection *c)
{
    ptrdiff_t end;
    while ((end = ab_str_find(ab_buf_str(&c->in), AB_STR("\r\n\r\n"), 0)) < 0) {
        if (receive(c) <= 0) {
            return false;
        }
    }
    server *s = c->server;
    exchange x = {.server = s, .fd = c->fd, .tls = c->tls, .context = s->context};
    size_t head = (size_t)end + 4;
    char *copy = ab_xstrndup(c->in.p, head);
    x.head = (ab_str){copy, head};
    char length[32] = "0";
    server_header(&x, "Content-Length", length, sizeof(length));
    size_t body = strtoul(length, NULL, 10);
    bool complete = true;
    while (complete && c->in.n < head + body) {
        complete = receive(c) > 0;
    }
    char *body_copy = ab_xstrndup(c->in.p + head, complete ? body : 0);
    x.body = (ab_str){body_copy, body};
    size_t blank = (size_t)ab_str_find(x.head, AB_STR(" "), 0);
    size_t second = (size_t)ab_str_find(x.head, AB_STR(" "), blank + 1);
    x.method = ab_str_sub(x.head, 0, blank);
    x.target = ab_str_sub(x.head, blank + 1, second);
    pthread_mutex_lock(&s->lock);
    x.number = ++s->requests;
    ab_buf_add(&s->log, copy, head);
    pthread_mutex_unlock(&s->lock);
    count(s, 1);
    bool keep = complete && s->handle(&x);
    count(s, -1);
    if (keep) {
        memmove(c->in.p, c->in.p + head + body, c->in.n - head - body);
        c->in.n -= head + body;
    }
    free(body_copy);
    free(copy);
    return keep;
}

static void *serve(void *context)
{
    connection *c = context;
    server *s = c->server;
    bool good = true;
    if (s->tls) {
        c->tls = SSL_new(s->tls);
        SSL_set_fd(c->tls, c->fd);
        good = SSL_accept(c->tls) == 1;
    }
    while (good && serve_one(c)) {
    }
    if (c->tls) {
        SSL_shutdown(c->tls);
        SSL_free(c->tls);
    }
    pthread_mutex_lock(&s->lock);
    s->fds[c->slot] = -1;
    close(c->fd);
    s->open_threads--;
    pthread_cond_broadcast(&s->changed);
    pthread_mutex_unlock(&s->lock);
    ab_buf_free(&c->in);
    free(c);
    return NULL;
}

static void take(server *s, int fd)
{
    connection *c = ab_xcalloc(1, sizeof(*c));
    *c = (connection){.server = s, .fd = fd};
    ab_buf_init(&c->in, AB_BUF_NO_MAX);
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    pthread_mutex_lock(&s->lock);
    c->slot = s->connections++;
    s->fds[c->slot] = fd;
    s->open_threads++;
    pthread_mutex_unlock(&s->lock);
    pthread_t thread;
    pthread_create(&thread, NULL, serve, c);
    pthread_detach(thread);
}

static void *accept_all(void *context)
{
    server *s = context;
    int fd;
    while ((fd = accept(s->listener, NULL, NULL)) >= 0) {
        take(s, fd);
    }
    return NULL;
}

void drop_proxies(void)
{
    static const char *const proxies[] = {"http_proxy", "https_proxy", "all_proxy",
                                          "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"};
    for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++) {
        unsetenv(proxies[i]);
    }
}

void server_start(server *s, server_handler handle, void *context)
{
    SSL_CTX *tls = s->tls;
    drop_proxies();
    signal(SIGPIPE, SIG_IGN); /* OpenSSL writes to connections that the client closed */
    *s = (server){.handle = handle, .context = context, .tls = tls};
    pthread_mutex_init(&s->lock, NULL);
    ab_cond_init(&s->changed);
    ab_buf_init(&s->log, AB_BUF_NO_MAX);
    s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {.sin_family = AF_INET};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t n = sizeof(address);
    if (bind(s->listener, (struct sockaddr *)&address, n) != 0 || listen(s->listener, 64) != 0 ||
        getsockname(s->listener, (struct sockaddr *)&address, &n) != 0) {
        abort();
    }
    s->port = ntohs(address.sin_port);
    pthread_create(&s->thread, NULL, accept_all, s);
}

void server_stop(server *s)
{
    shutdown(s->listener, SHUT_RDWR);
    pthread_join(s->thread, NULL);
    close(s->listener);
    pthread_mutex_lock(&s->lock);
    s->stopping = true;
    pthread_cond_broadcast(&s->changed);
    for (unsigned i = 0; i < s->connections; i++) {
        if (s->fds[i] >= 0) {
            shutdown(s->fds[i], SHUT_RDWR);
        }
    }
    while (s->open_threads > 0) {
        ab_cond_wait_us(&s->changed, &s->lock, -1);
    }
    pthread_mutex_unlock(&s->lock);
    ab_buf_free(&s->log);
    pthread_cond_destroy(&s->changed);
    pthread_mutex_destroy(&s->lock);
}

const char *server_url(const server *s, const char *path)
{
    static _Thread_local char url[512];
    snprintf(url, sizeof(url), "%s://%s:%d%s", s->tls ? "https" : "http",
             s->tls ? "localhost" : "127.0.0.1", s->port, path);
    return url;
}

bool server_saw(server *s, const char *text)
{
    pthread_mutex_lock(&s->lock);
    bool saw = ab_str_find(ab_buf_str(&s->log), ab_str_of(text), 0) >= 0;
    pthread_mutex_unlock(&s->lock);
    return saw;
}

unsigned server_count(server *s, const unsigned *counter)
{
    pthread_mutex_lock(&s->lock);
    unsigned n = *counter;
    pthread_mutex_unlock(&s->lock);
    return n;
}
