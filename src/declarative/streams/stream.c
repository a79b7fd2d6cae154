#include "declarative/streams/stream.h"

#include "declarative/parse.h"
#include "declarative/streams/delegating.h"

/* ---- Primary key ---- */

static bool bad_key(const ab_component *component, const ab_value *key, ab_error *error)
{
    ab_arena *scratch = ab_arena_new();
    ab_error_set(error, AB_ERROR_SYSTEM, "Nested primary keys are not supported. Found %.*s",
                 AB_STR_ARG(ab_python_str(scratch, key)));
    ab_arena_free(scratch);
    return ab_error_at(error, NULL, component->node->line, component->node->column);
}

/* One key, a list of keys, or a list of lists of one key each: as a list of paths. */
static bool read_primary_key(ab_arena *arena, const ab_component *component, ab_value *out,
                             ab_error *error)
{
    const ab_declarative_stream_options *o = component->options;
    *out = ab_value_null();
    if (!o->primary_key || (ab_is(o->primary_key, AB_ARRAY) && !o->primary_key->count)) {
        return true;
    }
    *out = ab_value_array();
    size_t n = ab_is(o->primary_key, AB_ARRAY) ? o->primary_key->count : 1;
    for (size_t i = 0; i < n; i++) {
        const ab_value *key =
            ab_is(o->primary_key, AB_ARRAY) ? &o->primary_key->items[i] : o->primary_key;
        if (ab_is(key, AB_ARRAY)) {
            if (key->count != 1) {
                return bad_key(component, o->primary_key, error);
            }
            key = &key->items[0];
        }
        ab_value path = ab_value_array();
        ab_array_push(arena, &path, *key);
        ab_array_push(arena, out, path);
    }
    return true;
}

/* ---- Build ---- */

static bool migrate_state(ab_build *build, const ab_component *component, const ab_value **state,
                          ab_error *error)
{
    const ab_declarative_stream_options *o = component->options;
    if (!o->state_migrations.n) {
        return true;
    }
    ab_state_migration_args args = {.stream = component};
    ab_value *migrated = AB_ARENA_NEW(build->arena, ab_value);
    *migrated = *state ? **state : ab_value_object();
    for (size_t i = 0; i < o->state_migrations.n; i++) {
        ab_state_migration *migration = ab_component_build(build, o->state_migrations.at[i],
                                                           AB_FAMILY_STATE_MIGRATION, &args, error);
        if (!migration ||
            !migration->migrate(migration, build->env, build->arena, migrated, error)) {
            return false;
        }
    }
    *state = migrated;
    return true;
}

static bool build_transformations(ab_build *build, const ab_components *components,
                                  ab_transformation ***out, ab_error *error)
{
    *out = AB_ARENA_ARRAY(build->arena, ab_transformation *, components->n + 1);
    for (size_t i = 0; i < components->n; i++) {
        (*out)[i] = ab_transformation_build(build, components->at[i], error);
        if (!(*out)[i]) {
            return false;
        }
    }
    return true;
}

/* A state is what the parents' cursors are kept in, and only an incremental stream has one. */
static void warn_of_lost_parent_states(const ab_build *build, const ab_declarative_stream *stream)
{
    const ab_declarative_stream_options *o = stream->component->options;
    ab_components routers = ab_retriever_routers(o->retriever);
    for (size_t i = 0; !o->incremental_sync && i < routers.n; i++) {
        const ab_value *router = routers.at[i]->node;
        const ab_value *inner = ab_get(router, "underlying_partition_router");
        const ab_value *parents = ab_get(inner ? inner : router, "parent_stream_configs");
        for (size_t k = 0; ab_is(parents, AB_ARRAY) && k < parents->count; k++) {
            if (ab_get_bool(&parents->items[k], "incremental_dependency", false)) {
                ab_log(build->env->log, AB_LOG_WARN,
                       "Stream `%.*s` has `incremental_dependency: true` in its parent stream "
                       "configuration but does not define `incremental_sync`. The parent stream's "
                       "cursor is only persisted in the state of an incremental substream, so this "
                       "setting has no effect and all parent records will be re-read on every "
                       "sync. Define `incremental_sync` on this stream or remove "
                       "`incremental_dependency`.",
                       AB_STR_ARG(stream->name));
                return;
            }
        }
    }
}

