#include "base/alloc.h"
#include "json/scan_step.h"

#include <stdlib.h>

static void copy_path(ab_json_scan *s, const ab_str *path, size_t n)
{
    size_t longest = 0;
    size_t wildcards = 0;
    s->path = ab_xcalloc(n + 1, sizeof(*s->path));
    s->levels = ab_xcalloc(n + 1, sizeof(*s->levels));
    s->path_n = n;
    for (size_t i = 0; i < n; i++) {
        s->path[i] = (ab_str){ab_xstrndup(path[i].p ? path[i].p : "", path[i].n), path[i].n};
        longest = path[i].n > longest ? path[i].n : longest;
        path_level *level = &s->levels[i];
        level->is_wildcard = ab_str_is(path[i], "*");
        level->is_index = ab_path_index(path[i], &level->index);
        wildcards += level->is_wildcard;
    }
    s->has_wildcard = wildcards > 0;
    s->last_is_only_wildcard = wildcards == 1 && ab_str_is(path[n - 1], "*");
    /* an escape spells one byte with six at most; keys under a wildcard matter whole */
    size_t longest_key = longest * 6 > 4096 ? longest * 6 : 4096;
    ab_buf_init(&s->key_text, wildcards ? AB_BUF_NO_MAX : longest_key);
}

ab_json_scan *ab_json_scan_new(const ab_str *path, size_t segments)
{
    ab_json_scan *s = ab_xcalloc(1, sizeof(*s));
    copy_path(s, path, segments);
    ab_json_scan_reset(s);
    return s;
}

void ab_json_scan_charge(ab_json_scan *s, ab_memory *memory)
{
    s->memory = memory;
}

/* The table of keys stays as it is: entries of other records are told by their generation. */
void ab_json_scan_reset(ab_json_scan *s)
{
    s->state = VALUE;
    s->depth = 0;
    s->record_depth = NO_RECORD;
    s->ended = false;
    s->as_one = false;
    s->base = 0;
    s->line = 1;
    s->line_begin = 0;
    s->problem = NULL;
    ab_buf_clear(&s->key_text);
    s->segment_matches = false;
    s->unindexable = false;
    s->on_path = 0;
    s->list_depth = 0;
    s->target = AB_SCAN_NOTHING;
    s->records.n = 0;
    for (size_t i = 0; i < s->path_n; i++) {
        ab_map_free(&s->levels[i].keys, NULL);
    }
}

bool ab_json_scan_one(ab_json_scan *s, ab_str text, ab_record_entry *entry, ab_error *error)
{
    ab_json_scan_reset(s);
    s->as_one = true;
    if (!ab_json_scan_feed(s, text, error) || !ab_json_scan_end(s, error)) {
        return false;
    }
    *entry = ab_json_scan_entry(s, 0);
    return true;
}

void ab_json_scan_free(ab_json_scan *s)
{
    if (!s) {
        return;
    }
    for (size_t i = 0; i < s->path_n; i++) {
        free((char *)s->path[i].p);
        ab_map_free(&s->levels[i].keys, NULL);
    }
    free(s->path);
    free(s->levels);
    ab_buf_free(&s->key_text);
    if (s->memory) {
        ab_memory_give(s->memory, s->charged);
    }
    AB_VEC_FREE(&s->records);
    free(s);
}

ab_scan_target ab_json_scan_target(const ab_json_scan *s)
{
    return s->target;
}

bool ab_json_scan_indexed(const ab_json_scan *s)
{
    return !s->unindexable;
}

size_t ab_json_scan_count(const ab_json_scan *s)
{
    return s->records.n;
}

ab_record_entry ab_json_scan_entry(const ab_json_scan *s, size_t i)
{
    const packed_entry *e = &s->records.at[i];
    return (ab_record_entry){
        .offset = (uint64_t)e->offset_high << 32 | e->offset_low,
        .length = e->length,
        .flags = e->flags,
    };
}

void ab_json_scan_list_span(const ab_json_scan *s, uint64_t *begin, uint64_t *end)
{
    *begin = s->list_begin;
    *end = s->list_end;
}

uint64_t ab_json_scan_size(const ab_json_scan *s)
{
    return s->base;
}

size_t ab_json_scan_bytes(const ab_json_scan *s)
{
    return sizeof(*s) + s->records.capacity * sizeof(packed_entry) + s->key_text.capacity;
}

const ab_str *ab_json_scan_path(const ab_json_scan *s, size_t *segments)
{
    *segments = s->path_n;
    return s->path;
}
