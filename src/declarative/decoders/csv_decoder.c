/* CsvDecoder. */
#include "declarative/decoders/decoder.h"

typedef struct csv_decoder {
    ab_str encoding;
    ab_str delimiter;
    ab_strings set_values_to_none;
} csv_decoder;

static const ab_field csv_decoder_fields[] = {
    {"encoding", AB_FIELD_STRING, AB_AT(csv_decoder, encoding), .deflt = "\"utf-8\""},
    {"delimiter", AB_FIELD_STRING, AB_AT(csv_decoder, delimiter), .deflt = "\",\""},
    {"set_values_to_none", AB_FIELD_STRINGS, AB_AT(csv_decoder, set_values_to_none)},
    {0},
};

const ab_component_type ab_component_csv_decoder = {
    .name = "CsvDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = csv_decoder_fields,
    .options_size = sizeof(csv_decoder),
};
