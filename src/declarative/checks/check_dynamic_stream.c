/* CheckDynamicStream: the first streams there are must be readable. */
#include "declarative/checks/streams.h"

typedef struct check_dynamic_stream {
    int64_t stream_count;
    bool use_check_availability;
    const ab_value *config_overrides;
} check_dynamic_stream;

typedef struct checker {
    ab_checker base;
    const check_dynamic_stream *options;
} checker;

static bool build_first(const checker *self, ab_declarative_source *source,
                        ab_stream_definitions *definitions, ab_declarative_stream ***streams,
                        size_t *count, ab_error *error)
{
    const check_dynamic_stream *o = self->options;
    if (!ab_source_definitions(source, false, definitions, error)) {
        return false;
    }
    *count = definitions->n;
    if (o->use_check_availability && o->stream_count >= 1 && (uint64_t)o->stream_count < *count) {
        *count = (size_t)o->stream_count;
    }
    return ab_source_build(source, definitions->at, *count, definitions, streams, error);
}

static bool run(ab_checker *base, ab_declarative_source *source, ab_arena *arena, bool *succeeded,
                ab_str *reason, ab_error *error)
{
    const checker *self = (const checker *)base;
    const check_dynamic_stream *o = self->options;
    ab_stream_definitions definitions = {0};
    ab_declarative_stream **streams;
    size_t count = 0;
    bool ok = build_first(self, source, &definitions, &streams, &count, error);
    *succeeded = ok && count > 0;
    if (ok && !count) {
        *reason = AB_STR("No streams to connect to from source");
    }
    for (size_t i = 0; *succeeded && o->use_check_availability && i < count; i++) {
        *succeeded = (int64_t)i >= o->stream_count ||
                     ab_check_stream_available(streams[i], "Stream", arena, reason);
    }
    AB_VEC_FREE(&definitions);
    return ok;
}

static void *build_checker(ab_build *build, const ab_component *component, const void *args,
                           ab_error *error)
{
    (void)args;
    (void)error;
    checker *self = AB_ARENA_NEW(build->arena, checker);
    self->options = component->options;
    self->base = (ab_checker){run, self->options->config_overrides};
    return self;
}

static const ab_field check_dynamic_stream_fields[] = {
    {"stream_count", AB_FIELD_INT, AB_AT(check_dynamic_stream, stream_count),
     .flags = AB_FIELD_REQUIRED, .help = "How many streams to try."},
    {"use_check_availability", AB_FIELD_BOOL, AB_AT(check_dynamic_stream, use_check_availability),
     .deflt = "true",
     .help = "Whether to read from the streams, or only to find that there are any."},
    {"config_overrides", AB_FIELD_JSON, AB_AT(check_dynamic_stream, config_overrides),
     .takes = AB_TAKES_OBJECT, .help = "Values that replace the config's during the check."},
    {0},
};

const ab_component_type ab_component_check_dynamic_stream = {
    .name = "CheckDynamicStream",
    .family = AB_FAMILY_CHECK,
    .fields = check_dynamic_stream_fields,
    .options_size = sizeof(check_dynamic_stream),
    .build = build_checker,
    .help = "Tries to read the first record of the first streams.",
};
