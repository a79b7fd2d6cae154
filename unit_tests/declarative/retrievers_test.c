/* Retrievers: page sizes under reduction, words for the status of jobs. */
#include "check.h"

#include "declarative/retrievers/async.h"
#include "declarative/retrievers/page_reducer.h"

#include "base/log.h"

/* ---- Page sizes ---- */

typedef struct reduce_row {
    const char *name;
    ab_page_size_reduction config;
    int64_t configured;
    const char *steps; /* '-': a page is too large, '+': a page came */
    int64_t override;  /* after the last step */
    int64_t wait_us;   /* of the last reduction */
    const char *error; /* of the last step, or NULL */
} reduce_row;

#define CONFIG(factor, least, attempts, retries, policy)                                           \
    {                                                                                              \
        .reduction_factor = (factor), .minimum_page_size = (least), .max_attempts = (attempts),    \
        .backoff_seconds = 0.5, .retries_at_minimum_page_size = (retries),                         \
        .reset_policy = (policy)                                                                   \
    }

static const reduce_row reduce_rows[] = {
    {"halves", CONFIG(2, 1, 5, 0, AB_RESET_NEVER), 100, "-", 50, 500000, NULL},
    {"rounds down", CONFIG(3, 1, 5, 0, AB_RESET_NEVER), 100, "--", 11, 1000000, NULL},
    {"stays", CONFIG(2, 1, 5, 0, AB_RESET_NEVER), 100, "-+", 50, 500000, NULL},
    {"comes back", CONFIG(2, 1, 5, 0, AB_RESET_AFTER_SUCCESSFUL_PAGE), 100, "-+", 0, 500000, NULL},
    {"a page restarts the attempts", CONFIG(2, 1, 1, 0, AB_RESET_NEVER), 100, "-+-", 25, 500000,
     NULL},
    {"too many attempts", CONFIG(2, 1, 1, 0, AB_RESET_NEVER), 100, "--", 50, 500000,
     "The source keeps rejecting pages of stream s at every page size the connector requested, "
     "down to 50 records per page."},
    {"the floor", CONFIG(2, 60, 5, 0, AB_RESET_NEVER), 100, "-", 60, 500000, NULL},
    {"below the floor", CONFIG(2, 60, 5, 0, AB_RESET_NEVER), 100, "--", 60, 500000,
     "The source keeps rejecting pages of stream s at the smallest page size the connector is "
     "allowed to request (60 records per page)."},
    {"retries at the floor", CONFIG(2, 60, 5, 2, AB_RESET_NEVER), 100, "---", 60, 1000000, NULL},
    {"never reducible", CONFIG(2, 100, 5, 0, AB_RESET_NEVER), 100, "-", 0, 0,
     "The page size of stream s (100) is already at or below the configured minimum of 100, so the "
     "connector cannot reduce it. Raise the page size of the stream, or lower "
     "`minimum_page_size`."},
    {"no size", CONFIG(2, 1, 5, 0, AB_RESET_NEVER), 0, "-", 0, 0,
     "Stream s is set up to reduce its page size on error but does not define one. Set `page_size` "
     "on the pagination strategy and `page_size_option` on the paginator."},
};

static void test_reductions(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(reduce_rows) / sizeof(reduce_rows[0]); i++) {
        const reduce_row *row = &reduce_rows[i];
        ab_page_reducer reducer = {
            .config = &row->config, .configured = row->configured, .stream = AB_STR("s")};
        ab_error error = {0};
        int64_t wait_us = 0;
        bool ok = true;
        print_message("%s\n", row->name);
        for (const char *step = row->steps; *step; step++) {
            assert_true(ok);
            if (*step == '+') {
                ab_page_reducer_succeeded(&reducer, ab_log_process());
            } else {
                ok = ab_page_reducer_reduce(&reducer, ab_log_process(), AB_STR(""), &wait_us,
                                            &error);
            }
        }
        assert_int_equal(ok, !row->error);
        assert_int_equal(reducer.override, row->override);
        assert_int_equal(wait_us, row->wait_us);
        if (row->error) {
            assert_string_equal(error.message, row->error);
        }
        ab_error_clear(&error);
    }
}

/* ---- Status maps ---- */

static void test_statuses(void **state)
{
    (void)state;
    const ab_str busy[] = {AB_STR("busy"), AB_STR("queued")};
    const ab_str done[] = {AB_STR("done")};
    ab_job_status_map map = {
        .words = {[AB_JOB_RUNNING] = {busy, 2}, [AB_JOB_COMPLETED] = {done, 1}}};
    ab_job_status status;
    ab_error error = {0};
    assert_true(ab_job_status_map_check(&map, NULL));
    assert_true(ab_job_status_of(&map, AB_STR("queued"), &status));
    assert_int_equal(status, AB_JOB_RUNNING);
    assert_true(ab_job_status_of(&map, AB_STR("done"), &status));
    assert_int_equal(status, AB_JOB_COMPLETED);
    assert_false(ab_job_status_of(&map, AB_STR("None"), &status));
    map.words[AB_JOB_FAILED] = (ab_strings){done, 1};
    assert_false(ab_job_status_map_check(&map, &error));
    assert_string_equal(error.message, "API status done is already set for CDK status failed. "
                                       "Please ensure API statuses are only provided once");
    ab_error_clear(&error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reductions),
        cmocka_unit_test(test_statuses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
