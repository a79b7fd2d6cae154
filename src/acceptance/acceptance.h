/* The standard acceptance tests of a connector: what Airbyte's connector-acceptance-test checks,
 * without Docker or Python. docs/acceptance-tests.md tells of every test and key. */
#ifndef AB_ACCEPTANCE_ACCEPTANCE_H
#define AB_ACCEPTANCE_ACCEPTANCE_H

#include "base/error.h"

#include <stdio.h>

/* Texts are borrowed; NULL: not given. */
typedef struct ab_acceptance_options {
    const char *config;         /* acceptance-test-config.yml */
    const char *connector;      /* a program or an image; NULL: `self` */
    const char *self;           /* this binary */
    const char *manifest_path;  /* run by `self`; NULL: manifest.yaml of the base path if there */
    const char *previous;       /* program or image of the version before, for compatibility */
    const char *docker_options; /* for images: more options of `docker run` */
    const char *tests;          /* only tests whose name or section has this in it */
    const char *report;         /* a file: JUnit XML if it ends in .xml, else JSON */
    FILE *out;                  /* progress and result, for people */
} ab_acceptance_options;

/* Runs the tests one after another. Returns the exit status: 0: all passed or were skipped, 1: a
 * test failed, or none ran, 2 with `error`: the configuration is not valid; 130 or 143 after
 * SIGINT or SIGTERM, which the caller must have blocked. */
int ab_acceptance_run(const ab_acceptance_options *options, ab_error *error);

/* Prints the table of tests, one a line: section, name, what it checks. */
void ab_acceptance_list(FILE *out);

#endif
