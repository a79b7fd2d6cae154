/* The writer against pipes: order, counts, back-pressure, a reader that is slow or gone. */
#include "check.h"

#include "base/alloc.h"
#include "protocol/writer.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const ab_stream_descriptor users = {{"users", 5}, {NULL, 0}};

typedef struct fixture {
    int pipe[2];
    ab_writer *writer;
    atomic_int gone;
} fixture;

/* Real time stands, so that lines are exact. */
static int64_t fixed_real(void *context)
{
    (void)context;
    return 17000;
}
static int64_t true_monotonic(void *context)
{
    (void)context;
    return ab_clock_monotonic_us(ab_clock_system());
}
static const ab_clock test_clock = {.real_us = fixed_real, .monotonic_us = true_monotonic};

static void reader_gone(void *context)
{
    atomic_fetch_add((atomic_int *)context, 1);
}

static void open_writer(fixture *f, size_t max_bytes)
{
    assert_int_equal(pipe(f->pipe), 0);
    atomic_init(&f->gone, 0);
    f->writer = ab_writer_new(f->pipe[1], max_bytes, &test_clock);
    ab_writer_on_reader_gone(f->writer, reader_gone, &f->gone);
}

static ab_chunk chunk(const char *text, uint64_t records)
{
    return (ab_chunk){ab_xstrdup(text), strlen(text), records, 0};
}

/* All that the pipe gives until its other end is closed. */
static ab_str read_all(ab_arena *arena, int fd)
{
    ab_buf all;
    ab_buf_init(&all, AB_BUF_NO_MAX);
    char bytes[4096];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
        ab_buf_add(&all, bytes, (size_t)n);
    }
    ab_str result = ab_arena_str(arena, ab_buf_str(&all));
    ab_buf_free(&all);
    return result;
}

#define RUNNING                                                                                    \
    "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"emitted_at\":17,"                 \
    "\"stream_status\":{\"stream_descriptor\":{\"name\":\"users\"},\"status\":\"RUNNING\"}}}\n"

static void order_counts_and_running(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 1000000);
    ab_writer_stream *stream = ab_writer_stream_new(f.writer, users);
    ab_writer_put(f.writer, AB_STR("first\n"));
    ab_writer_put_state(f.writer, stream, AB_STR("empty"));
    ab_writer_put_records(f.writer, stream, chunk("r1\nr2\n", 2));
    ab_writer_put_records(f.writer, stream, chunk("r3\n", 1));
    ab_writer_put_state(f.writer, stream, AB_STR("S"));
    ab_writer_put_state(f.writer, stream, AB_STR("S"));
    assert_int_equal(ab_writer_records(f.writer, stream), 3);
    assert_true(ab_writer_flush(f.writer));
    ab_writer_free(f.writer);
    close(f.pipe[1]);
    ab_arena *arena = ab_arena_new();
    assert_str(read_all(arena, f.pipe[0]),
               "first\nempty,\"sourceStats\":{\"recordCount\":0.0}}}\n" RUNNING "r1\nr2\nr3\n"
               "S,\"sourceStats\":{\"recordCount\":3.0}}}\n"
               "S,\"sourceStats\":{\"recordCount\":0.0}}}\n");
    ab_arena_free(arena);
    close(f.pipe[0]);
}

enum { PRODUCERS = 4, CHUNKS = 200, LINE = 1000 };

typedef struct producer {
    ab_writer *writer;
    ab_writer_stream *stream;
    char letter;
} producer;

static void *produce(void *context)
{
    producer *p = context;
    for (int i = 0; i < CHUNKS; i++) {
        char *bytes = ab_xmalloc(LINE);
        memset(bytes, p->letter, LINE - 1);
        bytes[LINE - 1] = '\n';
        ab_writer_put_records(p->writer, p->stream, (ab_chunk){bytes, LINE, 1, 0});
    }
    return NULL;
}

