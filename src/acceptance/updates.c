/* Configs that the connector changed: a refresh token that works once must not be lost. */
#include "acceptance/suite.h"

#include "base/clock.h"
#include "json/json.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>

/* "secrets/config.json": folder "secrets", stem "config", suffix ".json". */
typedef struct parts {
    const char *folder;
    ab_str stem;
    ab_str suffix;
} parts;

static parts take_apart(ab_arena *arena, const char *path)
{
    ab_str all = ab_str_of(path);
    const char *slash = strrchr(path, '/');
    ab_str name = ab_str_of(slash ? slash + 1 : path);
    const char *dot = memchr(name.p, '.', name.n) ? strrchr(name.p, '.') : NULL;
    size_t stem = dot ? (size_t)(dot - name.p) : name.n;
    return (parts){
        .folder = slash ? ab_arena_cstr(arena, ab_str_sub(all, 0, (size_t)(slash - path))) : ".",
        .stem = ab_str_sub(name, 0, stem),
        .suffix = ab_str_sub(name, stem, name.n),
    };
}

/* Whether `name` is a version of the config: "config|1700000000000.json"; *stamp is its number. */
static bool is_version(const parts *p, ab_str name, ab_str *stamp)
{
    if (!ab_str_starts(name, p->stem) || !ab_str_ends(name, p->suffix) ||
        name.n <= p->stem.n + p->suffix.n + 1 || name.p[p->stem.n] != '|') {
        return false;
    }
    *stamp = ab_str_sub(name, p->stem.n + 1, name.n - p->suffix.n);
    return true;
}

const char *ab_at_newest_config(ab_arena *arena, const char *path)
{
    parts p = take_apart(arena, path);
    const char *folder = ab_arena_printf(arena, "%s/updated_configurations", p.folder).p;
    const char *newest = path;
    ab_str newest_stamp = {0}, stamp;
    DIR *all = opendir(folder);
    struct dirent *entry;
    while (all && (entry = readdir(all))) {
        if (is_version(&p, ab_str_of(entry->d_name), &stamp) &&
            (stamp.n > newest_stamp.n ||
             (stamp.n == newest_stamp.n && ab_str_cmp(stamp, newest_stamp) > 0))) {
            newest = ab_arena_printf(arena, "%s/%s", folder, entry->d_name).p;
            newest_stamp = ab_arena_str(arena, stamp);
        }
    }
    if (all) {
        closedir(all);
    }
    return newest;
}

bool ab_at_store_config(ab_arena *arena, const char *path, const ab_value *config, ab_error *error)
{
    parts p = take_apart(arena, path);
    const char *folder = ab_arena_printf(arena, "%s/updated_configurations", p.folder).p;
    long long now = (long long)(ab_clock_real_us(ab_clock_process()) / 1000);
    const char *file = ab_arena_printf(arena, "%s/%.*s|%lld%.*s", folder, AB_STR_ARG(p.stem), now,
                                       AB_STR_ARG(p.suffix))
                           .p;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%s: %s", folder, strerror(errno));
    }
    ab_str text = ab_json_text(arena, config, AB_JSON_COMPACT);
    FILE *out = fopen(file, "w");
    if (!out) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "%s: %s", file, strerror(errno));
    }
    bool good = fwrite(text.p, 1, text.n, out) == text.n;
    return (fclose(out) == 0 && good) ||
           ab_error_set(error, AB_ERROR_SYSTEM, "%s: %s", file, strerror(errno));
}
