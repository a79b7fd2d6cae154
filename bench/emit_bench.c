/* What it costs to emit a record: emit_bench [records [bytes each]], nanoseconds of one worker's
 * CPU per record, beside those of the bare memcpy. Lines go to /dev/null. */
#include "base/alloc.h"
#include "engine/engine.h"
#include "json/scan.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct setting {
    ab_str record;
    size_t records;
    double ns;        /* of ab_emit_json */
    double memcpy_ns; /* of copying the same bytes into a buffer of 64 KiB */
} setting;

static setting now;

static double cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void copy_only(void)
{
    static char buffer[64 * 1024];
    size_t at = 0;
    double start = cpu_ns();
    for (size_t i = 0; i < now.records; i++) {
        if (at + now.record.n > sizeof(buffer)) {
            at = 0;
        }
        memcpy(buffer + at, now.record.p, now.record.n);
        at += now.record.n;
        __asm__ volatile("" : : "r"(buffer) : "memory");
    }
    now.memcpy_ns = (cpu_ns() - start) / (double)now.records;
}

static bool read_partition(void *self, const ab_read_request *request, ab_partition *partition,
                           ab_sink *sink, ab_error *error)
{
    (void)self, (void)request;
    double start = cpu_ns();
    for (size_t i = 0; i < now.records; i++) {
        if (!ab_emit_span(sink, now.record, AB_RECORD_OBJECT, partition->arena, error)) {
            return false;
        }
    }
    now.ns = (cpu_ns() - start) / (double)now.records;
    return true;
}

static const ab_stream stream = {.name = "bench", .read_partition = read_partition};

static bool streams(void *self, ab_runtime *runtime, const ab_value *config, ab_purpose purpose,
                    const ab_value *catalog, const ab_value *state, ab_stream_list *list,
                    ab_error *error)
{
    (void)self, (void)runtime, (void)config, (void)purpose, (void)catalog, (void)state, (void)error;
    ab_stream_list_add(list, &stream);
    return true;
}

static const ab_source source = {.name = "bench", .version = "0", .streams = streams};

static ab_str make_record(ab_arena *arena, size_t bytes)
{
    char *text = ab_arena_alloc(arena, bytes + 16);
    size_t n = (size_t)snprintf(text, bytes + 16, "{\"text\":\"");
    memset(text + n, 'x', bytes);
    memcpy(text + n + bytes, "\"}", 2);
    return (ab_str){text, n + bytes + 2};
}

int main(int argc, char **argv)
{
    ab_arena *arena = ab_arena_new();
    ab_runtime runtime;
    now.records = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
    now.record = make_record(arena, argc > 2 ? strtoull(argv[2], NULL, 10) : 1000);
    copy_only();
    ab_runtime_open(&runtime, &(ab_run_options){.workers = 1}, open("/dev/null", O_WRONLY), NULL);
    ab_value config = ab_value_object();
    ab_configured_stream one = {.descriptor = {AB_STR("bench"), {NULL, 0}}};
    ab_configured_catalog catalog = {&one, 1, NULL};
    int status = ab_engine_read(&runtime, &source, &config, &catalog, &(ab_state_input){0});
    ab_runtime_close(&runtime);
    ab_arena_free(arena);
    printf("%.0f ns per record of %zu bytes, of that %.0f ns memcpy\n", now.ns, now.record.n,
           now.memcpy_ns);
    return status;
}
