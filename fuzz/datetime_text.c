/* Dates, formats and durations of any bytes: the first line is a format, the rest a text. What
 * parses is a valid date, prints, and reads back as the same instant. */
#include "fuzz.h"

#include "datetime/duration.h"
#include "datetime/format.h"
#include "datetime/iso.h"

#include <string.h>

static void check_date(ab_arena *arena, const ab_datetime *t)
{
    ab_datetime again;
    FUZZ_CHECK(ab_datetime_check(t, NULL));
    FUZZ_CHECK(ab_datetime_from_isoformat(ab_datetime_isoformat(t, 'T', arena), &again, NULL));
    FUZZ_CHECK(ab_datetime_compare(t, &again) == 0 || t->utc_offset_us % 1000000 != 0);
}

static void check_format(ab_arena *arena, ab_str format_text, ab_str text)
{
    ab_datetime t;
    ab_str printed;
    for (int dialect = AB_DATETIME_CDK; dialect <= AB_DATETIME_PYTHON; dialect++) {
        const ab_datetime_format *format =
            ab_datetime_format_compile(arena, format_text, (ab_datetime_dialect)dialect);
        if (ab_datetime_parse(format, text, &t, NULL)) {
            check_date(arena, &t);
            ab_datetime_text(format, &t, arena, &printed, NULL);
        }
    }
}

static void check_duration(ab_arena *arena, ab_str text)
{
    ab_duration d;
    ab_datetime t = {.year = 2024, .month = 2, .day = 29, .has_offset = true};
    ab_datetime moved;
    if (ab_duration_parse(text, &d, NULL)) {
        FUZZ_CHECK(ab_duration_str(&d, arena).n > 0);
        if (ab_duration_add(&t, &d, &moved, NULL)) {
            check_date(arena, &moved);
        }
        if (ab_duration_sub(&t, &d, &moved, NULL)) {
            check_date(arena, &moved);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const ab_clock *clock;
    static ab_fake_clock fake;
    if (!clock) {
        setenv("TZ", "UTC", 1);
        ab_fake_clock_init(&fake, INT64_C(1768480496000000));
        clock = &fake.clock;
    }
    const uint8_t *newline = size ? memchr(data, '\n', size) : NULL;
    size_t first = newline ? (size_t)(newline - data) : 0;
    ab_str all = {(const char *)data, size};
    ab_str text = ab_str_sub(all, newline ? first + 1 : 0, size);
    ab_arena *arena = ab_arena_new();
    ab_datetime t;
    check_format(arena, ab_str_sub(all, 0, first), text);
    check_duration(arena, text);
    if (ab_datetime_parse_iso(text, &t, NULL)) {
        check_date(arena, &t);
    }
    if (ab_datetime_parse_any(text, clock, &t, NULL)) {
        check_date(arena, &t);
    }
    if (ab_datetime_from_isoformat(text, &t, NULL)) {
        check_date(arena, &t);
    }
    ab_arena_free(arena);
    return 0;
}
