/* RecordSelector. */
#include "declarative/selectors/selector.h"

typedef struct record_selector {
    const ab_component *extractor;
    const ab_component *record_filter;
    int schema_normalization;
    const ab_component *schema_normalization_custom;
    int transform_before_filtering;
} record_selector;

static const ab_field record_selector_fields[] = {
    {"extractor", AB_FIELD_CHILD, AB_AT(record_selector, extractor), .flags = AB_FIELD_REQUIRED,
     .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor"},
    {"record_filter", AB_FIELD_CHILD, AB_AT(record_selector, record_filter),
     .of = "RecordFilter|CustomRecordFilter"},
    {"schema_normalization", AB_FIELD_ENUM, AB_AT(record_selector, schema_normalization),
     .of = "Default|None", .takes = AB_TAKES_STRING},
    {"schema_normalization", AB_FIELD_CHILD, AB_AT(record_selector, schema_normalization_custom),
     .of = "CustomSchemaNormalization", .takes = AB_TAKES_OBJECT},
    {"transform_before_filtering", AB_FIELD_MAYBE_BOOL,
     AB_AT(record_selector, transform_before_filtering)},
    {0},
};

const ab_component_type ab_component_record_selector = {
    .name = "RecordSelector",
    .family = AB_FAMILY_RECORD_SELECTOR,
    .fields = record_selector_fields,
    .options_size = sizeof(record_selector),
};
