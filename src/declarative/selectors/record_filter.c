/* RecordFilter: keeps the records for which a condition holds. */
#include "declarative/selectors/selector.h"

typedef struct record_filter {
    const ab_template *condition;
} record_filter;

typedef struct filter {
    ab_record_filter base;
    const ab_template *condition;
    const ab_value *parameters;
} filter;

static bool keep(const ab_record_filter *base, const ab_scope *scope, bool *out, ab_error *error)
{
    const filter *self = (const filter *)base;
    return ab_scope_bool(scope, self->condition, self->parameters, out, error);
}

static const ab_record_filter_ops ops = {.keep = keep};

static void *build_filter(ab_build *build, const ab_component *component, const void *args,
                          ab_error *error)
{
    (void)args;
    (void)error;
    filter *self = AB_ARENA_NEW(build->arena, filter);
    self->base.ops = &ops;
    self->condition = ((const record_filter *)component->options)->condition;
    self->parameters = component->parameters;
    self->base.shallow =
        self->condition && ab_template_members(self->condition, build->arena, "record",
                                               &self->base.reads, &self->base.read_count);
    return self;
}

static const ab_field record_filter_fields[] = {
    {"condition", AB_FIELD_CONDITION, AB_AT(record_filter, condition),
     .help = "Template; records for which it is false are dropped. Sees record, stream_slice, "
             "next_page_token."},
    {0},
};

const ab_component_type ab_component_record_filter = {
    .name = "RecordFilter",
    .family = AB_FAMILY_RECORD_FILTER,
    .fields = record_filter_fields,
    .options_size = sizeof(record_filter),
    .build = build_filter,
    .help = "Drops the records for which its condition is false.",
};
