/* GroupingPartitionRouter: several partitions of another router as one. */
#include "base/map.h"
#include "declarative/partition_routers/options.h"
#include "declarative/partition_routers/partition_router.h"
#include "json/json.h"

typedef struct grouping_partition_router {
    int64_t group_size;
    const ab_component *underlying_partition_router;
    bool deduplicate;
} grouping_partition_router;

typedef struct grouping {
    ab_partition_router base;
    ab_partition_router *inner;
    size_t group_size;
    bool deduplicate;
    pthread_mutex_t lock;
    char *state; /* JSON text of the parents' state as of the last group; NULL: none; locked */
} grouping;

/* One pass. */
typedef struct grouping_pass {
    grouping *self;
    ab_arena *arena; /* of the batch */
    AB_VEC(const ab_slice *) batch;
    ab_map seen; /* values as JSON */
    ab_slice_fn emit;
    void *context;
} grouping_pass;

/* ---- State ---- */

static bool keep_state(grouping *self, ab_error *error)
{
    ab_partition_router *inner = self->inner;
    ab_arena *scratch = ab_arena_new();
    ab_value state = ab_value_null();
    bool ok = !inner->ops->state || inner->ops->state(inner, scratch, &state, error);
    if (ok) {
        ab_str text = ab_json_text(scratch, &state, AB_JSON_COMPACT);
        char *copy = ab_xstrndup(text.p, text.n);
        pthread_mutex_lock(&self->lock);
        free(self->state);
        self->state = copy;
        pthread_mutex_unlock(&self->lock);
    }
    ab_arena_free(scratch);
    return ok;
}

static bool state(ab_partition_router *router, ab_arena *arena, ab_value *out, ab_error *error)
{
    grouping *self = (grouping *)router;
    pthread_mutex_lock(&self->lock);
    ab_str text = ab_arena_str(arena, ab_str_of(self->state ? self->state : "{}"));
    pthread_mutex_unlock(&self->lock);
    return ab_json_parse(arena, text, NULL, out, error);
}

/* ---- Groups ---- */

static ab_value column(ab_arena *arena, const grouping_pass *pass, ab_str key, bool of_partition)
{
    ab_value list = ab_value_array();
    for (size_t i = 0; i < pass->batch.n; i++) {
        const ab_slice *slice = pass->batch.at[i];
        const ab_value *value =
            ab_object_get(of_partition ? &slice->partition : &slice->extra_fields, key);
        ab_array_push(arena, &list, value ? *value : ab_value_null());
    }
    return list;
}

static bool emit_group(grouping_pass *pass, ab_error *error)
{
    ab_arena *arena = pass->arena;
    ab_value partition = ab_value_object();
    ab_value extra_fields = ab_value_object();
    const ab_value *first = &pass->batch.at[0]->partition;
    for (size_t i = 0; i < first->count; i++) {
        ab_str key = first->object.members[i].key;
        ab_object_set(arena, &partition, key, column(arena, pass, key, true));
    }
    for (size_t i = 0; i < pass->batch.n; i++) {
        const ab_value *extra = &pass->batch.at[i]->extra_fields;
        for (size_t j = 0; j < extra->count; j++) {
            ab_str key = extra->object.members[j].key;
            if (!ab_object_get(&extra_fields, key)) {
                ab_object_set(arena, &extra_fields, key, column(arena, pass, key, false));
            }
        }
    }
    bool ok =
        pass->emit(pass->context, ab_slice_new(arena, &partition, NULL, &extra_fields), error);
    pass->batch.n = 0;
    ab_arena_reset(arena);
    return ok;
}

/* The one field of the partition beside parent_slice. */
static const ab_value *find_value(const ab_slice *slice, ab_error *error)
{
    const ab_value *found = NULL;
    size_t count = 0;
    for (size_t i = 0; i < slice->partition.count; i++) {
        const ab_member *member = &slice->partition.object.members[i];
        if (!ab_str_is(member->key, "parent_slice")) {
            found = &member->value;
            count++;
        }
    }
    if (count != 1) {
        ab_arena *scratch = ab_arena_new();
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "GroupingPartitionRouter expects a single partition key-value pair. Got %.*s",
                     AB_STR_ARG(ab_python_repr(scratch, &slice->partition)));
        ab_arena_free(scratch);
        return NULL;
    }
    return found;
}

/* Remembers the value for the whole pass; true if it was there. */
static bool is_repeated(grouping_pass *pass, const ab_value *value)
{
    ab_arena *scratch = ab_arena_new();
    ab_str text = ab_json_text(scratch, value, AB_JSON_COMPACT | AB_JSON_SORTED);
    bool repeated = ab_map_has(&pass->seen, text);
    if (!repeated) {
        ab_map_set(&pass->seen, text, pass);
    }
    ab_arena_free(scratch);
    return repeated;
}

