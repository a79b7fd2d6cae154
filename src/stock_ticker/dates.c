#include "stock_ticker/dates.h"

#define MS_PER_DAY INT64_C(86400000)
#define DATE_LENGTH 10

/* A million records have a million dates: digits by hand are a tenth of printf's work. */
static void put_digits(char *to, int count, int64_t number)
{
    for (int i = count - 1; i >= 0; i--) {
        to[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* The civil date of a count of days since 1970-01-01, by eras of 400 years that begin on a first of
 * March, so that the leap day is a year's last (Howard Hinnant's civil_from_days). */
ab_str stock_ticker_date(ab_arena *arena, int64_t ms)
{
    int64_t days = ms / MS_PER_DAY - (ms % MS_PER_DAY < 0) + 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* 0 is March */
    int64_t day = day_of_year - (153 * month + 2) / 5 + 1;
    int64_t year = year_of_era + era * 400 + (month >= 10);
    char *text = ab_arena_alloc(arena, DATE_LENGTH + 1);
    put_digits(text, 4, year);
    put_digits(text + 5, 2, month < 10 ? month + 3 : month - 9);
    put_digits(text + 8, 2, day);
    text[4] = text[7] = '-';
    text[DATE_LENGTH] = '\0';
    return (ab_str){text, DATE_LENGTH};
}
