/* CheckStream: the named streams must be readable. */
#include "declarative/checks/streams.h"

/* Member of the config by which the platform chooses the streams to try. */
#define NAMES_IN_CONFIG "__airbyte_check_stream_names"

typedef struct check_stream {
    ab_strings stream_names;
    ab_components dynamic_streams_check_configs;
    const ab_value *config_overrides;
} check_stream;

typedef struct checker {
    ab_checker base;
    const check_stream *options;
} checker;

/* The streams built for one check, with their definitions. */
typedef struct built {
    ab_stream_definitions definitions;
    ab_declarative_stream **streams;
    size_t count;
} built;

static bool names_to_check(const checker *self, ab_declarative_source *source, ab_arena *arena,
                           ab_strings *names, ab_error *error)
{
    const ab_value *given = ab_get(ab_config_get(source->env.config), NAMES_IN_CONFIG);
    *names = self->options->stream_names;
    if (!given || (ab_is(given, AB_ARRAY) && !given->count)) {
        return true;
    }
    ab_str *at = AB_ARENA_ARRAY(arena, ab_str, given->count + 1);
    bool good = ab_is(given, AB_ARRAY);
    for (size_t i = 0; good && i < given->count; i++) {
        good = ab_is(&given->items[i], AB_STRING);
        at[i] = ab_text(&given->items[i]);
    }
    *names = (ab_strings){at, given->count};
    return good ||
           ab_error_set(error, AB_ERROR_SYSTEM, NAMES_IN_CONFIG " must be a list of strings.");
}

static bool is_named(const ab_strings *names, ab_str name)
{
    for (size_t i = 0; i < names->n; i++) {
        if (ab_str_eq(names->at[i], name)) {
            return true;
        }
    }
    return false;
}

static const ab_declarative_stream *known(const built *b, ab_str name)
{
    for (size_t i = b->count; i > 0; i--) { /* of equal names the last counts, as in a dict */
        if (ab_str_eq(b->streams[i - 1]->name, name)) {
            return b->streams[i - 1];
        }
    }
    return NULL;
}

/* Where all names are those of static streams only these are built, and no resolver runs. */
static bool only_static(const checker *self, const built *b, const ab_strings *names)
{
    bool all = names->n > 0 && !self->options->dynamic_streams_check_configs.n;
    for (size_t i = 0; all && i < names->n; i++) {
        bool found = false;
        for (size_t j = 0; j < b->definitions.n; j++) {
            found = found || ab_str_eq(b->definitions.at[j].name, names->at[i]);
        }
        all = found;
    }
    return all;
}

static bool build_streams(const checker *self, ab_declarative_source *source,
                          const ab_strings *names, built *b, ab_error *error)
{
    if (!ab_source_definitions(source, true, &b->definitions, error)) {
        return false;
    }
    if (!only_static(self, b, names)) {
        b->definitions.n = 0;
        b->count = 0;
        return ab_source_definitions(source, false, &b->definitions, error) &&
               ab_source_build(source, b->definitions.at, b->definitions.n, &b->definitions,
                               &b->streams, error) &&
               (b->count = b->definitions.n, true);
    }
    ab_stream_definitions wanted = {0};
    for (size_t i = 0; i < b->definitions.n; i++) {
        if (is_named(names, b->definitions.at[i].name)) {
            AB_VEC_PUSH(&wanted, b->definitions.at[i]);
        }
    }
    bool ok = ab_source_build(source, wanted.at, wanted.n, &b->definitions, &b->streams, error);
    b->count = ok ? wanted.n : 0;
    AB_VEC_FREE(&wanted);
    return ok;
}

static bool unknown_stream(const built *b, ab_str name, ab_arena *arena, ab_error *error)
{
    ab_str known_names = AB_STR("");
    for (size_t i = 0; i < b->count; i++) {
        known_names = ab_arena_printf(arena, "%.*s%s%.*s", AB_STR_ARG(known_names), i ? ", " : "",
                                      AB_STR_ARG(b->streams[i]->name));
    }
    return ab_error_set(error, AB_ERROR_SYSTEM,
                        "%.*s is not part of the catalog. Expected one of: %.*s.", AB_STR_ARG(name),
                        AB_STR_ARG(known_names));
}