static void *crawl(void *context)
{
    ab_buf *all = ((void **)context)[0];
    int fd = *(int *)((void **)context)[1];
    char bytes[700];
    ssize_t n;
    while ((n = read(fd, bytes, sizeof(bytes))) > 0) {
        ab_buf_add(all, bytes, (size_t)n);
    }
    return NULL;
}

static void lines_stay_whole_behind_a_slow_reader(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 3 * LINE); /* far less than what comes */
    ab_buf all;
    ab_buf_init(&all, AB_BUF_NO_MAX);
    void *context[] = {&all, &f.pipe[0]};
    pthread_t reader, threads[PRODUCERS];
    pthread_create(&reader, NULL, crawl, context);
    producer producers[PRODUCERS];
    for (int i = 0; i < PRODUCERS; i++) {
        producers[i] = (producer){f.writer, ab_writer_stream_new(f.writer, users), (char)('a' + i)};
        pthread_create(&threads[i], NULL, produce, &producers[i]);
    }
    for (int i = 0; i < PRODUCERS; i++) {
        pthread_join(threads[i], NULL);
    }
    ab_writer_free(f.writer);
    close(f.pipe[1]);
    pthread_join(reader, NULL);
    size_t whole = 0;
    ab_str rest = ab_buf_str(&all);
    while (rest.n > 0) {
        ptrdiff_t end = ab_str_find(rest, AB_STR("\n"), 0);
        assert_true(end > 0);
        whole += end == LINE - 1 && rest.p[0] == rest.p[LINE - 2];
        rest = ab_str_sub(rest, (size_t)end + 1, rest.n);
    }
    assert_int_equal(whole, PRODUCERS * CHUNKS);
    ab_buf_free(&all);
    close(f.pipe[0]);
}

static void *put_one_sync(void *context)
{
    return (void *)(intptr_t)ab_writer_put_sync(context, AB_STR("control\n"));
}

static void sync_returns_only_once_written(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 1 << 20);
    /* Fill the pipe, so that what follows cannot be written before someone reads. */
    size_t size = 256 * 1024;
    char *bytes = ab_xmalloc(size);
    memset(bytes, 'x', size);
    bytes[size - 1] = '\n';
    ab_writer_stream *stream = ab_writer_stream_new(f.writer, users);
    ab_writer_put_records(f.writer, stream, (ab_chunk){bytes, size, 0, 0});
    pthread_t putter;
    pthread_create(&putter, NULL, put_one_sync, f.writer);
    assert_int_equal(pthread_tryjoin_np(putter, NULL), EBUSY);
    ab_buf all;
    ab_buf_init(&all, AB_BUF_NO_MAX);
    void *context[] = {&all, &f.pipe[0]};
    pthread_t reader;
    pthread_create(&reader, NULL, crawl, context);
    void *good;
    pthread_join(putter, &good);
    assert_non_null(good);
    ab_writer_free(f.writer);
    close(f.pipe[1]);
    pthread_join(reader, NULL);
    assert_true(ab_str_ends(ab_buf_str(&all), AB_STR("\ncontrol\n")));
    ab_buf_free(&all);
    close(f.pipe[0]);
}

static void *reserve_too(void *context)
{
    ab_writer_reserve(context, 80);
    ab_writer_unreserve(context, 80);
    return NULL;
}

static void a_reservation_goes_before_others(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 100);
    size_t size = 256 * 1024; /* more than the pipe takes */
    char *bytes = ab_xmalloc(size);
    memset(bytes, 'x', size);
    bytes[size - 1] = '\n';
    ab_writer_stream *stream = ab_writer_stream_new(f.writer, users);
    ab_writer_reserve(f.writer, 80);
    pthread_t other;
    pthread_create(&other, NULL, reserve_too, f.writer);
    ab_writer_put_records(f.writer, stream, (ab_chunk){bytes, size, 0, 0});
    assert_int_equal(pthread_tryjoin_np(other, NULL), EBUSY);
    /* The queue is full, and nobody reads: without its reservation this would wait for ever. */
    ab_writer_put_records(f.writer, stream, (ab_chunk){ab_xstrdup("large\n"), 6, 0, 80});
    assert_int_equal(pthread_tryjoin_np(other, NULL), EBUSY);
    ab_buf all;
    ab_buf_init(&all, AB_BUF_NO_MAX);
    void *context[] = {&all, &f.pipe[0]};
    pthread_t reader;
    pthread_create(&reader, NULL, crawl, context);
    pthread_join(other, NULL);
    ab_writer_free(f.writer);
    close(f.pipe[1]);
    pthread_join(reader, NULL);
    assert_true(ab_str_ends(ab_buf_str(&all), AB_STR("\nlarge\n")));
    ab_buf_free(&all);
    close(f.pipe[0]);
}

