/* How transfers share permits, memory, disk and the I/O thread. */
#include "client.h"

#include <stdio.h>
#include <stdlib.h>

enum { MIB = 1024 * 1024 };

/* ---- A gate that holds answers back ---- */

typedef struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    unsigned waiting;
    unsigned tickets;
} gate;

static gate the_gate;

static void gate_init(void)
{
    memset(&the_gate, 0, sizeof(the_gate));
    pthread_mutex_init(&the_gate.lock, NULL);
    ab_cond_init(&the_gate.changed);
}

static void gate_pass(void)
{
    pthread_mutex_lock(&the_gate.lock);
    the_gate.waiting++;
    pthread_cond_broadcast(&the_gate.changed);
    while (the_gate.tickets == 0) {
        ab_cond_wait_us(&the_gate.changed, &the_gate.lock, -1);
    }
    the_gate.tickets--;
    the_gate.waiting--;
    pthread_cond_broadcast(&the_gate.changed);
    pthread_mutex_unlock(&the_gate.lock);
}

static void gate_open(unsigned tickets)
{
    pthread_mutex_lock(&the_gate.lock);
    the_gate.tickets += tickets;
    pthread_cond_broadcast(&the_gate.changed);
    pthread_mutex_unlock(&the_gate.lock);
}

static void gate_await(unsigned waiting)
{
    pthread_mutex_lock(&the_gate.lock);
    while (the_gate.waiting < waiting) {
        ab_cond_wait_us(&the_gate.changed, &the_gate.lock, -1);
    }
    pthread_mutex_unlock(&the_gate.lock);
}

/* Waits until every ticket was taken. */
static void gate_await_use(void)
{
    pthread_mutex_lock(&the_gate.lock);
    while (the_gate.tickets > 0) {
        ab_cond_wait_us(&the_gate.changed, &the_gate.lock, -1);
    }
    pthread_mutex_unlock(&the_gate.lock);
}

static bool answer_gated(exchange *x)
{
    gate_pass();
    char body[64];
    snprintf(body, sizeof(body), "%.*s %u", AB_STR_ARG(x->target), x->number);
    return server_reply(x, 200, "", body);
}

/* ---- Permits ---- */

enum { MANY = 8 };

static void permits_bound_what_is_in_flight(void **state)
{
    (void)state;
    fixture f;
    gate_init();
    open_fixture(&f, &(ab_http_options){.concurrency = 2}, answer_gated);
    ab_transfer *transfers[MANY];
    char urls[MANY][64];
    for (int i = 0; i < MANY; i++) {
        char path[16];
        snprintf(path, sizeof(path), "/%d", i);
        snprintf(urls[i], sizeof(urls[i]), "%s", server_url(&f.server, path));
        ab_http_request request = get(urls[i]);
        transfers[i] = ab_http_submit(f.session, &request);
    }
    gate_await(2);
    for (int i = 0; i < MANY; i++) { /* one leaves at a time, so the order is that of the queue */
        gate_open(1);
        gate_await_use();
        unsigned left = MANY - 1 - (unsigned)i;
        gate_await(left < 2 ? left : 2);
    }
    for (int i = 0; i < MANY; i++) {
        ab_http_response *r = ab_transfer_wait(transfers[i]);
        assert_int_equal(r->status, 200);
        ab_buf scratch;
        ab_buf_init(&scratch, AB_BUF_NO_MAX);
        ab_str body;
        assert_true(ab_body_whole(r->body, &scratch, &body, NULL));
        assert_int_equal(body.n, 4); /* "/I N" */
        unsigned number = (unsigned)(body.p[3] - '0');
        /* First in, first out; the first two start at once and may arrive in any order. */
        assert_true(i < 2 ? number <= 2 : number == (unsigned)i + 1);
        ab_buf_free(&scratch);
        ab_http_response_unref(r);
        ab_transfer_free(transfers[i]);
    }
    assert_int_equal(server_count(&f.server, &f.server.most_active), 2);
    close_fixture(&f);
}

