/* TZif files and POSIX rules of any bytes: what loads answers for every instant. */
#include "fuzz.h"

#include "datetime/zone.h"

#include <string.h>

static void check_zone(const ab_zone *zone)
{
    static const int64_t seconds[] = {INT64_C(-62135596800), -1, 0, 1720000000,
                                      INT64_C(253402300799)};
    for (size_t i = 0; zone && i < sizeof seconds / sizeof *seconds; i++) {
        ab_zone_info info = ab_zone_at(zone, seconds[i]);
        FUZZ_CHECK(memchr(info.name, '\0', sizeof info.name));
        FUZZ_CHECK(info.utc_offset > -8 * 86400 && info.utc_offset < 8 * 86400);
        ab_zone_at_local(zone, seconds[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ab_str bytes = {(const char *)data, size};
    ab_arena *arena = ab_arena_new();
    check_zone(ab_zone_from_tzif(bytes, arena, NULL));
    check_zone(ab_zone_from_rule(bytes, arena, NULL));
    ab_arena_free(arena);
    return 0;
}
