/* DpathExtractor: the records are what a path leads to in the response. */
#include "declarative/extractors/extractor.h"
#include "json/dpath.h"
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
} extractor;

static bool path_of(const extractor *self, const ab_scope *scope, ab_str **path, ab_error *error)
{
    const ab_templates *templates = &self->options->field_path;
    *path = AB_ARENA_ARRAY(scope->arena, ab_str, templates->n + 1);
    for (size_t i = 0; i < templates->n; i++) {
        if (!ab_scope_text(scope, templates->at[i], self->parameters, &(*path)[i], error)) {
            return false;
        }
    }
    return true;
}

/* ---- JSON: by the page's index, each record as its text ---- */

static bool emit_indexed(ab_page *page, ab_arena *arena, ab_record_fn emit, void *context,
                         int64_t *count, ab_error *error)
{
    size_t n = ab_page_count(page);
    for (size_t i = 0; i < n; i++) {
        ab_arena_mark mark = ab_arena_save(arena);
        ab_record record = {.raw_flags = ab_page_entry(page, i).flags, .arena = arena};
        bool ok = ab_page_span(page, i, &record.raw, error) && emit(context, &record, error);
        ab_arena_rewind(arena, mark);
        if (!ok) {
            return false;
        }
        ++*count;
    }
    return true;
}

static bool has_glob(const ab_str *path, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (ab_dpath_is_glob(path[i])) {
            return true;
        }
    }
    return false;
}

/* ---- Any decoder: element by element ---- */

static bool emit_values(const ab_value *found, ab_arena *arena, ab_record_fn emit, void *context,
                        int64_t *count, ab_error *error)
{
    bool is_list = ab_is(found, AB_ARRAY);
    size_t n = is_list ? found->count : ab_value_truthy(found) ? 1 : 0;
    for (size_t i = 0; i < n; i++) {
        ab_arena_mark mark = ab_arena_save(arena);
        ab_record record = {
            .parsed = true, .value = is_list ? found->items[i] : *found, .arena = arena};
        bool ok = emit(context, &record, error);
        ab_arena_rewind(arena, mark);
        if (!ok) {
            return false;
        }
        ++*count;
    }
    return true;
}

/* With `*` as a segment all matches are a list; else there is one value, or none. */
static bool find(const ab_value *body, ab_dpath path, ab_arena *arena, ab_value *found,
                 ab_error *error)
{
    *found = *body;
    for (size_t i = 0; i < path.n; i++) {
        if (ab_str_is(path.segments[i], "*")) {
            *found = ab_value_array();
            return ab_dpath_values(arena, body, path, found, error);
        }
    }
    const ab_value *one = body;
    if (!ab_dpath_get(body, path, &one, error)) {
        return false;
    }
    *found = one ? *one : ab_value_null();
    return true;
}

static bool emit_elements(const extractor *self, const ab_scope *scope, const ab_str *path,
                          ab_arena *arena, ab_record_fn emit, void *context, int64_t *count,
                          ab_error *error)
{
    ab_bodies *bodies = self->decoder->ops->open(self->decoder, scope->response, error);
    if (!bodies) {
        return false;
    }
    int got;
    bool ok = true;
    ab_body_value element;
    while (ok && (got = bodies->next(bodies, arena, &element, error)) > 0) {
        ab_record text = {.raw = element.raw, .parsed = element.is_parsed, .arena = arena};
        text.value = element.value;
        ab_value found;
        ok = ab_record_parse(&text, error) &&
             find(&text.value, (ab_dpath){path, self->options->field_path.n}, arena, &found,
                  error) &&
             emit_values(&found, arena, emit, context, count, error);
    }
    bodies->close(bodies);
    return ok && got == 0;
}

static bool starts_a_list(ab_response *response)
{
    ab_str text = response->text;
    return text.n && ab_str_trim(ab_str_sub(text, 0, 64)).n && ab_str_trim(text).p[0] == '[';
}

static bool extract(const ab_extractor *base, const ab_scope *scope, ab_arena *record_arena,
                    ab_record_fn emit, void *context, int64_t *count, ab_error *error)
{
    const extractor *self = (const extractor *)base;
    size_t n = self->options->field_path.n;
    ab_str *path;
    *count = 0;
    if (!path_of(self, scope, &path, error)) {
        return false;
    }
    if (self->decoder->is_json && !has_glob(path, n) && !(n && starts_a_list(scope->response))) {
        ab_page *page = ab_response_page(scope->response, path, n, error);
        if (!page) {
            return false;
        }
        if (ab_page_indexed(page)) {
            return emit_indexed(page, record_arena, emit, context, count, error);
        }
    }
    return emit_elements(self, scope, path, record_arena, emit, context, count, error);
}

static const ab_extractor_ops ops = {.extract = extract};

static void *build_extractor(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const ab_extractor_args *given = args;
    extractor *self = AB_ARENA_NEW(build->arena, extractor);
    self->base.ops = &ops;
    self->options = component->options;
    self->parameters = component->parameters;
    self->decoder = given && given->decoder ? given->decoder : ab_decoder_build(build, NULL, error);
    return self;
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
