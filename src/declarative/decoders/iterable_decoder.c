/* IterableDecoder. */
#include "declarative/decoders/decoder.h"

const ab_component_type ab_component_iterable_decoder = {
    .name = "IterableDecoder",
    .family = AB_FAMILY_DECODER,
};
