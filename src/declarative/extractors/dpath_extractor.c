/* DpathExtractor. */
#include "declarative/extractors/extractor.h"

typedef struct dpath_extractor {
    ab_templates field_path;
    const ab_component *record_expander;
} dpath_extractor;

static const ab_field dpath_extractor_fields[] = {
    {"field_path", AB_FIELD_TEMPLATES, AB_AT(dpath_extractor, field_path),
     .flags = AB_FIELD_REQUIRED},
    {"record_expander", AB_FIELD_CHILD, AB_AT(dpath_extractor, record_expander),
     .of = "RecordExpander"},
    {0},
};

const ab_component_type ab_component_dpath_extractor = {
    .name = "DpathExtractor",
    .family = AB_FAMILY_EXTRACTOR,
    .fields = dpath_extractor_fields,
    .options_size = sizeof(dpath_extractor),
};
