/* DpathExtractor: the records are what a path leads to in the response. */
#include "declarative/decoders/source.h"
#include "declarative/extractors/extractor.h"
#include "declarative/extractors/record_expander.h"
#include "declarative/path.h"
#include "engine/engine.h"
#include "json/page.h"

typedef struct dpath_extractor {
    ab_templates field_path;
    const ab_component *record_expander;
} dpath_extractor;

typedef struct extractor {
    ab_extractor base;
    const dpath_extractor *options;
    const ab_value *parameters;
    const ab_decoder *decoder;
    ab_record_expander *expander; /* NULL: none */
} extractor;

/* One pass over one response. */
typedef struct extraction {
    const extractor *self;
    const ab_scope *scope;
    ab_dpath path;
    ab_arena *arena;
    ab_record_fn emit;
    void *context;
    int64_t *count;
} extraction;

/* ---- Records ---- */

static bool emit_record(const extraction *e, ab_record *record, ab_error *error)
{
    if (e->self->expander) {
        return ab_record_expander_expand(e->self->expander, e->scope, record, e->emit, e->context,
                                         e->count, error);
    }
    ++*e->count;
    return e->emit(e->context, record, error);
}

/* Of a list each element is a record, of anything else itself unless it is false to Python. */
static bool emit_found(const extraction *e, const ab_value *found, ab_error *error)
{
    bool is_list = ab_is(found, AB_ARRAY);
    size_t n = is_list ? found->count : ab_value_truthy(found) ? 1 : 0;
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        ab_arena_mark mark = ab_arena_save(e->arena);
        ab_record record = {
            .parsed = true, .value = is_list ? found->items[i] : *found, .arena = e->arena};
        ok = emit_record(e, &record, error);
        ab_arena_rewind(e->arena, mark);
    }
    return ok;
}

/* ---- JSON: by the page's index, each record as its text ---- */

static bool emit_indexed(const extraction *e, ab_page *page, ab_error *error)
{
    size_t n = ab_page_count(page);
    bool ok = true;
    for (size_t i = 0; ok && i < n; i++) {
        ab_arena_mark mark = ab_arena_save(e->arena);
        ab_record record = {.raw_flags = ab_page_entry(page, i).flags, .arena = e->arena};
        ab_sink_expect(e->scope->sink, page, i);
        ok = ab_page_span(page, i, &record.raw, error) && emit_record(e, &record, error);
        ab_arena_rewind(e->arena, mark);
    }
    return ok;
}

/* Literal segments, and `*` by itself: what the index knows. */
static bool can_index(ab_dpath path)
{
    if (path.only_index) {
        return false;
    }
    for (size_t i = 0; i < path.n; i++) {
        if (ab_dpath_is_glob(path.segments[i]) && !ab_str_is(path.segments[i], "*")) {
            return false;
        }
    }
    return true;
}

/* The page where the index serves; NULL without an error where it does not: a list as the body is
 * taken element by element. */
static ab_page *index_of(const extractor *self, ab_dpath path, ab_response *response,
                         ab_error *error)
{
    if (!self->decoder->is_json || !can_index(path) ||
        (path.n && ab_response_first(response) == '[')) {
        return NULL;
    }
    ab_page *page = ab_response_page(response, path.segments, path.n, error);
    return page && ab_page_indexed(page) ? page : NULL;
}

/* ---- Any decoder: element by element ---- */

/* With `*` as a segment all matches are a list; else there is one value, or none. */
static bool find(const extraction *e, const ab_value *body, ab_value *found, ab_error *error)
{
    *found = *body;
    for (size_t i = 0; i < e->path.n; i++) {
        if (ab_str_is(e->path.segments[i], "*")) {
            *found = ab_value_array();
            return ab_dpath_values(e->arena, body, e->path, found, error);
        }
    }
    const ab_value *one = body;
    if (!ab_dpath_get(body, e->path, &one, error)) {
        return false;
    }
    *found = one ? *one : ab_value_null();
    return true;
}

static bool emit_element(const extraction *e, const ab_body_value *element, ab_error *error)
{
    ab_record record = {.raw = element->raw,
                        .raw_flags = element->raw_flags,
                        .parsed = element->is_parsed,
                        .arena = e->arena};
    record.value = element->value;
    if (!e->path.n && (element->raw_flags & AB_RECORD_OBJECT)) {
        return (element->raw_flags & AB_RECORD_EMPTY) != 0 || emit_record(e, &record, error);
    }
    ab_value found;
    return ab_record_parse(&record, error) && find(e, &record.value, &found, error) &&
           emit_found(e, &found, error);
}

static bool emit_elements(const extraction *e, ab_error *error)
{
    const ab_decoder *decoder = e->self->decoder;
    ab_bodies *bodies = ab_decoder_open(decoder, e->scope->response, error);
    int got = bodies ? 1 : -1;
    while (got > 0) {
        ab_body_value element;
        ab_arena_mark mark = ab_arena_save(e->arena);
        got = bodies->next(bodies, e->arena, &element, error);
        if (got > 0 && !emit_element(e, &element, error)) {
            got = -1;
        }
        ab_arena_rewind(e->arena, mark);
    }
    if (bodies) {
        bodies->close(bodies);
    }
    return got == 0;
}

