/* The connector's page in docs/integrations/sources. */
#include "acceptance/suite.h"

#include "base/file.h"

#include <unistd.h>

#define MAX_PAGE_BYTES ((size_t)16 << 20)
/* How far up from the connector's folder docs/ may lie. */
enum { MAX_LEVELS = 8 };
static const char site[] = "https://docs.airbyte.com/";

/* Fails or skips where there is no page. */
static bool read_page(ab_at_case *c, ab_str *out)
{
    ab_str url = ab_get_text(c->suite->metadata, "documentationUrl");
    ab_error error = {0};
    if (!ab_at_is_certified(c->suite)) {
        ab_at_skip(c,
                   "for certified connectors only (metadata.yaml: ab_internal.ql of 400 or more)");
        return false;
    }
    if (!ab_str_starts(url, AB_STR(site))) {
        ab_at_fail(c, "metadata.yaml: documentationUrl must begin with %s", site);
        return false;
    }
    ab_str page = ab_str_sub(url, sizeof(site) - 1, url.n);
    const char *path = NULL;
    ab_str up = ab_str_of(c->suite->config.base_path);
    for (int level = 0; level < MAX_LEVELS; level++) {
        path = ab_arena_printf(c->arena, "%.*s/docs/%.*s.md", AB_STR_ARG(up), AB_STR_ARG(page)).p;
        if (access(path, R_OK) == 0) {
            break;
        }
        up = ab_arena_printf(c->arena, "%.*s/..", AB_STR_ARG(up));
    }
    bool good = ab_file_read(c->arena, path, MAX_PAGE_BYTES, out, &error);
    if (!good) {
        ab_at_fail(c, "there is no page docs/%.*s.md in the connector's folder or above it",
                   AB_STR_ARG(page));
    }
    ab_error_clear(&error);
    return good;
}

static bool next_line(ab_str *rest, ab_str *line)
{
    if (rest->n == 0) {
        return false;
    }
    const char *end = memchr(rest->p, '\n', rest->n);
    size_t n = end ? (size_t)(end - rest->p) : rest->n;
    *line = ab_str_trim(ab_str_sub(*rest, 0, n));
    *rest = ab_str_sub(*rest, n + 1, rest->n);
    return true;
}

/* The text of a heading: "## Prerequisites" gives "Prerequisites"; empty: no heading. */
static ab_str heading_of(ab_str line)
{
    size_t marks = 0;
    while (marks < line.n && line.p[marks] == '#') {
        marks++;
    }
    return marks > 0 ? ab_str_trim(ab_str_sub(line, marks, line.n)) : (ab_str){0};
}

/* ---------------------------------------------------------------- the prerequisites */

/* The lines from the heading to the next one. */
static ab_str section_of(ab_str page, const char *heading)
{
    ab_str rest = page, line, section = {0};
    while (next_line(&rest, &line)) {
        ab_str found = heading_of(line);
        if (section.p && found.n) {
            return section;
        }
        if (ab_str_eq_nocase(found, ab_str_of(heading))) {
            section = (ab_str){rest.p, 0};
        } else if (section.p) {
            section.n = (size_t)(rest.p - section.p);
        }
    }
    return section;
}

static ab_str lower(ab_arena *arena, ab_str text)
{
    char *out = ab_arena_cstr(arena, text);
    for (size_t i = 0; i < text.n; i++) {
        out[i] = (char)(out[i] >= 'A' && out[i] <= 'Z' ? out[i] - 'A' + 'a' : out[i]);
    }
    return (ab_str){out, text.n};
}

/* Required fields are what a user must have at hand: the page names their titles. */
void ab_at_docs_prerequisites(ab_at_case *c)
{
    ab_str page;
    if (!read_page(c, &page)) {
        return;
    }
    const ab_value *spec = ab_at_spec(c);
    const ab_value *specification = ab_get(spec, "connectionSpecification");
    const ab_value *required = ab_get(specification, "required");
    ab_str section = lower(c->arena, section_of(page, "Prerequisites"));
    for (uint32_t i = 0; spec && ab_is(required, AB_ARRAY) && i < required->count; i++) {
        ab_str name = ab_text(&required->items[i]);
        ab_str title =
            ab_get_text(ab_object_get(ab_get(specification, "properties"), name), "title");
        ab_str wanted = lower(c->arena, title.n ? title : name);
        if (ab_str_find(section, wanted, 0) < 0) {
            ab_at_fail(c, "the page's Prerequisites do not name the required field %.*s (%.*s)",
                       AB_STR_ARG(name), AB_STR_ARG(title));
        }
    }
}

/* ---------------------------------------------------------------- the headings */

/* Those of Airbyte's template, in their order; the first is the connector's name. */
static const char *const headings[] = {
    "Prerequisites",
    "Setup guide",
    "Set up",
    "For Airbyte Cloud:",
    "For Airbyte Open Source:",
    "Supported sync modes",
    "Supported Streams",
    "Limitations & Troubleshooting",
    "Changelog",
};

void ab_at_docs_structure(ab_at_case *c)
{
    ab_str page, line;
    ab_str name = ab_get_text(c->suite->metadata, "name");
    if (!read_page(c, &page)) {
        return;
    }
    ab_str rest = page;
    size_t at = 0;
    bool first = true;
    while (next_line(&rest, &line)) {
        ab_str heading = heading_of(line);
        if (heading.n && first) {
            first = false;
            if (!ab_str_eq_nocase(heading, name)) {
                ab_at_fail(c, "the first heading must be %.*s, and is %.*s", AB_STR_ARG(name),
                           AB_STR_ARG(heading));
            }
        } else if (heading.n && at < sizeof(headings) / sizeof(*headings)) {
            ab_str wanted = lower(c->arena, ab_str_of(headings[at]));
            at += ab_str_starts(lower(c->arena, heading), wanted);
        }
    }
    if (at < sizeof(headings) / sizeof(*headings)) {
        ab_at_fail(c, "the heading %s is missing, or not in its place", headings[at]);
    }
}
