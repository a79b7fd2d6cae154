/* What a record's cursor value costs, in ns per call of one core: datetime_bench [million calls].
 */
#include "base/clock.h"
#include "datetime/format.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *format;
    const char *text;
} rows[] = {
    {"%Y-%m-%d", "2024-01-31"},
    {"%Y-%m-%dT%H:%M:%SZ", "2024-01-31T10:20:30Z"},
    {"%Y-%m-%dT%H:%M:%S.%fZ", "2024-01-31T10:20:30.123456Z"},
    {"%Y-%m-%dT%H:%M:%S%z", "2024-01-31T10:20:30+02:00"},
    {"%s", "1706696430"},
    {"%ms", "1706696430123"},
    {"%a, %d %b %Y %H:%M:%S", "Wed, 31 Jan 2024 10:20:30"}, /* by the general matcher */
};

static double ns_per_call(int64_t start, size_t calls)
{
    return (double)(ab_clock_monotonic_us(ab_clock_system()) - start) * 1000 / (double)calls;
}

int main(int argc, char **argv)
{
    size_t calls = (argc > 1 ? strtoul(argv[1], NULL, 10) : 1) * 1000000;
    ab_arena *arena = ab_arena_new();
    ab_buf out;
    ab_buf_init(&out, 4096);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const ab_datetime_format *format =
            ab_datetime_format_compile(arena, ab_str_of(rows[i].format), AB_DATETIME_CDK);
        ab_str text = ab_str_of(rows[i].text);
        ab_datetime t = {.year = 1, .month = 1, .day = 1};
        int64_t start = ab_clock_monotonic_us(ab_clock_system());
        for (size_t n = 0; n < calls; n++) {
            if (!ab_datetime_parse(format, text, &t, NULL)) {
                fprintf(stderr, "datetime_bench: '%s' was refused\n", rows[i].text);
                return 1;
            }
        }
        double parse = ns_per_call(start, calls);
        start = ab_clock_monotonic_us(ab_clock_system());
        for (size_t n = 0; n < calls; n++) {
            ab_buf_clear(&out);
            ab_datetime_print(format, &t, &out, NULL);
        }
        printf("%-24s parse %6.1f ns  print %6.1f ns\n", rows[i].format, parse,
               ns_per_call(start, calls));
    }
    ab_buf_free(&out);
    ab_arena_free(arena);
    return 0;
}
