#include "declarative/retrievers/page_reducer.h"

#include <inttypes.h>
#include <math.h>

#define US_PER_S 1e6

/* A transient error with the connector's own advice behind it. */
static bool fail(const ab_page_reducer *r, ab_str reason, ab_error *error, const char *where,
                 int64_t size, const char *end)
{
    ab_str advice = ab_str_trim(r->config->failure_message);
    ab_error_set(error, AB_ERROR_TRANSIENT,
                 "The source keeps rejecting pages of stream %.*s %s%" PRId64
                 " records per page%s%s%.*s",
                 AB_STR_ARG(r->stream), where, size, end, advice.n ? " " : "", AB_STR_ARG(advice));
    if (reason.n) {
        ab_error_detail(error, "the API rejected the page: %.*s", AB_STR_ARG(reason));
    }
    return false;
}

/* Smaller is not allowed: but the same page may be asked for again, since an API that is unwell
 * answers as one that finds the page too heavy. */
static bool retry_at_minimum(ab_page_reducer *r, const ab_logger *log, int64_t size, ab_str reason,
                             int64_t *wait_us, ab_error *error)
{
    const ab_page_size_reduction *c = r->config;
    if (r->retries_at_minimum < c->retries_at_minimum_page_size) {
        r->retries_at_minimum++;
        double seconds = c->backoff_seconds * (double)r->retries_at_minimum;
        ab_log(log, AB_LOG_INFO,
               "Stream %.*s cannot request a page smaller than %" PRId64
               " records, so the same page is retried unchanged in %gs (%" PRId64 " of %" PRId64
               ").",
               AB_STR_ARG(r->stream), size, seconds, r->retries_at_minimum,
               c->retries_at_minimum_page_size);
        *wait_us = (int64_t)(seconds * US_PER_S);
        return true;
    }
    if (!r->override && c->minimum_page_size > 1) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "The page size of stream %.*s (%" PRId64
                            ") is already at or below the configured minimum of %" PRId64
                            ", so the connector cannot reduce it. Raise the page size of the "
                            "stream, or lower `minimum_page_size`.",
                            AB_STR_ARG(r->stream), size, c->minimum_page_size);
    }
    return fail(r, reason, error, "at the smallest page size the connector is allowed to request (",
                size, ").");
}

static int64_t reduced(const ab_page_size_reduction *c, int64_t size)
{
    int64_t smaller = (int64_t)floor((double)size / c->reduction_factor);
    return smaller > c->minimum_page_size ? smaller : c->minimum_page_size;
}

bool ab_page_reducer_reduce(ab_page_reducer *r, const ab_logger *log, ab_str reason,
                            int64_t *wait_us, ab_error *error)
{
    if (!r->configured) {
        return ab_error_set(error, AB_ERROR_CONFIG,
                            "Stream %.*s is set up to reduce its page size on error but does not "
                            "define one. Set `page_size` on the pagination strategy and "
                            "`page_size_option` on the paginator.",
                            AB_STR_ARG(r->stream));
    }
    int64_t size = r->override ? r->override : r->configured;
    int64_t smaller = reduced(r->config, size);
    if (smaller >= size) {
        return retry_at_minimum(r, log, size, reason, wait_us, error);
    }
    r->attempts++;
    r->total++;
    if (r->attempts > r->config->max_attempts) {
        return fail(r, reason, error, "at every page size the connector requested, down to ", size,
                    ".");
    }
    double seconds = r->config->backoff_seconds * (double)r->attempts;
    ab_log(log, AB_LOG_INFO,
           "Reducing the page size of stream %.*s from %" PRId64 " to %" PRId64
           " and retrying the same page in %gs.",
           AB_STR_ARG(r->stream), size, smaller, seconds);
    r->override = smaller;
    *wait_us = (int64_t)(seconds * US_PER_S);
    return true;
}

void ab_page_reducer_succeeded(ab_page_reducer *r, const ab_logger *log)
{
    r->attempts = 0;
    r->retries_at_minimum = 0;
    if (r->config->reset_policy == AB_RESET_AFTER_SUCCESSFUL_PAGE && r->override) {
        ab_log(log, AB_LOG_INFO,
               "Restoring the page size of stream %.*s from %" PRId64 " to %" PRId64 ".",
               AB_STR_ARG(r->stream), r->override, r->configured);
        r->override = 0;
    }
}
