/* Time zones from the IANA database as TZif files (RFC 8536), read by our own reader. */
#ifndef AB_DATETIME_ZONE_H
#define AB_DATETIME_ZONE_H

#include "datetime/datetime.h"

/* A loaded zone, immutable. */
typedef struct ab_zone ab_zone;

/* The zone by its IANA name ("Europe/Berlin", "UTC"), from $TZDIR or the system's folder. Cached
 * for the life of the process: borrowed, never freed. ValueError if there is none, or its file is
 * broken. Thread-safe. */
const ab_zone *ab_zone_get(ab_str name, ab_error *error);
/* The zone of $TZ (an IANA name, a path, a POSIX rule), else of the machine; UTC where neither can
 * be read. Thread-safe. */
const ab_zone *ab_zone_local(void);
/* Abbreviations of the local zone in this year: Python's time.tzname. */
typedef struct ab_zone_names {
    char standard[12];
    char daylight[12]; /* empty if there is no daylight saving time */
} ab_zone_names;
ab_zone_names ab_zone_local_names(void);

/* The bytes of a TZif file, or a POSIX rule ("EST5EDT,M3.2.0,M11.1.0"), as a zone in `arena`. */
const ab_zone *ab_zone_from_tzif(ab_str bytes, ab_arena *arena, ab_error *error);
const ab_zone *ab_zone_from_rule(ab_str rule, ab_arena *arena, ab_error *error);

/* What holds at one instant. */
typedef struct ab_zone_info {
    int32_t utc_offset; /* seconds */
    bool daylight;
    char name[12]; /* abbreviation */
} ab_zone_info;
/* Thread-safe. `epoch_seconds` counts from 1970-01-01T00:00:00Z. */
ab_zone_info ab_zone_at(const ab_zone *zone, int64_t epoch_seconds);
/* What holds at a local time, given as seconds since 1970-01-01T00:00:00 local. Ambiguous times
 * are the first of the two, those in a gap go by the offset before it (Python's fold=0). */
ab_zone_info ab_zone_at_local(const ab_zone *zone, int64_t local_seconds);
/* t, an instant, on the clocks of that zone (datetime.astimezone). OverflowError. */
bool ab_zone_convert(const ab_zone *zone, const ab_datetime *t, ab_datetime *out, ab_error *error);

#endif
