#include "scenario/folder.h"

#include "acceptance/config.h"
#include "acceptance/config_keys.h"
#include "base/file.h"
#include "generate/write_file.h"
#include "yaml/yaml.h"
#include "json/json.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_FILE_BYTES ((size_t)1 << 30)
#define SECOND_US INT64_C(1000000)
enum { DEFAULT_SECONDS = 120, LEVELS_ABOVE = 2 };

/* ---------------------------------------------------------------- scenario.yaml */

static const ab_at_key keys[] = {
    {"command", AB_AT_CHOICE, .choices = "spec|check|discover|read",
     .choices_text = "must be spec, check, discover or read"},
    {"now", AB_AT_TEXT},
    {"config", AB_AT_TEXT},
    {"catalog", AB_AT_TEXT},
    {"state", AB_AT_TEXT},
    {"cassette", AB_AT_TEXT},
    {"manifest", AB_AT_TEXT},
    {"options", AB_AT_LIST},
    {"timeout_seconds", AB_AT_SECONDS},
    {0},
};
static const ab_at_table table = {.name = "a scenario", .keys = keys};

static bool read_file(ab_arena *arena, const char *path, ab_value *out, ab_error *error)
{
    ab_str text;
    *out = ab_value_object();
    if (access(path, F_OK) != 0) {
        return true;
    }
    if (!ab_file_read(arena, path, MAX_FILE_BYTES, &text, error) ||
        !ab_yaml_parse(arena, text, path, out, error)) {
        error->kind = AB_ERROR_CONFIG;
        return false;
    }
    if (ab_is(out, AB_NULL)) { /* only comments */
        *out = ab_value_object();
    }
    return ab_at_table_check(path, out, &table, error);
}

/* ---------------------------------------------------------------- the other files */

bool ab_scenario_json(ab_arena *arena, const char *path, const ab_value **out, ab_error *error)
{
    ab_str text;
    ab_value *value = AB_ARENA_NEW(arena, ab_value);
    const ab_json_options options = {.source = path};
    *out = NULL;
    if (access(path, F_OK) != 0) {
        return true;
    }
    *out = value;
    if (!ab_file_read(arena, path, MAX_FILE_BYTES, &text, error) ||
        !ab_json_parse(arena, text, &options, value, error)) {
        error->kind = AB_ERROR_CONFIG;
        return ab_error_wrap(error, "%s", path);
    }
    return true;
}

static bool is_given(const ab_value *file, const char *key)
{
    return ab_get_text(file, key).n > 0;
}

static const char *path_of(ab_arena *arena, const char *folder, const ab_value *file,
                           const char *key, const char *otherwise)
{
    ab_str given = ab_get_text(file, key);
    return ab_at_join(arena, folder, given.n ? given : ab_str_of(otherwise));
}

/* An input that scenario.yaml names must be there. */
static bool take_input(ab_arena *arena, const ab_scenario *scenario, const ab_value *file,
                       const char *key, const char *path, const ab_value **out, ab_error *error)
{
    if (!ab_scenario_json(arena, path, out, error)) {
        return false;
    }
    return *out || !is_given(file, key) ||
           ab_error_set(error, AB_ERROR_CONFIG, "%s: %s: there is no file %s", scenario->file, key,
                        path);
}

static const char *const *options_of(ab_arena *arena, const ab_value *file)
{
    const ab_value *list = ab_get(file, "options");
    uint32_t count = ab_is(list, AB_ARRAY) ? list->count : 0;
    const char **options = AB_ARENA_ARRAY(arena, const char *, count + 1);
    for (uint32_t i = 0; i < count; i++) {
        options[i] = ab_arena_cstr(arena, ab_text(&list->items[i]));
    }
    return options;
}

static int64_t limit_of(const ab_value *file)
{
    int64_t seconds = 0;
    ab_value_int64(ab_get(file, "timeout_seconds"), &seconds);
    return (seconds > 0 && seconds < INT32_MAX ? seconds : DEFAULT_SECONDS) * SECOND_US;
}

