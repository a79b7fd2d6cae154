/* What the JSON layer costs, in MB/s of one core: json_bench [seconds per measurement
 * [the one measurement to make]]. */
#include "base/alloc.h"
#include "base/clock.h"
#include "json/json.h"
#include "json/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { RECORDS = 4000, CHUNK = 16384 };

typedef struct input {
    const char *name;
    ab_str text;
    ab_buf out; /* reused, as a worker's output buffer is */
    ab_arena *arena;
} input;

static void check(bool ok)
{
    if (!ok) {
        fprintf(stderr, "json_bench: the benchmark's own data was refused\n");
        exit(1);
    }
}

/* A record of about 1 KB, much like those of public APIs; `style` says how the page is spelt. */
typedef enum spelling { COMPACT, NULLS, BLANKS, PRETTY, WIDE } spelling;

static const char ascii_text[] =
    "The quick brown fox jumps over the lazy dog, and then \"over\" it\n"
    "again, until the text is as long as such texts usually are in the\n"
    "answers of a service that holds tickets, issues, notes or products.";
static const char wide_text[] =
    "色は匂へど散りぬるを我が世誰ぞ常ならむ有為の奥山今日越えて浅き夢見じ酔ひもせず。"
    "Съешь же ещё этих мягких французских булок, да выпей чаю, и ещё раз.";

static void add_record(ab_arena *arena, ab_value *list, int i, spelling how)
{
    ab_value r = ab_value_object();
    ab_set(arena, &r, "id", ab_value_int(1000000 + i * 7));
    ab_set(arena, &r, "uuid", ab_value_cstr("7d444840-9dc0-11d1-b245-5ffdce74fad2"));
    ab_set(arena, &r, "created_at", ab_value_cstr("2024-03-01T12:34:56.789Z"));
    ab_set(arena, &r, "updated_at", ab_value_cstr("2024-05-17T01:02:03+00:00"));
    ab_set(arena, &r, "email", ab_value_cstr("someone.with.a.name@example.com"));
    ab_set(arena, &r, "name",
           ab_value_cstr("J\xc3\xb6rg M\xc3\xbcller-L\xc3\xbc"
                         "denscheidt"));
    ab_set(arena, &r, "active", ab_value_bool(i % 3 != 0));
    ab_set(arena, &r, "amount", ab_value_real(i * 1.25 + 0.1));
    ab_set(arena, &r, "currency", ab_value_cstr("EUR"));
    ab_set(arena, &r, "deleted_at", how == NULLS ? ab_value_null() : ab_value_cstr(""));
    ab_set(arena, &r, "description", ab_value_cstr(how == WIDE ? wide_text : ascii_text));
    ab_value tags = ab_value_array();
    for (int t = 0; t < 6; t++) {
        ab_array_push(arena, &tags, ab_value_cstr(t % 2 ? "priority" : "needs-review"));
    }
    ab_set(arena, &r, "tags", tags);
    ab_value address = ab_value_object();
    ab_set(arena, &address, "street", ab_value_cstr("1600 Amphitheatre Parkway"));
    ab_set(arena, &address, "city", ab_value_cstr("Mountain View"));
    ab_set(arena, &address, "zip", ab_value_cstr("94043"));
    ab_set(arena, &address, "lat", ab_value_real(37.4220656));
    ab_set(arena, &address, "lon", ab_value_real(-122.0840897));
    ab_set(arena, &r, "address", address);
    ab_set(arena, &r, "parent_id", how == NULLS ? ab_value_null() : ab_value_int(i));
    ab_set(arena, &r, "score", ab_value_int(i % 100));
    ab_set(arena, &r, "url", ab_value_cstr("https://api.example.com/v2/objects/7d444840-9dc0"));
    ab_array_push(arena, list, r);
}

static input make_input(const char *name, spelling how)
{
    static const unsigned styles[] = {AB_JSON_COMPACT, AB_JSON_COMPACT, AB_JSON_PYTHON,
                                      AB_JSON_INDENTED, AB_JSON_COMPACT};
    input in = {.name = name, .arena = ab_arena_new()};
    ab_value list = ab_value_array();
    for (int i = 0; i < RECORDS; i++) {
        add_record(in.arena, &list, i, how);
    }
    ab_value page = ab_value_object();
    ab_set(in.arena, &page, "data", list);
    ab_set(in.arena, &page, "has_more", ab_value_bool(true));
    ab_str text = ab_json_text(in.arena, &page, styles[how]);
    in.text = (ab_str){ab_xstrndup(text.p, text.n), text.n};
    ab_arena_reset(in.arena);
    ab_buf_init(&in.out, AB_BUF_NO_MAX);
    return in;
}

