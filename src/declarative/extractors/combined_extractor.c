/* CombinedExtractor: the records of several extractors, or of the first one that has any. */
#include "declarative/extractors/extractor.h"
#include "json/scan.h"

typedef struct combined_extractor {
    ab_components extractors;
    int mode;
    bool skip_empty_records;
} combined_extractor;

enum { MODE_UNION, MODE_FIRST_MATCH };

extern const ab_component_type ab_component_combined_extractor;

typedef struct combined {
    ab_extractor base;
    ab_extractor **extractors;
    size_t n;
    int mode;
    bool skip_empty;
} combined;

/* One part's pass. Body NULL: over scope->response. */
typedef struct pass {
    const combined *self;
    const ab_scope *scope;
    const ab_value *body;
    ab_arena *arena;
    ab_record_fn emit;
    void *context;
    int64_t emitted;
    int64_t dropped;
} pass;

static bool is_empty(ab_record *record, bool *empty, ab_error *error)
{
    if (!record->parsed && (record->raw_flags & AB_RECORD_OBJECT)) {
        *empty = (record->raw_flags & AB_RECORD_EMPTY) != 0;
        return true;
    }
    bool ok = ab_record_parse(record, error);
    *empty = ok && !ab_value_truthy(&record->value);
    return ok;
}

static bool take(void *context, ab_record *record, ab_error *error)
{
    pass *p = context;
    bool empty = false;
    if (p->self->skip_empty && !is_empty(record, &empty, error)) {
        return false;
    }
    p->dropped += empty ? 1 : 0;
    p->emitted += empty ? 0 : 1;
    return empty || p->emit(p->context, record, error);
}

static bool run_part(pass *p, size_t i, int64_t *count, ab_error *error)
{
    const ab_extractor *part = p->self->extractors[i];
    p->dropped = 0;
    bool ok =
        p->body ? part->ops->extract_value(part, p->scope, p->body, p->arena, take, p, count, error)
                : part->ops->extract(part, p->scope, p->arena, take, p, count, error);
    if (ok && p->dropped) {
        ab_log(ab_log_process(), AB_LOG_WARN,
               "CombinedExtractor dropped %lld empty record(s) yielded by sub-extractor %zu "
               "because `skip_empty_records` is enabled. An API that returns empty records "
               "alongside real ones usually reports the reason in an error field of the response "
               "body.",
               (long long)p->dropped, i);
    }
    return ok;
}

/* Dropped records count, but do not make a part the first match. */
static bool run(pass *p, int64_t *total, ab_error *error)
{
    *total = 0;
    for (size_t i = 0; i < p->self->n; i++) {
        int64_t count = 0;
        if (!run_part(p, i, &count, error)) {
            return false;
        }
        bool first_match = p->self->mode == MODE_FIRST_MATCH;
        if (!first_match || p->emitted) {
            *total += count;
        }
        if (first_match && p->emitted) {
            break;
        }
    }
    return true;
}

static bool extract(const ab_extractor *base, const ab_scope *scope, ab_arena *record_arena,
                    ab_record_fn emit, void *context, int64_t *count, ab_error *error)
{
    pass p = {.self = (const combined *)base,
              .scope = scope,
              .arena = record_arena,
              .emit = emit,
              .context = context};
    return run(&p, count, error);
}

static bool extract_value(const ab_extractor *base, const ab_scope *scope, const ab_value *body,
                          ab_arena *record_arena, ab_record_fn emit, void *context, int64_t *count,
                          ab_error *error)
{
    pass p = {.self = (const combined *)base,
              .scope = scope,
              .body = body,
              .arena = record_arena,
              .emit = emit,
              .context = context};
    return run(&p, count, error);
}

static const ab_extractor_ops ops = {.extract = extract, .extract_value = extract_value};

static void *build_extractor(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    const combined_extractor *o = component->options;
    const ab_extractor_args *given = args;
    if (given && given->decoder && given->decoder->streams) {
        ab_error_set(error, AB_ERROR_CONFIG,
                     "CombinedExtractor is not supported with a streaming decoder.");
        return NULL;
    }
    combined *self = AB_ARENA_NEW(build->arena, combined);
    self->base.ops = &ops;
    self->n = o->extractors.n;
    self->mode = o->mode;
    self->skip_empty = o->skip_empty_records;
    self->extractors = AB_ARENA_ARRAY(build->arena, ab_extractor *, self->n + 1);
    for (size_t i = 0; i < self->n; i++) {
        self->extractors[i] = ab_extractor_build(build, o->extractors.at[i], given, error);
        if (!self->extractors[i]) {
            return NULL;
        }
    }
    return self;
}

static const ab_field combined_extractor_fields[] = {
    {"extractors", AB_FIELD_CHILDREN, AB_AT(combined_extractor, extractors),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 1,
     .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor",
     .help = "The extractors, in the order in which they are asked."},
    {"mode", AB_FIELD_ENUM, AB_AT(combined_extractor, mode), .of = "union|first_match",
     .deflt = "\"union\"",
     .help = "Whether all extractors give records, or only the first one that finds any."},
    {"skip_empty_records", AB_FIELD_BOOL, AB_AT(combined_extractor, skip_empty_records),
     .help = "Whether null and empty records are dropped; they still count as part of the page."},
    {0},
};

const ab_component_type ab_component_combined_extractor = {
    .name = "CombinedExtractor",
    .family = AB_FAMILY_EXTRACTOR,
    .fields = combined_extractor_fields,
    .options_size = sizeof(combined_extractor),
    .build = build_extractor,
    .help = "Combines the records of several extractors.",
};
