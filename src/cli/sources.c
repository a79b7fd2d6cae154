/* Which source runs. */
#include "cli/session.h"

#include <unistd.h>

/* Where the platform's images keep the manifest that they ship. A config cannot replace it. */
static const char shipped_manifest[] =
    "/airbyte/integration_code/source_declarative_manifest/manifest.yaml";
static const char injected_manifest[] = "__injected_declarative_manifest";
/* By this name there is no built-in connector, as there is none in Python's command. */
static const char generic_name[] = "source-declarative-manifest";

/* ---------------------------------------------------------------- the generic spec */

static const char generic_spec_text[] =
    "{\"documentationUrl\":\"https://docs.airbyte.com/integrations/sources/low-code\","
    "\"connectionSpecification\":{"
    "\"$schema\":\"http://json-schema.org/draft-07/schema#\","
    "\"title\":\"Low-code source spec\",\"type\":\"object\","
    "\"required\":[\"__injected_declarative_manifest\"],\"additionalProperties\":true,"
    "\"properties\":{\"__injected_declarative_manifest\":{"
    "\"title\":\"Low-code manifest\",\"type\":\"object\","
    "\"description\":\"The low-code manifest that defines the components of the source.\"}}}}";

static bool generic_spec(void *self, ab_runtime *runtime, ab_arena *arena, const ab_value **spec,
                         ab_error *error)
{
    (void)self, (void)runtime;
    *spec = ab_new_json(arena, (ab_str){generic_spec_text, sizeof(generic_spec_text) - 1}, error);
    return *spec != NULL;
}

/* Only its spec is ever asked for. */
static const ab_source generic_source = {
    .name = generic_name, .version = AB_VERSION, .spec = generic_spec};

/* ---------------------------------------------------------------- choosing */

static bool open_manifest(ab_session *session, const ab_manifest_place *place, ab_error *error)
{
    const ab_sources *sources = session->invocation->sources;
    if (!sources->open_manifest) {
        return ab_error_set(error, AB_ERROR_SYSTEM, "This build runs no manifests");
    }
    session->source = sources->open_manifest(&session->runtime, place, error);
    return session->source != NULL;
}

static bool open_file(ab_session *session, const char *path, bool shipped, ab_error *error)
{
    ab_log(&session->runtime.logger, AB_LOG_INFO, "Running the manifest %s", path);
    const ab_manifest_place place = {
        .path = path,
        .shipped = shipped,
        .components_path = ab_option_value(session->invocation, "--components-path"),
        .config = session->raw,
    };
    return open_manifest(session, &place, error);
}

static bool open_injected(ab_session *session, const ab_value *manifest, ab_error *error)
{
    if (ab_kind_of(manifest) != AB_OBJECT) {
        return ab_error_set(error, AB_ERROR_CONFIG, "Invalid config: `%s` must be an object",
                            injected_manifest);
    }
    ab_log(&session->runtime.logger, AB_LOG_INFO, "Running the manifest in the config's %s",
           injected_manifest);
    const ab_manifest_place place = {
        .manifest = manifest,
        .components_path = ab_option_value(session->invocation, "--components-path"),
        .config = session->raw,
    };
    return open_manifest(session, &place, error);
}

static bool open_built_in(ab_session *session, ab_error *error)
{
    const ab_source *native = session->invocation->sources->native;
    if (native && !ab_str_is(ab_str_of(session->invocation->program), generic_name)) {
        session->source = native;
        ab_log(&session->runtime.logger, AB_LOG_INFO, "Running the built-in connector %s %s",
               session->source->name, session->source->version);
        return true;
    }
    if (!session->raw) {
        session->source = &generic_source;
        return true;
    }
    return ab_error_set(error, AB_ERROR_CONFIG,
                        "Invalid config: `%s` should be provided at the root of the config, or a "
                        "manifest by --manifest-path",
                        injected_manifest);
}

bool ab_session_open_source(ab_session *session, ab_error *error)
{
    const char *path = ab_option_value(session->invocation, "--manifest-path");
    const ab_value *injected = ab_member_of(session->raw, injected_manifest);
    if (access(shipped_manifest, F_OK) == 0) {
        return open_file(session, shipped_manifest, true, error);
    }
    if (path) {
        return open_file(session, path, false, error);
    }
    return injected ? open_injected(session, injected, error) : open_built_in(session, error);
}
