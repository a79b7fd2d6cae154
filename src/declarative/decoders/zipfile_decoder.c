/* ZipfileDecoder. */
#include "declarative/decoders/decoder.h"

typedef struct zipfile_decoder {
    const ab_component *decoder;
} zipfile_decoder;

static const ab_field zipfile_decoder_fields[] = {
    {"decoder", AB_FIELD_CHILD, AB_AT(zipfile_decoder, decoder), .flags = AB_FIELD_REQUIRED,
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder"},
    {0},
};

const ab_component_type ab_component_zipfile_decoder = {
    .name = "ZipfileDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = zipfile_decoder_fields,
    .options_size = sizeof(zipfile_decoder),
};
