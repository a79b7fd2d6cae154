/* RequestPath. */
#include "declarative/requesters/requester.h"

const ab_component_type ab_component_request_path = {
    .name = "RequestPath",
    .family = AB_FAMILY_NONE,
    .help = "The value is the path of the next request, or its whole URL.",
};