static bool build_cursor(ab_build *build, ab_declarative_stream *stream, const ab_value *state,
                         ab_error *error)
{
    const ab_declarative_stream_options *o = stream->component->options;
    ab_components routers = ab_retriever_routers(o->retriever);
    ab_partition_router_args router_args = {.state = state};
    stream->router = ab_partition_router_build(build, &routers, &router_args, error);
    if (!stream->router) {
        return false;
    }
    const ab_value *configured = ab_env_configured(build->env, stream->name);
    ab_stream_cursor_args args = {
        .stream = stream->name,
        .router = stream->router,
        .state = state,
        .catalog_cursor_field = ab_text(ab_at(ab_get(configured, "cursor_field"), 0)),
    };
    stream->cursor = ab_stream_cursor_build(build, o->incremental_sync, &args, error);
    return stream->cursor != NULL;
}

/* What the cursor, and by it the router, adds to requests. */
static bool cursor_options(const void *self, const ab_scope *scope, ab_request_options *out,
                           ab_error *error)
{
    const ab_stream_cursor *cursor = self;
    return cursor->ops->options(cursor, scope, out, error);
}

static bool build_retriever(ab_build *build, ab_declarative_stream *stream, const ab_value *state,
                            bool use_cache, ab_error *error)
{
    const ab_declarative_stream_options *o = stream->component->options;
    const ab_value *sync = o->incremental_sync ? o->incremental_sync->node : NULL;
    ab_retriever_args args = {
        .stream = stream->name,
        .cursor = stream->cursor,
        .router = stream->router,
        .options = {cursor_options, stream->cursor},
        .transformation_count = o->transformations.n,
        .is_data_feed = ab_get_bool(sync, "is_data_feed", false),
        .is_client_side_incremental = ab_get_bool(sync, "is_client_side_incremental", false),
        .use_cache = use_cache,
        .incremental_sync = o->incremental_sync,
        .has_state = state && ab_value_truthy(state),
    };
    ab_transformation **transformations;
    if (!build_transformations(build, &o->transformations, &transformations, error)) {
        return false;
    }
    args.transformations = transformations;
    if (o->file_uploader) {
        args.file_uploader = ab_file_uploader_build(build, o->file_uploader, error);
        if (!args.file_uploader) {
            return false;
        }
    }
    stream->retriever = ab_retriever_build(build, o->retriever, &args, error);
    return stream->retriever != NULL;
}

static bool build_parts(ab_build *build, ab_declarative_stream *stream,
                        const ab_declarative_stream_args *args, ab_error *error)
{
    const ab_declarative_stream_options *o = stream->component->options;
    const ab_value *state =
        args->has_state ? args->state : ab_env_stream_state(build->env, stream->name);
    ab_schema_loader_args loader_args = {.stream = stream->component};
    stream->schema_loader = ab_schema_loader_build(build, &o->schema_loader, &loader_args, error);
    warn_of_lost_parent_states(build, stream);
    return stream->schema_loader &&
           read_primary_key(build->arena, stream->component, &stream->primary_key, error) &&
           migrate_state(build, stream->component, &state, error) &&
           build_cursor(build, stream, state, error) &&
           build_retriever(build, stream, state, args->use_cache, error);
}

static ab_declarative_stream *new_stream(ab_build *build, const ab_component *component)
{
    const ab_declarative_stream_options *o = component->options;
    ab_declarative_stream *stream = AB_ARENA_NEW(build->arena, ab_declarative_stream);
    stream->component = component;
    stream->name = o->name.p ? o->name : AB_STR("");
    stream->env = build->env;
    stream->is_file_based = o->file_uploader != NULL;
    stream->arena = ab_arena_new();
    pthread_mutex_init(&stream->schema_lock, NULL);
    return stream;
}

