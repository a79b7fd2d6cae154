/* The engine's parts that src/http's files share. Internal. */
#ifndef AB_HTTP_ENGINE_H
#define AB_HTTP_ENGINE_H

#include "http/cookies.h"
#include "http/hop.h"
#include "http/http.h"

enum {
    AB_IO_READ_BUFFER = 64 * 1024, /* bytes per recv: two TLS records; more gains little */
    /* What a running transfer is counted for in the memory budget: the buffer, libcurl's handle,
     * and OpenSSL's state of a connection. */
    AB_IO_TRANSFER_BYTES = AB_IO_READ_BUFFER + 96 * 1024,
};

/* What the environment said when the engine was made, and what the system has. */
typedef struct ab_http_trust {
    char *ca_file;           /* NULL: libcurl's own */
    char *ca_folder;         /* NULL: none */
    bool has_default_bundle; /* libcurl's own bundle is a file that can be read */
} ab_http_trust;

/* Sets `trust` (empty) from the environment's variables: README.md names them. */
void ab_trust_read_environment(ab_http_trust *trust);
/* Looks for the system's bundle of certificates where the environment names none. */
void ab_trust_find_bundle(ab_http_trust *trust);
void ab_trust_clear(ab_http_trust *trust);

struct ab_http {
    const ab_clock *clock;
    char *user_agent;
    char *store_folder;
    ab_http_trust trust;
    bool cloud;
    struct ab_cassette *cassette; /* that records; NULL: none */
    ab_http_player player;        /* .answer NULL: the network answers */
    const ab_http_observer *observer;
    ab_body_store store;
    ab_memory own_memory;
    ab_memory own_disk;

    pthread_mutex_t lock; /* guards from here to the next comment */
    bool stopping;        /* the thread is to end */
    bool started;
    unsigned concurrency;
    ab_hop *first_new; /* submitted and not yet seen by the thread, first in first out */
    ab_hop **last_new;

    CURLM *multi; /* made before the thread starts; curl_multi_wakeup is the one call by others */
    pthread_t thread;
};

struct ab_http_session {
    ab_http *http;
    ab_cookies cookies;
};

/* Queues the hop (a reference is taken); starts the thread if need be. Thread-safe. */
void ab_io_submit(ab_http *http, ab_hop *hop);
/* Has the thread look again: something was cancelled or changed. Thread-safe. */
void ab_io_wake(ab_http *http);
/* Cancels what is in flight, ends the thread, if it runs, and waits for it. */
void ab_io_stop(ab_http *http);

#endif
