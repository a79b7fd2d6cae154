/* XmlDecoder. */
#include "declarative/decoders/decoder.h"

const ab_component_type ab_component_xml_decoder = {
    .name = "XmlDecoder",
    .family = AB_FAMILY_DECODER,
};
