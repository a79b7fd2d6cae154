#include "airbyte/date.h"

#include "base/arena.h"
#include "datetime/datetime.h"

#define DATE_LENGTH 10

/* A million records have a million dates: digits by hand are a tenth of printf's work. */
static void put_digits(char *to, int count, int32_t number)
{
    for (int i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

ab_str ab_date_of_ms(ab_arena *arena, int64_t ms)
{
    int32_t year, month, day;
    ab_date_from_days(ms / AB_MS_PER_DAY - (ms % AB_MS_PER_DAY < 0), &year, &month, &day);
    char *text = ab_arena_alloc(arena, DATE_LENGTH + 1);
    put_digits(text, 4, year);
    put_digits(text + 5, 2, month);
    put_digits(text + 8, 2, day);
    text[4] = text[7] = '-';
    text[DATE_LENGTH] = '\0';
    return (ab_str){text, DATE_LENGTH};
}
