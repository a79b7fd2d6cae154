/* One exchange on the wire, shared by the worker that wants it and the I/O thread that moves it.
 * Internal to src/http. */
#ifndef AB_HTTP_HOP_H
#define AB_HTTP_HOP_H

#include "base/vec.h"
#include "http/content_encoding.h"
#include "http/http.h"

#include <curl/curl.h>
#include <pthread.h>

typedef AB_VEC(ab_str) ab_strs;

/* What is asked. Written before the hop is queued, then only read. Text lies in the hop's arena,
 * NUL-terminated. */
typedef struct ab_hop_request {
    ab_str method;
    ab_str url;
    ab_headers headers; /* all that are sent, but for those libcurl makes (Host, Content-Length) */
    ab_str body;
    ab_str proxy; /* empty: direct */
    int64_t connect_timeout_us;
    int64_t read_timeout_us; /* 0 in each: none */
    int64_t total_timeout_us;
    int64_t not_before_us;
} ab_hop_request;

typedef struct ab_hop {
    atomic_uint references;
    ab_http *http;
    ab_arena *arena; /* of the request */
    ab_hop_request request;
    ab_body *body;
    atomic_bool cancelled;

    pthread_mutex_t lock; /* guards from here to the next comment; signalled by `changed` */
    pthread_cond_t changed;
    bool has_head;
    bool done;
    int status;
    ab_arena *head_arena; /* of headers and set_cookies */
    ab_headers headers;
    ab_strs set_cookies;
    bool gzip_encoded;
    int64_t head_us; /* from start to head */
    ab_http_failure failure;
    char problem[512];

    /* The I/O thread's own. */
    struct ab_hop *next; /* in the queue (under the engine's lock), then among the running */
    CURL *easy;
    struct curl_slist *header_list;
    ab_decoding *decoding;
    char curl_error[CURL_ERROR_SIZE];
    ab_buf held;                 /* decoded bytes that wait for disk space while paused */
    bool paused;                 /* libcurl was told to stop reading */
    bool parked;                 /* paused, and the permit is given back */
    bool has_news;               /* bytes were appended since the last ab_body_announce */
    bool all_came;               /* libcurl is done, but `held` is not yet stored */
    bool connected;              /* the request is being sent */
    bool private_address;        /* the cloud rules forbid an address it resolved to */
    bool head_done;              /* as has_head, without the lock */
    ab_http_failure own_failure; /* why a callback stopped libcurl */
    int64_t started_us;
    int64_t last_byte_us;
    curl_off_t uploaded;
} ab_hop;

/* A hop with an empty request and one reference. */
ab_hop *ab_hop_new(ab_http *http);
ab_hop *ab_hop_ref(ab_hop *hop);
void ab_hop_unref(ab_hop *hop);
/* Marks the end, with the failure and its text where there is one, and wakes who waits. Any
 * thread; the second call does nothing. */
void ab_hop_finish(ab_hop *hop, ab_http_failure failure, const char *problem);
/* Waits for the head or the end; true where there is a head. */
bool ab_hop_wait_head(ab_hop *hop);
/* Waits for the end. */
void ab_hop_wait_end(ab_hop *hop);

/* ---- io_easy.c: one hop and libcurl; on the I/O thread ---- */
/* Sets up hop->easy (a fresh or reset handle) for the request. */
void ab_hop_prepare_easy(ab_hop *hop);
/* Frees what the hop holds for libcurl but not the handle. */
void ab_hop_release_easy(ab_hop *hop);

/* ---- io_callbacks.c: what libcurl calls, on the I/O thread, no lock held ---- */
size_t ab_hop_on_header(char *line, size_t size, size_t n, void *hop);
size_t ab_hop_on_bytes(char *bytes, size_t size, size_t n, void *hop);
int ab_hop_on_connected(void *hop, char *remote_ip, char *local_ip, int remote_port,
                        int local_port);
curl_socket_t ab_hop_on_open_socket(void *hop, curlsocktype purpose, struct curl_sockaddr *address);
/* Tries to store the held bytes of a paused hop: true where it can go on or has failed. */
bool ab_hop_try_resume(ab_hop *hop);

/* ---- io_result.c ---- */
/* Finishes the hop by libcurl's result. */
void ab_hop_conclude(ab_hop *hop, CURLcode code);

#endif
