/* Which streams are parents of others: their requests are cached. */
#ifndef AB_DECLARATIVE_SOURCE_PARENTS_H
#define AB_DECLARATIVE_SOURCE_PARENTS_H

#include "base/map.h"
#include "declarative/source/source.h"

/* Adds the names of the parents of all definitions to `names`, also those below grouping and union
 * routers. */
void ab_source_parent_names(const ab_stream_definitions *definitions, ab_map *names);

#endif
