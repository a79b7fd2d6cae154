/* PropertiesFromEndpoint: a retriever whose records name the properties. */
#include "base/vec.h"
#include "declarative/path.h"
#include "declarative/requesters/property_list.h"
#include "declarative/retrievers/alone.h"

typedef struct properties_from_endpoint {
    ab_templates property_field_path;
    const ab_component *retriever;
} properties_from_endpoint;

struct ab_property_list {
    const properties_from_endpoint *options;
    const ab_value *parameters;
    ab_retriever *retriever;
    pthread_mutex_t lock; /* guards what follows; held while the names are fetched */
    ab_arena *arena;
    bool is_known;
    AB_VEC(ab_str) names;
};

typedef struct fetching {
    ab_property_list *list;
    ab_dpath path;
} fetching;

/* str() of what is at the path; a record without it gives str([]), as in the CDK. */
static bool take_name(void *context, ab_record *record, ab_error *error)
{
    fetching *f = context;
    const ab_value *found = NULL;
    const ab_value none = ab_value_array();
    if (!ab_record_parse(record, error) || !ab_dpath_get(&record->value, f->path, &found, error)) {
        return false;
    }
    ab_str name = ab_python_str(record->arena, found ? found : &none);
    AB_VEC_PUSH(&f->list->names, ab_arena_str(f->list->arena, name));
    return true;
}

static bool fetch(ab_property_list *self, ab_env *env, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    ab_scope scope = ab_scope_new(env, arena);
    fetching f = {.list = self};
    self->names.n = 0;
    bool ok = ab_scope_path(&scope, &self->options->property_field_path, self->parameters, &f.path,
                            error) &&
              ab_retriever_read_all(self->retriever, env, arena, take_name, &f, error);
    ab_arena_free(arena);
    return ok;
}

bool ab_property_list_get(ab_property_list *self, ab_env *env, ab_strings *out, ab_error *error)
{
    pthread_mutex_lock(&self->lock);
    self->is_known = self->is_known || fetch(self, env, error);
    bool ok = self->is_known;
    *out = (ab_strings){self->names.at, self->names.n};
    pthread_mutex_unlock(&self->lock);
    return ok;
}

static void destroy(void *object)
{
    ab_property_list *self = object;
    AB_VEC_FREE(&self->names);
    ab_arena_free(self->arena);
    pthread_mutex_destroy(&self->lock);
}

/* ---- Build ---- */

ab_property_list *ab_property_list_build(ab_build *build, const ab_component *component,
                                         ab_error *error)
{
    ab_property_list *self = AB_ARENA_NEW(build->arena, ab_property_list);
    self->options = component->options;
    self->parameters = component->parameters;
    /* The answer is shared by all slices, and by other streams. */
    self->retriever = ab_retriever_build_alone(build, self->options->retriever,
                                               AB_STR("dynamic_properties"), true, NULL, error);
    if (!self->retriever) {
        return NULL;
    }
    self->arena = ab_arena_new();
    pthread_mutex_init(&self->lock, NULL);
    ab_env_defer(build->env, destroy, self);
    return self;
}

static const ab_field properties_from_endpoint_fields[] = {
    {"property_field_path", AB_FIELD_TEMPLATES,
     AB_AT(properties_from_endpoint, property_field_path), .flags = AB_FIELD_REQUIRED,
     .help = "Where in each record the property's name is."},
    {"retriever", AB_FIELD_CHILD, AB_AT(properties_from_endpoint, retriever),
     .flags = AB_FIELD_REQUIRED, .of = "SimpleRetriever|CustomRetriever",
     .help = "Fetches the records that name the properties."},
    {0},
};

const ab_component_type ab_component_properties_from_endpoint = {
    .name = "PropertiesFromEndpoint",
    .family = AB_FAMILY_NONE,
    .fields = properties_from_endpoint_fields,
    .options_size = sizeof(properties_from_endpoint),
    .help = "Property names that the API tells.",
};