static void a_delayed_request_holds_no_permit(void **state)
{
    (void)state;
    enum { DELAY_US = 20000 };
    fixture f;
    gate_init();
    gate_open(100);
    open_fixture(&f, &(ab_http_options){.concurrency = 1}, answer_gated);
    char url[64];
    snprintf(url, sizeof(url), "%s", server_url(&f.server, "/l"));
    ab_http_request request = get(url);
    request.not_before_us = INT64_MAX - 1;
    ab_transfer *never = ab_http_submit(f.session, &request);
    ab_http_response *r = fetch(&f, "/n");
    assert_body(r, "/n 1");
    ab_http_response_unref(r);
    ab_transfer_free(never);
    int64_t start = ab_clock_monotonic_us(ab_clock_process());
    request.not_before_us = start + DELAY_US;
    r = ab_http_fetch(f.session, &request);
    assert_body(r, "/l 2");
    assert_true(ab_clock_monotonic_us(ab_clock_process()) >= start + DELAY_US);
    ab_http_response_unref(r);
    close_fixture(&f);
}

static void cancelled_transfers_give_their_permit_back(void **state)
{
    (void)state;
    fixture f;
    gate_init();
    open_fixture(&f, &(ab_http_options){.concurrency = 1}, answer_gated);
    ab_http_request request = get(server_url(&f.server, "/a"));
    ab_transfer *running = ab_http_submit(f.session, &request);
    ab_transfer *queued = ab_http_submit(f.session, &request);
    request.not_before_us = INT64_MAX - 1;
    ab_transfer *delayed = ab_http_submit(f.session, &request);
    gate_await(1);
    ab_transfer *all[] = {running, queued, delayed};
    for (size_t i = 0; i < 3; i++) {
        ab_transfer_cancel(all[i]);
        ab_http_response *r = ab_transfer_wait(all[i]);
        assert_int_equal(r->failure, AB_HTTP_CANCELLED);
        assert_string_equal(r->problem, "the request was cancelled");
        ab_http_response_unref(r);
        ab_transfer_free(all[i]);
    }
    gate_open(100); /* the queued one may have started meanwhile */
    ab_http_response *r = fetch(&f, "/b");
    assert_int_equal(r->status, 200);
    ab_http_response_unref(r);
    ab_http_request unwanted = get(server_url(&f.server, "/c"));
    ab_transfer_free(ab_http_submit(f.session, &unwanted)); /* freed at once: cancelled */
    close_fixture(&f);
}

static void nothing_starts_before_it_is_used(void **state)
{
    (void)state;
    ab_http *http = ab_http_new(NULL);
    ab_http_session *session = ab_http_session_new(http);
    ab_http_pause(http, 0);
    ab_http_session_free(session);
    ab_http_free(http);
}

/* ---- Large bodies ---- */

/* The byte at a position of the bodies that the server makes up. */
static char byte_at(uint64_t position)
{
    return (char)('a' + (position * 2654435761u >> 20) % 26);
}

