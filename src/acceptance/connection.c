#include "acceptance/suite.h"

static void expect_status(ab_at_case *c, const ab_at_output *out, const char *want)
{
    ab_value statuses = ab_at_bodies(c->arena, out, "CONNECTION_STATUS");
    if (statuses.count != 1) {
        ab_at_fail(c, "check must print exactly one CONNECTION_STATUS, and printed %u: %.*s",
                   statuses.count, AB_STR_ARG(ab_at_last_error(c->arena, out)));
        return;
    }
    ab_str got = ab_get_text(&statuses.items[0], "status");
    if (!ab_str_is(got, want)) {
        ab_str message = ab_get_text(&statuses.items[0], "message");
        ab_at_fail(c, "status: expected %s, got %.*s: %.*s", want, AB_STR_ARG(got),
                   AB_STR_ARG(message));
    }
}

/* status: exception wants the reason in a TRACE, and no success beside it. */
static void expect_exception(ab_at_case *c, const ab_at_output *out)
{
    ab_value traces = ab_at_bodies(c->arena, out, "TRACE");
    ab_value statuses = ab_at_bodies(c->arena, out, "CONNECTION_STATUS");
    uint32_t errors = 0;
    for (uint32_t i = 0; i < traces.count; i++) {
        errors += ab_get_text(ab_get(&traces.items[i], "error"), "message").n > 0;
    }
    if (errors != 1) {
        ab_at_fail(c, "check must print exactly one TRACE with an error message, and printed %u",
                   errors);
    }
    for (uint32_t i = 0; i < statuses.count; i++) {
        if (ab_str_is(ab_get_text(&statuses.items[i], "status"), "SUCCEEDED")) {
            ab_at_fail(c, "check must not succeed, and printed SUCCEEDED");
        }
    }
}

void ab_at_check(ab_at_case *c)
{
    ab_at_output out;
    ab_str status = ab_get_text(c->entry, "status");
    bool exception = ab_str_is(status, "exception");
    if (!ab_at_run(c, "check", NULL, NULL, !exception, &out)) {
        return;
    }
    if (exception) {
        expect_exception(c, &out);
    } else {
        expect_status(c, &out, ab_str_is(status, "failed") ? "FAILED" : "SUCCEEDED");
    }
}
