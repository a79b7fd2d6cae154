/* RecordExpander. */
#include "declarative/extractors/extractor.h"

typedef struct record_expander {
    ab_templates expand_records_from_field;
    bool remain_original_record;
    ab_components parent_fields;
    bool merge_parent;
    int on_no_records;
    ab_templates truncation_indicator_path;
    const ab_component *truncated_list_retriever;
} record_expander;

static const ab_field record_expander_fields[] = {
    {"expand_records_from_field", AB_FIELD_TEMPLATES,
     AB_AT(record_expander, expand_records_from_field), .flags = AB_FIELD_REQUIRED},
    {"remain_original_record", AB_FIELD_BOOL, AB_AT(record_expander, remain_original_record)},
    {"parent_fields", AB_FIELD_CHILDREN, AB_AT(record_expander, parent_fields),
     .of = "ParentFieldPath"},
    {"merge_parent", AB_FIELD_BOOL, AB_AT(record_expander, merge_parent)},
    {"on_no_records", AB_FIELD_ENUM, AB_AT(record_expander, on_no_records),
     .of = "skip|emit_parent", .deflt = "\"skip\""},
    {"truncation_indicator_path", AB_FIELD_TEMPLATES,
     AB_AT(record_expander, truncation_indicator_path)},
    {"truncated_list_retriever", AB_FIELD_CHILD, AB_AT(record_expander, truncated_list_retriever),
     .of = "SimpleRetriever|CustomRetriever"},
    {0},
};

const ab_component_type ab_component_record_expander = {
    .name = "RecordExpander",
    .family = AB_FAMILY_NONE,
    .fields = record_expander_fields,
    .options_size = sizeof(record_expander),
};
