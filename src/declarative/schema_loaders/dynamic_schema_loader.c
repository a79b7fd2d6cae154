/* DynamicSchemaLoader: an API tells the fields of the stream and their types. */
#include "declarative/path.h"
#include "declarative/retrievers/alone.h"
#include "declarative/schema_loaders/schema_loader.h"
#include "declarative/schema_loaders/types.h"
#include "declarative/selectors/selector.h"
#include "declarative/transformations/transformation.h"

typedef struct schema_type_identifier {
    ab_templates schema_pointer;
    ab_templates key_pointer;
    ab_templates type_pointer;
    ab_components types_mapping;
} schema_type_identifier;

typedef struct dynamic_schema_loader {
    const ab_component *retriever;
    const ab_component *schema_filter;
    ab_components schema_transformations;
    const ab_component *schema_type_identifier;
} dynamic_schema_loader;

typedef struct loader {
    ab_schema_loader base;
    ab_retriever *retriever;
    const schema_type_identifier *identifier;
    const ab_value *parameters; /* the identifier's */
    ab_record_filter *filter;   /* NULL: none */
    ab_transformation **transformations;
    size_t transformation_count;
} loader;

/* ---- The record that describes the fields ---- */

typedef struct first_record {
    ab_env *env;
    ab_retriever *retriever;
    ab_arena *arena;
    ab_value record; /* null: none */
} first_record;

static bool keep_first(void *context, ab_record *record, ab_error *error)
{
    first_record *first = context;
    if (ab_record_parse(record, error)) {
        first->record = ab_value_copy(first->arena, &record->value);
    }
    return false;
}

static bool read_slice(void *context, const ab_slice *slice, ab_error *error)
{
    first_record *first = context;
    ab_slice_read read = {.env = first->env,
                          .arena = first->arena,
                          .slice = slice,
                          .emit = keep_first,
                          .context = first};
    return first->retriever->ops->read(first->retriever, &read, error);
}

static bool read_first(first_record *first, ab_error *error)
{
    ab_error failure = {0};
    ab_slice *nothing = ab_slice_new(first->arena, NULL, NULL, NULL);
    bool ok = first->retriever->ops->generate
                  ? first->retriever->ops->generate(first->retriever, first->env, read_slice, first,
                                                    &failure)
                  : read_slice(first, nothing, &failure);
    ok = ok || !ab_error_is_set(&failure);
    if (!ok && error) {
        ab_error_move(error, &failure);
    }
    ab_error_clear(&failure);
    return ok;
}

/* ---- One field ---- */

/* What the pointer leads to; null where it leads nowhere. Without a pointer the body itself. */
static bool extract(const loader *self, const ab_scope *scope, const ab_templates *pointer,
                    const ab_value *body, const ab_value **out, ab_error *error)
{
    ab_dpath path;
    *out = body;
    return ab_scope_path(scope, pointer, self->parameters, &path, error) &&
           (!path.n || ab_dpath_get(body, path, out, error));
}

static bool field_schema(const loader *self, const ab_scope *scope, const ab_value *definition,
                         ab_value *out, ab_error *error)
{
    static const ab_value text = {.kind = AB_STRING, .text = {"string", 6}};
    const ab_value *type = NULL;
    if (self->identifier->type_pointer.n &&
        !extract(self, scope, &self->identifier->type_pointer, definition, &type, error)) {
        return false;
    }
    type = type ? type : &text;
    ab_value extra = ab_value_object();
    ab_set(scope->arena, &extra, "raw_schema", *definition);
    ab_scope inner = *scope;
    inner.extra = &extra;
    for (size_t i = 0; i < self->identifier->types_mapping.n; i++) {
        const ab_component *map = self->identifier->types_mapping.at[i];
        bool applies;
        if (!ab_types_map_applies(map, &inner, type, &applies, error)) {
            return false;
        }
        if (applies) {
            return ab_types_map_schema(map, scope->arena, out, error);
        }
    }
    return ab_field_type_schema(scope->arena, type, out, error);
}

