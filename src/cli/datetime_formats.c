/* Which fields of the records are dates, and in which format: the CDK's DatetimeFormatInferrer. */
#include "cli/test_read.h"
#include "datetime/format.h"

/* The first that fits counts. */
static const char *const formats[] = {
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%SZ",
    "%Y-%m-%dT%H:%M:%S.%fZ",
    "%Y-%m-%d %H:%M:%S.%f%z",
    "%Y-%m-%dT%H:%M:%S.%f%z",
    "%s",
    "%ms",
    "%d/%m/%Y %H:%M",
    "%Y-%m",
    "%d-%m-%Y",
};
enum { FORMATS = sizeof(formats) / sizeof(*formats) };

typedef struct compiled {
    const ab_datetime_format *at[FORMATS];
} compiled;

/* Whole numbers are dates only as seconds or milliseconds of the years 2001 to 2033. */
static bool can_be_date(const ab_value *value)
{
    int64_t number;
    ab_value digits;
    if (ab_is(value, AB_STRING)) {
        if (!ab_value_from_digits(ab_str_trim(value->text), &digits)) {
            return true;
        }
        value = &digits;
    }
    return value && ab_value_int64(value, &number) &&
           ((number >= INT64_C(1000000000) && number < INT64_C(2000000000)) ||
            (number >= INT64_C(1000000000000) && number < INT64_C(2000000000000)));
}

static bool fits(const compiled *c, size_t format, const ab_value *value)
{
    ab_datetime parsed;
    return can_be_date(value) && ab_datetime_parse_value(c->at[format], value, &parsed, NULL);
}

/* The fields of the first record that a format fits. */
static ab_value candidates(const compiled *c, ab_arena *arena, const ab_value *record)
{
    ab_value out = ab_value_object();
    for (uint32_t i = 0; i < record->count; i++) {
        const ab_member *member = &record->object.members[i];
        for (size_t f = 0; f < FORMATS; f++) {
            if (fits(c, f, &member->value)) {
                ab_object_set(arena, &out, member->key, ab_value_int((int64_t)f));
                break;
            }
        }
    }
    return out;
}

/* Takes out those that this record does not have in their format. */
static void confirm(const compiled *c, ab_arena *arena, ab_value *found, const ab_value *record)
{
    for (uint32_t i = found->count; i-- > 0;) {
        const ab_member *member = &found->object.members[i];
        if (!fits(c, (size_t)member->value.number.integer, ab_object_get(record, member->key))) {
            ab_object_remove(arena, found, member->key);
        }
    }
}

ab_value ab_inferred_datetime_formats(ab_arena *arena, const ab_short_reading *reading)
{
    compiled c;
    ab_value found = ab_value_object();
    bool first = true;
    for (size_t f = 0; f < FORMATS; f++) {
        c.at[f] = ab_datetime_format_compile(arena, ab_str_of(formats[f]), AB_DATETIME_CDK);
    }
    for (size_t s = 0; s < reading->slices.n; s++) {
        for (size_t p = 0; p < reading->slices.at[s].pages.n; p++) {
            const ab_value *records = &reading->slices.at[s].pages.at[p].records;
            for (uint32_t i = 0; i < records->count; i++) {
                if (first) {
                    found = candidates(&c, arena, &records->items[i]);
                }
                confirm(&c, arena, &found, &records->items[i]);
                first = false;
            }
        }
    }
    for (uint32_t i = 0; i < found.count; i++) {
        ab_value *format = &found.object.members[i].value;
        *format = ab_value_cstr(formats[format->number.integer]);
    }
    return found;
}
