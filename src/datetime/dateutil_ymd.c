#include "datetime/dateutil_ymd.h"

#include "datetime/datetime.h"
#include "datetime/python_text.h"

void ab_ymd_init(ab_ymd *ymd)
{
    *ymd = (ab_ymd){.year = AB_YMD_NONE, .month = AB_YMD_NONE, .day = AB_YMD_NONE};
}

static bool append(ab_ymd *ymd, int64_t value, char label)
{
    if (ymd->n == AB_YMD_MAX) {
        return false;
    }
    ymd->at[ymd->n++] = value;
    int *place = label == 'Y' ? &ymd->year : label == 'M' ? &ymd->month : &ymd->day;
    if (label) {
        if (*place != AB_YMD_NONE) {
            return false;
        }
        *place = ymd->n - 1;
    }
    return true;
}

bool ab_ymd_add(ab_ymd *ymd, int64_t value, char label)
{
    if (value > 100) {
        ymd->century = true;
        if (label && label != 'Y') {
            return false;
        }
        label = 'Y';
    }
    return append(ymd, value, label);
}

bool ab_ymd_add_text(ab_ymd *ymd, ab_str text, char label)
{
    int64_t value = 0;
    ab_python_int result = ab_python_int_parse(text, &value);
    if (result != AB_PYTHON_INT_OK) {
        return false; /* no number, or one that is no year, month or day at all */
    }
    bool digits = true;
    for (size_t i = 0; i < text.n; i++) {
        digits = digits && text.p[i] >= '0' && text.p[i] <= '9';
    }
    if (digits && text.n > 2) {
        ymd->century = true;
        if (label && label != 'Y') {
            return false;
        }
        label = 'Y';
    }
    return append(ymd, value, label);
}

/* monthrange() of a year that need not be in the calendar. */
static int last_day(int64_t year, int64_t month)
{
    return month < 1 || month > 12 ? 0 : ab_days_in_month(year, (int)month);
}

bool ab_ymd_could_be_day(const ab_ymd *ymd, int64_t value, bool fraction, bool *ok)
{
    if (ymd->day != AB_YMD_NONE || value < 1) {
        return false;
    }
    int most = 31;
    if (ymd->month != AB_YMD_NONE) {
        /* Without a year, be generous: a leap year. */
        int64_t year = ymd->year == AB_YMD_NONE ? 2000 : ymd->at[ymd->year];
        most = last_day(year, ymd->at[ymd->month]);
        *ok = most > 0;
    }
    return value < most || (value == most && !fraction);
}

/* All parts are known, or all but one of three. */
static void resolve_known(const ab_ymd *ymd, int64_t out[3])
{
    int index[3] = {ymd->year, ymd->month, ymd->day};
    int missing = 0 + 1 + 2;
    for (int i = 0; i < 3; i++) {
        missing -= index[i] == AB_YMD_NONE ? 0 : index[i];
    }
    for (int i = 0; i < 3; i++) {
        if (index[i] == AB_YMD_NONE && ymd->n == 3) {
            index[i] = missing;
        }
        out[i] = index[i] == AB_YMD_NONE ? AB_YMD_NONE : ymd->at[index[i]];
    }
}

static void resolve_one_or_two(const ab_ymd *ymd, int64_t out[3])
{
    const int64_t *at = ymd->at;
    if (ymd->n == 1 || ymd->month != AB_YMD_NONE) {
        int64_t other = at[0];
        if (ymd->month != AB_YMD_NONE) {
            out[1] = at[ymd->month];
            other = at[ymd->month == 0 ? ymd->n - 1 : ymd->month - 1];
        }
        if (ymd->n > 1 || ymd->month == AB_YMD_NONE) {
            out[other > 31 ? 0 : 2] = other;
        }
    } else if (at[0] > 31) { /* 99-01 */
        out[0] = at[0];
        out[1] = at[1];
    } else if (at[1] > 31) { /* 01-99 */
        out[1] = at[0];
        out[0] = at[1];
    } else { /* 01-13 */
        out[1] = at[0];
        out[2] = at[1];
    }
}

/* The order of three parts, as the letters of what each is. */
static const char *order_of_three(const ab_ymd *ymd)
{
    const int64_t *at = ymd->at;
    switch (ymd->month) {
    case 0:
        return at[1] > 31 ? "MYD" : "MDY";
    case 1:
        return at[0] > 31 ? "YMD" : "DMY";
    case 2:
        return at[1] > 31 ? "DYM" : "YDM";
    default:
        return at[0] > 31 || ymd->year == 0 ? "YMD" : at[0] > 12 ? "DMY" : "MDY";
    }
}

bool ab_ymd_resolve(const ab_ymd *ymd, int64_t *year, int64_t *month, int64_t *day)
{
    int64_t out[3] = {AB_YMD_NONE, AB_YMD_NONE, AB_YMD_NONE};
    int known =
        (ymd->year != AB_YMD_NONE) + (ymd->month != AB_YMD_NONE) + (ymd->day != AB_YMD_NONE);
    if ((ymd->n == known && known > 0) || (ymd->n == 3 && known == 2)) {
        resolve_known(ymd, out);
    } else if (ymd->n > 3) {
        return false;
    } else if (ymd->n == 3) {
        const char *order = order_of_three(ymd);
        for (int i = 0; i < 3; i++) {
            out[order[i] == 'Y' ? 0 : order[i] == 'M' ? 1 : 2] = ymd->at[i];
        }
    } else if (ymd->n > 0) {
        resolve_one_or_two(ymd, out);
    }
    *year = out[0];
    *month = out[1];
    *day = out[2];
    return true;
}
