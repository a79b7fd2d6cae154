/* JsonlDecoder. */
#include "declarative/decoders/decoder.h"

const ab_component_type ab_component_jsonl_decoder = {
    .name = "JsonlDecoder",
    .family = AB_FAMILY_DECODER,
};
