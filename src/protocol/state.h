/* State input in all its forms. */
#ifndef AB_PROTOCOL_STATE_H
#define AB_PROTOCOL_STATE_H

#include "base/error.h"
#include "protocol/message.h"
#include "json/value.h"

/* One stream's state. Borrowed from the value it was read from. */
typedef struct ab_stream_state {
    ab_stream_descriptor descriptor;
    const ab_value *state; /* the stream_state, an object; NULL: null */
} ab_stream_state;

typedef struct ab_state_input {
    const ab_stream_state *streams; /* of equal descriptors the last counts */
    size_t count;
    const ab_value *messages; /* the input as an array of STATE bodies */
} ab_state_input;

/* Reads a state file's value: an array of STATE bodies (STREAM, one GLOBAL, LEGACY, without a
 * type), whole messages {"type": "STATE", "state": …}, one body alone, {} , [] or null. Unknown
 * members, nulls and the key "global_" beside "global" (PyAirbyte) are accepted. A GLOBAL state
 * gives its stream_states; one with a shared_state that is not empty is refused as in the CDK, as
 * its meaning is not ours to guess. LEGACY states carry nothing that a stream is told. An entry
 * without stream, global or data, and an object {"stream name": {…}} are refused with a
 * config_error. */
bool ab_state_input_read(ab_arena *arena, const ab_value *value, ab_state_input *out,
                         ab_error *error);
/* The state of a stream, or NULL. An empty namespace equals none. */
const ab_value *ab_state_input_get(const ab_state_input *input, ab_stream_descriptor descriptor);

#endif
