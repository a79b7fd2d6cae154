/* NoPagination. */
#include "declarative/paginators/paginator.h"

const ab_component_type ab_component_no_pagination = {
    .name = "NoPagination",
    .family = AB_FAMILY_PAGINATOR,
};
