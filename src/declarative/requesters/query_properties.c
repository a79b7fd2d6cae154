/* QueryProperties and its parts: which fields a request asks for. */
#include "declarative/requesters/query_properties.h"

#include "base/buf.h"
#include "base/vec.h"
#include "declarative/requesters/http_requester.h"
#include "declarative/requesters/property_list.h"
#include "declarative/transformations/transformation.h"

typedef struct query_properties {
    ab_strings property_list_list;
    const ab_component *property_list;
    ab_strings always_include_properties;
    const ab_component *property_chunking;
    const ab_component *property_selector;
} query_properties;

typedef struct property_chunking {
    int property_limit_type;
    int64_t property_limit;
    const ab_component *record_merge_strategy;
} property_chunking;

enum { LIMIT_CHARACTERS, LIMIT_COUNT };
/* What the encoded comma between two names takes. */
#define DELIMITER_LENGTH 3

typedef struct json_schema_property_selector {
    ab_components transformations;
} json_schema_property_selector;

typedef struct group_by_key_merge_strategy {
    ab_str key_text;
    ab_strings key_list;
} group_by_key_merge_strategy;

struct ab_query_properties {
    const query_properties *options;
    const property_chunking *chunking; /* NULL: none */
    ab_strings merge_keys;
    ab_property_list *endpoint; /* NULL: the list stands in the manifest */
    ab_str stream;
    bool selects;
    ab_transformation **transformations;
    size_t transformation_count;
};

/* ---- Which are wanted: the configured stream's schema ---- */

/* *wanted: an object whose keys are the names, or NULL where all are wanted. */
static bool select_names(const ab_query_properties *self, const ab_scope *scope,
                         const ab_value **wanted, ab_error *error)
{
    *wanted = NULL;
    const ab_value *configured = self->selects ? ab_env_configured(scope->env, self->stream) : NULL;
    if (!configured) {
        return true;
    }
    const ab_value *schema = ab_get(ab_get(configured, "stream"), "json_schema");
    const ab_value *properties = ab_get(schema, "properties");
    ab_value *names = AB_ARENA_NEW(scope->arena, ab_value);
    *names =
        ab_is(properties, AB_OBJECT) ? ab_value_clone(scope->arena, properties) : ab_value_object();
    *wanted = names;
    ab_scope inner = *scope;
    inner.record = names;
    return ab_transformations_apply(self->transformations, self->transformation_count, &inner,
                                    scope->arena, names, error);
}

/* ---- Chunks ---- */

typedef AB_VEC(ab_str) names_vec;
typedef AB_VEC(ab_strings) chunks_vec;

typedef struct cutting {
    const ab_query_properties *self;
    ab_arena *arena;
    names_vec now;
    int64_t size;
    chunks_vec done;
} cutting;

static void open_chunk(cutting *c)
{
    c->now.n = 0;
    c->size = 0;
    for (size_t i = 0; i < c->self->options->always_include_properties.n; i++) {
        AB_VEC_PUSH(&c->now, c->self->options->always_include_properties.at[i]);
    }
}

static void close_chunk(cutting *c)
{
    ab_str *names = AB_ARENA_ARRAY(c->arena, ab_str, c->now.n + 1);
    for (size_t i = 0; i < c->now.n; i++) {
        names[i] = c->now.at[i];
    }
    AB_VEC_PUSH(&c->done, ((ab_strings){names, c->now.n}));
}

/* len() of a text: characters, not bytes. */
static int64_t characters(ab_str text)
{
    int64_t n = 0;
    for (size_t i = 0; i < text.n; i++) {
        n += ((unsigned char)text.p[i] & 0xC0) != 0x80;
    }
    return n;
}

static void add_name(cutting *c, ab_str name)
{
    const property_chunking *chunking = c->self->chunking;
    if (chunking) {
        int64_t size = chunking->property_limit_type == LIMIT_CHARACTERS
                           ? characters(name) + DELIMITER_LENGTH
                           : 1;
        if (c->size + size > chunking->property_limit) {
            close_chunk(c);
            open_chunk(c);
        }
        c->size += size;
    }
    AB_VEC_PUSH(&c->now, name);
}

/* With chunking but no limit, all names come first, unselected, then those always included. */
static void cut_unlimited(cutting *c, const ab_strings *all)
{
    for (size_t i = 0; i < all->n; i++) {
        AB_VEC_PUSH(&c->now, all->at[i]);
    }
    for (size_t i = 0; i < c->self->options->always_include_properties.n; i++) {
        AB_VEC_PUSH(&c->now, c->self->options->always_include_properties.at[i]);
    }
}