static bool on_partition(void *context, const ab_slice *slice, ab_error *error)
{
    grouping_pass *pass = context;
    const ab_value *value = find_value(slice, error);
    if (!value) {
        return false;
    }
    if (pass->self->deduplicate && is_repeated(pass, value)) {
        return true;
    }
    AB_VEC_PUSH(&pass->batch, ab_slice_copy(pass->arena, slice));
    return pass->batch.n < pass->self->group_size ||
           (keep_state(pass->self, error) && emit_group(pass, error));
}

static bool generate(ab_partition_router *router, ab_env *env, ab_slice_fn emit, void *context,
                     ab_error *error)
{
    grouping *self = (grouping *)router;
    grouping_pass pass = {.self = self, .arena = ab_arena_new(), .emit = emit, .context = context};
    bool ok = self->inner->ops->generate(self->inner, env, on_partition, &pass, error) &&
              keep_state(self, error) && (!pass.batch.n || emit_group(&pass, error));
    ab_map_free(&pass.seen, NULL);
    AB_VEC_FREE(&pass.batch);
    ab_arena_free(pass.arena);
    return ok;
}

static void parents(const ab_partition_router *router,
                    void (*visit)(void *context, struct ab_declarative_stream *parent),
                    void *context)
{
    const ab_partition_router *inner = ((const grouping *)router)->inner;
    if (inner->ops->parents) {
        inner->ops->parents(inner, visit, context);
    }
}

static const ab_partition_router_ops grouping_ops = {
    .generate = generate,
    .options = ab_router_no_options,
    .state = state,
    .parents = parents,
};

/* ---- Build ---- */

static bool has_request_option(const ab_component *inner)
{
    if (inner->type == &ab_component_list_partition_router) {
        return ((const ab_list_router_options *)inner->options)->request_option != NULL;
    }
    if (inner->type != &ab_component_substream_partition_router) {
        return false;
    }
    const ab_substream_router_options *o = inner->options;
    for (size_t i = 0; i < o->parent_stream_configs.n; i++) {
        const ab_parent_stream_options *parent = o->parent_stream_configs.at[i]->options;
        if (parent->request_option) {
            return true;
        }
    }
    return false;
}

static void destroy(void *object)
{
    grouping *self = object;
    free(self->state);
    pthread_mutex_destroy(&self->lock);
}

static void *build_router(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    const grouping_partition_router *o = component->options;
    ab_partition_router *inner = ab_component_build(build, o->underlying_partition_router,
                                                    AB_FAMILY_PARTITION_ROUTER, args, error);
    if (!inner) {
        return NULL;
    }
    if (o->group_size < 1) {
        ab_error_set(error, AB_ERROR_SYSTEM, "Group size must be greater than 0, got %lld",
                     (long long)o->group_size);
        return NULL;
    }
    if (has_request_option(o->underlying_partition_router)) {
        ab_error_set(error, AB_ERROR_SYSTEM,
                     "Request options are not supported for GroupingPartitionRouter.");
        return NULL;
    }
    grouping *self = AB_ARENA_NEW(build->arena, grouping);
    self->base.ops = &grouping_ops;
    self->base.is_grouping = true;
    self->inner = inner;
    self->group_size = (size_t)o->group_size;
    self->deduplicate = o->deduplicate;
    pthread_mutex_init(&self->lock, NULL);
    ab_env_defer(build->env, destroy, self);
    return self;
}

static const ab_field grouping_partition_router_fields[] = {
    {"group_size", AB_FIELD_INT, AB_AT(grouping_partition_router, group_size),
     .flags = AB_FIELD_REQUIRED, .help = "How many partitions make a group."},
    {"underlying_partition_router", AB_FIELD_CHILD,
     AB_AT(grouping_partition_router, underlying_partition_router), .flags = AB_FIELD_REQUIRED,
     .of = "ListPartitionRouter|SubstreamPartitionRouter|"
           "UnionPartitionRouter|CustomPartitionRouter",
     .help = "The router whose partitions are grouped."},
    {"deduplicate", AB_FIELD_BOOL, AB_AT(grouping_partition_router, deduplicate), .deflt = "true",
     .help = "Takes every value once only."},
    {0},
};

const ab_component_type ab_component_grouping_partition_router = {
    .name = "GroupingPartitionRouter",
    .family = AB_FAMILY_PARTITION_ROUTER,
    .fields = grouping_partition_router_fields,
    .options_size = sizeof(grouping_partition_router),
    .build = build_router,
    .help = "Makes one partition of several: lists of values for APIs that filter by many at once.",
};
