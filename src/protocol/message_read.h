/* Reading what a connector printed: for those who run connectors. Thread-safe for distinct arenas.
 */
#ifndef AB_PROTOCOL_MESSAGE_READ_H
#define AB_PROTOCOL_MESSAGE_READ_H

#include "json/value.h"

/* The messages of a connector's output, as an array in `arena` whose texts are slices of `text`.
 * Returns how many lines are neither blank nor messages: they are left out. */
size_t ab_messages_read(ab_arena *arena, ab_str text, ab_value *messages);
/* The body of a message of this type ("RECORD": its member `record`), or NULL where it is of
 * another type or has none. Borrowed. */
const ab_value *ab_message_body(const ab_value *message, const char *type);
/* The bodies of all messages of this type, as an array in `arena` that shares them. */
ab_value ab_message_bodies(ab_arena *arena, const ab_value *messages, const char *type);

#endif
