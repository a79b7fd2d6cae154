#include "acceptance/config.h"

#include "acceptance/config_keys.h"
#include "base/file.h"
#include "declarative/names.h"
#include "yaml/yaml.h"

/* A config of a connector with 300 streams has 100 KB. */
#define MAX_CONFIG_BYTES ((size_t)16 << 20)

typedef struct reading {
    const char *path;
    bool legacy; /* names alone are accepted where the present form has {name, bypass_reason} */
    ab_error *error;
} reading;

static bool refuse(const reading *r, const ab_value *at, const char *where, const char *what)
{
    ab_error_set(r->error, AB_ERROR_CONFIG, "%s:%u:%u: %s: %s", r->path, at->line, at->column,
                 where, what);
    return ab_error_at(r->error, r->path, at->line, at->column);
}

static bool refuse_key(const reading *r, const ab_member *member, const ab_at_table *table)
{
    ab_nearest nearest = {.word = member->key};
    for (const ab_at_key *key = table->keys; key->name; key++) {
        ab_nearest_offer(&nearest, ab_str_of(key->name));
    }
    ab_error_set(r->error, AB_ERROR_CONFIG, "%s:%u:%u: %s has no key \"%.*s\"%s%.*s%s", r->path,
                 member->key_line, member->key_column, table->name, AB_STR_ARG(member->key),
                 nearest.best.n ? "; did you mean " : "", AB_STR_ARG(nearest.best),
                 nearest.best.n ? "?" : "");
    return ab_error_at(r->error, r->path, member->key_line, member->key_column);
}

static const ab_at_key *find_key(const ab_at_table *table, ab_str name)
{
    for (const ab_at_key *key = table->keys; key->name; key++) {
        if (ab_str_is(name, key->name)) {
            return key;
        }
    }
    return NULL;
}

/* ---------------------------------------------------------------- values */

static bool check_table(const reading *r, const ab_value *value, const ab_at_table *table);

static bool is_digits(ab_str text)
{
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] < '0' || text.p[i] > '9') {
            return false;
        }
    }
    return text.n > 0;
}

/* What the value of a key has to be, or NULL if it is that. */
static const char *scalar_fault(const ab_at_key *key, const ab_value *value)
{
    int64_t number;
    switch (key->kind) {
    case AB_AT_TEXT:
        return ab_is(value, AB_STRING) || ab_is_number(value) ? NULL : "must be a text";
    case AB_AT_BOOL:
        return ab_is(value, AB_BOOL) ? NULL : "must be true or false";
    case AB_AT_SECONDS:
        return (ab_value_int64(value, &number) && number >= 0) || is_digits(ab_text(value))
                   ? NULL
                   : "must be a whole number of at least 0";
    case AB_AT_CHOICE:
        return ab_names_index(key->choices, ab_text(value)) >= 0 ? NULL : key->choices_text;
    case AB_AT_OBJECT:
        return ab_is(value, AB_OBJECT) ? NULL : "must be an object";
    default:
        return NULL;
    }
}

static bool check_item(const reading *r, const ab_at_key *key, const ab_value *item)
{
    if (!key->of) {
        return ab_is(item, AB_STRING) || refuse(r, item, key->name, "must be a list of texts");
    }
    if (r->legacy && ab_is(item, AB_STRING) && find_key(key->of, AB_STR("name"))) {
        return true;
    }
    return check_table(r, item, key->of);
}

static bool check_list(const reading *r, const ab_at_key *key, const ab_value *list)
{
    if (!ab_is(list, AB_ARRAY)) {
        return refuse(r, list, key->name, "must be a list");
    }
    for (uint32_t i = 0; i < list->count; i++) {
        if (!check_item(r, key, &list->items[i])) {
            return false;
        }
    }
    return true;
}

static bool check_lists(const reading *r, const ab_at_key *key, const ab_value *value)
{
    if (!ab_is(value, AB_OBJECT)) {
        return refuse(r, value, key->name, "must be an object of lists");
    }
    for (uint32_t i = 0; i < value->count; i++) {
        if (!check_list(r, key, &value->object.members[i].value)) {
            return false;
        }
    }
    return true;
}

static bool check_value(const reading *r, const ab_at_key *key, const ab_value *value)
{
    if (ab_is(value, AB_NULL)) {
        return !key->required || refuse(r, value, key->name, "must have a value");
    }
    switch (key->kind) {
    case AB_AT_TABLE:
        return check_table(r, value, key->of);
    case AB_AT_LIST:
        return check_list(r, key, value);
    case AB_AT_LISTS:
        return check_lists(r, key, value);
    default:
        break;
    }
    const char *fault = scalar_fault(key, value);
    return !fault || refuse(r, value, key->name, fault);
}

static bool check_table(const reading *r, const ab_value *value, const ab_at_table *table)
{
    if (!ab_is(value, AB_OBJECT)) {
        return refuse(r, value, table->name, "must be an object");
    }
    for (uint32_t i = 0; i < value->count; i++) {
        const ab_member *member = &value->object.members[i];
        const ab_at_key *key = find_key(table, member->key);
        if (!key) {
            return refuse_key(r, member, table);
        }
        if (!check_value(r, key, &member->value)) {
            return false;
        }
    }
    for (const ab_at_key *key = table->keys; key->name; key++) {
        if (key->required && !ab_get(value, key->name)) {
            return refuse(r, value, key->name, "is required");
        }
    }
    const char *fault = table->rule ? table->rule(value) : NULL;
    return !fault || refuse(r, value, table->name, fault);
}