static bool read_scenario(ab_arena *arena, const char *folder, ab_str name, ab_scenario *out,
                          ab_error *error)
{
    ab_value *file = AB_ARENA_NEW(arena, ab_value);
    *out = (ab_scenario){.name = ab_arena_cstr(arena, name), .path = folder};
    out->file = ab_at_join(arena, folder, AB_STR("scenario.yaml"));
    if (!read_file(arena, out->file, file, error)) {
        return false;
    }
    ab_str command = ab_get_text(file, "command");
    ab_str now = ab_get_text(file, "now");
    out->command = command.n ? ab_arena_cstr(arena, command) : "read";
    out->now = now.n ? ab_arena_cstr(arena, now) : NULL;
    out->config_path = path_of(arena, folder, file, "config", "config.json");
    out->catalog_path = path_of(arena, folder, file, "catalog", "configured_catalog.json");
    out->state_path = path_of(arena, folder, file, "state", "state.json");
    out->cassette = path_of(arena, folder, file, "cassette", "cassette");
    out->expected = ab_at_join(arena, folder, AB_STR("expected.jsonl"));
    out->manifest_path =
        is_given(file, "manifest") ? path_of(arena, folder, file, "manifest", "") : NULL;
    out->options = options_of(arena, file);
    out->limit_us = limit_of(file);
    return take_input(arena, out, file, "config", out->config_path, &out->config, error) &&
           take_input(arena, out, file, "catalog", out->catalog_path, &out->catalog, error) &&
           take_input(arena, out, file, "state", out->state_path, &out->state, error);
}

/* ---------------------------------------------------------------- folders */

static bool has(ab_arena *arena, const char *folder, const char *name)
{
    return access(ab_at_join(arena, folder, ab_str_of(name)), F_OK) == 0;
}

static bool is_scenario(ab_arena *arena, const char *folder)
{
    return has(arena, folder, "scenario.yaml") || has(arena, folder, "expected.jsonl");
}

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

typedef AB_VEC(const char *) names;

/* The names in a folder, sorted, without those that begin with a dot. */
static bool list(ab_arena *arena, const char *folder, names *out, ab_error *error)
{
    DIR *dir = opendir(folder);
    if (!dir) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "Cannot open the folder %s: %s. To make a scenario: mkdir -p %s/NAME, "
                            "then --record --config CONFIG",
                            folder, strerror(errno), folder);
    }
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] != '.') {
            AB_VEC_PUSH(out, ab_arena_cstr(arena, ab_str_of(entry->d_name)));
        }
    }
    closedir(dir);
    if (out->n > 0) {
        qsort(out->at, out->n, sizeof(*out->at), by_name);
    }
    return true;
}

/* The last part of a path, which may end with slashes. */
static ab_str last_part(const char *path)
{
    ab_str text = ab_str_of(path);
    while (text.n > 1 && text.p[text.n - 1] == '/') {
        text.n--;
    }
    for (size_t i = text.n; i > 0; i--) {
        if (text.p[i - 1] == '/') {
            return ab_str_sub(text, i, text.n);
        }
    }
    return text;
}

static bool add(ab_arena *arena, const char *folder, ab_str name, ab_scenarios *out,
                ab_error *error)
{
    ab_scenario scenario;
    if (!read_scenario(arena, folder, name, &scenario, error)) {
        return false;
    }
    AB_VEC_PUSH(out, scenario);
    return true;
}

static bool add_below(ab_arena *arena, const char *folder, const char *part, bool any,
                      const names *found, ab_scenarios *out, ab_error *error)
{
    for (size_t i = 0; i < found->n; i++) {
        ab_str name = ab_str_of(found->at[i]);
        const char *path = ab_at_join(arena, folder, name);
        bool wanted = !part || ab_str_find(name, ab_str_of(part), 0) >= 0;
        if (wanted && is_folder(path) && (any || is_scenario(arena, path)) &&
            !add(arena, path, name, out, error)) {
            return false;
        }
    }
    return true;
}

