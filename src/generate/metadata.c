#include "generate/metadata.h"

#include "crypto/hash.h"
#include "generate/generate.h"
#include "generate/render.h"
#include "yaml/yaml.h"

#include <string.h>

ab_str ab_metadata_title(ab_arena *arena, ab_str name)
{
    char *title = ab_arena_cstr(arena, name);
    bool first = true;
    for (char *c = title; *c; c++) {
        if (first && *c >= 'a' && *c <= 'z') {
            *c = (char)(*c - 'a' + 'A');
        }
        first = *c == '-';
        *c = *c == '-' ? ' ' : *c;
    }
    return (ab_str){title, name.n};
}

ab_str ab_metadata_host(ab_str url)
{
    ptrdiff_t scheme = ab_str_find(url, AB_STR("://"), 0);
    ab_str host = ab_str_sub(url, scheme < 0 ? 0 : (size_t)scheme + 3, url.n);
    ptrdiff_t user = ab_str_find(host, AB_STR("@"), 0);
    host = ab_str_sub(host, user < 0 ? 0 : (size_t)user + 1, host.n);
    for (size_t i = 0; i < host.n; i++) {
        if (host.p[i] == '/' || host.p[i] == ':' || host.p[i] == '?') {
            return ab_str_sub(host, 0, i);
        }
    }
    return host;
}

ab_str ab_metadata_build_options(void)
{
    return AB_STR("connectorBuildOptions:\n"
                  "  baseImage: airbyte/source-declarative-manifest-c:" AB_VERSION);
}

bool ab_metadata_make(const char *kind, const char *name, const char *base_url, ab_buf *out,
                      ab_error *error)
{
    char uuid[37];
    if (!ab_generate_accepts("kind", kind, error) || !ab_generate_accepts("name", name, error) ||
        !ab_generate_accepts("base-url", base_url, error) || !ab_random_uuid4(uuid, error)) {
        return false;
    }
    bool native = strcmp(kind, "native") == 0;
    ab_arena *arena = ab_arena_new();
    const ab_variable variables[] = {
        {"name", ab_str_of(name)},
        {"title", ab_metadata_title(arena, ab_str_of(name))},
        {"host", ab_metadata_host(ab_str_of(base_url))},
        {"definition_id", ab_str_of(uuid)},
        {"language", native ? AB_STR("c") : AB_STR("manifest-only")},
        {"cdk_tag", native ? AB_STR("") : AB_STR("- cdk:low-code")},
        {"build_options", native ? AB_STR("") : ab_metadata_build_options()},
        {0},
    };
    const ab_render render = {.variables = variables};
    bool made = ab_render_template(&render, "shared/metadata.yaml", out, error);
    ab_arena_free(arena);
    return made;
}

/* ---------------------------------------------------------------- the registry's entry */

static bool is_uuid(ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text.p[i] != '-' : !strchr("0123456789abcdefABCDEF", text.p[i])) {
            return false;
        }
    }
    return text.n == 36;
}

/* Members of the entry, in its order, and where metadata's `data` has them. */
static const struct {
    const char *member;
    const char *from;
    bool required;
} members[] = {
    {"name", "name", true},
    {"sourceDefinitionId", "definitionId", true},
    {"dockerRepository", "dockerRepository", true},
    {"dockerImageTag", "dockerImageTag", true},
    {"documentationUrl", "documentationUrl", true},
    {"icon", "icon", false},
    {"sourceType", "connectorSubtype", true},
    {"releaseStage", "releaseStage", false},
    {"releaseDate", "releaseDate", false},
    {"supportLevel", "supportLevel", false},
};

/* A scalar as YAML that stays text. */
static void add_scalar(ab_buf *out, ab_str text)
{
    ab_buf_add_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\') {
            ab_buf_add_char(out, '\\');
        }
        ab_buf_add_char(out, text.p[i] == '\n' ? ' ' : text.p[i]);
    }
    ab_buf_add_char(out, '"');
}

static bool add_entry(const ab_value *data, const char *path, ab_buf *out, ab_error *error)
{
    for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
        ab_str text = ab_get_text(data, members[i].from);
        if (text.n == 0 && members[i].required) {
            return ab_error_set(error, AB_ERROR_CONFIG, "%s: data.%s is missing, or is no text",
                                path, members[i].from);
        }
        if (strcmp(members[i].from, "definitionId") == 0 && !is_uuid(text)) {
            return ab_error_set(error, AB_ERROR_CONFIG, "%s: data.definitionId is no UUID: %.*s",
                                path, AB_STR_ARG(text));
        }
        if (text.n > 0) {
            ab_buf_printf(out, "%s%s: ", i == 0 ? "- " : "  ", members[i].member);
            add_scalar(out, text);
            ab_buf_add_char(out, '\n');
        }
    }
    return true;
}

bool ab_registry_entry(ab_str metadata, const char *path, ab_buf *out, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    ab_value tree;
    bool good = ab_yaml_parse(arena, metadata, path, &tree, error);
    if (!good) {
        error->kind = AB_ERROR_CONFIG;
    }
    good = good && add_entry(ab_get(&tree, "data"), path, out, error);
    ab_arena_free(arena);
    return good;
}