static void run_memcpy(input *in)
{
    ab_buf_add_str(&in->out, in->text);
}

static void run_parse(input *in)
{
    ab_value v;
    check(ab_json_parse(in->arena, in->text, NULL, &v, NULL));
}

static void run_parse_write(input *in)
{
    ab_value v;
    check(ab_json_parse(in->arena, in->text, NULL, &v, NULL));
    check(ab_json_write(&in->out, &v, AB_JSON_COMPACT));
}

static const ab_str path[] = {{"data", 4}};

static ab_json_scan *scan_in_chunks(const input *in)
{
    ab_json_scan *scan = ab_json_scan_new(path, 1);
    for (size_t i = 0; i < in->text.n; i += CHUNK) {
        check(ab_json_scan_feed(scan, ab_str_sub(in->text, i, i + CHUNK), NULL));
    }
    check(ab_json_scan_end(scan, NULL));
    return scan;
}

static void run_scan(input *in)
{
    ab_json_scan_free(scan_in_chunks(in));
}

static ab_page *make_page(const input *in)
{
    ab_page_body body = {.memory = in->text};
    ab_page *page = ab_page_from_scan(scan_in_chunks(in), &body, NULL);
    check(page != NULL);
    return page;
}

static void run_scan_emit(input *in)
{
    ab_page *page = make_page(in);
    for (size_t i = 0; i < ab_page_count(page); i++) {
        ab_str record;
        check(ab_page_span(page, i, &record, NULL));
        check(
            ab_record_emit(&in->out, record, ab_page_entry(page, i).flags, false, in->arena, NULL));
    }
    ab_page_free(page);
}

/* As where a transformation changes each record: parsed alone, written by its rules. */
static void run_scan_parse_write(input *in)
{
    ab_page *page = make_page(in);
    for (size_t i = 0; i < ab_page_count(page); i++) {
        ab_value v;
        check(ab_page_parse(page, i, in->arena, &v, NULL));
        ab_set(in->arena, &v, "added", ab_value_int(1));
        check(ab_record_write(&in->out, &v, false));
        ab_arena_reset(in->arena);
    }
    ab_page_free(page);
}

typedef struct measurement {
    const char *name;
    void (*run)(input *in);
} measurement;

static const measurement measurements[] = {
    {"memcpy", run_memcpy},           {"parse", run_parse},
    {"parse+write", run_parse_write}, {"scan", run_scan},
    {"scan+emit", run_scan_emit},     {"scan+parse+change+write", run_scan_parse_write},
};

/* The best round: the others were disturbed by somebody. */
static void measure(input *in, const measurement *m, double seconds)
{
    const ab_clock *clock = ab_clock_system();
    int64_t best = INT64_MAX;
    int64_t end = ab_clock_monotonic_us(clock) + (int64_t)(seconds * 1e6);
    do {
        ab_buf_clear(&in->out);
        ab_arena_reset(in->arena);
        int64_t begin = ab_clock_monotonic_us(clock);
        m->run(in);
        int64_t took = ab_clock_monotonic_us(clock) - begin;
        best = took < best ? took : best;
    } while (ab_clock_monotonic_us(clock) < end);
    best = best ? best : 1;
    printf("%-10s %-26s %8.0f MB/s  %8.3f us/record\n", in->name, m->name,
           (double)in->text.n / (double)best, (double)best / RECORDS);
}

int main(int argc, char **argv)
{
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.3;
    const char *only = argc > 2 ? argv[2] : NULL;
    static const char *const names[] = {"compact", "nulls", "blanks", "pretty", "wide"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        input in = make_input(names[i], (spelling)i);
        printf("%s: %zu bytes, %zu a record\n", in.name, in.text.n, in.text.n / RECORDS);
        for (size_t k = 0; k < sizeof(measurements) / sizeof(measurements[0]); k++) {
            if (!only || strcmp(only, measurements[k].name) == 0) {
                measure(&in, &measurements[k], seconds);
            }
        }
        free((char *)in.text.p);
        ab_buf_free(&in.out);
        ab_arena_free(in.arena);
    }
    return 0;
}
