/* The I/O thread: it starts transfers as permits allow, moves bytes, keeps deadlines. No component
 * code, template or parser runs here. */
#include "http/engine.h"

#include <signal.h>
#include <unistd.h>

enum {
    STACK_BYTES = 512 * 1024, /* OpenSSL's handshake is the deepest */
    PAUSED_POLL_MS = 50,      /* how often a transfer paused for disk space is looked at */
    IDLE_POLL_MS = 60 * 60 * 1000,
    US_PER_MS = 1000,
};

/* The thread's own. Lists are linked by hop->next. */
typedef struct io {
    ab_http *http;
    ab_hop *delayed; /* not before their time */
    ab_hop *ready;   /* waiting for a permit, first in first out */
    ab_hop **last_ready;
    ab_hop *running;
    unsigned permits_used;
    unsigned paused;
    AB_VEC(CURL *) spare; /* handles to use again */
    int64_t now_us;
} io;

static void push_ready(io *self, ab_hop *hop)
{
    hop->next = NULL;
    *self->last_ready = hop;
    self->last_ready = &hop->next;
}

/* ---- Starting and ending one transfer ---- */

static void start(io *self, ab_hop *hop)
{
    hop->next = self->running;
    self->running = hop;
    self->permits_used++;
    ab_memory_take(self->http->store.memory, AB_IO_TRANSFER_BYTES);
    hop->started_us = hop->last_byte_us = self->now_us;
    hop->easy = self->spare.n ? self->spare.at[--self->spare.n] : curl_easy_init();
    if (!hop->easy) {
        ab_hop_finish(hop, AB_HTTP_CONNECTION_ERROR, "libcurl cannot make a handle");
        return;
    }
    ab_hop_prepare_easy(hop);
    CURLMcode code = curl_multi_add_handle(self->http->multi, hop->easy);
    if (code != CURLM_OK) {
        ab_hop_finish(hop, AB_HTTP_CONNECTION_ERROR, curl_multi_strerror(code));
    }
}

/* Takes a running hop out of libcurl and gives its permit back. */
static void end(io *self, ab_hop *hop)
{
    if (hop->easy) {
        curl_multi_remove_handle(self->http->multi, hop->easy);
        ab_hop_release_easy(hop);
        curl_easy_reset(hop->easy);
        AB_VEC_PUSH(&self->spare, hop->easy);
        hop->easy = NULL;
    }
    ab_memory_give(self->http->store.memory, AB_IO_TRANSFER_BYTES);
    if (hop->parked) {
        self->paused--;
    } else {
        self->permits_used--;
    }
    ab_hop_unref(hop);
}

static bool is_done(ab_hop *hop)
{
    pthread_mutex_lock(&hop->lock);
    bool done = hop->done;
    pthread_mutex_unlock(&hop->lock);
    return done;
}

/* Unlinks and ends all running hops that are done. */
static void reap(io *self)
{
    ab_hop **link = &self->running;
    while (*link) {
        ab_hop *hop = *link;
        if (is_done(hop)) {
            *link = hop->next;
            end(self, hop);
        } else {
            link = &hop->next;
        }
    }
}

/* ---- The queue ---- */

static void drop_cancelled(io *self, ab_hop **list)
{
    ab_hop **link = list;
    while (*link) {
        ab_hop *hop = *link;
        if (atomic_load(&hop->cancelled)) {
            *link = hop->next;
            ab_hop_finish(hop, AB_HTTP_CANCELLED, "the request was cancelled");
            ab_hop_unref(hop);
        } else {
            link = &hop->next;
        }
    }
    if (list == &self->ready) {
        self->last_ready = link;
    }
}

/* Moves delayed hops whose time has come to the queue, the earliest first; returns the time of the
 * next, or INT64_MAX. */
static int64_t release_delayed(io *self)
{
    for (;;) {
        ab_hop **earliest = NULL;
        for (ab_hop **link = &self->delayed; *link; link = &(*link)->next) {
            if (!earliest || (*link)->request.not_before_us < (*earliest)->request.not_before_us) {
                earliest = link;
            }
        }
        if (!earliest) {
            return INT64_MAX;
        }
        ab_hop *hop = *earliest;
        if (hop->request.not_before_us > self->now_us) {
            return hop->request.not_before_us;
        }
        *earliest = hop->next;
        push_ready(self, hop);
    }
}

/* What the others want, taken under the lock at once. */
typedef struct orders {
    ab_hop *submitted;
    unsigned concurrency;
    bool stopping;
} orders;

