/* Finding zones: the database's files, $TZ, and the cache of what was loaded. */
#include "datetime/zone_impl.h"

#include "base/map.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* The largest file of the database has 4 KB. */
#define MAX_FILE_BYTES (256 * 1024)

/* Zones live as long as the process; both are guarded by the mutex. */
static struct {
    pthread_mutex_t mutex;
    ab_map zones;
    ab_arena *arena;
} cache = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static bool read_file(const char *path, ab_arena *arena, ab_str *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        return false;
    }
    char *bytes = ab_arena_alloc(arena, MAX_FILE_BYTES);
    size_t n = 0;
    ssize_t got = 0;
    while (n < MAX_FILE_BYTES && (got = read(fd, bytes + n, MAX_FILE_BYTES - n)) > 0) {
        n += (size_t)got;
    }
    close(fd);
    *out = (ab_str){bytes, n};
    return got >= 0 && n > 0;
}

typedef const ab_zone *(*make_zone_fn)(ab_str source, ab_arena *arena, ab_error *error);

static const ab_zone *make_from_file(ab_str path, ab_arena *arena, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_str bytes;
    const ab_zone *zone = NULL;
    if (read_file(ab_arena_cstr(scratch, path), scratch, &bytes)) {
        zone = ab_zone_from_tzif(bytes, arena, error);
    } else {
        ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "no time zone file '%.*s'",
                         AB_STR_ARG(path));
    }
    ab_arena_free(scratch);
    return zone;
}

static const ab_zone *cached(ab_str key, make_zone_fn make, ab_error *error)
{
    pthread_mutex_lock(&cache.mutex);
    const ab_zone *zone = ab_map_get(&cache.zones, key);
    if (!zone) {
        cache.arena = cache.arena ? cache.arena : ab_arena_new();
        zone = make(key, cache.arena, error);
        if (zone) {
            ab_map_set(&cache.zones, key, (void *)(uintptr_t)zone);
        }
    }
    pthread_mutex_unlock(&cache.mutex);
    return zone;
}

/* The zone of a file, cached under its path; NULL with `error` set. */
static const ab_zone *load_file(const char *path, ab_error *error)
{
    return cached(ab_str_of(path), make_from_file, error);
}

/* The zone of a POSIX rule, cached. */
static const ab_zone *load_rule(ab_str rule, ab_error *error)
{
    return cached(rule, ab_zone_from_rule, error);
}

/* ---- Names ---- */
static const char *folder(void)
{
    const char *configured = getenv("TZDIR");
    return configured && *configured ? configured : "/usr/share/zoneinfo";
}

static bool name_is_safe(ab_str name)
{
    for (size_t i = 0; i < name.n; i++) {
        bool start = i == 0 || name.p[i - 1] == '/';
        if (!isalnum((unsigned char)name.p[i]) && (start || !strchr("+-_/", name.p[i]))) {
            return false;
        }
    }
    return name.n > 0 && name.n < 100;
}

/* Replaces the last part of `path`, from `start` on, by the folder's entry of that name in any
 * case. */
static bool fix_case(char *path, size_t start)
{
    char saved = path[start];
    path[start] = '\0';
    DIR *dir = opendir(path);
    path[start] = saved;
    bool found = false;
    const struct dirent *entry = NULL;
    while (dir && !found && (entry = readdir(dir))) {
        found = ab_str_eq_nocase(ab_str_of(entry->d_name), ab_str_of(path + start));
        if (found) {
            memcpy(path + start, entry->d_name, strlen(path + start));
        }
    }
    if (dir) {
        closedir(dir);
    }
    return found;
}

/* Europe/Berlin for europe/BERLIN, as pytz finds it: part by part. */
static bool find_any_case(char *path, size_t start)
{
    for (char *slash = path + start; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        bool found = fix_case(path, start);
        *slash = '/';
        if (!found) {
            return false;
        }
        start = (size_t)(slash - path) + 1;
    }
    return fix_case(path, start);
}

const ab_zone *ab_zone_get(ab_str name, ab_error *error)
{
    if (ab_str_eq_nocase(name, AB_STR("UTC"))) { /* also where there is no database */
        return load_rule(AB_STR("UTC0"), error);
    }
    char path[1024];
    size_t prefix = strlen(folder()) + 1;
    if (!name_is_safe(name) || prefix + name.n >= sizeof path) {
        ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "unknown time zone '%.*s'",
                         AB_STR_ARG(name));
        return NULL;
    }
    memcpy(path, folder(), prefix - 1);
    path[prefix - 1] = '/';
    memcpy(path + prefix, name.p, name.n);
    path[prefix + name.n] = '\0';
    bool exists = access(path, R_OK) == 0 || find_any_case(path, prefix);
    const ab_zone *zone = exists ? load_file(path, NULL) : NULL;
    if (!zone) {
        ab_datetime_fail(error, AB_DATETIME_VALUE_ERROR, "unknown time zone '%.*s'",
                         AB_STR_ARG(name));
    }
    return zone;
}

const ab_zone *ab_zone_local(void)
{
    const char *setting = getenv("TZ");
    const ab_zone *zone = NULL;
    if (!setting) {
        zone = load_file("/etc/localtime", NULL);
    } else {
        setting += *setting == ':';
        zone = *setting == '/' ? load_file(setting, NULL) : ab_zone_get(ab_str_of(setting), NULL);
        zone = zone ? zone : load_rule(ab_str_of(setting), NULL);
    }
    return zone ? zone : load_rule(AB_STR("UTC0"), NULL);
}

ab_zone_names ab_zone_local_names(void)
{
    /* Python looks at the start and the middle of the current year of 365.25 days. */
    const int64_t year = (365 * 24 + 6) * INT64_C(3600);
    int64_t now = ab_clock_real_us(ab_clock_process()) / 1000000;
    const ab_zone *zone = ab_zone_local();
    ab_zone_info first = ab_zone_at(zone, now / year * year);
    ab_zone_info second = ab_zone_at(zone, now / year * year + year / 2);
    bool south = first.utc_offset > second.utc_offset;
    ab_zone_names names = {{0}, {0}};
    memcpy(names.standard, south ? second.name : first.name, sizeof names.standard);
    if (first.utc_offset != second.utc_offset) {
        memcpy(names.daylight, south ? first.name : second.name, sizeof names.daylight);
    }
    return names;
}
