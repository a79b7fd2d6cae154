/* Each message's exact line. */
#include "check.h"

#include "protocol/message.h"
#include "json/json.h"

static const ab_stream_descriptor plain = {{"users", 5}, {NULL, 0}};
static const ab_stream_descriptor spaced = {{"a\"b", 3}, {"ns", 2}};

static void write_log(ab_buf *out)
{
    ab_message_log(out, NULL, AB_LOG_INFO, AB_STR("a\nb"), NULL, 0);
}
static void write_log_fields(ab_buf *out)
{
    ab_log_field fields[] = {{"page", AB_STR("2")}, {"url", AB_STR("x\"y")}};
    ab_message_log(out, NULL, AB_LOG_WARN, AB_STR("slow"), fields, 2);
}
static void write_log_bad_utf8(ab_buf *out)
{
    ab_message_log(out, NULL, AB_LOG_ERROR,
                   AB_STR("a\xff"
                          "b"),
                   NULL, 0);
}
static void write_error(ab_buf *out)
{
    ab_error error = {0};
    ab_error_set(&error, AB_ERROR_CONFIG, "bad key");
    ab_error_detail(&error, "HTTP 401");
    ab_error_in_component(&error, AB_STR("streams[0].retriever"));
    ab_error_at(&error, "m.yaml", 3, 9);
    ab_message_error(out, NULL, &error, &plain, 17);
    ab_error_clear(&error);
}
static void write_bare_error(ab_buf *out)
{
    ab_error error = {0};
    ab_error_set(&error, AB_ERROR_TRANSIENT, "gone");
    ab_message_error(out, NULL, &error, NULL, 17);
    ab_error_clear(&error);
}
static void write_status(ab_buf *out)
{
    ab_message_status(out, &spaced, AB_STATUS_INCOMPLETE, 17);
}
static void write_rate_limited(ab_buf *out)
{
    ab_message_rate_limited(out, &plain, 99, 17);
}
static void write_rate_limited_unknown(ab_buf *out)
{
    ab_message_rate_limited(out, &plain, -1, 17);
}
static void write_estimate(ab_buf *out)
{
    ab_message_estimate(out, &plain, 10, -1, 17);
}
static void write_analytics(ab_buf *out)
{
    ab_message_analytics(out, NULL, AB_STR("t"), AB_STR("v"), 17);
}
static void write_failed(ab_buf *out)
{
    ab_message_connection_status(out, NULL, false, AB_STR("no"));
}
static void write_succeeded(ab_buf *out)
{
    ab_message_connection_status(out, NULL, true, (ab_str){NULL, 0});
}
static void write_config(ab_buf *out)
{
    ab_value config = ab_value_cstr("x");
    ab_message_config(out, &config, 17);
}
static void write_spec(ab_buf *out)
{
    ab_value spec = ab_value_object();
    ab_message_spec(out, &spec);
}
static void write_catalog(ab_buf *out)
{
    ab_value catalog = ab_value_object();
    ab_message_catalog(out, &catalog);
}
static void write_record(ab_buf *out)
{
    ab_message_record_prefix(out, &spaced);
    ab_buf_add_text(out, "{}");
    ab_message_record_suffix(out, NULL, 17);
}
static void write_file_record(ab_buf *out)
{
    ab_value file = ab_value_object();
    ab_message_record_prefix(out, &plain);
    ab_buf_add_text(out, "{}");
    ab_message_record_suffix(out, &file, 17);
}
static void write_state(ab_buf *out)
{
    ab_value state = ab_value_real(0.0 / 0.0); /* no JSON has it: null */
    ab_message_state_start(out, &plain, &state);
    ab_message_state_end(out, 3);
}

