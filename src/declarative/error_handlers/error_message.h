/* What a response says of an error (the CDK's JsonErrorMessageParser). */
#ifndef AB_DECLARATIVE_ERROR_HANDLERS_ERROR_MESSAGE_H
#define AB_DECLARATIVE_ERROR_HANDLERS_ERROR_MESSAGE_H

#include "declarative/requesters/response.h"

/* The text under the first of the usual names ("message", "error" …) in a JSON body, at any depth;
 * several in a list are joined. A body that is no JSON is the text itself. Empty where there is
 * none. In response->arena. */
ab_str ab_error_message_of(ab_response *response);
/* "Response was not ok: …" for a status that no rule knows, as requests' raise_for_status puts
 * it. */
ab_str ab_error_status_text(ab_response *response);

#endif
