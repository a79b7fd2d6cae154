/* A connector's scenarios: folders with a command's inputs, the recorded exchanges, and the
 * messages that must come of them. docs/testing.md tells of the files. */
#ifndef AB_SCENARIO_SCENARIO_H
#define AB_SCENARIO_SCENARIO_H

#include "acceptance/report.h"
#include "base/error.h"

typedef enum ab_scenario_mode {
    AB_SCENARIO_REPLAY, /* compares; no network */
    AB_SCENARIO_UPDATE, /* replays, and writes what came as what is expected */
    AB_SCENARIO_RECORD, /* asks the API; writes the exchanges and what came of them */
} ab_scenario_mode;

/* Texts are borrowed; NULL: not given. */
typedef struct ab_scenario_options {
    const char *folder;        /* with a folder for each scenario, or that of a single one */
    const char *self;          /* this binary */
    const char *connector;     /* another program */
    const char *manifest_path; /* NULL: the nearest manifest.yaml in or above `folder`, if any */
    const char *config;        /* AB_SCENARIO_RECORD: the real configuration */
    const char *tests;         /* only scenarios whose name has this in it */
    ab_scenario_mode mode;
    ab_at_format format;
    const char *report; /* a file: JUnit XML if it ends in .xml, else JSON */
    FILE *out;          /* progress and result */
} ab_scenario_options;

/* Runs the scenarios one after another, by name. Returns the exit status: 0: all passed, 1: one
 * failed, or none ran, 2 with `error`: a folder or a file is not what it should be; 130 or 143
 * after SIGINT or SIGTERM, which the caller must have blocked. */
int ab_scenario_run_all(const ab_scenario_options *options, ab_error *error);

#endif
