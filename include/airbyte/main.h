/* The main function of a connector's own binary: link with AirbyteCdk::airbyte_cdk and write
 *
 *     int main(int argc, char **argv) { return ab_main(argc, argv, &my_source); }
 *
 * The binary then has the protocol's commands (spec, check, discover, read) for that source, runs
 * manifests by --manifest-path, and carries the kit's commands (test, validate, …), too. */
#ifndef AIRBYTE_MAIN_H
#define AIRBYTE_MAIN_H

#include "airbyte/source.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Runs the command line and returns the exit status (0 done, 1 an error after a TRACE ERROR, 2
 * wrong usage; a signal ends the process). `source` is the built-in connector, borrowed; NULL:
 * there is none, as in a runtime for manifests with custom components of its own, registered
 * before. To be called once, by main, before it starts threads: it blocks signals and opens what is
 * closed of stdin, stdout and stderr. */
int ab_main(int argc, char **argv, const ab_source *source);

#ifdef __cplusplus
}
#endif

#endif
