/* What a try means where no filter of a manifest says it: the CDK's DEFAULT_ERROR_MAPPING. */
#ifndef AB_DECLARATIVE_ERROR_HANDLERS_DEFAULT_MAPPING_H
#define AB_DECLARATIVE_ERROR_HANDLERS_DEFAULT_MAPPING_H

#include "declarative/error_handlers/error_handler.h"

/* The rule for a status; false where there is none. */
bool ab_default_status(int status, ab_resolution *out);
/* For any answer: success below 400, then the rules, then a retry. Texts lie in `arena`. */
void ab_default_resolution(ab_arena *arena, const ab_answer *answer, ab_resolution *out);

#endif
