/* LegacyToPerPartitionStateMigration: {partition: {cursor field: value}} becomes a list of states.
 */
#include "declarative/cursors/cursor.h"
#include "declarative/cursors/settings.h"
#include "declarative/partition_routers/options.h"
#include "declarative/retrievers/retriever.h"
#include "declarative/streams/stream.h"

typedef struct legacy_migration {
    ab_state_migration base;
    bool one_parent;
    ab_str partition_field;
    ab_str cursor_field;
} legacy_migration;

/* Every member is an object of just the cursor field. */
static bool is_legacy(const legacy_migration *self, const ab_value *state)
{
    if (!self->one_parent || !ab_is(state, AB_OBJECT) || !state->count || ab_get(state, "states")) {
        return false;
    }
    for (size_t i = 0; i < state->count; i++) {
        const ab_value *value = &state->object.members[i].value;
        if (!ab_is(value, AB_OBJECT) || value->count != 1 ||
            !ab_str_eq(value->object.members[0].key, self->cursor_field)) {
            return false;
        }
    }
    return true;
}

static bool migrate(const ab_state_migration *migration, ab_env *env, ab_arena *arena,
                    ab_value *state, ab_error *error)
{
    (void)env;
    (void)error;
    const legacy_migration *self = (const legacy_migration *)migration;
    if (!is_legacy(self, state)) {
        return true;
    }
    ab_value states = ab_value_array();
    for (size_t i = 0; i < state->count; i++) {
        const ab_member *member = &state->object.members[i];
        ab_value partition = ab_value_object();
        ab_value entry = ab_value_object();
        ab_object_set(arena, &partition, self->partition_field, ab_value_str(member->key));
        ab_set(arena, &entry, "partition", partition);
        ab_set(arena, &entry, "cursor", member->value);
        ab_array_push(arena, &states, entry);
    }
    *state = ab_value_object();
    ab_set(arena, state, "states", states);
    return true;
}

/* ---- Build ---- */

/* The router whose partitions the state is of; NULL with `error` where there is no such. */
static const ab_component *find_router(const ab_declarative_stream_options *stream, ab_error *error)
{
    ab_components routers = ab_retriever_routers(stream->retriever);
    const ab_component *router = routers.n == 1 && !routers.is_list ? routers.at[0] : NULL;
    if (router && (router->type == &ab_component_substream_partition_router ||
                   router->type == &ab_component_union_partition_router)) {
        return router;
    }
    ab_error_set(
        error, AB_ERROR_SYSTEM,
        "LegacyToPerPartitionStateMigrations can only be applied on a SimpleRetriever with "
        "a SubstreamPartitionRouter, UnionPartitionRouter or CustomPartitionRouter. Got %s",
        router ? router->type->name : "another");
    return NULL;
}

static bool read_partition_field(legacy_migration *self, const ab_scope *scope,
                                 const ab_component *router, ab_error *error)
{
    if (router->type == &ab_component_union_partition_router) {
        const ab_union_router_options *o = router->options;
        self->one_parent = true;
        return ab_scope_text(scope, o->partition_field, router->parameters, &self->partition_field,
                             error);
    }
    const ab_substream_router_options *o = router->options;
    self->one_parent = o->parent_stream_configs.n == 1;
    if (!o->parent_stream_configs.n) {
        return true;
    }
    const ab_component *parent = o->parent_stream_configs.at[0];
    return ab_scope_text(scope,
                         ((const ab_parent_stream_options *)parent->options)->partition_field,
                         parent->parameters, &self->partition_field, error);
}

static bool read_cursor_field(legacy_migration *self, const ab_scope *scope,
                              const ab_component *cursor, ab_error *error)
{
    if (!cursor || cursor->type != &ab_component_datetime_based_cursor) {
        return ab_error_set(error, AB_ERROR_SYSTEM,
                            "LegacyToPerPartitionStateMigrations can only be applied with an "
                            "incremental_sync configuration.");
    }
    const ab_datetime_cursor_options *o = cursor->options;
    return ab_scope_text(scope, o->cursor_field, cursor->parameters, &self->cursor_field, error);
}

static void *build_migration(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)component;
    const ab_component *stream = ((const ab_state_migration_args *)args)->stream;
    const ab_declarative_stream_options *o = stream->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    legacy_migration *self = AB_ARENA_NEW(build->arena, legacy_migration);
    self->base.migrate = migrate;
    const ab_component *router = find_router(o, error);
    return router && read_partition_field(self, &scope, router, error) &&
                   read_cursor_field(self, &scope, o->incremental_sync, error)
               ? self
               : NULL;
}

const ab_component_type ab_component_legacy_to_per_partition_state_migration = {
    .name = "LegacyToPerPartitionStateMigration",
    .family = AB_FAMILY_STATE_MIGRATION,
    .untyped = true,
    .build = build_migration,
    .help = "Turns a state by the parents' keys into the states of partitions.",
};
