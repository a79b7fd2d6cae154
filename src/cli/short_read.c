#include "cli/short_read.h"

#include "http/http.h"
#include "json/json.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

const ab_option ab_short_read_options[] = {
    {"--stream", "NAME", "the stream to read", true},
    {"--state", "FILE", "go on where this state ends", false},
    {"--records", "N", "at most N records (default 100)", false},
    {"--pages", "N", "at most N pages of each slice (default 5)", false},
    {"--slices", "N", "at most N slices (default 5)", false},
    {0},
};

/* As the connector builder has them, but for the records. */
enum { RECORDS = 100, PAGES = 5, SLICES = 5 };

/* The reading while it runs. */
typedef struct running {
    ab_short_reading *reading;
    ab_session *session;
    bool in_slice;
    bool page_too_many; /* one more page came than is wanted */
} running;

/* ---------------------------------------------------------------- exchanges */

static ab_value masked(running *r, ab_str text)
{
    ab_arena *arena = r->reading->arena;
    if (!ab_utf8_valid(text)) {
        return ab_value_str(ab_arena_printf(arena, "(%zu bytes that are no text)", text.n));
    }
    return ab_value_text(arena, ab_mask_text(r->session->runtime.mask, arena, text));
}

/* "Basic ****": what a scheme was followed by is a secret, whoever made it. */
static ab_value credentials(running *r, ab_str text)
{
    ptrdiff_t blank = ab_str_find(text, AB_STR(" "), 0);
    ab_str scheme = ab_str_sub(text, 0, blank < 0 ? 0 : (size_t)blank + 1);
    return ab_value_str(ab_arena_printf(r->reading->arena, "%.*s****", AB_STR_ARG(scheme)));
}

static ab_value headers_value(running *r, const ab_headers *headers)
{
    ab_value out = ab_value_object();
    ab_arena *arena = r->reading->arena;
    for (size_t i = 0; i < headers->n; i++) {
        const ab_header *header = &headers->at[i];
        bool secret = ab_str_eq_nocase(header->name, AB_STR("authorization")) ||
                      ab_str_eq_nocase(header->name, AB_STR("proxy-authorization")) ||
                      ab_str_eq_nocase(header->name, AB_STR("cookie")) ||
                      ab_str_eq_nocase(header->name, AB_STR("set-cookie"));
        ab_object_set(arena, &out, ab_arena_str(arena, header->name),
                      secret ? credentials(r, header->value) : masked(r, header->value));
    }
    return out;
}

static ab_value request_value(running *r, const ab_http_request *request,
                              const ab_http_response *response)
{
    ab_arena *arena = r->reading->arena;
    ab_value out = ab_value_object();
    ab_set(arena, &out, "url", masked(r, request->url));
    ab_set(arena, &out, "headers", headers_value(r, &response->sent_headers));
    ab_set(arena, &out, "http_method", ab_value_text(arena, request->method));
    ab_set(arena, &out, "body", request->body.n ? masked(r, request->body) : ab_value_null());
    return out;
}

static ab_value response_value(running *r, const ab_http_response *response)
{
    ab_arena *arena = r->reading->arena;
    ab_value out = ab_value_object();
    ab_buf scratch;
    ab_str body = {0};
    ab_buf_init(&scratch, AB_BUF_NO_MAX);
    if (response->failure) {
        ab_set(arena, &out, "problem", masked(r, ab_str_of(response->problem)));
    } else {
        ab_body_whole(response->body, &scratch, &body, NULL);
    }
    ab_set(arena, &out, "status", ab_value_int(response->status));
    ab_set(arena, &out, "headers", headers_value(r, &response->headers));
    ab_set(arena, &out, "body", masked(r, body));
    ab_buf_free(&scratch);
    return out;
}

/* Whether the stream itself asks; else a parent, a login, a token. */
static bool is_own(const running *r, ab_str asker)
{
    return asker.n == 0 || ab_str_is(asker, r->reading->stream);
}

static void take_exchange(void *context, const ab_http_request *request,
                          const ab_http_response *response)
{
    running *r = context;
    ab_short_reading *reading = r->reading;
    ab_short_page page = {
        .request = request_value(r, request, response),
        .response = response_value(r, response),
        .records = ab_value_array(),
        .asker = ab_arena_str(reading->arena, request->asker),
    };
    if (!r->in_slice) {
        AB_VEC_PUSH(&reading->auxiliary, page);
        return;
    }
    ab_short_slice *slice = &reading->slices.at[reading->slices.n - 1];
    if (!is_own(r, request->asker)) {
        AB_VEC_PUSH(&slice->auxiliary, page);
        return;
    }
    if ((int64_t)slice->pages.n >= reading->limits.pages_per_slice) {
        r->page_too_many = true; /* asked by a source that does not count pages */
        return;
    }
    AB_VEC_PUSH(&slice->pages, page);
}