ab_declarative_stream *ab_declarative_stream_build(ab_build *build, const ab_component *component,
                                                   const ab_declarative_stream_args *args,
                                                   ab_error *error)
{
    ab_declarative_stream_args own = args ? *args : (ab_declarative_stream_args){0};
    component = ab_delegated_stream(build, component, &own, error);
    if (!component) {
        return NULL;
    }
    ab_declarative_stream *stream = new_stream(build, component);
    ab_build inner = *build;
    inner.stream = stream->name;
    inner.reader = build->reader.n ? build->reader : stream->name;
    if (build_parts(&inner, stream, &own, error)) {
        return stream;
    }
    ab_component_error(&inner, component, error);
    ab_declarative_stream_destroy(stream);
    return NULL;
}

void ab_declarative_stream_destroy(ab_declarative_stream *stream)
{
    if (stream) {
        ab_error_clear(&stream->problem);
        pthread_mutex_destroy(&stream->schema_lock);
        ab_arena_free(stream->arena);
    }
}

/* A stream that cannot be read, but can be shown as far as its parts can be built. */
static ab_declarative_stream *broken_stream(ab_build *build, const ab_component *component,
                                            ab_error *problem)
{
    const ab_declarative_stream_options *o = component->options;
    ab_declarative_stream *stream = new_stream(build, component);
    ab_build inner = *build;
    inner.stream = stream->name;
    ab_error_move(&stream->problem, problem);
    ab_error_in_stream(&stream->problem, stream->name);
    ab_error ignored = {0};
    ab_schema_loader_args args = {.stream = component};
    stream->schema_loader = ab_schema_loader_build(&inner, &o->schema_loader, &args, &ignored);
    if (!read_primary_key(build->arena, component, &stream->primary_key, &ignored)) {
        stream->primary_key = ab_value_null();
    }
    if (!build_cursor(&inner, stream, NULL, &ignored)) {
        stream->cursor = NULL;
    }
    ab_error_clear(&ignored);
    return stream;
}

/* The error tells of a component that needs code which is not there, and that the config chose. */
static bool is_chosen(const ab_parse *parse, const ab_error *problem)
{
    for (size_t i = 0; problem->component && i < parse->problems.n; i++) {
        const ab_problem *one = &parse->problems.at[i];
        if (one->severity == AB_PROBLEM_CHOICE && ab_str_is(one->path, problem->component)) {
            return true;
        }
    }
    return false;
}

/* Builds it, or what can be shown of it where it needs code that is not there. */
static ab_declarative_stream *build_or_break(ab_build *build, const ab_component *component,
                                             const ab_declarative_stream_args *args,
                                             const ab_parse *parse, ab_error *error)
{
    bool can_break = ab_str_is(ab_get_text(component->node, "type"), "DeclarativeStream");
    ab_error problem = {0};
    ab_declarative_stream *stream = NULL;
    bool runs = ab_parse_result(parse, AB_PROBLEM_USE, &problem);
    if (runs || !can_break) {
        ab_error_clear(&problem);
        stream = ab_declarative_stream_build(build, component, args, &problem);
        can_break = can_break && !stream && is_chosen(parse, &problem);
    }
    if (can_break) {
        stream = broken_stream(build, component, &problem);
    } else if (!stream) {
        ab_error_move(error, &problem);
    }
    ab_error_clear(&problem);
    return stream;
}

ab_declarative_stream *ab_declarative_stream_from_node(ab_build *build, const ab_value *node,
                                                       ab_str path,
                                                       const ab_declarative_stream_args *args,
                                                       ab_error *error)
{
    ab_parse parse = {.arena = build->arena, .file = build->env->manifest_file};
    const ab_component *component =
        ab_component_parse(&parse, node, "DeclarativeStream|StateDelegatingStream", path);
    ab_declarative_stream *stream = NULL;
    if (ab_parse_result(&parse, AB_PROBLEM_LOAD, error) && component) {
        stream = build_or_break(build, component, args, &parse, error);
    }
    ab_parse_end(&parse);
    return stream;
}
