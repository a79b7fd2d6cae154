#include "base/alloc.h"
#include "json/scan_state.h"

#include <stdlib.h>

bool ab_path_index(ab_str segment, int64_t *index)
{
    ab_str s = ab_str_trim(segment);
    bool negative = s.n && s.p[0] == '-';
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+') ? 1 : 0;
    bool after_digit = false;
    int64_t value = 0;
    for (; i < s.n; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        if (!digit && (s.p[i] != '_' || !after_digit)) {
            return false;
        }
        after_digit = digit;
        /* no array is longer than this */
        if (digit && value < INT64_MAX / 100) {
            value = value * 10 + (s.p[i] - '0');
        }
    }
    *index = negative ? -value : value;
    return after_digit;
}

static void begin_record(ab_json_scan *s, uint64_t offset, char c)
{
    s->record_offset = offset;
    s->record_depth = s->depth;
    s->flags = c == '{' ? AB_RECORD_OBJECT : 0;
    s->serials = 0;
    s->key_count = 0;
    s->generation = (s->generation + 1) & ((1u << GENERATION_BITS) - 1);
    if (s->generation == 0) {
        memset(s->keys, 0, sizeof(s->keys));
        s->generation = 1;
    }
}

void ab_scan_end_record(ab_json_scan *s, uint64_t end)
{
    s->record_depth = NO_RECORD;
    uint64_t length = end - s->record_offset;
    if (length > UINT32_MAX) {
        s->problem = "a record of more than 4 GiB";
        s->problem_offset = s->record_offset;
        return;
    }
    packed_entry entry = {
        .offset_low = (uint32_t)s->record_offset,
        .offset_high = (uint16_t)(s->record_offset >> 32),
        .length = (uint32_t)length,
        .flags = (uint16_t)s->flags,
    };
    AB_VEC_PUSH(&s->records, entry);
    size_t bytes = s->records.capacity * sizeof(entry);
    if (s->memory && bytes != s->charged) {
        ab_memory_take(s->memory, bytes - s->charged);
        s->charged = bytes;
    }
}

/* Whether the value that begins now is on the path, and how many segments led to it is s->depth:
 * each container on the path took one. */
static bool is_on_path(ab_json_scan *s)
{
    if (s->depth == 0) {
        return true;
    }
    if (s->on_path != s->depth) {
        return false;
    }
    if (s->open[s->depth].is_object) {
        return s->segment_matches;
    }
    path_level *level = &s->levels[s->depth - 1];
    if (level->is_index && level->index < 0) {
        s->unindexable = true;
    }
    int64_t i = level->next_index++;
    return level->is_wildcard || (level->is_index && i == level->index);
}

static void begin_target(ab_json_scan *s, uint64_t offset, char c)
{
    s->target = s->has_wildcard ? AB_SCAN_MATCHES : AB_SCAN_VALUE;
    begin_record(s, offset, c);
}

static void begin_list(ab_json_scan *s, uint64_t offset)
{
    s->target = AB_SCAN_LIST;
    s->list_begin = offset;
    s->list_depth = s->depth + 1;
}

void ab_scan_begin_value(ab_json_scan *s, uint64_t offset, char c)
{
    if (s->list_depth && s->depth == s->list_depth) {
        begin_record(s, offset, c);
        return;
    }
    bool candidate = !s->list_depth && is_on_path(s);
    s->segment_matches = false;
    if (!candidate) {
        return;
    }
    bool at_end = s->as_one || s->depth == s->path_n;
    /* "data.*" over an array is that array's elements, as "data" is */
    bool before_last = s->last_is_only_wildcard && s->depth + 1 == s->path_n;
    if (c == '[' && !s->as_one && ((at_end && !s->has_wildcard) || before_last)) {
        begin_list(s, offset);
    } else if (at_end) {
        begin_target(s, offset, c);
    } else if (c == '[' || c == '{') {
        s->on_path = s->depth + 1;
    }
}

void ab_scan_opened(ab_json_scan *s)
{
    if (s->on_path == s->depth && s->depth <= s->path_n) {
        path_level *level = &s->levels[s->depth - 1];
        level->next_index = 0;
        level->first_record = s->records.n;
        level->seen = false;
    }
}

void ab_scan_closed(ab_json_scan *s, uint64_t end)
{
    if (s->list_depth == s->depth + 1) {
        s->list_depth = 0;
        s->list_end = end;
    }
    if (s->on_path > s->depth) {
        s->on_path = s->depth;
        ab_map_free(&s->levels[s->depth].keys, NULL);
    }
}

/* The last of equal keys counts, so what was found under an earlier one is forgotten. */
static void match_again(ab_json_scan *s, path_level *level)
{
    s->records.n = level->first_record;
    if (!s->has_wildcard || s->last_is_only_wildcard) {
        s->target = AB_SCAN_NOTHING;
    }
}

void ab_scan_path_key(ab_json_scan *s, ab_str key)
{
    ab_str segment = s->path[s->depth - 1];
    path_level *level = &s->levels[s->depth - 1];
    if (level->is_wildcard) {
        s->segment_matches = true;
        if (ab_map_has(&level->keys, key)) {
            s->unindexable = true;
        } else {
            ab_map_set(&level->keys, key, s);
        }
        return;
    }
    s->segment_matches = ab_str_eq(segment, key);
    if (s->segment_matches) {
        if (level->seen) {
            match_again(s, level);
        }
        level->seen = true;
    }
}

static uint64_t load64(const char *p)
{
    uint64_t x;
    memcpy(&x, p, sizeof(x));
    return x;
}

static uint64_t load_short(const char *p, size_t n)
{
    uint32_t a;
    uint32_t b;
    if (n >= 4) {
        memcpy(&a, p, 4);
        memcpy(&b, p + n - 4, 4);
        return (uint64_t)a << 32 | b;
    }
    return n ? (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[n / 2] << 8 |
                   (unsigned char)p[n - 1]
             : 0;
}

/* Fast, and not proof against crafted keys: a false alarm costs a parse of the record. */
static uint64_t hash_key(ab_str key, uint32_t serial)
{
    const uint64_t k = UINT64_C(0x9E3779B97F4A7C15);
    uint64_t h = (key.n + ((uint64_t)serial << 32)) * k;
    const char *p = key.p;
    size_t n = key.n;
    for (; n > 8; n -= 8, p += 8) {
        h = (h ^ load64(p)) * k;
        h ^= h >> 32;
    }
    h = (h ^ (n == 8 ? load64(p) : load_short(p, n))) * k;
    h ^= h >> 29;
    return h * k;
}

void ab_scan_record_key(ab_json_scan *s, ab_str key)
{
    if (s->flags & AB_RECORD_REPEAT) {
        return;
    }
    if (s->key_escaped || s->key_too_long || ++s->key_count > MAX_KEYS) {
        s->flags |= AB_RECORD_REPEAT;
        return;
    }
    const uint64_t generation_mask = (1u << GENERATION_BITS) - 1;
    uint64_t hash = hash_key(key, s->open[s->depth].serial);
    uint64_t entry = (hash & ~generation_mask) | s->generation;
    /* the slot comes from the lowest kept bits: the upper ones tell entries apart */
    size_t at = (hash >> GENERATION_BITS) % KEY_SLOTS;
    while ((s->keys[at] & generation_mask) == s->generation) {
        if (s->keys[at] == entry) {
            s->flags |= AB_RECORD_REPEAT;
            return;
        }
        at = (at + 1) % KEY_SLOTS;
    }
    s->keys[at] = entry;
}
