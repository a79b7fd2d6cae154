/* One scenario, run. Private to src/scenario. */
#ifndef AB_SCENARIO_RUN_H
#define AB_SCENARIO_RUN_H

#include "acceptance/connector.h"
#include "scenario/folder.h"
#include "scenario/scenario.h"

/* What the runs of a suite share. */
typedef struct ab_scenario_suite {
    const ab_scenario_options *options;
    ab_arena *arena;
    ab_at_connector connector;
    const ab_value *config; /* of --config; NULL: not given */
} ab_scenario_suite;

/* What became of a scenario. Texts lie in the suite's arena. */
typedef struct ab_scenario_outcome {
    bool passed;
    bool interrupted; /* by a signal */
    ab_str text;      /* why it failed, or what was recorded; lines */
} ab_scenario_outcome;

/* Replays a scenario and compares, updates or records it, as the options say. */
void ab_scenario_run(const ab_scenario_suite *suite, const ab_scenario *scenario,
                     ab_scenario_outcome *outcome);

#endif