static orders take_orders(io *self)
{
    ab_http *http = self->http;
    pthread_mutex_lock(&http->lock);
    orders o = {http->first_new, http->concurrency, http->stopping};
    http->first_new = NULL;
    http->last_new = &http->first_new;
    pthread_mutex_unlock(&http->lock);
    return o;
}

static void queue_new(io *self, ab_hop *hop)
{
    while (hop) {
        ab_hop *next = hop->next;
        if (hop->request.not_before_us > self->now_us) {
            hop->next = self->delayed;
            self->delayed = hop;
        } else {
            push_ready(self, hop);
        }
        hop = next;
    }
}

static void start_ready(io *self, unsigned concurrency)
{
    while (self->ready && self->permits_used < concurrency) {
        ab_hop *hop = self->ready;
        self->ready = hop->next;
        if (!self->ready) {
            self->last_ready = &self->ready;
        }
        start(self, hop);
    }
}

static void cancel_all(io *self)
{
    for (ab_hop *hop = self->running; hop; hop = hop->next) {
        atomic_store(&hop->cancelled, true);
    }
    for (ab_hop *hop = self->ready; hop; hop = hop->next) {
        atomic_store(&hop->cancelled, true);
    }
    for (ab_hop *hop = self->delayed; hop; hop = hop->next) {
        atomic_store(&hop->cancelled, true);
    }
}

/* ---- Deadlines and pauses ---- */

/* Ends hops that were cancelled or got no byte for too long; returns the next deadline. */
static int64_t check_running(io *self)
{
    int64_t next = INT64_MAX;
    for (ab_hop *hop = self->running; hop; hop = hop->next) {
        int64_t limit = hop->request.read_timeout_us;
        if (atomic_load(&hop->cancelled)) {
            ab_hop_finish(hop, AB_HTTP_CANCELLED, "the request was cancelled");
            continue;
        }
        if (!limit || !hop->connected || hop->paused) {
            continue;
        }
        curl_off_t uploaded = 0;
        if (hop->last_byte_us + limit <= self->now_us &&
            curl_easy_getinfo(hop->easy, CURLINFO_SIZE_UPLOAD_T, &uploaded) == CURLE_OK &&
            uploaded > hop->uploaded) {
            hop->uploaded = uploaded;
            hop->last_byte_us = self->now_us;
        }
        if (hop->last_byte_us + limit <= self->now_us) {
            hop->own_failure = AB_HTTP_READ_TIMEOUT;
            ab_hop_conclude(hop, CURLE_OPERATION_TIMEDOUT);
        } else if (hop->last_byte_us + limit < next) {
            next = hop->last_byte_us + limit;
        }
    }
    return next;
}

/* True where nobody but paused transfers holds disk space, so that waiting is in vain. */
static bool disk_is_stuck(io *self)
{
    uint64_t held = 0;
    for (ab_hop *hop = self->running; hop; hop = hop->next) {
        held += hop->paused ? ab_body_disk_bytes(hop->body) : 0;
    }
    return held >= ab_memory_used(self->http->store.disk);
}

/* A transfer paused at the disk limit has no permit; it goes on when there is room and a permit. */
static void look_after_paused(io *self, unsigned concurrency)
{
    for (ab_hop *hop = self->running; hop; hop = hop->next) {
        if (hop->paused && !hop->parked) {
            hop->parked = true;
            self->permits_used--;
            self->paused++;
        }
    }
    if (!self->paused) {
        return;
    }
    for (ab_hop *hop = self->running; hop; hop = hop->next) {
        if (!hop->parked || is_done(hop) || self->permits_used >= concurrency) {
            continue;
        }
        if (ab_hop_try_resume(hop)) {
            hop->paused = hop->parked = false;
            self->paused--;
            self->permits_used++;
            hop->last_byte_us = self->now_us;
            if (hop->all_came) {
                ab_hop_conclude(hop, CURLE_OK);
            } else {
                curl_easy_pause(hop->easy, CURLPAUSE_CONT);
            }
        } else if (disk_is_stuck(self)) {
            hop->own_failure = AB_HTTP_STORAGE_FULL;
            ab_hop_conclude(hop, CURLE_WRITE_ERROR);
            return;
        }
    }
}

static void collect_results(io *self)
{
    int left;
    CURLMsg *message;
    while ((message = curl_multi_info_read(self->http->multi, &left))) {
        ab_hop *hop = NULL;
        if (message->msg == CURLMSG_DONE &&
            curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&hop) == CURLE_OK) {
            ab_hop_conclude(hop, message->data.result);
        }
    }
}

