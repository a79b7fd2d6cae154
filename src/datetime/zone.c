#include "datetime/zone_impl.h"

static bool broken(ab_error *error)
{
    return ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "a broken time zone file");
}

/* ---- TZif ---- */
static int64_t big_endian(const char *p, size_t n)
{
    uint64_t value = (unsigned char)p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < n; i++) {
        value = value << 8 | (unsigned char)p[i];
    }
    return (int64_t)value;
}

/* The counts of a header and what follows it. */
typedef struct block {
    size_t utc, standard, leaps, times, types, chars;
    size_t time_bytes; /* 4 in the first block, 8 in the second */
    ab_str data;
} block;

static bool read_block(ab_str bytes, size_t time_bytes, block *b, size_t *size)
{
    if (bytes.n < 44 || !ab_str_starts(bytes, AB_STR("TZif"))) {
        return false;
    }
    size_t counts[6];
    for (size_t i = 0; i < 6; i++) {
        int64_t count = big_endian(bytes.p + 20 + 4 * i, 4);
        if (count < 0 || count > 100000) {
            return false;
        }
        counts[i] = (size_t)count;
    }
    *b = (block){counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], time_bytes, {0}};
    size_t n = b->times * (time_bytes + 1) + b->types * 6 + b->chars + b->leaps * (time_bytes + 4) +
               b->standard + b->utc;
    if (bytes.n - 44 < n || b->types == 0 || b->types > 256) {
        return false;
    }
    b->data = ab_str_sub(bytes, 44, 44 + n);
    *size = 44 + n;
    return true;
}

static bool read_types(const block *b, ab_zone *zone, ab_arena *arena)
{
    const char *types = b->data.p + b->times * (b->time_bytes + 1);
    const char *chars = types + b->types * 6;
    ab_zone_info *out = AB_ARENA_ARRAY(arena, ab_zone_info, b->types);
    for (size_t i = 0; i < b->types; i++) {
        const char *type = types + 6 * i;
        size_t name = (unsigned char)type[5];
        int64_t offset = big_endian(type, 4);
        if (name >= b->chars || offset <= -86400 || offset >= 86400) {
            return false;
        }
        out[i].utc_offset = (int32_t)offset;
        out[i].daylight = type[4] != 0;
        size_t length = strnlen(chars + name, b->chars - name);
        memcpy(out[i].name, chars + name,
               length < sizeof out[i].name ? length : sizeof out[i].name - 1);
    }
    zone->types = out;
    zone->type_count = b->types;
    return true;
}

static bool read_transitions(const block *b, ab_zone *zone, ab_arena *arena)
{
    int64_t *at = AB_ARENA_ARRAY(arena, int64_t, b->times + 1);
    uint8_t *type_of = AB_ARENA_ARRAY(arena, uint8_t, b->times + 1);
    const char *indexes = b->data.p + b->times * b->time_bytes;
    for (size_t i = 0; i < b->times; i++) {
        at[i] = big_endian(b->data.p + i * b->time_bytes, b->time_bytes);
        type_of[i] = (uint8_t)indexes[i];
        if (type_of[i] >= b->types || (i > 0 && at[i] <= at[i - 1])) {
            return false;
        }
    }
    zone->at = at;
    zone->type_of = type_of;
    zone->count = b->times;
    return true;
}

/* The rule between the two line feeds at the end; an empty one is allowed. */
static bool read_footer(ab_str rest, ab_zone *zone)
{
    ptrdiff_t end = ab_str_find(rest, AB_STR("\n"), 1);
    if (rest.n == 0 || rest.p[0] != '\n' || end < 0) {
        return false;
    }
    ab_str rule = ab_str_sub(rest, 1, (size_t)end);
    return rule.n == 0 || ab_zone_rule_parse(rule, &zone->rule);
}

const ab_zone *ab_zone_from_tzif(ab_str bytes, ab_arena *arena, ab_error *error)
{
    ab_zone *zone = AB_ARENA_NEW(arena, ab_zone);
    block b;
    size_t size = 0;
    bool ok = read_block(bytes, 4, &b, &size);
    if (ok && bytes.p[4] >= '2') {
        ab_str second = ab_str_sub(bytes, size, bytes.n);
        ok = read_block(second, 8, &b, &size) &&
             read_footer(ab_str_sub(second, size, second.n), zone);
    }
    if (!ok || !read_types(&b, zone, arena) || !read_transitions(&b, zone, arena)) {
        broken(error);
        return NULL;
    }
    return zone;
}

const ab_zone *ab_zone_from_rule(ab_str rule, ab_arena *arena, ab_error *error)
{
    ab_zone *zone = AB_ARENA_NEW(arena, ab_zone);
    if (!ab_zone_rule_parse(rule, &zone->rule)) {
        ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "no time zone rule: '%.*s'",
                         AB_STR_ARG(rule));
        return NULL;
    }
    return zone;
}

/* ---- Lookup ---- */
ab_zone_info ab_zone_at(const ab_zone *zone, int64_t epoch_seconds)
{
    if (zone->rule.present && (zone->count == 0 || epoch_seconds >= zone->at[zone->count - 1])) {
        return ab_zone_rule_at(&zone->rule, epoch_seconds);
    }
    size_t low = 0; /* transitions at or before the instant */
    size_t high = zone->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (zone->at[middle] <= epoch_seconds) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return zone->types[low ? zone->type_of[low - 1] : 0];
}

ab_zone_info ab_zone_at_local(const ab_zone *zone, int64_t local_seconds)
{
    ab_zone_info before = ab_zone_at(zone, local_seconds - 86400);
    ab_zone_info after = ab_zone_at(zone, local_seconds + 86400);
    bool before_holds =
        ab_zone_at(zone, local_seconds - before.utc_offset).utc_offset == before.utc_offset;
    bool after_holds =
        ab_zone_at(zone, local_seconds - after.utc_offset).utc_offset == after.utc_offset;
    return after_holds && !before_holds ? after : before;
}

bool ab_zone_convert(const ab_zone *zone, const ab_datetime *t, ab_datetime *out, ab_error *error)
{
    int64_t us = ab_datetime_epoch_us(t);
    ab_zone_info info = ab_zone_at(zone, us / 1000000 - (us % 1000000 < 0));
    ab_datetime moved;
    if (!ab_datetime_at_offset(t, info.utc_offset * INT64_C(1000000), &moved, error)) {
        return false;
    }
    memcpy(moved.zone, info.name, sizeof moved.zone);
    *out = moved;
    return true;
}
