/* The files of a scenario. Private to src/scenario. */
#ifndef AB_SCENARIO_FOLDER_H
#define AB_SCENARIO_FOLDER_H

#include "base/arena.h"
#include "base/error.h"
#include "base/vec.h"
#include "protocol/mask.h"
#include "json/value.h"

/* A scenario as its folder tells it; all in the arena that it was read in. */
typedef struct ab_scenario {
    const char *name;    /* the folder's last part */
    const char *path;    /* the folder */
    const char *file;    /* its scenario.yaml, there or not */
    const char *command; /* "spec", "check", "discover" or "read" */
    const char *now;     /* the time that the connector sees; NULL: the present */
    const char *config_path;
    const char *catalog_path;
    const char *state_path;
    const char *cassette;
    const char *expected;
    const char *manifest_path;  /* NULL: the scenario names none */
    const ab_value *config;     /* NULL: there is no such file */
    const ab_value *catalog;    /* likewise */
    const ab_value *state;      /* likewise */
    const char *const *options; /* more options of the command, ended by NULL */
    int64_t limit_us;
} ab_scenario;

typedef AB_VEC(ab_scenario) ab_scenarios;

/* Reads the scenarios below `folder`, sorted by name; `part`: only those whose name has it (NULL:
 * all). A folder with a scenario.yaml or an expected.jsonl is a single scenario; with `any`, empty
 * folders below are scenarios, too: those to be recorded. False with `error` (config_error, with
 * file and line where it is a file's fault). */
bool ab_scenarios_read(ab_arena *arena, const char *folder, const char *part, bool any,
                       ab_scenarios *out, ab_error *error);
/* A JSON file of a scenario, or NULL where there is none; false if it is not valid. */
bool ab_scenario_json(ab_arena *arena, const char *path, const ab_value **out, ab_error *error);
/* The nearest manifest.yaml: in the folder of the scenarios, or in one of the two above it; NULL:
 * none. */
const char *ab_scenario_manifest(ab_arena *arena, const char *folder);
/* Puts the folder `fresh` in the place of the recording `cassette`, whose files are removed. */
bool ab_scenario_replace_cassette(ab_arena *arena, const char *cassette, const char *fresh,
                                  ab_error *error);
/* Masks all texts of a recording, by what the connector itself did not know to be a secret. */
bool ab_scenario_mask_cassette(ab_arena *arena, const char *cassette, ab_mask *mask,
                               ab_error *error);
/* Removes a recording: the files of exchanges, and the folder if nothing else is in it. */
void ab_scenario_remove_cassette(ab_arena *arena, const char *cassette);

#endif
