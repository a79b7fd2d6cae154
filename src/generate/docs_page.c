#include "generate/docs_page.h"

#include "json/json.h"

static const char end_marker[] = "<!-- airbyte-cdk-c: end -->";

/* The cell of a table: no line ends, no bars. */
static void add_cell(ab_buf *out, ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '|') {
            ab_buf_add_char(out, '\\');
        }
        ab_buf_add_char(out, c == '\n' || c == '\r' ? ' ' : c);
    }
}

/* ---------------------------------------------------------------- configuration */

static bool is_required(const ab_value *schema, ab_str name)
{
    const ab_value *required = ab_get(schema, "required");
    for (uint32_t i = 0; ab_is(required, AB_ARRAY) && i < required->count; i++) {
        if (ab_str_eq(ab_text(ab_at(required, i)), name)) {
            return true;
        }
    }
    return false;
}

static void add_type(ab_buf *out, const ab_value *type)
{
    if (ab_is(type, AB_STRING)) {
        ab_buf_add_str(out, ab_text(type));
        return;
    }
    bool first = true;
    for (uint32_t i = 0; ab_is(type, AB_ARRAY) && i < type->count; i++) {
        ab_str name = ab_text(ab_at(type, i));
        if (!ab_str_is(name, "null")) {
            ab_buf_printf(out, "%s%.*s", first ? "" : ", ", AB_STR_ARG(name));
            first = false;
        }
    }
}

static void add_default(ab_buf *out, const ab_value *property)
{
    const ab_value *deflt = ab_get(property, "default");
    if (deflt) {
        ab_buf text;
        ab_buf_init(&text, AB_BUF_NO_MAX);
        ab_json_write(&text, deflt, AB_JSON_COMPACT);
        ab_buf_add_text(out, " (default: `");
        add_cell(out, ab_buf_str(&text));
        ab_buf_add_text(out, "`)");
        ab_buf_free(&text);
    }
}

static void add_property(ab_buf *out, const ab_value *schema, ab_str name, const ab_value *property)
{
    ab_str title = ab_get_text(property, "title");
    ab_buf_add_text(out, "| `");
    add_cell(out, name);
    ab_buf_add_text(out, "` | ");
    add_type(out, ab_get(property, "type"));
    ab_buf_add_text(out, is_required(schema, name) ? " | yes | " : " | no | ");
    if (title.n > 0) {
        add_cell(out, title);
        ab_buf_add_text(out, ". ");
    }
    add_cell(out, ab_get_text(property, "description"));
    add_default(out, property);
    ab_buf_add_text(out, ab_get_bool(property, "airbyte_secret", false) ? " Secret. |\n" : " |\n");
}

static void add_configuration(ab_buf *out, const ab_value *spec, const ab_value *catalog)
{
    (void)catalog;
    const ab_value *schema = ab_get(spec, "connectionSpecification");
    const ab_value *properties = ab_get(schema, "properties");
    if (!ab_is(properties, AB_OBJECT) || properties->count == 0) {
        ab_buf_add_text(out, "No configuration is needed.\n");
        return;
    }
    ab_buf_add_text(out, "| Field | Type | Required | What |\n| --- | --- | --- | --- |\n");
    for (uint32_t i = 0; i < properties->count; i++) {
        const ab_member *member = &properties->object.members[i];
        if (!ab_get_bool(&member->value, "airbyte_hidden", false)) {
            add_property(out, schema, member->key, &member->value);
        }
    }
}

/* ---------------------------------------------------------------- streams */

/* ["a", "b"] as `a`.`b`; [["a"], ["b"]] as `a`, `b`. */
static void add_path(ab_buf *out, const ab_value *path)
{
    for (uint32_t i = 0; ab_is(path, AB_ARRAY) && i < path->count; i++) {
        const ab_value *part = ab_at(path, i);
        if (ab_is(part, AB_ARRAY)) {
            ab_buf_add_text(out, i ? ", " : "");
            add_path(out, part);
        } else {
            ab_buf_add_text(out, i ? ".`" : "`");
            add_cell(out, ab_text(part));
            ab_buf_add_char(out, '`');
        }
    }
}

