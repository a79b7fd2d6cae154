/* What Airbyte wants of certified connectors beside their behaviour. */
#include "acceptance/suite.h"

static bool certified_only(ab_at_case *c)
{
    if (!ab_at_is_certified(c->suite)) {
        ab_at_skip(c,
                   "for certified connectors only (metadata.yaml: ab_internal.ql of 400 or more)");
        return false;
    }
    return true;
}

void ab_at_primary_keys(ab_at_case *c)
{
    const ab_value *without = ab_get(c->entry, "streams_without_primary_key");
    if (!certified_only(c) || !ab_at_demand_reasons(c, without, "streams_without_primary_key")) {
        return;
    }
    const ab_value *streams = ab_at_streams(c);
    for (uint32_t i = 0; streams && i < streams->count; i++) {
        ab_str name = ab_get_text(&streams->items[i], "name");
        const ab_value *key = ab_get(&streams->items[i], "source_defined_primary_key");
        if ((!ab_is(key, AB_ARRAY) || key->count == 0) && !ab_at_list_has(without, name)) {
            ab_at_fail(c, "%.*s has no primary key and is not among streams_without_primary_key",
                       AB_STR_ARG(name));
        }
    }
}

/* metadata's data.OUTER.INNER must be a list that is not empty, unless the entry has a reason. */
static void demand_list(ab_at_case *c, const char *entry, const char *outer, const char *inner)
{
    ab_str reason = ab_get_text(ab_get(c->entry, entry), "bypass_reason");
    const ab_value *list = ab_get(ab_get(c->suite->metadata, outer), inner);
    if (!certified_only(c)) {
        return;
    }
    if (reason.n) {
        ab_at_skip(c, "bypass_reason: %.*s", AB_STR_ARG(reason));
    } else if (!ab_is(list, AB_ARRAY) || list->count == 0) {
        ab_at_fail(c, "metadata.yaml: data.%s.%s must list at least one", outer, inner);
    }
}

void ab_at_allowed_hosts(ab_at_case *c)
{
    demand_list(c, "allowed_hosts", "allowedHosts", "hosts");
}

void ab_at_suggested_streams(ab_at_case *c)
{
    demand_list(c, "suggested_streams", "suggestedStreams", "streams");
}
