/* A runtime of manifests that knows four more components. */
#include "components.h"

#include <airbyte/main.h>

int main(int argc, char **argv)
{
    static const ab_component_type *const types[] = {
        &keyed_records_extractor, &signed_authenticator, &cents_to_amount, &region_router};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        ab_register_component(types[i]);
    }
    return ab_main(argc, argv, NULL);
}
