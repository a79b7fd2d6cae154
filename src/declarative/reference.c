#include "declarative/reference.h"

#include "declarative/names.h"
#include "declarative/parse.h"

#include <string.h>

static bool is_template(const ab_field *field)
{
    return field->kind == AB_FIELD_TEMPLATE || field->kind == AB_FIELD_TEMPLATES ||
           field->kind == AB_FIELD_CONDITION || field->kind == AB_FIELD_MAPPING ||
           field->kind == AB_FIELD_NESTED;
}

static const char *kind_text(ab_field_kind kind)
{
    static const char *const texts[] = {
        [AB_FIELD_STRING] = "string",
        [AB_FIELD_STRINGS] = "list of strings",
        [AB_FIELD_STRING_LISTS] = "list of lists of strings",
        [AB_FIELD_ENUM] = "one of",
        [AB_FIELD_BOOL] = "boolean",
        [AB_FIELD_MAYBE_BOOL] = "boolean",
        [AB_FIELD_INT] = "integer",
        [AB_FIELD_NUMBER] = "number",
        [AB_FIELD_INTS] = "list of integers",
        [AB_FIELD_TEMPLATE] = "template",
        [AB_FIELD_CONDITION] = "template, true or false",
        [AB_FIELD_TEMPLATES] = "list of templates",
        [AB_FIELD_MAPPING] = "object of templates",
        [AB_FIELD_NESTED] = "any JSON with templates",
        [AB_FIELD_JSON] = "any JSON",
        [AB_FIELD_CHILD] = "component",
        [AB_FIELD_CHILDREN] = "list of components",
        [AB_FIELD_CHILD_OR_LIST] = "component or list of components",
        [AB_FIELD_CHILD_MAP] = "object of components",
    };
    return texts[kind];
}

static void add_names(ab_buf *out, const char *names, bool links)
{
    ab_str name;
    bool first = true;
    while (ab_names_next(&names, &name)) {
        ab_buf_add_text(out, first ? " " : ", ");
        first = false;
        if (links) {
            ab_buf_printf(out, "[%.*s](#", AB_STR_ARG(name));
            for (size_t i = 0; i < name.n; i++) {
                char c = name.p[i];
                ab_buf_add_char(out, c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c);
            }
            ab_buf_add_char(out, ')');
        } else {
            ab_buf_printf(out, "`%.*s`", AB_STR_ARG(name));
        }
    }
}

/* The cell of a table: '|' would end it. */
static void add_cell(ab_buf *out, const char *text)
{
    for (; text && *text; text++) {
        ab_buf_add_text(out, *text == '|' ? "\\|" : *text == '\n' ? " " : (char[]){*text, 0});
    }
}

/* What one row of the table takes. */
static void add_value(ab_buf *out, const ab_field *field)
{
    ab_buf_add_text(out, kind_text(field->kind));
    if (is_template(field) && (field->takes & (AB_TAKES_INT | AB_TAKES_NUMBER))) {
        ab_buf_add_text(out, " or number");
    }
    if (field->of) {
        add_names(out, field->of, field->kind != AB_FIELD_ENUM);
    }
}

/* A field with several rows, one for each JSON type, is one row here. Returns its last row. */
static const ab_field *add_field(ab_buf *out, const ab_field *field)
{
    const ab_field *first = field;
    ab_buf_printf(out, "| `%s`%s | ", field->name,
                  field->flags & AB_FIELD_REQUIRED ? " (required)" : "");
    add_value(out, field);
    while (field[1].name && strcmp(field[1].name, first->name) == 0) {
        field++;
        ab_buf_add_text(out, ", or ");
        add_value(out, field);
    }
    ab_buf_add_text(out, " | ");
    if (first->deflt) {
        ab_buf_add_char(out, '`');
        add_cell(out, first->deflt);
        ab_buf_add_char(out, '`');
    }
    ab_buf_add_text(out, " | ");
    add_cell(out, first->help);
    ab_buf_add_text(out, first->flags & AB_FIELD_DEPRECATED ? " (deprecated) |\n" : " |\n");
    return field;
}

static const char *family_text(ab_family family)
{
    static const char *const texts[] = {
        [AB_FAMILY_NONE] = "parts of other components",
        [AB_FAMILY_AUTHENTICATOR] = "authenticators",
        [AB_FAMILY_REQUESTER] = "requesters",
        [AB_FAMILY_ERROR_HANDLER] = "error handlers",
        [AB_FAMILY_BACKOFF_STRATEGY] = "backoff strategies",
        [AB_FAMILY_PAGINATOR] = "paginators",
        [AB_FAMILY_PAGINATION_STRATEGY] = "pagination strategies",
        [AB_FAMILY_DECODER] = "decoders",
        [AB_FAMILY_EXTRACTOR] = "extractors",
        [AB_FAMILY_RECORD_FILTER] = "record filters",
        [AB_FAMILY_RECORD_SELECTOR] = "record selectors",
        [AB_FAMILY_NORMALIZATION] = "schema normalization",
        [AB_FAMILY_TRANSFORMATION] = "transformations",
        [AB_FAMILY_CONFIG_TRANSFORMATION] = "transformations of the config",
        [AB_FAMILY_CONFIG_VALIDATOR] = "validators of the config",
        [AB_FAMILY_PARTITION_ROUTER] = "partition routers",
        [AB_FAMILY_CURSOR] = "cursors",
        [AB_FAMILY_STATE_MIGRATION] = "state migrations",
        [AB_FAMILY_SCHEMA_LOADER] = "schema loaders",
        [AB_FAMILY_RETRIEVER] = "retrievers",
        [AB_FAMILY_RESOLVER] = "resolvers of dynamic streams",
        [AB_FAMILY_CHECK] = "checks",
        [AB_FAMILY_FILE_UPLOADER] = "file uploaders",
        [AB_FAMILY_STREAM] = "streams",
    };
    return texts[family];
}

void ab_component_reference(ab_buf *out, const ab_component_type *type)
{
    ab_buf_printf(out, "## %s\n\n", type->name);
    if (type->help) {
        ab_buf_printf(out, "%s\n\n", type->help);
    }
    ab_buf_printf(out, "Family: %s.\n\n", family_text(type->family));
    if (!type->fields || !type->fields->name) {
        return;
    }
    ab_buf_add_text(out, "| Field | Value | Default | |\n|---|---|---|---|\n");
    for (const ab_field *field = type->fields; field->name; field++) {
        field = add_field(out, field);
    }
    ab_buf_add_char(out, '\n');
}

void ab_component_reference_all(ab_buf *out)
{
    ab_buf_add_text(out, "# Components of declarative manifests\n\n"
                         "Made from the runtime's own tables by `main components`.\n\n");
    for (size_t i = 0; i < ab_component_type_count; i++) {
        ab_component_reference(out, ab_component_types[i]);
    }
}
