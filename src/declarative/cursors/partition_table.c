#include "declarative/cursors/partition_table.h"

#include "base/alloc.h"
#include "base/map.h"

#include <stdlib.h>

static void free_entry(ab_partition_entry *entry)
{
    ab_concurrent_state_free(&entry->state);
    free(entry);
}

void ab_partition_table_free(ab_partition_table *table)
{
    for (ab_partition_entry *e = table->first_open, *next; e; e = next) {
        next = e->begun_after;
        if (e->dropped) {
            free_entry(e);
        }
    }
    for (ab_partition_entry *e = table->oldest, *next; e; e = next) {
        next = e->newer;
        free_entry(e);
    }
    free(table->buckets);
    *table = (ab_partition_table){0};
}

static ab_str key_of(const ab_partition_entry *entry)
{
    return (ab_str){entry->key, entry->key_n};
}

static ab_partition_entry **bucket_of(const ab_partition_table *table, ab_str key)
{
    return &table->buckets[ab_hash(key) & (table->bucket_count - 1)];
}

ab_partition_entry *ab_partition_table_find(const ab_partition_table *table, ab_str key)
{
    ab_partition_entry *e = table->bucket_count ? *bucket_of(table, key) : NULL;
    while (e && !ab_str_eq(key_of(e), key)) {
        e = e->same_bucket;
    }
    return e;
}

static void hook(ab_partition_table *table, ab_partition_entry *entry)
{
    ab_partition_entry **bucket = bucket_of(table, key_of(entry));
    entry->same_bucket = *bucket;
    *bucket = entry;
}

static void grow(ab_partition_table *table)
{
    if (table->count < table->bucket_count) {
        return;
    }
    free(table->buckets);
    table->bucket_count = table->bucket_count ? table->bucket_count * 2 : 16;
    table->buckets = ab_xcalloc(table->bucket_count, sizeof(*table->buckets));
    for (ab_partition_entry *e = table->oldest; e; e = e->newer) {
        hook(table, e);
    }
}

ab_partition_entry *ab_partition_table_add(ab_partition_table *table, ab_str key)
{
    grow(table);
    ab_partition_entry *entry = ab_xcalloc(1, sizeof(*entry) + key.n);
    entry->key_n = (uint32_t)key.n;
    memcpy(entry->key, key.p, key.n);
    hook(table, entry);
    entry->older = table->newest;
    *(table->newest ? &table->newest->newer : &table->oldest) = entry;
    table->newest = entry;
    table->count++;
    return entry;
}

static void unhook(ab_partition_table *table, ab_partition_entry *entry)
{
    ab_partition_entry **at = bucket_of(table, key_of(entry));
    while (*at != entry) {
        at = &(*at)->same_bucket;
    }
    *at = entry->same_bucket;
    *(entry->older ? &entry->older->newer : &table->oldest) = entry->newer;
    *(entry->newer ? &entry->newer->older : &table->newest) = entry->older;
    table->count--;
}

void ab_partition_table_open(ab_partition_table *table, ab_partition_entry *entry)
{
    entry->generated = true;
    entry->is_open = true;
    entry->sequence = table->begun++;
    entry->begun_before = table->last_open;
    *(table->last_open ? &table->last_open->begun_after : &table->first_open) = entry;
    table->last_open = entry;
}

void ab_partition_table_close(ab_partition_table *table, ab_partition_entry *entry)
{
    *(entry->begun_before ? &entry->begun_before->begun_after : &table->first_open) =
        entry->begun_after;
    *(entry->begun_after ? &entry->begun_after->begun_before : &table->last_open) =
        entry->begun_before;
    entry->begun_before = entry->begun_after = NULL;
    entry->is_open = false;
    if (entry->dropped) {
        free_entry(entry);
    }
}

bool ab_partition_table_drop_one(ab_partition_table *table)
{
    ab_partition_entry *entry = table->oldest;
    while (entry && entry->is_open) {
        entry = entry->newer;
    }
    bool was_read = entry != NULL;
    entry = was_read ? entry : table->oldest;
    unhook(table, entry);
    entry->dropped = true;
    if (!entry->is_open) {
        free_entry(entry);
    }
    return was_read;
}

bool ab_partition_table_has_open_slices(const ab_partition_table *table)
{
    for (const ab_partition_entry *e = table->first_open; e; e = e->begun_after) {
        if (e->open_slices) {
            return true;
        }
    }
    return false;
}