static bool answer_large(exchange *x)
{
    size_t total = strtoul(x->target.p + 1, NULL, 10);
    char piece[16384];
    bool good = server_text(x, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n", total);
    for (size_t at = 0; good && at < total;) {
        size_t n = total - at < sizeof(piece) ? total - at : sizeof(piece);
        for (size_t i = 0; i < n; i++) {
            piece[i] = byte_at(at + i);
        }
        good = server_write(x, piece, n);
        at += n;
    }
    return good;
}

static void large_bodies_spill_and_memory_stays_bounded(void **state)
{
    (void)state;
    enum { TOTAL = 40 * MIB, BUDGET = 2 * MIB };
    fixture f;
    ab_memory memory;
    ab_memory_init(&memory, BUDGET);
    open_fixture(&f, &(ab_http_options){.store = {.memory = &memory}}, answer_large);
    char path[32];
    snprintf(path, sizeof(path), "/%d", TOTAL);
    ab_http_request request = get(server_url(&f.server, path));
    ab_transfer *transfer = ab_http_submit(f.session, &request);
    assert_int_equal(ab_transfer_head(transfer)->status, 200);
    uint64_t at = 0;
    ab_str chunk;
    while (ab_transfer_next_chunk(transfer, &chunk)) {
        assert_true(chunk.p[0] == byte_at(at) && chunk.p[chunk.n - 1] == byte_at(at + chunk.n - 1));
        at += chunk.n;
        assert_in_range(ab_memory_used(&memory), 0, BUDGET);
    }
    assert_int_equal(at, TOTAL);
    ab_http_response *r = ab_transfer_wait(transfer);
    assert_int_equal(r->failure, AB_HTTP_NO_FAILURE);
    assert_true(ab_body_is_spilled(r->body));
    ab_http_response_unref(r);
    ab_transfer_free(transfer);
    close_fixture(&f);
    assert_int_equal(ab_memory_used(&memory), 0);
}

static void a_body_beyond_the_disk_limit_fails(void **state)
{
    (void)state;
    fixture f;
    ab_memory memory;
    ab_memory disk;
    ab_memory_init(&memory, 128 * 1024);
    ab_memory_init(&disk, MIB);
    setenv("CONNECTOR_STORAGE_LIMIT_BYTES", "1000", 1); /* what is given wins */
    open_fixture(&f, &(ab_http_options){.store = {.memory = &memory, .disk = &disk}}, answer_large);
    ab_http_response *r = fetch(&f, "/500000");
    assert_int_equal(r->failure, AB_HTTP_NO_FAILURE);
    ab_http_response_unref(r);
    r = fetch(&f, "/4000000");
    assert_int_equal(r->failure, AB_HTTP_STORAGE_FULL);
    assert_string_equal(r->problem, "The response from 127.0.0.1 cannot be kept: the limit of disk "
                                    "space for responses is reached "
                                    "(CONNECTOR_STORAGE_LIMIT_BYTES)");
    ab_http_response_unref(r);
    close_fixture(&f);
    assert_int_equal(ab_memory_used(&disk), 0);
    open_fixture(&f, &(ab_http_options){.store = {.memory = &memory}}, answer_large);
    r = fetch(&f, "/500000");
    assert_int_equal(r->failure, AB_HTTP_STORAGE_FULL);
    ab_http_response_unref(r);
    close_fixture(&f);
    unsetenv("CONNECTOR_STORAGE_LIMIT_BYTES");
}

/* At the disk limit a transfer pauses and others may use its permit; when a body is given back it
 * goes on. */
static void at_the_disk_limit_a_transfer_pauses(void **state)
{
    (void)state;
    fixture f;
    ab_memory memory;
    ab_memory disk;
    ab_memory_init(&memory, 128 * 1024);
    ab_memory_init(&disk, MIB);
    open_fixture(&f,
                 &(ab_http_options){.concurrency = 1, .store = {.memory = &memory, .disk = &disk}},
                 answer_large);
    ab_http_response *first = fetch(&f, "/900000");
    assert_int_equal(first->failure, AB_HTTP_NO_FAILURE);
    assert_true(ab_body_is_spilled(first->body));
    ab_http_request request = get(server_url(&f.server, "/900001"));
    ab_transfer *second = ab_http_submit(f.session, &request);
    ab_body *body = ab_transfer_head(second)->body;
    ab_body_wait(body, 50000); /* some of it has come */
    ab_http_response *small = fetch(&f, "/10");
    assert_int_equal(small->failure, AB_HTTP_NO_FAILURE);
    ab_http_response_unref(small);
    assert_false(ab_body_is_complete(body, NULL));
    ab_http_response_unref(first);
    ab_http_response *r = ab_transfer_wait(second);
    assert_int_equal(r->failure, AB_HTTP_NO_FAILURE);
    assert_int_equal(ab_body_size(r->body), 900001);
    char last;
    assert_int_equal(ab_body_read(r->body, 900000, &last, 1, NULL), 1);
    assert_int_equal(last, byte_at(900000));
    ab_http_response_unref(r);
    ab_transfer_free(second);
    close_fixture(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(permits_bound_what_is_in_flight),
        cmocka_unit_test(a_delayed_request_holds_no_permit),
        cmocka_unit_test(cancelled_transfers_give_their_permit_back),
        cmocka_unit_test(nothing_starts_before_it_is_used),
        cmocka_unit_test(large_bodies_spill_and_memory_stays_bounded),
        cmocka_unit_test(a_body_beyond_the_disk_limit_fails),
        cmocka_unit_test(at_the_disk_limit_a_transfer_pauses),
    };
    return cmocka_run_group_tests_name("flow of transfers", tests, NULL, NULL);
}
