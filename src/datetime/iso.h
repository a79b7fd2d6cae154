/* Parsers of dates that need no format. Thread-safe. */
#ifndef AB_DATETIME_ISO_H
#define AB_DATETIME_ISO_H

#include "datetime/datetime.h"
#include "json/value.h"

/* dateutil.parser.isoparse: "2024", "2024-01", "20240131", "2024-W03-1", "2024-031", times with
 * any one-character separator, 24:00. Without offset the result is naive. ValueError. */
bool ab_datetime_parse_iso(ab_str text, ab_datetime *out, ab_error *error);
/* The template function str_to_datetime: the same, in UTC (naive counts as UTC). */
bool ab_datetime_parse_iso_utc(ab_str text, ab_datetime *out, ab_error *error);
/* Python 3.11's datetime.fromisoformat. ValueError. */
bool ab_datetime_from_isoformat(ab_str text, ab_datetime *out, ab_error *error);
/* isodate.parse_datetime, which the alternative form of durations uses: date "T" time. */
bool ab_datetime_parse_isodate(ab_str text, ab_datetime *out, ab_error *error);

/* The CDK's ab_datetime_parse, the lenient parser (expiry dates of tokens): timestamps in digits,
 * dates, else dateutil.parser.parse. What the text leaves open comes from today by `clock` (NULL:
 * the process clock). Always with an offset. ValueError, OverflowError. */
bool ab_datetime_parse_any(ab_str text, const ab_clock *clock, ab_datetime *out, ab_error *error);
/* The same for a JSON value (integers are timestamps; TypeError-like values are ValueErrors). */
bool ab_datetime_parse_any_value(const ab_value *value, const ab_clock *clock, ab_datetime *out,
                                 ab_error *error);
/* dateutil.parser.parse with its defaults. May be naive. */
bool ab_datetime_parse_dateutil(ab_str text, const ab_clock *clock, ab_datetime *out,
                                ab_error *error);

#endif
