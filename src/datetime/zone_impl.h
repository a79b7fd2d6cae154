/* The inside of a time zone; within this module only. */
#ifndef AB_DATETIME_ZONE_IMPL_H
#define AB_DATETIME_ZONE_IMPL_H

#include "datetime/zone.h"

/* A day of the year on which a POSIX rule changes the clocks. */
typedef struct ab_zone_day {
    char kind;  /* 'M' month, week, weekday; 'J' day 1..365 without 29 February; 'D' day 0..365 */
    int month;  /* 1..12 */
    int week;   /* 1..5, 5 is the last */
    int day;    /* weekday 0 (Sunday)..6, or the day of the year */
    int32_t at; /* seconds after local midnight, may be negative */
} ab_zone_day;

typedef struct ab_zone_rule {
    bool present;
    bool has_daylight;
    ab_zone_info standard;
    ab_zone_info daylight;
    ab_zone_day start; /* of daylight saving time */
    ab_zone_day end;
} ab_zone_rule;

struct ab_zone {
    size_t count; /* transitions, ascending */
    const int64_t *at;
    const uint8_t *type_of;
    size_t type_count;
    const ab_zone_info *types;
    ab_zone_rule rule; /* after the last transition */
};

/* A POSIX rule as TZ and the footers of TZif files have it. */
bool ab_zone_rule_parse(ab_str text, ab_zone_rule *out);
ab_zone_info ab_zone_rule_at(const ab_zone_rule *rule, int64_t epoch_seconds);

#endif
