/* Asking an API for what is left of the quotas of a token. */
#ifndef AB_DECLARATIVE_AUTH_QUOTA_STATUS_H
#define AB_DECLARATIVE_AUTH_QUOTA_STATUS_H

#include "declarative/auth/token_pool.h"
#include "declarative/decoders/decoder.h"
#include "declarative/requesters/requester.h"

typedef struct ab_quota_status {
    ab_requester *requester;
    ab_ints unavailable_status_codes;
} ab_quota_status;

/* `component` is a QuotaStatusSource. */
bool ab_quota_status_build(ab_build *build, const ab_component *component, ab_quota_status *out,
                           ab_error *error);
/* Asks with the header given; fills `states`, one for each of the quotas (components of type
 * TokenQuota). Blocks. */
bool ab_quota_status_fetch(const ab_quota_status *source, const ab_scope *scope, ab_str header,
                           ab_str value, const ab_components *quotas, ab_quota_state *states,
                           ab_error *error);

#endif
