/* ResponseToFileExtractor. */
#include "declarative/extractors/extractor.h"

typedef struct response_to_file_extractor {
    bool preserve_na_values;
} response_to_file_extractor;

static const ab_field response_to_file_extractor_fields[] = {
    {"preserve_na_values", AB_FIELD_BOOL, AB_AT(response_to_file_extractor, preserve_na_values)},
    {0},
};

const ab_component_type ab_component_response_to_file_extractor = {
    .name = "ResponseToFileExtractor",
    .family = AB_FAMILY_EXTRACTOR,
    .fields = response_to_file_extractor_fields,
    .options_size = sizeof(response_to_file_extractor),
};
