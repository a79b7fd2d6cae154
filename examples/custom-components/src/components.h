/* The components of this connector, each in its own file. */
#ifndef COMPONENTS_H
#define COMPONENTS_H

#include "declarative/component.h"

extern const ab_component_type keyed_records_extractor;
extern const ab_component_type signed_authenticator;
extern const ab_component_type cents_to_amount;
extern const ab_component_type region_router;

#endif
