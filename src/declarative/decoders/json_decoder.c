/* JsonDecoder. */
#include "declarative/decoders/decoder.h"

const ab_component_type ab_component_json_decoder = {
    .name = "JsonDecoder",
    .family = AB_FAMILY_DECODER,
};
