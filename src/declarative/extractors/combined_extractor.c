/* CombinedExtractor. */
#include "declarative/extractors/extractor.h"

typedef struct combined_extractor {
    ab_components extractors;
    int mode;
    bool skip_empty_records;
} combined_extractor;

static const ab_field combined_extractor_fields[] = {
    {"extractors", AB_FIELD_CHILDREN, AB_AT(combined_extractor, extractors),
     .flags = AB_FIELD_REQUIRED | AB_FIELD_NOT_EMPTY, .min = 1,
     .of = "DpathExtractor|CustomRecordExtractor|CombinedExtractor"},
    {"mode", AB_FIELD_ENUM, AB_AT(combined_extractor, mode), .of = "union|first_match",
     .deflt = "\"union\""},
    {"skip_empty_records", AB_FIELD_BOOL, AB_AT(combined_extractor, skip_empty_records)},
    {0},
};

const ab_component_type ab_component_combined_extractor = {
    .name = "CombinedExtractor",
    .family = AB_FAMILY_EXTRACTOR,
    .fields = combined_extractor_fields,
    .options_size = sizeof(combined_extractor),
};