static bool check_names(const built *b, const ab_strings *names, ab_arena *arena, bool *succeeded,
                        ab_str *reason, ab_error *error)
{
    for (size_t i = 0; *succeeded && i < names->n; i++) {
        const ab_declarative_stream *stream = known(b, names->at[i]);
        if (!stream) {
            return unknown_stream(b, names->at[i], arena, error);
        }
        *succeeded =
            ab_check_stream_available((ab_declarative_stream *)stream, "Stream", arena, reason);
    }
    return true;
}

static bool is_dynamic_stream(const ab_declarative_source *source, ab_arena *arena, ab_str name)
{
    const ab_value *all = ab_get(&source->manifest.resolved, "dynamic_streams");
    for (size_t i = 0; ab_is(all, AB_ARRAY) && i < all->count; i++) {
        const ab_value *named = ab_get(&all->items[i], "name");
        ab_str own = named ? ab_text(named) : ab_arena_printf(arena, "dynamic_stream_%zu", i);
        if (ab_str_eq(own, name)) {
            return true;
        }
    }
    return false;
}

static bool check_dynamic(const ab_declarative_source *source, const built *b,
                          const ab_dynamic_stream_check_config *config, ab_arena *arena,
                          ab_str *reason)
{
    if (!is_dynamic_stream(source, arena, config->dynamic_stream_name)) {
        *reason = ab_arena_printf(arena, "Dynamic stream %.*s is not found in manifest.",
                                  AB_STR_ARG(config->dynamic_stream_name));
        return false;
    }
    int64_t left = config->stream_count ? config->stream_count : INT64_MAX;
    for (size_t i = 0; i < b->count && left > 0; i++) {
        if (!ab_str_eq(b->definitions.at[i].dynamic_name, config->dynamic_stream_name)) {
            continue;
        }
        left--;
        if (!ab_check_stream_available(b->streams[i], "Dynamic Stream", arena, reason)) {
            return false;
        }
    }
    return true;
}

static bool run(ab_checker *base, ab_declarative_source *source, ab_arena *arena, bool *succeeded,
                ab_str *reason, ab_error *error)
{
    const checker *self = (const checker *)base;
    ab_strings names;
    built b = {0};
    *succeeded = true;
    if (!names_to_check(self, source, arena, &names, error)) {
        return false;
    }
    bool ok = true;
    if (!build_streams(self, source, &names, &b, error)) {
        *succeeded = false;
        ab_check_discovery_failed(arena, reason, error);
    } else if (!b.count) {
        *succeeded = false;
        *reason = AB_STR("No streams to connect to from source");
    } else {
        ok = check_names(&b, &names, arena, succeeded, reason, error);
    }
    const ab_components *configs = &self->options->dynamic_streams_check_configs;
    for (size_t i = 0; ok && *succeeded && i < configs->n; i++) {
        *succeeded = check_dynamic(source, &b, configs->at[i]->options, arena, reason);
    }
    AB_VEC_FREE(&b.definitions);
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

static const ab_field check_stream_fields[] = {
    {"stream_names", AB_FIELD_STRINGS, AB_AT(check_stream, stream_names),
     .help = "The streams to try."},
    {"dynamic_streams_check_configs", AB_FIELD_CHILDREN,
     AB_AT(check_stream, dynamic_streams_check_configs), .of = "DynamicStreamCheckConfig",
     .help = "How many streams of each dynamic stream to try."},
    {"config_overrides", AB_FIELD_JSON, AB_AT(check_stream, config_overrides),
     .takes = AB_TAKES_OBJECT, .help = "Values that replace the config's during the check."},
    {0},
};

const ab_component_type ab_component_check_stream = {
    .name = "CheckStream",
    .family = AB_FAMILY_CHECK,
    .fields = check_stream_fields,
    .options_size = sizeof(check_stream),
    .build = build_checker,
    .help = "Tries to read the first record of each named stream.",
};