static void wait_until_gone(fixture *f)
{
    while (atomic_load(&f->gone) == 0) {
        poll(NULL, 0, 1);
    }
}

static void a_reader_gone_is_noticed_without_output(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 1000);
    close(f.pipe[0]);
    wait_until_gone(&f);
    ab_writer_put(f.writer, AB_STR("dropped\n"));
    assert_false(ab_writer_put_sync(f.writer, AB_STR("dropped\n")));
    ab_writer_free(f.writer);
    assert_int_equal(atomic_load(&f.gone), 1);
    close(f.pipe[1]);
}

static void a_reader_gone_frees_those_who_wait(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 1000);
    ab_writer_stream *stream = ab_writer_stream_new(f.writer, users);
    producer p = {f.writer, stream, 'a'};
    pthread_t thread;
    pthread_create(&thread, NULL, produce, &p); /* 200 kB: more than pipe and queue hold */
    char byte;
    assert_int_equal(read(f.pipe[0], &byte, 1), 1);
    close(f.pipe[0]);
    pthread_join(thread, NULL);
    wait_until_gone(&f);
    ab_writer_free(f.writer);
    close(f.pipe[1]);
}

static void stopping_ends_at_a_line(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 1 << 22);
    ab_writer_stream *stream = ab_writer_stream_new(f.writer, users);
    for (int i = 0; i < 4; i++) {
        produce(&(producer){f.writer, stream, 'a'});
    }
    ab_buf all;
    ab_buf_init(&all, AB_BUF_NO_MAX);
    void *context[] = {&all, &f.pipe[0]};
    pthread_t reader;
    pthread_create(&reader, NULL, crawl, context);
    ab_writer_stop(f.writer, 0, 60 * 1000000LL); /* no new line, but time for the old one */
    ab_writer_put(f.writer, AB_STR("late\n"));
    ab_writer_free(f.writer);
    close(f.pipe[1]);
    pthread_join(reader, NULL);
    assert_true(all.n == 0 || all.p[all.n - 1] == '\n');
    assert_int_equal(ab_str_find(ab_buf_str(&all), AB_STR("late"), 0), -1);
    ab_buf_free(&all);
    close(f.pipe[0]);
}

static void stopping_gives_up_on_a_stalled_reader(void **state)
{
    (void)state;
    fixture f;
    open_writer(&f, 1 << 22);
    produce(&(producer){f.writer, ab_writer_stream_new(f.writer, users), 'a'});
    ab_writer_stop(f.writer, 1000, 20000);
    ab_writer_free(f.writer); /* joins: the thread has ended though nobody reads */
    assert_int_equal(atomic_load(&f.gone), 0);
    close(f.pipe[0]);
    close(f.pipe[1]);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_counts_and_running),
        cmocka_unit_test(lines_stay_whole_behind_a_slow_reader),
        cmocka_unit_test(sync_returns_only_once_written),
        cmocka_unit_test(a_reservation_goes_before_others),
        cmocka_unit_test(a_reader_gone_is_noticed_without_output),
        cmocka_unit_test(a_reader_gone_frees_those_who_wait),
        cmocka_unit_test(stopping_ends_at_a_line),
        cmocka_unit_test(stopping_gives_up_on_a_stalled_reader),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
