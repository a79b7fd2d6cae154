/* BlockSimultaneousSyncsAction. */
#include "declarative/component.h"

const ab_component_type ab_component_block_simultaneous_syncs_action = {
    .name = "BlockSimultaneousSyncsAction",
    .family = AB_FAMILY_NONE,
    .help = "Puts a stream off while another one of its group is read.",
};
