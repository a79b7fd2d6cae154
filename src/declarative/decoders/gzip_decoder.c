/* GzipDecoder. */
#include "declarative/decoders/decoder.h"

typedef struct gzip_decoder {
    const ab_component *decoder;
} gzip_decoder;

static const ab_field gzip_decoder_fields[] = {
    {"decoder", AB_FIELD_CHILD, AB_AT(gzip_decoder, decoder), .flags = AB_FIELD_REQUIRED,
     .of = "CsvDecoder|GzipDecoder|JsonDecoder|JsonItemsDecoder|"
           "JsonlDecoder"},
    {0},
};

const ab_component_type ab_component_gzip_decoder = {
    .name = "GzipDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = gzip_decoder_fields,
    .options_size = sizeof(gzip_decoder),
};