/* ---------------------------------------------------------------- the legacy form */

/* An entry with its future_state_path moved to where the present form has it. */
static ab_value modernise_entry(ab_arena *arena, const ab_value *entry)
{
    const ab_value *path = ab_get(entry, "future_state_path");
    if (!path) {
        return *entry;
    }
    ab_value out = ab_value_clone(arena, entry), state = ab_value_object();
    state.line = path->line;
    state.column = path->column;
    ab_set(arena, &state, "future_state_path", *path);
    ab_object_remove(arena, &out, AB_STR("future_state_path"));
    ab_set(arena, &out, "future_state", state);
    return out;
}

static ab_value modernise_entries(ab_arena *arena, const ab_value *entries)
{
    if (!ab_is(entries, AB_ARRAY)) {
        return *entries;
    }
    ab_value out = ab_value_array();
    out.line = entries->line;
    out.column = entries->column;
    for (uint32_t i = 0; i < entries->count; i++) {
        ab_array_push(arena, &out, modernise_entry(arena, &entries->items[i]));
    }
    return out;
}

/* {"tests": {"spec": [...]}} becomes {"acceptance_tests": {"spec": {"tests": [...]}}}. */
static ab_value modernise(ab_arena *arena, const ab_value *root)
{
    ab_value out = ab_value_object();
    for (uint32_t i = 0; i < root->count; i++) {
        const ab_member *member = &root->object.members[i];
        if (!ab_str_is(member->key, "tests")) {
            ab_object_set(arena, &out, member->key, member->value);
        }
    }
    ab_value sections = ab_value_object();
    const ab_value *tests = ab_get(root, "tests");
    for (uint32_t i = 0; ab_is(tests, AB_OBJECT) && i < tests->count; i++) {
        const ab_member *member = &tests->object.members[i];
        ab_value section = ab_value_object();
        section.line = member->key_line;
        section.column = member->key_column;
        ab_set(arena, &section, "tests", modernise_entries(arena, &member->value));
        ab_object_set(arena, &sections, member->key, section);
    }
    sections.line = tests->line;
    sections.column = tests->column;
    out.line = root->line;
    out.column = root->column;
    ab_set(arena, &out, "acceptance_tests", sections);
    return out;
}

bool ab_at_table_check(const char *path, const ab_value *value, const ab_at_table *table,
                       ab_error *error)
{
    const reading r = {.path = path, .error = error};
    return check_table(&r, value, table);
}

/* ---------------------------------------------------------------- the parts */

static const char *const section_names[AB_AT_SECTIONS] = {
    "spec",
    "connection",
    "discovery",
    "basic_read",
    "full_refresh",
    "incremental",
    "connector_attributes",
    "connector_documentation",
};

const char *ab_at_section_name(ab_at_section section)
{
    return section_names[section];
}

bool ab_at_section_mandatory(ab_at_section section)
{
    return section < AB_AT_ATTRIBUTES;
}

const char *ab_at_join(ab_arena *arena, const char *base, ab_str path)
{
    if (path.n > 0 && path.p[0] == '/') {
        return ab_arena_cstr(arena, path);
    }
    return ab_arena_printf(arena, "%s/%.*s", base, AB_STR_ARG(path)).p;
}

static const char *folder_of(ab_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? ab_arena_cstr(arena, (ab_str){path, (size_t)(slash - path) + (slash == path)})
                 : ".";
}

static void take_parts(ab_arena *arena, const char *path, const ab_value *root, ab_at_config *out)
{
    const char *folder = folder_of(arena, path);
    ab_str base = ab_get_text(root, "base_path");
    const ab_value *sections = ab_get(root, "acceptance_tests");
    *out = (ab_at_config){
        .connector_image = ab_get_text(root, "connector_image"),
        .base_path = base.n ? ab_at_join(arena, folder, base) : folder,
        .high = ab_str_is(ab_get_text(root, "test_strictness_level"), "high"),
        .environment = ab_get(root, "custom_environment_variables"),
    };
    for (int i = 0; i < AB_AT_SECTIONS; i++) {
        const ab_value *section = ab_get(sections, section_names[i]);
        const ab_value *tests = ab_get(section, "tests");
        out->sections[i] = (ab_at_section_config){
            .present = ab_is(section, AB_OBJECT),
            .bypass_reason = ab_get_text(section, "bypass_reason"),
            .tests = ab_is(tests, AB_ARRAY) && tests->count > 0 ? tests : NULL,
        };
    }
}

bool ab_at_config_read(ab_arena *arena, const char *path, ab_at_config *out, ab_error *error)
{
    ab_str text;
    ab_value *root = AB_ARENA_NEW(arena, ab_value);
    if (!ab_file_read(arena, path, MAX_CONFIG_BYTES, &text, error) ||
        !ab_yaml_parse(arena, text, path, root, error)) {
        return ab_error_wrap(error, "Could not read the configuration of the acceptance tests");
    }
    reading r = {.path = path, .error = error};
    r.legacy = ab_is(root, AB_OBJECT) && ab_is(ab_get(root, "tests"), AB_OBJECT);
    if (r.legacy) {
        *root = modernise(arena, root);
    }
    if (!check_table(&r, root, &ab_at_root_table)) {
        return false;
    }
    take_parts(arena, path, root, out);
    return true;
}
