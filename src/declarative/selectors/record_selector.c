/* RecordSelector: extracts records, filters, transforms and normalises them. */
#include "declarative/retrievers/retriever.h"
#include "declarative/selectors/selector.h"
#include "jsonschema/normalize.h"
#include "json/json.h"

typedef struct record_selector {
    const ab_component *extractor;
    const ab_component *record_filter;
    int schema_normalization;
    const ab_component *schema_normalization_custom;
    int transform_before_filtering;
} record_selector;

/* Of a record that is none, so much is shown. */
#define SHOWN_BYTES 200

enum { NORMALIZATION_DEFAULT, NORMALIZATION_NONE };

struct ab_selector {
    ab_extractor *extractor;
    ab_record_filter *filter; /* NULL: none */
    ab_stream_cursor *client_side_cursor;
    ab_transformation *const *transformations;
    size_t transformation_count;
    ab_file_uploader *file_uploader;
    bool shallow; /* the transformations are all */
    bool transform_first;
    bool normalizes;
    pthread_mutex_t lock; /* of normalizer, made from the schema of the first page */
    ab_arena *arena;
    ab_normalizer *normalizer;
};

/* The stream's schema does not change: the first record's is compiled for all. */
static void normalize_by(ab_selector *self, const ab_value *schema)
{
    pthread_mutex_lock(&self->lock);
    if (!self->normalizer) {
        self->normalizer = ab_normalizer_compile(self->arena, schema);
    }
    pthread_mutex_unlock(&self->lock);
}

/* ---- One record ---- */

/* Records are objects; Python fails on others in one of several ways. */
static bool check_object(const ab_record *record, ab_error *error)
{
    bool is_object = record->parsed ? record->value.kind == AB_OBJECT
                                    : record->shallow || (record->raw_flags & AB_RECORD_OBJECT);
    if (is_object) {
        return true;
    }
    ab_str shown = record->raw;
    if (record->parsed) {
        shown = ab_json_text(record->arena, &record->value, AB_JSON_COMPACT);
    }
    return ab_error_set(error, AB_ERROR_SYSTEM, "A record is no object: %.*s",
                        AB_STR_ARG(ab_str_sub(shown, 0, SHOWN_BYTES)));
}

/* What a filter sees: nothing of the response. */
static ab_scope record_scope(const ab_scope *scope, const ab_record *record)
{
    ab_scope inner = *scope;
    inner.arena = record->arena;
    inner.response = NULL;
    inner.headers = NULL;
    return inner;
}

static bool passes(const ab_selector *self, const ab_scope *scope, ab_record *record, bool *keep,
                   ab_error *error)
{
    *keep = true;
    if (self->client_side_cursor &&
        !self->client_side_cursor->ops->should_sync(self->client_side_cursor, scope->slice, record,
                                                    keep, error)) {
        return false;
    }
    if (!*keep || !self->filter) {
        return true;
    }
    ab_scope inner = record_scope(scope, record);
    ab_shallow *shallow = self->filter->shallow ? ab_record_shallow(record) : NULL;
    ab_value view;
    if (shallow) {
        view = ab_shallow_view(shallow, self->filter->reads, self->filter->read_count);
        inner.record = &view;
    } else if (ab_record_parse(record, error)) {
        inner.record = &record->value;
    } else {
        return false;
    }
    return self->filter->ops->keep(self->filter, &inner, keep, error);
}

static bool transform(const ab_selector *self, const ab_scope *scope, ab_record *record,
                      ab_error *error)
{
    if (!self->transformation_count) {
        return true;
    }
    ab_scope inner = record_scope(scope, record);
    inner.next_page_token = NULL;
    ab_shallow *shallow = self->shallow ? ab_record_shallow(record) : NULL;
    if (shallow) {
        ab_record_set_changed(record);
        return ab_transformations_apply_shallow(self->transformations, self->transformation_count,
                                                &inner, shallow, error);
    }
    ab_value *value = check_object(record, error) ? ab_record_edit(record, error) : NULL;
    return value && ab_transformations_apply(self->transformations, self->transformation_count,
                                             &inner, record->arena, value, error);
}

static bool normalize(const ab_selector *self, ab_record *record, ab_error *error)
{
    if (!self->normalizer || !ab_normalizer_is_active(self->normalizer)) {
        return true;
    }
    bool changed;
    return ab_record_parse(record, error) &&
           ab_normalize(self->normalizer, record->arena, &record->value, &changed, error) &&
           (!changed || ab_record_edit(record, error));
}

bool ab_selector_apply(const ab_selector *self, const ab_scope *scope, const ab_value *schema,
                       ab_record *record, ab_record_fn emit, void *context, ab_error *error)
{
    bool keep = true;
    record->slice = scope->slice;
    if (self->normalizes && schema) {
        normalize_by((ab_selector *)self, schema);
    }
    bool ok = self->transform_first ? transform(self, scope, record, error) &&
                                          passes(self, scope, record, &keep, error)
                                    : passes(self, scope, record, &keep, error) &&
                                          (!keep || transform(self, scope, record, error));
    if (!ok || !keep) {
        return ok;
    }
    return check_object(record, error) && normalize(self, record, error) &&
           (!self->file_uploader ||
            self->file_uploader->upload(self->file_uploader, scope, record, error)) &&
           emit(context, record, error);
}