static const struct {
    void (*write)(ab_buf *out);
    const char *line;
} rows[] = {
    {write_log, "{\"type\":\"LOG\",\"log\":{\"level\":\"INFO\",\"message\":\"a\\nb\"}}\n"},
    {write_log_fields, "{\"type\":\"LOG\",\"log\":{\"level\":\"WARN\",\"message\":\"slow "
                       "{\\\"page\\\":\\\"2\\\",\\\"url\\\":\\\"x\\\\\\\"y\\\"}\"}}\n"},
    {write_log_bad_utf8,
     "{\"type\":\"LOG\",\"log\":{\"level\":\"ERROR\",\"message\":\"a\xef\xbf\xbd"
     "b\"}}\n"},
    {write_error,
     "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"emitted_at\":17,\"error\":{\"message\":"
     "\"bad key\",\"internal_message\":\"HTTP 401 in streams[0].retriever at m.yaml:3:9\","
     "\"failure_type\":\"config_error\",\"stream_descriptor\":{\"name\":\"users\"}}}}\n"},
    {write_bare_error,
     "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ERROR\",\"emitted_at\":17,\"error\":{\"message\":"
     "\"gone\",\"failure_type\":\"transient_error\"}}}\n"},
    {write_status,
     "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"emitted_at\":17,"
     "\"stream_status\":{\"stream_descriptor\":{\"name\":\"a\\\"b\",\"namespace\":\"ns\"},"
     "\"status\":\"INCOMPLETE\"}}}\n"},
    {write_rate_limited,
     "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"emitted_at\":17,"
     "\"stream_status\":{\"stream_descriptor\":{\"name\":\"users\"},\"status\":\"RUNNING\","
     "\"reasons\":[{\"type\":\"RATE_LIMITED\",\"rate_limited\":{\"quota_reset\":99}}]}}}\n"},
    {write_rate_limited_unknown,
     "{\"type\":\"TRACE\",\"trace\":{\"type\":\"STREAM_STATUS\",\"emitted_at\":17,"
     "\"stream_status\":{\"stream_descriptor\":{\"name\":\"users\"},\"status\":\"RUNNING\","
     "\"reasons\":[{\"type\":\"RATE_LIMITED\"}]}}}\n"},
    {write_estimate,
     "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ESTIMATE\",\"emitted_at\":17,\"estimate\":{"
     "\"name\":\"users\",\"type\":\"STREAM\",\"row_estimate\":10}}}\n"},
    {write_analytics,
     "{\"type\":\"TRACE\",\"trace\":{\"type\":\"ANALYTICS\",\"emitted_at\":17,\"analytics\":{"
     "\"type\":\"t\",\"value\":\"v\"}}}\n"},
    {write_failed,
     "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"FAILED\",\"message\":"
     "\"no\"}}\n"},
    {write_succeeded,
     "{\"type\":\"CONNECTION_STATUS\",\"connectionStatus\":{\"status\":\"SUCCEEDED\"}}\n"},
    {write_config,
     "{\"type\":\"CONTROL\",\"control\":{\"type\":\"CONNECTOR_CONFIG\",\"emitted_at\":17,"
     "\"connectorConfig\":{\"config\":\"x\"}}}\n"},
    {write_spec, "{\"type\":\"SPEC\",\"spec\":{}}\n"},
    {write_catalog, "{\"type\":\"CATALOG\",\"catalog\":{}}\n"},
    {write_record,
     "{\"type\":\"RECORD\",\"record\":{\"stream\":\"a\\\"b\",\"namespace\":\"ns\",\"data\":{},"
     "\"emitted_at\":17}}\n"},
    {write_file_record,
     "{\"type\":\"RECORD\",\"record\":{\"stream\":\"users\",\"data\":{},\"file_reference\":{},"
     "\"emitted_at\":17}}\n"},
    {write_state,
     "{\"type\":\"STATE\",\"state\":{\"type\":\"STREAM\",\"stream\":{\"stream_descriptor\":{"
     "\"name\":\"users\"},\"stream_state\":null},\"sourceStats\":{\"recordCount\":3.0}}}\n"},
};

static void each_message_is_one_exact_line(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        rows[i].write(&out);
        assert_str(ab_buf_str(&out), rows[i].line);
        ab_buf_free(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_message_is_one_exact_line)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