/* ---------------------------------------------------------------- what is read */

static bool take_slice(void *context, const ab_value *descriptor)
{
    running *r = context;
    ab_short_reading *reading = r->reading;
    if ((int64_t)reading->slices.n >= reading->limits.slices ||
        reading->records >= reading->limits.records) {
        return false;
    }
    ab_short_slice slice = {.states = ab_value_array()};
    if (descriptor) {
        slice.descriptor = ab_value_copy(reading->arena, descriptor);
    }
    AB_VEC_PUSH(&reading->slices, slice);
    r->in_slice = true;
    r->page_too_many = false;
    return true;
}

static bool take_record(void *context, ab_str json)
{
    running *r = context;
    ab_short_reading *reading = r->reading;
    ab_value record;
    if (r->page_too_many || reading->slices.n == 0 || reading->records >= reading->limits.records) {
        return false;
    }
    const ab_json_options options = {.copy = true};
    ab_short_slice *slice = &reading->slices.at[reading->slices.n - 1];
    if (slice->pages.n == 0) { /* not by HTTP, or from a response that another stream asked for */
        AB_VEC_PUSH(&slice->pages, (ab_short_page){.records = ab_value_array()});
    }
    if (ab_json_parse(reading->arena, json, &options, &record, NULL)) {
        ab_array_push(reading->arena, &slice->pages.at[slice->pages.n - 1].records, record);
        ab_inference_add(reading->inference, &record);
        reading->records++;
    }
    return reading->records < reading->limits.records;
}

static bool take_state(void *context, const ab_value *state)
{
    running *r = context;
    ab_short_reading *reading = r->reading;
    ab_arena *arena = reading->arena;
    ab_value descriptor = ab_value_object(), stream = ab_value_object(), body = ab_value_object();
    if (reading->slices.n > 0) {
        ab_set(arena, &descriptor, "name", ab_value_cstr(reading->stream));
        ab_set(arena, &stream, "stream_descriptor", descriptor);
        ab_set(arena, &stream, "stream_state", ab_value_copy(arena, state));
        ab_set(arena, &body, "type", ab_value_cstr("STREAM"));
        ab_set(arena, &body, "stream", stream);
        ab_array_push(arena, &reading->slices.at[reading->slices.n - 1].states, body);
    }
    return true;
}

static void take_failure(void *context, const ab_error *error)
{
    running *r = context;
    ab_engine_fail(&r->session->runtime, error);
}

/* ---------------------------------------------------------------- the stream */

/* {"streams": [{stream: {name …}, sync_mode …}]} with what is known before discover. */
static ab_value make_catalog(ab_arena *arena, const ab_value *stream, bool incremental)
{
    ab_value configured = ab_value_object(), list = ab_value_array(), catalog = ab_value_object();
    ab_set(arena, &configured, "stream", *stream);
    ab_set(arena, &configured, "sync_mode",
           ab_value_cstr(incremental ? "incremental" : "full_refresh"));
    ab_set(arena, &configured, "destination_sync_mode", ab_value_cstr("append"));
    const ab_value *cursor = ab_get(stream, "default_cursor_field");
    if (incremental && cursor) {
        ab_set(arena, &configured, "cursor_field", *cursor);
    }
    ab_array_push(arena, &list, configured);
    ab_set(arena, &catalog, "streams", list);
    return catalog;
}

static ab_value bare_stream(ab_arena *arena, const char *name)
{
    ab_value stream = ab_value_object(), modes = ab_value_array();
    ab_array_push(arena, &modes, ab_value_cstr("full_refresh"));
    ab_array_push(arena, &modes, ab_value_cstr("incremental"));
    ab_set(arena, &stream, "name", ab_value_cstr(name));
    ab_set(arena, &stream, "json_schema", ab_value_object());
    ab_set(arena, &stream, "supported_sync_modes", modes);
    return stream;
}

static bool is_incremental(const ab_value *described)
{
    const ab_value *modes = ab_get(described, "supported_sync_modes");
    for (uint32_t i = 0; ab_is(modes, AB_ARRAY) && i < modes->count; i++) {
        if (ab_str_is(ab_text(&modes->items[i]), "incremental")) {
            return true;
        }
    }
    return false;
}