bool ab_query_properties_chunks(ab_query_properties *self, const ab_scope *scope,
                                const ab_strings **chunks, size_t *count, ab_error *error)
{
    const ab_value *wanted;
    ab_strings all = self->options->property_list_list;
    cutting c = {.self = self, .arena = scope->arena};
    if (!select_names(self, scope, &wanted, error) ||
        (self->endpoint && !ab_property_list_get(self->endpoint, scope->env, &all, error))) {
        return false;
    }
    if (self->chunking && !self->chunking->property_limit) {
        cut_unlimited(&c, &all);
    } else {
        open_chunk(&c);
        for (size_t i = 0; i < all.n; i++) {
            if (!wanted || ab_object_get(wanted, all.at[i])) {
                add_name(&c, all.at[i]);
            }
        }
    }
    close_chunk(&c);
    ab_strings *out = AB_ARENA_ARRAY(scope->arena, ab_strings, c.done.n);
    for (size_t i = 0; i < c.done.n; i++) {
        out[i] = c.done.at[i];
    }
    *chunks = out;
    *count = c.done.n;
    AB_VEC_FREE(&c.now);
    AB_VEC_FREE(&c.done);
    return true;
}

/* ---- Merging ---- */

bool ab_query_properties_is_chunked(const ab_query_properties *self)
{
    return self->chunking != NULL;
}

bool ab_query_properties_merge_key(const ab_query_properties *self, const ab_value *record,
                                   ab_arena *arena, ab_str *key, ab_error *error)
{
    *key = AB_STR("");
    for (size_t i = 0; i < self->merge_keys.n; i++) {
        const ab_value *value = ab_object_get(record, self->merge_keys.at[i]);
        if (!ab_value_truthy(value)) {
            *key = AB_STR("");
            return true;
        }
        if (!ab_is(value, AB_STRING)) {
            return ab_error_set(error, AB_ERROR_SYSTEM,
                                "The value of \"%.*s\", by which parts of a record are merged, "
                                "must be a text, not %s",
                                AB_STR_ARG(self->merge_keys.at[i]), ab_value_type_name(value));
        }
        *key = i ? ab_arena_printf(arena, "%.*s,%.*s", AB_STR_ARG(*key), AB_STR_ARG(ab_text(value)))
                 : ab_text(value);
    }
    return true;
}

/* ---- Build ---- */

static void merge_keys(ab_build *build, ab_query_properties *self)
{
    static const ab_str by_id[] = {{"id", 2}};
    self->merge_keys = (ab_strings){by_id, 1};
    const ab_component *strategy = self->chunking->record_merge_strategy;
    if (!strategy) {
        return;
    }
    const group_by_key_merge_strategy *o = strategy->options;
    ab_str *one = AB_ARENA_NEW(build->arena, ab_str);
    *one = o->key_text;
    self->merge_keys = o->key_list.n ? o->key_list : (ab_strings){one, 1};
}

static bool build_selector(ab_build *build, ab_query_properties *self, ab_error *error)
{
    const ab_component *selector = self->options->property_selector;
    if (!selector) {
        return true;
    }
    const ab_components *list =
        &((const json_schema_property_selector *)selector->options)->transformations;
    self->selects = true;
    self->transformations = AB_ARENA_ARRAY(build->arena, ab_transformation *, list->n + 1);
    self->transformation_count = list->n;
    for (size_t i = 0; i < list->n; i++) {
        self->transformations[i] = ab_transformation_build(build, list->at[i], error);
        if (!self->transformations[i]) {
            return false;
        }
    }
    return true;
}

static ab_query_properties *build_properties(ab_build *build, const query_properties *options,
                                             ab_error *error)
{
    ab_query_properties *self = AB_ARENA_NEW(build->arena, ab_query_properties);
    self->options = options;
    self->stream = build->stream;
    if (options->property_chunking) {
        self->chunking = options->property_chunking->options;
        merge_keys(build, self);
    }
    if (options->property_list) {
        self->endpoint = ab_property_list_build(build, options->property_list, error);
        if (!self->endpoint) {
            return NULL;
        }
    }
    return build_selector(build, self, error) ? self : NULL;
}

extern const ab_component_type ab_component_http_requester;
extern const ab_component_type ab_component_query_properties;

static bool only_one(ab_build *build, const ab_component *requester, ab_error *error)
{
    ab_error_set(error, AB_ERROR_SYSTEM,
                 "The properties to query are specified more than once: in request_parameters only "
                 "one QueryProperties is supported, and no fetch_properties_from_endpoint beside "
                 "it.");
    return ab_component_error(build, requester, error);
}

