/* class_name: components.KeyedRecordsExtractor
 *
 * The API answers with an object of records by their keys, {"data": {"k1": {…}, "k2": {…}}}; each
 * becomes a record that has its key in `key_field`. */
#include "components.h"
#include "declarative/extractors/extractor.h"

typedef struct options {
    ab_str key_field;
} options;

typedef struct extractor {
    ab_extractor base;
    const options *options;
} extractor;

/* Of a decoded body; it must not be changed, so a record's top level is copied. */
static bool extract_value(const ab_extractor *base, const ab_scope *scope, const ab_value *body,
                          ab_arena *record_arena, ab_record_fn emit, void *context, int64_t *count,
                          ab_error *error)
{
    (void)scope;
    const options *o = ((const extractor *)base)->options;
    const ab_value *data = ab_get(body, "data");
    *count = 0;
    for (uint32_t i = 0; ab_is(data, AB_OBJECT) && i < data->count; i++) {
        const ab_member *member = &data->object.members[i];
        ab_record record = {.parsed = true, .changed = true, .arena = record_arena};
        record.value = ab_value_clone(record_arena, &member->value);
        ab_object_set(record_arena, &record.value, o->key_field, ab_value_str(member->key));
        (*count)++;
        if (!emit(context, &record, error)) {
            return false;
        }
        ab_arena_reset(record_arena);
    }
    return true;
}

static bool extract(const ab_extractor *base, const ab_scope *scope, ab_arena *record_arena,
                    ab_record_fn emit, void *context, int64_t *count, ab_error *error)
{
    const ab_value *body;
    return ab_response_value(scope->response, &body, error) &&
           extract_value(base, scope, body, record_arena, emit, context, count, error);
}

static const ab_extractor_ops ops = {.extract = extract, .extract_value = extract_value};

static void *build_extractor(ab_build *build, const ab_component *component, const void *args,
                             ab_error *error)
{
    (void)args, (void)error;
    extractor *self = AB_ARENA_NEW(build->arena, extractor);
    self->base.ops = &ops;
    self->options = component->options;
    return self;
}

static const ab_field fields[] = {
    {"key_field", AB_FIELD_STRING, AB_AT(options, key_field), .flags = AB_FIELD_REQUIRED,
     .help = "Where a record gets its key."},
    {0},
};

const ab_component_type keyed_records_extractor = {
    .name = "KeyedRecordsExtractor",
    .family = AB_FAMILY_EXTRACTOR,
    .fields = fields,
    .options_size = sizeof(options),
    .build = build_extractor,
    .help = "The members of the response's `data` as records.",
};