static const ab_stream *find_stream(const ab_stream_list *list, const char *name, ab_error *error)
{
    ab_buf names;
    ab_buf_init(&names, AB_BUF_NO_MAX);
    for (size_t i = 0; i < list->n; i++) {
        if (strcmp(list->at[i]->name, name) == 0) {
            ab_buf_free(&names);
            return list->at[i];
        }
        ab_buf_printf(&names, "%s%s", i ? ", " : "", list->at[i]->name);
    }
    ab_error_set(error, AB_ERROR_CONFIG, "There is no stream \"%s\"; there are: %s", name,
                 names.n ? names.p : "none");
    ab_buf_free(&names);
    return NULL;
}

static bool read_stream(running *r, const ab_stream *stream, const ab_state_input *state,
                        ab_error *error)
{
    ab_short_reading *reading = r->reading;
    ab_session *session = r->session;
    if (!ab_engine_describe(&session->runtime, stream, session->config, reading->arena,
                            &reading->described, error)) {
        return false;
    }
    /* What discover told may borrow from the source, which is closed before this is shown. */
    reading->described = ab_value_copy(reading->arena, &reading->described);
    bool incremental = is_incremental(&reading->described);
    ab_value catalog = make_catalog(reading->arena, &reading->described, incremental);
    const ab_value *configured = &ab_get(&catalog, "streams")->items[0];
    const ab_stream_descriptor descriptor = {ab_str_of(stream->name),
                                             ab_str_of(stream->name_space)};
    const ab_read_request request = {
        .configured = configured,
        .config = session->config,
        .state = ab_state_input_get(state, descriptor),
        .incremental = incremental,
        .cursor_field = ab_text(ab_at(ab_get(configured, "cursor_field"), 0)),
        .runtime = &session->runtime,
    };
    const ab_single_hooks hooks = {take_slice, take_record, take_state, take_failure, r};
    return ab_engine_read_single(&session->runtime, stream, &request, &hooks, error);
}

static bool read_state(ab_session *session, ab_state_input *state, ab_error *error)
{
    const char *path = ab_option_value(session->invocation, "--state");
    const ab_value *value = NULL;
    return (!path || ab_session_read_json(session, path, "state", &value, error)) &&
           ab_state_input_read(session->arena, value, state, error);
}

static void mask_again(running *r, ab_value *value)
{
    if (value->kind == AB_STRING) {
        *value = masked(r, value->text);
    }
    for (uint32_t i = 0; value->kind == AB_OBJECT && i < value->count; i++) {
        mask_again(r, &value->object.members[i].value);
    }
}

/* A token is known as a secret only after the response that brought it. */
static void mask_pages(running *r, ab_short_page *pages, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        mask_again(r, &pages[i].request);
        mask_again(r, &pages[i].response);
    }
}

static void mask_late_secrets(running *r)
{
    ab_short_reading *reading = r->reading;
    mask_pages(r, reading->auxiliary.at, reading->auxiliary.n);
    for (size_t i = 0; i < reading->slices.n; i++) {
        ab_short_slice *slice = &reading->slices.at[i];
        mask_pages(r, slice->pages.at, slice->pages.n);
        mask_pages(r, slice->auxiliary.at, slice->auxiliary.n);
    }
}

static int read_all(ab_session *session)
{
    running *r = session->context;
    const ab_source *source = session->source;
    ab_error error = {0};
    ab_stream_list list = {0};
    ab_state_input state;
    r->session = session;
    ab_value bare = bare_stream(session->arena, r->reading->stream);
    ab_value catalog = make_catalog(session->arena, &bare, true);
    bool good = read_state(session, &state, &error) &&
                ab_engine_set_concurrency(&session->runtime, source, session->config, &error) &&
                ab_engine_streams(source, &session->runtime, session->config, AB_FOR_READ, &catalog,
                                  state.messages, &list, &error);
    const ab_stream *stream = good ? find_stream(&list, r->reading->stream, &error) : NULL;
    good = stream && read_stream(r, stream, &state, &error);
    if (!good && ab_error_is_set(&error)) {
        ab_engine_fail(&session->runtime, &error);
    }
    mask_late_secrets(r);
    ab_error_clear(&error);
    ab_stream_list_free(&list);
    return !good;
}

/* ---------------------------------------------------------------- the messages beside it */

static void take_log(ab_short_reading *reading, const ab_value *log)
{
    ab_value out = ab_value_object();
    ab_set(reading->arena, &out, "message", ab_value_str(ab_get_text(log, "message")));
    ab_set(reading->arena, &out, "level", ab_value_str(ab_get_text(log, "level")));
    ab_array_push(reading->arena, &reading->logs, out);
}

static void take_error(ab_short_reading *reading, const ab_value *error)
{
    ab_value out = ab_value_object();
    const ab_value *internal = ab_get(error, "internal_message");
    ab_set(reading->arena, &out, "message", ab_value_str(ab_get_text(error, "message")));
    ab_set(reading->arena, &out, "level", ab_value_cstr("ERROR"));
    if (internal) {
        ab_set(reading->arena, &out, "internal_message", *internal);
    }
    ab_array_push(reading->arena, &reading->logs, out);
}

