/* Stream groups: streams that are not read at the same time. */
#ifndef AB_DECLARATIVE_SOURCE_GROUPS_H
#define AB_DECLARATIVE_SOURCE_GROUPS_H

#include "declarative/source/source.h"

/* Sets the group of each stream by the manifest's stream_groups. An error where a stream shares its
 * group with an ancestor: it would wait for itself. */
bool ab_source_apply_groups(ab_declarative_source *source, ab_declarative_stream **streams,
                            size_t count, ab_error *error);

#endif
