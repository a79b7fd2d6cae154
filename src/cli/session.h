/* What spec, check, discover, read and test-read have in common: the runtime, the source that the
 * command line and the config choose, the config. */
#ifndef AB_CLI_SESSION_H
#define AB_CLI_SESSION_H

#include "cli/options.h"
#include "engine/engine.h"

typedef struct ab_session {
    const ab_invocation *invocation;
    ab_runtime runtime;
    ab_arena *arena;     /* lives as long as the session */
    const ab_value *raw; /* the config as it was read; NULL: the command has none */
    const ab_source *source;
    const ab_value *spec;   /* the ConnectorSpecification */
    const ab_value *config; /* what `configure` made of it */
    void *context;          /* the body's own (ab_session_run_to) */
} ab_session;

/* Opens all that, calls `body`, closes all. Returns body's status, or that of the failure that came
 * before it. Main thread; ends SIGTERM and SIGINT as the design says. */
int ab_session_run(const ab_invocation *invocation, const ab_run_options *options,
                   ab_config_use use, int (*body)(ab_session *session));
/* The same for commands that print something else: messages go to `fd`. */
int ab_session_run_to(const ab_invocation *invocation, const ab_run_options *options,
                      ab_config_use use, int fd, void *context, int (*body)(ab_session *session));

/* Reads a JSON file; errors (config_error) name the file and what is wrong with it. */
bool ab_session_read_json(ab_session *session, const char *path, const char *what,
                          const ab_value **out, ab_error *error);

/* ---- sources.c ---- */
/* Chooses and opens the source by the rule of docs: the image's manifest, --manifest-path, the
 * config's __injected_declarative_manifest, the built-in connector. Says which in a LOG line. */
bool ab_session_open_source(ab_session *session, ab_error *error);

#endif