static int wait_ms(const io *self, int64_t next_us)
{
    if (self->paused) {
        return PAUSED_POLL_MS;
    }
    if (next_us == INT64_MAX) {
        return IDLE_POLL_MS;
    }
    int64_t ms = (next_us - self->now_us + US_PER_MS - 1) / US_PER_MS;
    return ms < 0 ? 0 : ms > IDLE_POLL_MS ? IDLE_POLL_MS : (int)ms;
}

static bool has_news(const io *self)
{
    for (const ab_hop *hop = self->running; hop; hop = hop->next) {
        if (hop->has_news) {
            return true;
        }
    }
    return false;
}

static void announce(io *self)
{
    for (ab_hop *hop = self->running; hop; hop = hop->next) {
        if (hop->has_news) {
            hop->has_news = false;
            ab_body_announce(hop->body);
        }
    }
}

/* Waits for sockets, other threads or the time. Readers are told of new bytes only when no more are
 * at hand: while bytes stream in, waking a reader for each piece costs more than the pieces. */
static void wait_for_events(io *self, int64_t next_us)
{
    int ready = 0;
    if (has_news(self)) {
        curl_multi_poll(self->http->multi, NULL, 0, 0, &ready);
        if (ready == 0) {
            announce(self);
        }
    }
    if (ready == 0) {
        curl_multi_poll(self->http->multi, NULL, 0, wait_ms(self, next_us), NULL);
    }
}

/* One round; false when the thread is to end. */
static bool turn(io *self)
{
    ab_http *http = self->http;
    self->now_us = ab_clock_monotonic_us(http->clock);
    orders o = take_orders(self);
    queue_new(self, o.submitted);
    if (o.stopping) {
        cancel_all(self);
    }
    drop_cancelled(self, &self->delayed);
    drop_cancelled(self, &self->ready);
    int64_t next_start = release_delayed(self);
    start_ready(self, o.concurrency);
    int unused;
    curl_multi_perform(http->multi, &unused);
    collect_results(self);
    self->now_us = ab_clock_monotonic_us(http->clock);
    int64_t deadline = check_running(self);
    look_after_paused(self, o.concurrency);
    reap(self);
    if (self->ready && self->permits_used < o.concurrency) {
        return true;
    }
    if (o.stopping) {
        return false;
    }
    wait_for_events(self, deadline < next_start ? deadline : next_start);
    return true;
}

static void *run(void *context)
{
    io self = {.http = context};
    self.last_ready = &self.ready;
    while (turn(&self)) {
    }
    for (size_t i = 0; i < self.spare.n; i++) {
        curl_easy_cleanup(self.spare.at[i]);
    }
    AB_VEC_FREE(&self.spare);
    return NULL;
}

/* ---- For the other threads ---- */

static pthread_once_t global_init = PTHREAD_ONCE_INIT;

static void init_curl(void)
{
    curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Under the engine's lock. */
static void start_locked(ab_http *http)
{
    if (http->started) {
        return;
    }
    pthread_once(&global_init, init_curl);
    http->multi = curl_multi_init();
    ab_trust_find_bundle(&http->trust);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    http->started = http->multi && pthread_create(&http->thread, &attributes, run, http) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
}

void ab_io_submit(ab_http *http, ab_hop *hop)
{
    pthread_mutex_lock(&http->lock);
    start_locked(http);
    bool queued = http->started;
    if (queued) {
        hop->next = NULL;
        *http->last_new = ab_hop_ref(hop);
        http->last_new = &hop->next;
    }
    pthread_mutex_unlock(&http->lock);
    if (queued) {
        curl_multi_wakeup(http->multi);
    } else {
        ab_hop_finish(hop, AB_HTTP_CONNECTION_ERROR, "the I/O thread cannot be started");
    }
}

void ab_io_wake(ab_http *http)
{
    pthread_mutex_lock(&http->lock);
    bool started = http->started;
    pthread_mutex_unlock(&http->lock);
    if (started) {
        curl_multi_wakeup(http->multi);
    }
}

void ab_io_stop(ab_http *http)
{
    pthread_mutex_lock(&http->lock);
    http->stopping = true;
    bool started = http->started;
    pthread_mutex_unlock(&http->lock);
    if (started) {
        curl_multi_wakeup(http->multi);
        pthread_join(http->thread, NULL);
        curl_multi_cleanup(http->multi);
    }
}