static bool add_field(const loader *self, const ab_scope *scope, const ab_value *definition,
                      ab_value *properties, ab_error *error)
{
    const ab_value *key = NULL;
    ab_value schema;
    if (!extract(self, scope, &self->identifier->key_pointer, definition, &key, error)) {
        return false;
    }
    if (!ab_is(key, AB_STRING)) {
        static const ab_value null = {.kind = AB_NULL};
        return ab_error_set(error, AB_ERROR_SYSTEM, "Expected key to be a string. Got %.*s",
                            AB_STR_ARG(ab_python_str(scope->arena, key ? key : &null)));
    }
    if (!field_schema(self, scope, definition, &schema, error)) {
        return false;
    }
    ab_object_set(scope->arena, properties, key->text, schema);
    return true;
}

/* A list of definitions, or an object, whose keys Python takes for them. */
static bool add_fields(const loader *self, const ab_scope *scope, const ab_value *record,
                       ab_value *properties, ab_error *error)
{
    const ab_value *raw = NULL;
    if (!ab_value_truthy(record)) {
        return true;
    }
    if (!extract(self, scope, &self->identifier->schema_pointer, record, &raw, error)) {
        return false;
    }
    if (!ab_is(raw, AB_ARRAY) && !ab_is(raw, AB_OBJECT)) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "The schema_pointer of a DynamicSchemaLoader leads to no list.");
    }
    bool ok = true;
    for (size_t i = 0; ok && i < raw->count; i++) {
        ab_value key = ab_value_null();
        if (raw->kind == AB_OBJECT) {
            key = ab_value_str(raw->object.members[i].key);
        }
        ok = add_field(self, scope, raw->kind == AB_OBJECT ? &key : &raw->items[i], properties,
                       error);
    }
    return ok;
}

/* Each property is a record {name: schema} to the filter. */
static bool filter(const loader *self, const ab_scope *scope, ab_value *properties, ab_error *error)
{
    if (!self->filter) {
        return true;
    }
    ab_value kept = ab_value_object();
    for (size_t i = 0; i < properties->count; i++) {
        const ab_member *member = &properties->object.members[i];
        ab_value record = ab_value_object();
        ab_object_set(scope->arena, &record, member->key, member->value);
        ab_scope inner = *scope;
        inner.record = &record;
        bool keep;
        if (!self->filter->ops->keep(self->filter, &inner, &keep, error)) {
            return false;
        }
        if (keep) {
            ab_object_set(scope->arena, &kept, member->key, member->value);
        }
    }
    *properties = kept;
    return true;
}

/* ---- The schema ---- */

static bool load(ab_schema_loader *base, ab_env *env, ab_arena *arena, ab_value *schema,
                 ab_error *error)
{
    const loader *self = (const loader *)base;
    first_record first = {env, self->retriever, arena, ab_value_null()};
    ab_scope scope = ab_scope_new(env, arena);
    ab_value properties = ab_value_object();
    if (!read_first(&first, error) ||
        !add_fields(self, &scope, &first.record, &properties, error) ||
        !filter(self, &scope, &properties, error) ||
        !ab_transformations_apply(self->transformations, self->transformation_count, &scope, arena,
                                  &properties, error)) {
        return false;
    }
    *schema = ab_value_object();
    ab_set(arena, schema, "$schema", ab_value_cstr("https://json-schema.org/draft-07/schema#"));
    ab_set(arena, schema, "type", ab_value_cstr("object"));
    ab_set(arena, schema, "additionalProperties", ab_value_bool(true));
    ab_set(arena, schema, "properties", properties);
    return true;
}

static const ab_schema_loader_ops ops = {.load = load};

static bool build_parts(ab_build *build, loader *self, const dynamic_schema_loader *o,
                        ab_error *error)
{
    const ab_components *list = &o->schema_transformations;
    self->transformation_count = list->n;
    self->transformations = AB_ARENA_ARRAY(build->arena, ab_transformation *, list->n + 1);
    for (size_t i = 0; i < list->n; i++) {
        self->transformations[i] = ab_transformation_build(build, list->at[i], error);
        if (!self->transformations[i]) {
            return false;
        }
    }
    if (o->schema_filter) {
        self->filter = ab_record_filter_build(build, o->schema_filter, error);
        return self->filter != NULL;
    }
    return true;
}

