/* Manifests: loading, references, parameters, validation with all warnings. What a manifest of any
 * shape does is an error or a list of problems, in bounded time and memory. */
#include "fuzz.h"

#include "declarative/manifest/manifest.h"
#include "yaml/yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    ab_arena *arena = ab_arena_new();
    ab_error error = {0};
    ab_value value;
    ab_manifest manifest;
    ab_str text = {(const char *)data, size};
    if (ab_yaml_parse(arena, text, NULL, &value, &error) &&
        ab_manifest_from_value(arena, &value, &manifest, &error)) {
        ab_manifest_validate(&manifest, NULL);
        ab_parse parse = {.arena = arena};
        ab_manifest_problems(&manifest, &parse);
        ab_parse_end(&parse);
    }
    ab_error_clear(&error);
    ab_arena_free(arena);
    return 0;
}
