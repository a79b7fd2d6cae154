/* A source that a manifest describes: what the engine runs. */
#ifndef AB_DECLARATIVE_SOURCE_SOURCE_H
#define AB_DECLARATIVE_SOURCE_SOURCE_H

#include "airbyte/source.h"
#include "declarative/env.h"
#include "declarative/manifest/manifest.h"
#include "declarative/spec/spec.h"
#include "declarative/streams/stream.h"
#include "engine/manifest_place.h"

/* Opens the manifest at `place`: loads, resolves and validates it. NULL with `error` if the runtime
 * cannot run it. Closed by the source's `close` slot. */
const ab_source *ab_declarative_source_open(ab_runtime *runtime, const ab_manifest_place *place,
                                            ab_error *error);

/* ---- Inside of the declarative layer: checks, tooling ---- */

struct ab_engine_stream;

typedef struct ab_declarative_source {
    ab_source slots; /* .self is this struct */
    ab_arena *arena;
    ab_env env;
    ab_manifest manifest;
    ab_spec *spec;         /* NULL: the manifest has none */
    ab_error no_rules;     /* why the spec's rules cannot run: told when a config comes */
    const ab_value *given; /* the config that validations see: without check's overrides */
    AB_VEC(ab_declarative_stream *) streams; /* all that were built, freed at the end */
    AB_VEC(struct ab_engine_stream *) engine_streams;
} ab_declarative_source;

/* A definition of a stream: the node that it is built from. */
typedef struct ab_stream_definition {
    const ab_value *node;
    ab_str path;
    ab_str name;
    ab_str dynamic_name; /* of the dynamic stream it came from; .p NULL: a static one */
} ab_stream_definition;
typedef AB_VEC(ab_stream_definition) ab_stream_definitions;

/* The stream definitions in their order: streams whose condition holds, then, unless
 * `without_dynamic`, those that the resolvers make (which may send requests). Freed by
 * AB_VEC_FREE. */
bool ab_source_definitions(ab_declarative_source *source, bool without_dynamic,
                           ab_stream_definitions *out, ab_error *error);
/* Validates the config and builds the streams of `definitions[0..count)`, appended to *out (an
 * array in the source's arena). `all` tells which streams are parents of others. */
bool ab_source_build(ab_declarative_source *source, const ab_stream_definition *definitions,
                     size_t count, const ab_stream_definitions *all, ab_declarative_stream ***out,
                     ab_error *error);
/* Default if `concurrency_level` is absent: 2. 0 with `error` set where it says nothing usable. */
int ab_source_concurrency(ab_declarative_source *source, const ab_value *config, ab_error *error);
/* The check slot. */
ab_check ab_source_check(void *self, ab_runtime *runtime, const ab_value *config, ab_error *error);

#endif
