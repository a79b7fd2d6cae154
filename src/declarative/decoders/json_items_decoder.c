/* JsonItemsDecoder. */
#include "declarative/decoders/decoder.h"

typedef struct json_items_decoder {
    ab_str items_path;
    ab_str encoding;
} json_items_decoder;

static const ab_field json_items_decoder_fields[] = {
    {"items_path", AB_FIELD_STRING, AB_AT(json_items_decoder, items_path),
     .flags = AB_FIELD_REQUIRED},
    {"encoding", AB_FIELD_STRING, AB_AT(json_items_decoder, encoding), .deflt = "\"utf-8\""},
    {0},
};

const ab_component_type ab_component_json_items_decoder = {
    .name = "JsonItemsDecoder",
    .family = AB_FAMILY_DECODER,
    .fields = json_items_decoder_fields,
    .options_size = sizeof(json_items_decoder),
};
