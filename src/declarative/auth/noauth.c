/* NoAuth. */
#include "declarative/auth/authenticator.h"

const ab_component_type ab_component_noauth = {
    .name = "NoAuth",
    .family = AB_FAMILY_AUTHENTICATOR,
};
