#include "datetime/datetime.h"

bool ab_is_leap_year(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int ab_days_in_month(int64_t year, int month)
{
    static const int8_t days[] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && ab_is_leap_year(year) ? 29 : days[month];
}

/* Both directions count in eras of 400 years that begin on 1 March, so that the leap day is the
 * last of its year. */
int64_t ab_days_from_date(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

void ab_date_from_days(int64_t days, int32_t *year, int32_t *month, int32_t *day)
{
    days += 719468;
    int64_t era = (days >= 0 ? days : days - 146096) / 146097;
    int64_t day_of_era = days - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    *day = (int32_t)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    *month = (int32_t)(shifted_month + (shifted_month < 10 ? 3 : -9));
    *year = (int32_t)(year_of_era + era * 400 + (*month <= 2));
}

int ab_date_weekday(int64_t year, int month, int day)
{
    int64_t days = ab_days_from_date(year, month, day) + 3; /* 1970-01-01 was a Thursday */
    return (int)(((days % 7) + 7) % 7);
}

int ab_date_year_day(int64_t year, int month, int day)
{
    return (int)(ab_days_from_date(year, month, day) - ab_days_from_date(year, 1, 1)) + 1;
}

void ab_date_iso_week(int64_t year, int month, int day, int32_t *iso_year, int32_t *week)
{
    /* The week's Thursday decides its year. */
    int64_t thursday = ab_days_from_date(year, month, day) - ab_date_weekday(year, month, day) + 3;
    int32_t thursday_month = 0;
    int32_t thursday_day = 0;
    ab_date_from_days(thursday, iso_year, &thursday_month, &thursday_day);
    *week = (int32_t)((thursday - ab_days_from_date(*iso_year, 1, 1)) / 7) + 1;
}