/* ---- A page ---- */

typedef struct selecting {
    const ab_selector *selector;
    const ab_scope *scope;
    const ab_value *schema;
    ab_record_fn emit;
    void *context;
} selecting;

static bool select_one(void *context, ab_record *record, ab_error *error)
{
    const selecting *s = context;
    return ab_selector_apply(s->selector, s->scope, s->schema, record, s->emit, s->context, error);
}

bool ab_selector_select(const ab_selector *self, const ab_scope *scope, const ab_value *schema,
                        ab_arena *record_arena, ab_record_fn emit, void *context, ab_error *error)
{
    selecting s = {self, scope, schema, emit, context};
    return self->extractor->ops->extract(self->extractor, scope, record_arena, select_one, &s,
                                         &scope->response->extracted_count, error);
}

int64_t ab_selector_count(const ab_selector *self, const ab_scope *scope, ab_error *error)
{
    return self->extractor->ops->count ? self->extractor->ops->count(self->extractor, scope, error)
                                       : -1;
}

bool ab_selector_record_path(const ab_selector *self, const ab_scope *scope, ab_record_path *out,
                             bool *known, ab_error *error)
{
    const ab_extractor_ops *ops = self->extractor->ops;
    *known = false;
    return !ops->record_path || ops->record_path(self->extractor, scope, out, known, error);
}

/* ---- Build ---- */

static void destroy_selector(void *object)
{
    ab_selector *self = object;
    pthread_mutex_destroy(&self->lock);
    ab_arena_free(self->arena);
}

static void *build_selector(ab_build *build, const ab_component *component, const void *args,
                            ab_error *error)
{
    const record_selector *o = component->options;
    const ab_selector_args *given = args;
    ab_selector *self = AB_ARENA_NEW(build->arena, ab_selector);
    ab_extractor_args extractor_args = {.decoder = given->decoder};
    self->extractor = ab_extractor_build(build, given->extractor ? given->extractor : o->extractor,
                                         &extractor_args, error);
    if (!self->extractor) {
        return NULL;
    }
    if (o->record_filter) {
        self->filter = ab_record_filter_build(build, o->record_filter, error);
        if (!self->filter) {
            return NULL;
        }
    }
    self->client_side_cursor = given->client_side_cursor;
    self->transformations = given->transformations;
    self->transformation_count = given->transformation_count;
    self->shallow = true;
    for (size_t i = 0; i < self->transformation_count; i++) {
        self->shallow = self->shallow && self->transformations[i]->shallow;
    }
    self->file_uploader = given->file_uploader;
    self->transform_first = o->transform_before_filtering < 0 ? given->transform_first_by_default
                                                              : o->transform_before_filtering > 0;
    self->normalizes = o->schema_normalization == NORMALIZATION_DEFAULT;
    self->arena = ab_arena_new();
    pthread_mutex_init(&self->lock, NULL);
    ab_env_defer(build->env, destroy_selector, self);
    return self;
}

ab_selector *ab_selector_build(ab_build *build, const ab_component *component,
                               const ab_selector_args *args, ab_error *error)
{
    return ab_component_build(build, component, AB_FAMILY_RECORD_SELECTOR, args, error);
}

static const ab_field record_selector_fields[] = {
    {"extractor", AB_FIELD_CHILD, AB_AT(record_selector, extractor), .flags = AB_FIELD_REQUIRED,
     .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor",
     .help = "Where the records are in a response."},
    {"record_filter", AB_FIELD_CHILD, AB_AT(record_selector, record_filter),
     .of = "RecordFilter|CustomRecordFilter", .help = "Which records to keep."},
    {"schema_normalization", AB_FIELD_ENUM, AB_AT(record_selector, schema_normalization),
     .of = "Default|None", .takes = AB_TAKES_STRING,
     .help = "Whether values are converted to the types of the stream's schema."},
    {"schema_normalization", AB_FIELD_CHILD, AB_AT(record_selector, schema_normalization_custom),
     .of = "CustomSchemaNormalization", .takes = AB_TAKES_OBJECT},
    {"transform_before_filtering", AB_FIELD_MAYBE_BOOL,
     AB_AT(record_selector, transform_before_filtering),
     .help = "Whether transformations come before the filter."},
    {0},
};

const ab_component_type ab_component_record_selector = {
    .name = "RecordSelector",
    .family = AB_FAMILY_RECORD_SELECTOR,
    .fields = record_selector_fields,
    .options_size = sizeof(record_selector),
    .build = build_selector,
    .help = "Takes the records out of a response, filters and transforms them.",
};
