/* The places of a stream's partitions: found by key, in the order they came, and those that are
 * being read. Small: there may be tens of thousands. */
#ifndef AB_DECLARATIVE_CURSORS_PARTITION_TABLE_H
#define AB_DECLARATIVE_CURSORS_PARTITION_TABLE_H

#include "declarative/cursors/concurrent_state.h"

typedef struct ab_partition_entry ab_partition_entry;
struct ab_partition_entry {
    ab_partition_entry *same_bucket;
    ab_partition_entry *older; /* in the order of insertion */
    ab_partition_entry *newer;
    ab_partition_entry *begun_before; /* among those being read, in the order they began */
    ab_partition_entry *begun_after;
    ab_concurrent_state state;
    uint64_t sequence;    /* of those being read: how many began before */
    uint32_t open_slices; /* generated and not yet closed */
    bool generated;       /* in this sync: a second partition of this key is a duplicate */
    bool is_open;         /* being read: not all its slices are generated and closed */
    bool all_generated;
    bool dropped; /* not in the table any more; freed once it is closed */
    uint32_t key_n;
    char key[]; /* the partition as JSON with sorted keys */
};

/* All zero is empty. Not thread-safe: its cursor locks. */
typedef struct ab_partition_table {
    ab_partition_entry **buckets;
    size_t bucket_count;
    size_t count;
    ab_partition_entry *oldest;
    ab_partition_entry *newest;
    ab_partition_entry *first_open;
    ab_partition_entry *last_open;
    uint64_t begun; /* how many were ever opened */
} ab_partition_table;

void ab_partition_table_free(ab_partition_table *table);
ab_partition_entry *ab_partition_table_find(const ab_partition_table *table, ab_str key);
/* A new entry, which must not be there yet, with an empty state. */
ab_partition_entry *ab_partition_table_add(ab_partition_table *table, ab_str key);
/* Marks the entry as being read. */
void ab_partition_table_open(ab_partition_table *table, ab_partition_entry *entry);
/* The entry is read: frees it if it was dropped. */
void ab_partition_table_close(ab_partition_table *table, ab_partition_entry *entry);
/* Drops one entry: the oldest that is not being read, else the oldest. True if it was not. */
bool ab_partition_table_drop_one(ab_partition_table *table);
/* True if a slice of any entry is open. */
bool ab_partition_table_has_open_slices(const ab_partition_table *table);

#endif
