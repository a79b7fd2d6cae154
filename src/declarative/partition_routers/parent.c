#include "declarative/partition_routers/parent.h"

#include "declarative/path.h"
#include "declarative/requesters/response.h"
#include "declarative/streams/stream.h"
#include "json/json.h"

/* One pass over a parent. */
typedef struct parent_pass {
    const ab_parent *parent;
    ab_slice_fn emit;
    void *context;
    ab_arena *slice_arena; /* of `slice`: one slice is looked ahead, to know the last one */
    const ab_slice *slice;
    ab_arena *held_arena; /* of `held`: so is one record */
    const ab_slice *held;
    bool has_record; /* of this slice */
} parent_pass;

static bool emit_held(parent_pass *pass, ab_error *error)
{
    const ab_slice *held = pass->held;
    pass->held = NULL;
    return !held || pass->emit(pass->context, held, error);
}

/* ---- A record's partition ---- */

static ab_response *child_response(const ab_parent *parent, const ab_value *record, ab_arena *arena,
                                   ab_error *error)
{
    const ab_value *found = NULL;
    ab_value none = ab_value_array();
    if (!ab_dpath_get(record, parent->lazy_read_pointer, &found, error)) {
        return NULL;
    }
    ab_response *response = AB_ARENA_NEW(arena, ab_response);
    *response = (ab_response){
        .status = 200,
        .headers = ab_value_object(),
        .text = ab_json_text(arena, found ? found : &none, AB_JSON_COMPACT),
        .arena = arena,
        .extracted_count = -1,
    };
    return response;
}

static bool extra_fields(const ab_parent *parent, const ab_value *record, ab_arena *arena,
                         ab_value *out, ab_error *error)
{
    *out = ab_value_object();
    for (size_t i = 0; i < parent->extra_count; i++) {
        const ab_value *found = NULL;
        if (!ab_dpath_get(record, parent->extra_fields[i], &found, error)) {
            return false;
        }
        ab_object_set(arena, out, parent->extra_names[i],
                      found ? ab_value_copy(arena, found) : ab_value_null());
    }
    return true;
}

/* Makes the record's partition `held`; a record without the key has none. */
static bool hold(parent_pass *pass, const ab_value *record, ab_error *error)
{
    const ab_parent *parent = pass->parent;
    ab_arena *arena = pass->held_arena;
    const ab_value *key = NULL;
    if (!ab_dpath_get(record, parent->key, &key, error)) {
        return false;
    }
    if (ab_is(key, AB_NULL)) {
        ab_log(parent->stream->env->log, AB_LOG_DEBUG,
               "Skipping %.*s record with missing or null parent key '%.*s'",
               AB_STR_ARG(parent->stream->name), AB_STR_ARG(parent->key_text));
        return true;
    }
    ab_value partition = ab_value_object();
    ab_value extra;
    ab_object_set(arena, &partition, parent->partition_field, ab_value_copy(arena, key));
    ab_set(arena, &partition, "parent_slice", ab_value_copy(arena, &pass->slice->partition));
    if (!extra_fields(parent, record, arena, &extra, error)) {
        return false;
    }
    ab_slice *slice = ab_slice_new(arena, &partition, NULL, &extra);
    if (parent->lazy_read_pointer.n) {
        slice->child_response = child_response(parent, record, arena, error);
        if (!slice->child_response) {
            return false;
        }
    }
    pass->held = slice;
    return true;
}

static bool on_record(void *context, ab_record *record, ab_error *error)
{
    parent_pass *pass = context;
    if (!emit_held(pass, error)) {
        return false;
    }
    ab_arena_reset(pass->held_arena);
    return ab_record_parse(record, error) && hold(pass, &record->value, error);
}

/* ---- A slice of the parent ---- */

static bool read_slice(parent_pass *pass, bool is_last, ab_error *error)
{
    static const ab_state_sink nowhere = {0};
    ab_declarative_stream *stream = pass->parent->stream;
    ab_observer *observer = NULL;
    bool ok = ab_declarative_stream_read(stream, pass->slice, pass->slice_arena, NULL, on_record,
                                         pass, &observer, error) &&
              ab_declarative_stream_close(stream, observer, &nowhere, error) &&
              (!is_last || stream->cursor->ops->finish(stream->cursor, &nowhere, error)) &&
              emit_held(pass, error);
    ab_arena_reset(pass->held_arena);
    pass->slice = NULL;
    return ok;
}

static bool on_slice(void *context, const ab_slice *slice, ab_error *error)
{
    parent_pass *pass = context;
    ab_arena *arena = ab_arena_new();
    const ab_slice *next = ab_slice_copy(arena, slice);
    bool ok = !pass->slice || read_slice(pass, false, error);
    ab_arena_free(pass->slice_arena);
    pass->slice_arena = arena;
    pass->slice = next;
    return ok;
}