static void take_message(ab_short_reading *reading, const ab_value *message)
{
    const ab_value *error = ab_get(ab_get(message, "trace"), "error");
    const ab_value *config =
        ab_get(ab_get(ab_get(message, "control"), "connectorConfig"), "config");
    if (ab_get(message, "log")) {
        take_log(reading, ab_get(message, "log"));
    } else if (error) {
        take_error(reading, error);
    } else if (config) {
        reading->latest_config = *config;
    }
}

static void take_messages(ab_short_reading *reading, FILE *from)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    const ab_json_options options = {.copy = true};
    rewind(from);
    while ((n = getline(&line, &capacity, from)) > 0) {
        ab_value message;
        if (ab_json_parse(reading->arena, (ab_str){line, (size_t)n}, &options, &message, NULL)) {
            take_message(reading, &message);
        }
    }
    free(line);
}

/* ---------------------------------------------------------------- the whole */

static bool read_limits(const ab_invocation *invocation, ab_short_read *limits)
{
    *limits = (ab_short_read){true, RECORDS, PAGES, SLICES};
    return ab_read_count(invocation, "--records", &limits->records) &&
           ab_read_count(invocation, "--pages", &limits->pages_per_slice) &&
           ab_read_count(invocation, "--slices", &limits->slices);
}

static bool any_limit_reached(const ab_short_reading *reading)
{
    bool reached = (int64_t)reading->slices.n >= reading->limits.slices ||
                   reading->records >= reading->limits.records;
    for (size_t i = 0; i < reading->slices.n; i++) {
        reached =
            reached || (int64_t)reading->slices.at[i].pages.n >= reading->limits.pages_per_slice;
    }
    return reached;
}

static bool has_errors(const ab_short_reading *reading)
{
    for (uint32_t i = 0; i < reading->logs.count; i++) {
        if (ab_get(&reading->logs.items[i], "internal_message") ||
            ab_str_is(ab_get_text(&reading->logs.items[i], "level"), "ERROR")) {
            return true;
        }
    }
    return false;
}

int ab_short_reading_run(const ab_invocation *invocation, ab_short_reading *reading)
{
    *reading = (ab_short_reading){.arena = ab_arena_new(),
                                  .stream = ab_option_value(invocation, "--stream"),
                                  .inference = ab_inference_new(),
                                  .logs = ab_value_array()};
    running r = {.reading = reading};
    const ab_http_observer observer = {take_exchange, &r};
    ab_run_options options;
    if (!ab_read_run_options(invocation, &options) || !read_limits(invocation, &reading->limits)) {
        return AB_EXIT_USAGE;
    }
    options.short_read = reading->limits;
    options.observer = &observer;
    FILE *messages = tmpfile();
    if (!messages) {
        fprintf(stderr, "%s: no temporary file: %s\n", invocation->program, strerror(errno));
        return 1;
    }
    int status =
        ab_session_run_to(invocation, &options, AB_CONFIG_REQUIRED, fileno(messages), &r, read_all);
    take_messages(reading, messages);
    fclose(messages);
    reading->limit_reached = any_limit_reached(reading);
    return status ? status : has_errors(reading);
}

void ab_short_reading_free(ab_short_reading *reading)
{
    for (size_t i = 0; i < reading->slices.n; i++) {
        AB_VEC_FREE(&reading->slices.at[i].pages);
        AB_VEC_FREE(&reading->slices.at[i].auxiliary);
    }
    AB_VEC_FREE(&reading->slices);
    AB_VEC_FREE(&reading->auxiliary);
    ab_inference_free(reading->inference);
    ab_arena_free(reading->arena);
}

ab_value ab_short_reading_required(const ab_short_reading *reading)
{
    ab_value names = ab_value_array();
    const ab_value *key = ab_get(&reading->described, "source_defined_primary_key");
    const ab_value *cursor = ab_at(ab_get(&reading->described, "default_cursor_field"), 0);
    for (uint32_t i = 0; ab_is(key, AB_ARRAY) && i < key->count; i++) {
        const ab_value *name = ab_at(&key->items[i], 0);
        if (name) {
            ab_array_push(reading->arena, &names, *name);
        }
    }
    bool found = !cursor;
    for (uint32_t i = 0; i < names.count && !found; i++) {
        found = ab_value_equal(&names.items[i], cursor);
    }
    if (!found) {
        ab_array_push(reading->arena, &names, *cursor);
    }
    return names;
}
