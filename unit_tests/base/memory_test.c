/* Arenas, maps and vectors. */
#include "check.h"

#include "base/arena.h"
#include "base/arena_cleanup.h"
#include "base/map.h"
#include "base/vec.h"

#include <stdio.h>

static void arena_keeps_blocks_apart(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    char *small[100];
    for (int i = 0; i < 100; i++) {
        small[i] = ab_arena_alloc(arena, (size_t)(i * 97 + 1));
        assert_int_equal((uintptr_t)small[i] % 16, 0);
        memset(small[i], i, (size_t)(i * 97 + 1));
    }
    for (int i = 0; i < 100; i++) {
        assert_int_equal(small[i][i * 97], i);
    }
    char *huge = ab_arena_alloc(arena, 3 << 20);
    memset(huge, 7, 3 << 20);
    assert_true(ab_arena_bytes(arena) >= 3u << 20);
    ab_arena_free(arena);
}

static void arena_shrinks_on_reset(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    assert_int_equal(ab_arena_bytes(arena), 0);
    ab_arena_alloc(arena, 100);
    ab_arena_alloc(arena, 8 << 20);
    ab_arena_reset(arena);
    assert_true(ab_arena_bytes(arena) <= 65u << 10);
    ab_arena_alloc(arena, 100);
    ab_arena_free(arena);
}

static void arena_rewinds_to_a_mark(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    ab_arena_mark empty = ab_arena_save(arena);
    ab_str kept = ab_arena_printf(arena, "kept %d", 1);
    ab_arena_mark mark = ab_arena_save(arena);
    size_t bytes = ab_arena_bytes(arena);
    char *first = ab_arena_alloc(arena, 10);
    ab_arena_alloc(arena, 1 << 20);
    ab_arena_rewind(arena, mark);
    assert_int_equal(ab_arena_bytes(arena), bytes);
    assert_ptr_equal(ab_arena_alloc(arena, 10), first);
    assert_str(kept, "kept 1");
    ab_arena_rewind(arena, empty);
    ab_arena_free(arena);
}

typedef struct releases {
    char order[8];
    size_t n;
} releases;

typedef struct handle {
    releases *log;
    char name;
} handle;

static void note_release(void *data)
{
    handle *h = data;
    h->log->order[h->log->n++] = h->name;
}

static void arena_releases_what_depends_on_it(void **state)
{
    (void)state;
    releases log = {{0}, 0};
    handle handles[] = {{&log, 'a'}, {&log, 'b'}, {&log, 'c'}, {&log, 'd'}, {&log, 'e'}};
    ab_arena *arena = ab_arena_new();
    ab_arena_on_release(arena, note_release, &handles[0]);
    ab_arena_mark mark = ab_arena_save(arena);
    ab_arena_on_release(arena, note_release, &handles[1]);
    ab_arena_alloc(arena, 100000);
    ab_arena_on_release(arena, note_release, &handles[2]);
    ab_arena_rewind(arena, mark);
    assert_string_equal(log.order, "cb");
    ab_arena_on_release(arena, note_release, &handles[3]);
    ab_arena_reset(arena);
    assert_string_equal(log.order, "cbda");
    ab_arena_on_release(arena, note_release, &handles[4]);
    ab_arena_free(arena);
    assert_string_equal(log.order, "cbdae");
}

static void arena_grows_the_last_block_in_place(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    char *a = ab_arena_alloc(arena, 16);
    memcpy(a, "0123456789abcdef", 16);
    char *grown = ab_arena_grow(arena, a, 16, 64);
    assert_ptr_equal(grown, a);
    ab_arena_alloc(arena, 1);
    char *moved = ab_arena_grow(arena, grown, 64, 128);
    assert_ptr_not_equal(moved, grown);
    assert_memory_equal(moved, "0123456789abcdef", 16);
    ab_arena_free(arena);
}

static void map_keeps_order_through_growth_and_removal(void **state)
{
    (void)state;
    ab_map map = {0};
    static int values[1000];
    char key[16];
    for (int i = 0; i < 1000; i++) {
        int n = snprintf(key, sizeof(key), "key-%d", i);
        assert_null(ab_map_set(&map, (ab_str){key, (size_t)n}, &values[i]));
    }
    assert_ptr_equal(ab_map_get(&map, AB_STR("key-999")), &values[999]);
    assert_ptr_equal(ab_map_set(&map, AB_STR("key-5"), &values[0]), &values[5]);
    assert_ptr_equal(ab_map_remove(&map, AB_STR("key-1")), &values[1]);
    assert_null(ab_map_get(&map, AB_STR("key-1")));
    assert_false(ab_map_has(&map, AB_STR("key-1000")));
    assert_int_equal(map.count, 999);
    assert_str(map.entries[1].key, "key-2");
    assert_ptr_equal(map.entries[4].value, &values[0]);
    ab_map_free(&map, NULL);
    assert_int_equal(map.count, 0);
}

static void map_takes_any_bytes_as_key(void **state)
{
    (void)state;
    ab_map map = {0};
    int a;
    int b;
    ab_map_set(&map, (ab_str){NULL, 0}, &a);
    ab_map_set(&map, (ab_str){"\0x", 2}, &b);
    assert_ptr_equal(ab_map_get(&map, (ab_str){"", 0}), &a);
    assert_ptr_equal(ab_map_get(&map, (ab_str){"\0x", 2}), &b);
    assert_null(ab_map_get(&map, (ab_str){"\0y", 2}));
    ab_map_free(&map, NULL);
}

static void vector_grows(void **state)
{
    (void)state;
    AB_VEC(int) v = {0};
    for (int i = 0; i < 100; i++) {
        AB_VEC_PUSH(&v, i * i);
    }
    assert_int_equal(v.n, 100);
    assert_int_equal(v.at[99], 9801);
    AB_VEC_FREE(&v);
    assert_null(v.at);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_keeps_blocks_apart),
        cmocka_unit_test(arena_shrinks_on_reset),
        cmocka_unit_test(arena_rewinds_to_a_mark),
        cmocka_unit_test(arena_releases_what_depends_on_it),
        cmocka_unit_test(arena_grows_the_last_block_in_place),
        cmocka_unit_test(map_keeps_order_through_growth_and_removal),
        cmocka_unit_test(map_takes_any_bytes_as_key),
        cmocka_unit_test(vector_grows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
