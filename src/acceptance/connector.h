/* A connector under test: a program or an image, run by the protocol's four commands. */
#ifndef AB_ACCEPTANCE_CONNECTOR_H
#define AB_ACCEPTANCE_CONNECTOR_H

#include "acceptance/process.h"
#include "json/value.h"

/* Texts are borrowed. */
typedef struct ab_at_connector {
    bool is_image;               /* run by `docker run` */
    const char *program;         /* path, or the image's name */
    const char *manifest_path;   /* handed on as --manifest-path; NULL: none */
    const char *docker_options;  /* for images: more options of `docker run`; NULL: none */
    const ab_value *environment; /* more variables, an object of scalars; NULL: none */
} ab_at_connector;

/* A program where `name` is a file that may be run, else an image. */
bool ab_at_is_image(const char *name);

/* One run of a command. */
typedef struct ab_at_call {
    const char *command;        /* "spec", "check", "discover", "read" */
    const ab_value *config;     /* NULL: none */
    const ab_value *catalog;    /* NULL: none */
    const ab_value *state;      /* NULL: none */
    ab_str deployment_mode;     /* DEPLOYMENT_MODE; empty: as it is */
    const char *const *options; /* more of the command's options, ended by NULL; NULL: none */
    int64_t limit_us;           /* microseconds; then it is killed, with all it started */
} ab_at_call;

typedef struct ab_at_output {
    ab_process_result process;
    ab_value messages; /* an array of the messages in order */
    size_t noise;      /* lines of stdout that are no message */
} ab_at_output;

/* Runs it; all of *out lies in `arena`. False (system_error) only if it could not be started. */
bool ab_at_connector_run(ab_arena *arena, const ab_at_connector *connector, const ab_at_call *call,
                         ab_at_output *out, ab_error *error);
/* The image's `Config` as `docker image inspect` tells it. */
bool ab_at_image_config(ab_arena *arena, const char *image, ab_value *out, ab_error *error);

/* The bodies of all messages of a type ("RECORD"), in order, sharing memory with `output`. */
ab_value ab_at_bodies(ab_arena *arena, const ab_at_output *output, const char *type);

#endif