bool ab_parent_generate(const ab_parent *parent, ab_slice_fn emit, void *context, ab_error *error)
{
    ab_declarative_stream *stream = parent->stream;
    if (ab_error_is_set(&stream->problem)) {
        ab_error_set(error, stream->problem.kind, "%s", stream->problem.message);
        ab_error_at(error, stream->problem.file, stream->problem.line, stream->problem.column);
        return ab_error_in_component(error, ab_str_of(stream->problem.component));
    }
    parent_pass pass = {
        .parent = parent, .emit = emit, .context = context, .held_arena = ab_arena_new()};
    bool ok = ab_declarative_stream_generate(stream, on_slice, &pass, error) &&
              (!pass.slice || read_slice(&pass, true, error));
    ab_arena_free(pass.slice_arena);
    ab_arena_free(pass.held_arena);
    return ok;
}

/* ---- Build ---- */

/* "a/b" → a, b; slashes in front do not count. */
static ab_dpath split_path(ab_arena *arena, ab_str text)
{
    size_t start = 0;
    while (start < text.n && text.p[start] == '/') {
        start++;
    }
    text = ab_str_sub(text, start, text.n);
    ab_str *segments = AB_ARENA_ARRAY(arena, ab_str, text.n + 1);
    ab_dpath path = {segments, 0};
    ptrdiff_t slash;
    while ((slash = ab_str_find(text, AB_STR("/"), 0)) >= 0) {
        segments[path.n++] = ab_str_sub(text, 0, (size_t)slash);
        text = ab_str_sub(text, (size_t)slash + 1, text.n);
    }
    segments[path.n++] = text;
    return path;
}

static ab_str join_dots(ab_arena *arena, const ab_dpath *path)
{
    ab_str joined = AB_STR("");
    for (size_t i = 0; i < path->n; i++) {
        joined = ab_arena_printf(arena, "%.*s%s%.*s", AB_STR_ARG(joined), i ? "." : "",
                                 AB_STR_ARG(path->segments[i]));
    }
    return joined;
}

/* A path of texts that may be templates. */
static bool eval_texts(const ab_scope *scope, const ab_component *config, const ab_strings *texts,
                       ab_dpath *out, ab_error *error)
{
    const ab_template **templates = AB_ARENA_ARRAY(scope->arena, const ab_template *, texts->n + 1);
    for (size_t i = 0; i < texts->n; i++) {
        templates[i] =
            ab_template_compile(scope->arena, texts->at[i], AB_TEMPLATE_STRING, 0, error);
        if (!templates[i]) {
            return false;
        }
    }
    ab_templates compiled = {templates, texts->n};
    return ab_scope_path(scope, &compiled, config->parameters, out, error);
}

static bool read_extra_fields(const ab_scope *scope, const ab_component *config, ab_parent *out,
                              ab_error *error)
{
    const ab_parent_stream_options *o = config->options;
    out->extra_count = o->extra_fields.n;
    out->extra_fields = AB_ARENA_ARRAY(scope->arena, ab_dpath, out->extra_count + 1);
    out->extra_names = AB_ARENA_ARRAY(scope->arena, ab_str, out->extra_count + 1);
    for (size_t i = 0; i < out->extra_count; i++) {
        if (!eval_texts(scope, config, &o->extra_fields.at[i], &out->extra_fields[i], error)) {
            return false;
        }
        out->extra_names[i] = join_dots(scope->arena, &out->extra_fields[i]);
    }
    return true;
}

static void destroy_stream(void *stream)
{
    ab_declarative_stream_destroy(stream);
}

static bool check_pointer(const ab_parent_stream_options *o, ab_error *error)
{
    for (size_t i = 0; i < o->lazy_read_pointer.n; i++) {
        ab_str text = ab_template_source(o->lazy_read_pointer.at[i]);
        if (ab_str_find(text, AB_STR("*"), 0) >= 0) {
            return ab_error_set(error, AB_ERROR_SYSTEM,
                                "The '*' wildcard in 'lazy_read_pointer' is not supported — only "
                                "direct paths are allowed.");
        }
    }
    return true;
}

bool ab_parent_build(ab_build *build, const ab_component *config, const ab_value *child_state,
                     ab_parent *out, ab_error *error)
{
    const ab_parent_stream_options *o = config->options;
    ab_scope scope = ab_scope_new(build->env, build->arena);
    *out = (ab_parent){.request_option = o->request_option,
                       .incremental_dependency = o->incremental_dependency};
    ab_declarative_stream_args args = {.use_cache = true, .has_state = true};
    if (!check_pointer(o, error) || !ab_request_option_check(o->request_option, error) ||
        !ab_parent_state(build, config, child_state, &args.state, error)) {
        return false;
    }
    out->stream = ab_declarative_stream_build(build, o->stream, &args, error);
    if (!out->stream) {
        return false;
    }
    ab_env_defer(build->env, destroy_stream, out->stream);
    if (!ab_scope_text(&scope, o->parent_key, config->parameters, &out->key_text, error) ||
        !ab_scope_text(&scope, o->partition_field, config->parameters, &out->partition_field,
                       error)) {
        return false;
    }
    out->key = split_path(build->arena, out->key_text);
    return ab_scope_path(&scope, &o->lazy_read_pointer, config->parameters, &out->lazy_read_pointer,
                         error) &&
           read_extra_fields(&scope, config, out, error);
}