bool ab_query_properties_of(ab_build *build, const ab_component *requester,
                            ab_query_properties **out, ab_str *key, ab_error *error)
{
    *out = NULL;
    *key = AB_STR("");
    if (requester->type != &ab_component_http_requester) {
        return true;
    }
    const ab_http_requester_options *o = requester->options;
    const ab_components *in_parameters = &o->request_parameters.components;
    const query_properties *found = NULL;
    if (in_parameters->n > 1 || (in_parameters->n && o->fetch_properties_from_endpoint)) {
        return only_one(build, requester, error);
    }
    if (in_parameters->n) {
        found = in_parameters->at[0]->options;
        *key = in_parameters->keys[0];
    } else if (o->fetch_properties_from_endpoint) {
        query_properties *made = AB_ARENA_NEW(build->arena, query_properties);
        made->property_list = o->fetch_properties_from_endpoint;
        found = made;
    } else if (o->query_properties) {
        found = o->query_properties->options;
    }
    *out = found ? build_properties(build, found, error) : NULL;
    return *out || !found;
}

/* ---- Tables ---- */

static const ab_field query_properties_fields[] = {
    {"property_list", AB_FIELD_STRINGS, AB_AT(query_properties, property_list_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY,
     .help = "The names to ask for, as a list or from an endpoint."},
    {"property_list", AB_FIELD_CHILD, AB_AT(query_properties, property_list),
     .flags = AB_FIELD_REQUIRED, .of = "PropertiesFromEndpoint", .takes = AB_TAKES_OBJECT},
    {"always_include_properties", AB_FIELD_STRINGS,
     AB_AT(query_properties, always_include_properties),
     .help = "Names that each chunk has, such as the one that parts are merged by."},
    {"property_chunking", AB_FIELD_CHILD, AB_AT(query_properties, property_chunking),
     .of = "PropertyChunking", .help = "How the list is cut where the API limits it."},
    {"property_selector", AB_FIELD_CHILD, AB_AT(query_properties, property_selector),
     .of = "JsonSchemaPropertySelector", .help = "Leaves out what the user has not selected."},
    {0},
};

const ab_component_type ab_component_query_properties = {
    .name = "QueryProperties",
    .family = AB_FAMILY_NONE,
    .fields = query_properties_fields,
    .options_size = sizeof(query_properties),
    .help = "The fields that a request asks for.",
};

static const ab_field property_chunking_fields[] = {
    {"property_limit_type", AB_FIELD_ENUM, AB_AT(property_chunking, property_limit_type),
     .flags = AB_FIELD_REQUIRED, .of = "characters|property_count",
     .help = "Whether the limit counts names or the characters that they take in a URL."},
    {"property_limit", AB_FIELD_INT, AB_AT(property_chunking, property_limit),
     .help = "How much one request may ask for."},
    {"record_merge_strategy", AB_FIELD_CHILD, AB_AT(property_chunking, record_merge_strategy),
     .of = "GroupByKeyMergeStrategy", .help = "How parts are merged; by \"id\" if absent."},
    {0},
};

const ab_component_type ab_component_property_chunking = {
    .name = "PropertyChunking",
    .family = AB_FAMILY_NONE,
    .fields = property_chunking_fields,
    .options_size = sizeof(property_chunking),
    .help = "Cuts a list of properties into chunks, one request for each.",
};

static const ab_field json_schema_property_selector_fields[] = {
    {"transformations", AB_FIELD_CHILDREN, AB_AT(json_schema_property_selector, transformations),
     .of = "AddFields|RemoveFields|KeysToLower|KeysToSnakeCase|"
           "FlattenFields|DpathFlattenFields|KeysReplace|"
           "CustomTransformation",
     .help = "Change the schema's properties to the names that the API knows."},
    {0},
};

const ab_component_type ab_component_json_schema_property_selector = {
    .name = "JsonSchemaPropertySelector",
    .family = AB_FAMILY_NONE,
    .fields = json_schema_property_selector_fields,
    .options_size = sizeof(json_schema_property_selector),
    .help = "Asks only for properties that are in the configured stream's schema.",
};

static const ab_field group_by_key_merge_strategy_fields[] = {
    {"key", AB_FIELD_STRING, AB_AT(group_by_key_merge_strategy, key_text),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_STRING,
     .help = "The field, or a list of fields, that parts of one record have in common."},
    {"key", AB_FIELD_STRINGS, AB_AT(group_by_key_merge_strategy, key_list),
     .flags = AB_FIELD_REQUIRED, .takes = AB_TAKES_ARRAY},
    {0},
};

const ab_component_type ab_component_group_by_key_merge_strategy = {
    .name = "GroupByKeyMergeStrategy",
    .family = AB_FAMILY_NONE,
    .fields = group_by_key_merge_strategy_fields,
    .options_size = sizeof(group_by_key_merge_strategy),
    .help = "Merges parts of records that have the same key.",
};
