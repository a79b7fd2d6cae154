/* The Link header (RFC 8288) as requests reads it. */
#ifndef AB_DECLARATIVE_PAGINATORS_LINKS_H
#define AB_DECLARATIVE_PAGINATORS_LINKS_H

#include "json/value.h"

/* response.links: an object with the parameters of each link under its `rel`, or under its URL
 * where it has none. {} for an empty header. */
ab_value ab_links_parse(ab_arena *arena, ab_str header);

#endif