bool ab_scenarios_read(ab_arena *arena, const char *folder, const char *part, bool any,
                       ab_scenarios *out, ab_error *error)
{
    names found = {0};
    if (is_scenario(arena, folder)) {
        return add(arena, folder, last_part(folder), out, error);
    }
    bool good = list(arena, folder, &found, error) &&
                add_below(arena, folder, part, any, &found, out, error);
    AB_VEC_FREE(&found);
    if (good && out->n == 0) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "No scenario in %s. To make one: mkdir -p %s/NAME, then --record "
                            "--config CONFIG",
                            folder, folder);
    }
    return good;
}

/* The folder above, without looking for links: "a/b" → "a" → "." → ".." */
static const char *above(ab_arena *arena, const char *folder)
{
    ab_str text = ab_str_of(folder), last = last_part(folder);
    if (ab_str_is(text, ".")) {
        return "..";
    }
    if (ab_str_is(last, ".") || ab_str_is(last, "..") || ab_str_is(text, "/")) {
        return ab_at_join(arena, folder, AB_STR(".."));
    }
    size_t n = last.p > text.p ? (size_t)(last.p - text.p) : 0;
    while (n > 1 && text.p[n - 1] == '/') {
        n--;
    }
    return n ? ab_arena_cstr(arena, ab_str_sub(text, 0, n)) : ".";
}

const char *ab_scenario_manifest(ab_arena *arena, const char *folder)
{
    folder = is_scenario(arena, folder) ? above(arena, folder) : folder;
    for (int level = 0; level <= LEVELS_ABOVE; level++) {
        if (has(arena, folder, "manifest.yaml")) {
            return ab_str_is(ab_str_of(folder), ".")
                       ? "manifest.yaml"
                       : ab_at_join(arena, folder, AB_STR("manifest.yaml"));
        }
        folder = above(arena, folder);
    }
    return NULL;
}

/* ---------------------------------------------------------------- recordings */

static bool mask_text_file(ab_arena *arena, const char *path, ab_mask *mask, ab_error *error)
{
    ab_str text;
    if (!ab_file_read(arena, path, MAX_FILE_BYTES, &text, error)) {
        return false;
    }
    ab_str masked = ab_utf8_valid(text) ? ab_mask_text(mask, arena, text) : text;
    return ab_str_eq(masked, text) || ab_replace_file(arena, path, masked, error);
}

bool ab_scenario_mask_cassette(ab_arena *arena, const char *cassette, ab_mask *mask,
                               ab_error *error)
{
    names found = {0};
    bool good = !is_folder(cassette) || list(arena, cassette, &found, error);
    for (size_t i = 0; good && i < found.n; i++) {
        const char *path = ab_at_join(arena, cassette, ab_str_of(found.at[i]));
        good = mask_text_file(arena, path, mask, error);
    }
    AB_VEC_FREE(&found);
    return good;
}

void ab_scenario_remove_cassette(ab_arena *arena, const char *cassette)
{
    names found = {0};
    ab_error none = {0};
    if (list(arena, cassette, &found, &none)) {
        for (size_t i = 0; i < found.n; i++) {
            ab_str name = ab_str_of(found.at[i]);
            if (ab_str_ends(name, AB_STR(".json")) || ab_str_ends(name, AB_STR(".body"))) {
                unlink(ab_at_join(arena, cassette, name));
            }
        }
        rmdir(cassette);
    }
    ab_error_clear(&none);
    AB_VEC_FREE(&found);
}

bool ab_scenario_replace_cassette(ab_arena *arena, const char *cassette, const char *fresh,
                                  ab_error *error)
{
    ab_scenario_remove_cassette(arena, cassette);
    if (!has(arena, fresh, "000001.json")) { /* no request was made */
        ab_scenario_remove_cassette(arena, fresh);
        return true;
    }
    return rename(fresh, cassette) == 0 ||
           ab_error_set(error, AB_ERROR_CONFIG, "Cannot put the recording into %s: %s", cassette,
                        strerror(errno));
}