static void *build_loader(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    const dynamic_schema_loader *o = component->options;
    loader *self = AB_ARENA_NEW(build->arena, loader);
    self->base.ops = &ops;
    self->identifier = o->schema_type_identifier->options;
    self->parameters = o->schema_type_identifier->parameters;
    bool partitions = ab_get(o->retriever->node, "partition_router") != NULL;
    if (partitions && ab_str_is(ab_get_text(o->retriever->node, "type"), "AsyncRetriever")) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "DynamicSchemaLoader does not support an AsyncRetriever with a "
                     "partition_router: only the first record is read, so jobs for other "
                     "partitions would be orphaned. Remove the partition_router from the schema "
                     "loader's AsyncRetriever.");
        return NULL;
    }
    self->retriever = ab_retriever_build_alone(build, o->retriever, AB_STR("dynamic_properties"),
                                               true, NULL, error);
    return self->retriever && build_parts(build, self, o, error) ? self : NULL;
}

static const ab_field schema_type_identifier_fields[] = {
    {"schema_pointer", AB_FIELD_TEMPLATES, AB_AT(schema_type_identifier, schema_pointer),
     .help = "Keys that lead to the list of fields in the record that describes them."},
    {"key_pointer", AB_FIELD_TEMPLATES, AB_AT(schema_type_identifier, key_pointer),
     .flags = AB_FIELD_REQUIRED, .help = "Keys that lead to a field's name."},
    {"type_pointer", AB_FIELD_TEMPLATES, AB_AT(schema_type_identifier, type_pointer),
     .help = "Keys that lead to a field's type; without it all fields are strings."},
    {"types_mapping", AB_FIELD_CHILDREN, AB_AT(schema_type_identifier, types_mapping),
     .of = "TypesMap", .help = "Airbyte types for the types that the API names."},
    {0},
};

const ab_component_type ab_component_schema_type_identifier = {
    .name = "SchemaTypeIdentifier",
    .family = AB_FAMILY_NONE,
    .fields = schema_type_identifier_fields,
    .options_size = sizeof(schema_type_identifier),
    .untyped = true,
    .help = "Says where an API's description of fields has their names and types.",
};

static const ab_field dynamic_schema_loader_fields[] = {
    {"retriever", AB_FIELD_CHILD, AB_AT(dynamic_schema_loader, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|AsyncRetriever|CustomRetriever",
     .help = "Fetches the record that describes the fields."},
    {"schema_filter", AB_FIELD_CHILD, AB_AT(dynamic_schema_loader, schema_filter),
     .of = "RecordFilter|CustomRecordFilter",
     .help = "Which fields to keep; each is a record {name: schema}."},
    {"schema_transformations", AB_FIELD_CHILDREN,
     AB_AT(dynamic_schema_loader, schema_transformations),
     .of = "AddFields|RemoveFields|KeysToLower|KeysToSnakeCase|"
           "FlattenFields|DpathFlattenFields|KeysReplace|"
           "CustomTransformation",
     .help = "What is done to the properties."},
    {"schema_type_identifier", AB_FIELD_CHILD, AB_AT(dynamic_schema_loader, schema_type_identifier),
     .flags = AB_FIELD_REQUIRED, .of = "SchemaTypeIdentifier",
     .help = "Where names and types are."},
    {0},
};

const ab_component_type ab_component_dynamic_schema_loader = {
    .name = "DynamicSchemaLoader",
    .family = AB_FAMILY_SCHEMA_LOADER,
    .fields = dynamic_schema_loader_fields,
    .options_size = sizeof(dynamic_schema_loader),
    .build = build_loader,
    .help = "Makes the stream's schema of what an API tells about its fields.",
};