static bool supports(const ab_value *stream, const char *mode)
{
    const ab_value *modes = ab_get(stream, "supported_sync_modes");
    for (uint32_t i = 0; ab_is(modes, AB_ARRAY) && i < modes->count; i++) {
        if (ab_str_is(ab_text(ab_at(modes, i)), mode)) {
            return true;
        }
    }
    return false;
}

static void add_streams(ab_buf *out, const ab_value *spec, const ab_value *catalog)
{
    (void)spec;
    const ab_value *streams = ab_get(catalog, "streams");
    ab_buf_add_text(out, "| Stream | Primary key | Cursor | Full refresh | Incremental |\n"
                         "| --- | --- | --- | --- | --- |\n");
    for (uint32_t i = 0; ab_is(streams, AB_ARRAY) && i < streams->count; i++) {
        const ab_value *stream = ab_at(streams, i);
        ab_buf_add_text(out, "| `");
        add_cell(out, ab_get_text(stream, "name"));
        ab_buf_add_text(out, "` | ");
        add_path(out, ab_get(stream, "source_defined_primary_key"));
        ab_buf_add_text(out, " | ");
        add_path(out, ab_get(stream, "default_cursor_field"));
        ab_buf_printf(out, " | %s | %s |\n", supports(stream, "full_refresh") ? "yes" : "no",
                      supports(stream, "incremental") ? "yes" : "no");
    }
}

/* ---------------------------------------------------------------- the page */

static const struct {
    const char *title;
    const char *marker;
    void (*add)(ab_buf *out, const ab_value *spec, const ab_value *catalog);
} sections[] = {
    {"Configuration", "<!-- airbyte-cdk-c: configuration -->", add_configuration},
    {"Streams", "<!-- airbyte-cdk-c: streams -->", add_streams},
};
enum { SECTIONS = sizeof(sections) / sizeof(sections[0]) };

static void add_section(ab_buf *out, size_t at, const ab_value *spec, const ab_value *catalog)
{
    ab_buf_printf(out, "%s\n", sections[at].marker);
    sections[at].add(out, spec, catalog);
    ab_buf_add_text(out, end_marker);
}

static void add_new_page(ab_buf *out, const ab_value *spec, const ab_value *catalog)
{
    ab_str title = ab_get_text(ab_get(spec, "connectionSpecification"), "title");
    ab_buf_printf(out,
                  "# %.*s\n\nWhat stands between markers is made by `airbyte-cdk-c docs-page`; all "
                  "else on this page is written by hand.\n\n## Prerequisites\n\nAn account at the "
                  "API, and the credentials below.\n",
                  AB_STR_ARG(title.n > 0 ? title : AB_STR("Source")));
    for (size_t i = 0; i < SECTIONS; i++) {
        ab_buf_printf(out, "\n## %s\n\n", sections[i].title);
        add_section(out, i, spec, catalog);
        ab_buf_add_char(out, '\n');
    }
    ab_buf_add_text(out, "\n## Changelog\n\n| Version | Date | Subject |\n| --- | --- | --- |\n"
                         "| 0.1.0 | | First version |\n");
}

bool ab_docs_page(ab_str old, const ab_value *spec, const ab_value *catalog, ab_buf *out,
                  ab_error *error)
{
    if (ab_str_trim(old).n == 0) {
        add_new_page(out, spec, catalog);
        return true;
    }
    size_t at = 0;
    for (size_t i = 0; i < SECTIONS; i++) {
        ptrdiff_t begin = ab_str_find(old, ab_str_of(sections[i].marker), at);
        ptrdiff_t end = begin < 0 ? -1 : ab_str_find(old, AB_STR(end_marker), (size_t)begin);
        if (end < 0) {
            return ab_error_set(error, AB_ERROR_CONFIG,
                                "The page has no %s with %s behind it, in the order of a new page",
                                sections[i].marker, end_marker);
        }
        ab_buf_add_str(out, ab_str_sub(old, at, (size_t)begin));
        add_section(out, i, spec, catalog);
        at = (size_t)end + sizeof(end_marker) - 1;
    }
    ab_buf_add_str(out, ab_str_sub(old, at, old.n));
    return true;
}