/* What the decoder finds at the path by itself; *done is false where it cannot. */
static bool emit_at_path(const extraction *e, bool *done, ab_error *error)
{
    const ab_decoder *decoder = e->self->decoder;
    ab_error failure = {0};
    bool literal = e->path.n > 0 && !e->path.only_index && decoder->ops->open_path;
    for (size_t i = 0; i < e->path.n; i++) {
        literal = literal && !ab_dpath_is_glob(e->path.segments[i]);
    }
    ab_bodies *bodies = literal ? decoder->ops->open_path(decoder, e->scope->response,
                                                          e->path.segments, e->path.n, &failure)
                                : NULL;
    *done = bodies || ab_error_is_set(&failure);
    int got = bodies ? 1 : 0;
    while (got > 0) {
        ab_arena_mark mark = ab_arena_save(e->arena);
        ab_body_value element;
        got = bodies->next(bodies, e->arena, &element, &failure);
        ab_record record = {.parsed = true, .arena = e->arena};
        record.value = element.value;
        if (got > 0 && !emit_record(e, &record, &failure)) {
            got = -1;
        }
        ab_arena_rewind(e->arena, mark);
    }
    if (bodies) {
        bodies->close(bodies);
    }
    bool failed = got < 0 || ab_error_is_set(&failure);
    if (ab_error_is_set(&failure) && error) {
        ab_error_move(error, &failure);
    }
    ab_error_clear(&failure);
    return !failed;
}

/* ---- Operations ---- */

static bool extract(const ab_extractor *base, const ab_scope *scope, ab_arena *record_arena,
                    ab_record_fn emit, void *context, int64_t *count, ab_error *error)
{
    const extractor *self = (const extractor *)base;
    extraction e = {.self = self,
                    .scope = scope,
                    .arena = record_arena,
                    .emit = emit,
                    .context = context,
                    .count = count};
    *count = 0;
    if (!ab_scope_path(scope, &self->options->field_path, self->parameters, &e.path, error)) {
        return false;
    }
    ab_error failure = {0};
    ab_page *page = index_of(self, e.path, scope->response, &failure);
    if (ab_error_is_set(&failure)) {
        if (error) {
            ab_error_move(error, &failure);
        }
        ab_error_clear(&failure);
        return false;
    }
    if (page) {
        return emit_indexed(&e, page, error);
    }
    bool done;
    bool ok = emit_at_path(&e, &done, error);
    return done || !ok ? ok : emit_elements(&e, error);
}

static int64_t count_early(const ab_extractor *base, const ab_scope *scope, ab_error *error)
{
    const extractor *self = (const extractor *)base;
    ab_dpath path;
    if (self->expander ||
        !ab_scope_path(scope, &self->options->field_path, self->parameters, &path, error)) {
        return -1;
    }
    ab_page *page = index_of(self, path, scope->response, error);
    return page ? (int64_t)ab_page_count(page) : -1;
}

/* Where a body can be indexed while it arrives. */
static bool record_path(const ab_extractor *base, const ab_scope *scope, ab_record_path *out,
                        bool *known, ab_error *error)
{
    const extractor *self = (const extractor *)base;
    ab_dpath path = {0};
    *known = false;
    if (!self->decoder->is_json) {
        return true;
    }
    if (!ab_scope_path(scope, &self->options->field_path, self->parameters, &path, error)) {
        return false;
    }
    *known = can_index(path);
    *out = (ab_record_path){path.segments, path.n};
    return true;
}

/* A decoded body, as the JSON decoder makes elements of it. */
static bool take_value(const ab_extractor *base, const ab_scope *scope, const ab_value *body,
                       ab_arena *arena, ab_record_fn emit, void *context, int64_t *count,
                       ab_error *error)
{
    const extractor *self = (const extractor *)base;
    extraction e = {self, scope, {0}, arena, emit, context, count};
    bool is_list = ab_is(body, AB_ARRAY);
    *count = 0;
    bool ok = ab_scope_path(scope, &self->options->field_path, self->parameters, &e.path, error);
    for (size_t i = 0; ok && i < (is_list ? body->count : 1); i++) {
        ab_value found;
        ok = find(&e, is_list ? &body->items[i] : body, &found, error) &&
             emit_found(&e, &found, error);
    }
    return ok;
}

static const ab_extractor_ops ops = {.extract = extract,
                                     .extract_value = take_value,
                                     .count = count_early,
                                     .record_path = record_path};

static void *build_extractor(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const ab_extractor_args *given = args;
    extractor *self = AB_ARENA_NEW(build->arena, extractor);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    self->decoder = given && given->decoder ? given->decoder : ab_decoder_build(build, NULL, error);
    if (self->decoder && self->options->record_expander) {
        self->expander = ab_record_expander_build(build, self->options->record_expander, error);
        return self->expander ? self : NULL;
    }
    return self->decoder ? self : NULL;
}

static const ab_field dpath_extractor_fields[] = {
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(dpath_extractor, field_path),
     .flags = AB_FIELD_REQUIRED,
     .help = "Keys and indexes that lead to the records; * stands for all at one level."},
    {"record_expander", AB_FIELD_CHILD, AB_AT(dpath_extractor, record_expander),
     .of = "RecordExpander", .help = "Takes records out of a list within each record."},
    {0},
};

const ab_component_type ab_component_dpath_extractor = {
    .name = "DpathExtractor",
    .family = AB_FAMILY_EXTRACTOR,
    .fields = dpath_extractor_fields,
    .options_size = sizeof(dpath_extractor),
    .build = build_extractor,
    .help = "Finds the records of a response by a path.",
};
