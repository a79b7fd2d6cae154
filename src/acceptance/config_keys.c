/* What each part of acceptance-test-config.yml takes (the models of connector-acceptance-test). */
#include "acceptance/config_keys.h"

#define ENTRY_KEYS                                                                                 \
    {"config_path", AB_AT_TEXT}, {"timeout_seconds", AB_AT_SECONDS},                               \
    {                                                                                              \
        .name = "deployment_mode", .kind = AB_AT_CHOICE, .choices = "cloud|oss",                   \
        .choices_text = "must be cloud or oss"                                                     \
    }
#define END_OF_KEYS                                                                                \
    {                                                                                              \
        .name = NULL                                                                               \
    }

/* ---------------------------------------------------------------- parts of entries */

static const ab_at_key named_keys[] = {
    {.name = "name", .kind = AB_AT_TEXT, .required = true},
    {"bypass_reason", AB_AT_TEXT},
    END_OF_KEYS,
};
static const ab_at_table named = {"a list's entry", named_keys, NULL};

static const ab_at_key compatibility_keys[] = {
    {"previous_connector_version", AB_AT_TEXT},
    {"disable_for_version", AB_AT_TEXT},
    END_OF_KEYS,
};
static const ab_at_table compatibility = {"backward_compatibility_tests_config", compatibility_keys,
                                          NULL};

static const char *default_method_rule(const ab_value *object)
{
    return ab_get_bool(object, "oauth", true) || ab_get_text(object, "bypass_reason").n
               ? NULL
               : "needs a bypass_reason where oauth is false";
}

static const ab_at_key default_method_keys[] = {
    {"oauth", AB_AT_BOOL},
    {"bypass_reason", AB_AT_TEXT},
    END_OF_KEYS,
};
static const ab_at_table default_method = {"auth_default_method", default_method_keys,
                                           default_method_rule};

static const char *expect_records_rule(const ab_value *object)
{
    bool path = ab_get_text(object, "path").n > 0;
    bool reason = ab_get_text(object, "bypass_reason").n > 0;
    return path && reason     ? "path and bypass_reason exclude each other"
           : !path && !reason ? "needs a path or a bypass_reason"
                              : NULL;
}

static const ab_at_key expect_records_keys[] = {
    {"path", AB_AT_TEXT},
    {"exact_order", AB_AT_BOOL},
    {"bypass_reason", AB_AT_TEXT},
    END_OF_KEYS,
};
static const ab_at_table expect_records = {"expect_records", expect_records_keys,
                                           expect_records_rule};

static const char *unsupported_type_rule(const ab_value *object)
{
    ab_str extension = ab_get_text(object, "extension");
    return extension.n >= 2 && extension.p[0] == '.' ? NULL : "the extension must be like \".csv\"";
}

static const ab_at_key unsupported_type_keys[] = {
    {.name = "extension", .kind = AB_AT_TEXT, .required = true},
    {"bypass_reason", AB_AT_TEXT},
    END_OF_KEYS,
};
static const ab_at_table unsupported_type = {"unsupported_types", unsupported_type_keys,
                                             unsupported_type_rule};

static const char *file_types_rule(const ab_value *object)
{
    const ab_value *types = ab_get(object, "unsupported_types");
    bool skipped = ab_get_bool(object, "skip_test", false);
    if (skipped && ab_is(types, AB_ARRAY) && types->count > 0) {
        return "unsupported_types and skip_test exclude each other";
    }
    return !skipped && ab_get_text(object, "bypass_reason").n
               ? "bypass_reason is only for a test that is skipped by skip_test"
               : NULL;
}

static const ab_at_key file_types_keys[] = {
    {"skip_test", AB_AT_BOOL},
    {"bypass_reason", AB_AT_TEXT},
    {"unsupported_types", AB_AT_LIST, &unsupported_type},
    END_OF_KEYS,
};
static const ab_at_table file_types = {"file_types", file_types_keys, file_types_rule};

static const ab_at_key client_container_keys[] = {
    {"secrets_path", AB_AT_TEXT},          {"client_container_dockerfile_path", AB_AT_TEXT},
    {"setup_command", AB_AT_LIST},         {"teardown_command", AB_AT_LIST},
    {"between_syncs_command", AB_AT_LIST}, END_OF_KEYS,
};
static const ab_at_table client_container = {"client_container_config", client_container_keys,
                                             NULL};

static const ab_at_key final_container_keys[] = {
    {"client_container_dockerfile_path", AB_AT_TEXT},
    {"secrets_path", AB_AT_TEXT},
    {"final_teardown_command", AB_AT_LIST},
    END_OF_KEYS,
};
static const ab_at_table final_container = {"client_container_config", final_container_keys, NULL};

static const ab_at_key stream_format_keys[] = {
    {.name = "name", .kind = AB_AT_TEXT, .required = true},
    {"format", AB_AT_TEXT},
    END_OF_KEYS,
};
static const ab_at_table stream_format = {"cursor_format.streams", stream_format_keys, NULL};

static const ab_at_key cursor_format_keys[] = {
    {"format", AB_AT_TEXT},
    {"streams", AB_AT_LIST, &stream_format},
    END_OF_KEYS,
};
static const ab_at_table cursor_format = {"cursor_format", cursor_format_keys, NULL};

static const ab_at_key future_state_keys[] = {
    {"future_state_path", AB_AT_TEXT},
    {"missing_streams", AB_AT_LIST, &named},
    {"bypass_reason", AB_AT_TEXT},
    {"cursor_format", AB_AT_TABLE, &cursor_format},
    END_OF_KEYS,
};
static const ab_at_table future_state = {"future_state", future_state_keys, NULL};

static const ab_at_key reason_keys[] = {{"bypass_reason", AB_AT_TEXT}, END_OF_KEYS};
static const ab_at_table reason = {"a bypass", reason_keys, NULL};

/* ---------------------------------------------------------------- entries */

static const ab_at_key spec_keys[] = {
    {"spec_path", AB_AT_TEXT},
    ENTRY_KEYS,
    {"backward_compatibility_tests_config", AB_AT_TABLE, &compatibility},
    {"auth_default_method", AB_AT_TABLE, &default_method},
    END_OF_KEYS,
};
static const ab_at_key connection_keys[] = {
    ENTRY_KEYS,
    {.name = "status",
     .kind = AB_AT_CHOICE,
     .choices = "succeed|failed|exception",
     .choices_text = "must be succeed, failed or exception"},
    END_OF_KEYS,
};
static const ab_at_key discovery_keys[] = {
    ENTRY_KEYS,
    {"backward_compatibility_tests_config", AB_AT_TABLE, &compatibility},
    {"validate_primary_keys_data_type", AB_AT_BOOL},
    END_OF_KEYS,
};
static const ab_at_key basic_read_keys[] = {
    ENTRY_KEYS,
    {"configured_catalog_path", AB_AT_TEXT},
    {"empty_streams", AB_AT_LIST, &named},
    {"expect_records", AB_AT_TABLE, &expect_records},
    {"validate_schema", AB_AT_BOOL},
    {"validate_stream_statuses", AB_AT_BOOL},
    {"validate_state_messages", AB_AT_BOOL},
    {"validate_primary_keys_data_type", AB_AT_BOOL},
    {"fail_on_extra_columns", AB_AT_BOOL},
    {"validate_data_points", AB_AT_BOOL},
    {"expect_trace_message_on_failure", AB_AT_BOOL},
    {"file_types", AB_AT_TABLE, &file_types},
    {"client_container_config", AB_AT_TABLE, &client_container},
    END_OF_KEYS,
};
static const ab_at_key full_refresh_keys[] = {
    ENTRY_KEYS,
    {"configured_catalog_path", AB_AT_TEXT},
    {"ignored_fields", AB_AT_LISTS, &named},
    {"client_container_config", AB_AT_TABLE, &client_container},
    END_OF_KEYS,
};
static const ab_at_key incremental_keys[] = {
    ENTRY_KEYS,
    {"configured_catalog_path", AB_AT_TEXT},
    {"future_state", AB_AT_TABLE, &future_state},
    {"skip_comprehensive_incremental_tests", AB_AT_BOOL},
    {"client_container_config", AB_AT_TABLE, &client_container},
    END_OF_KEYS,
};
static const ab_at_key attributes_keys[] = {
    ENTRY_KEYS,
    {"streams_without_primary_key", AB_AT_LIST, &named},
    {"allowed_hosts", AB_AT_TABLE, &reason},
    {"suggested_streams", AB_AT_TABLE, &reason},
    END_OF_KEYS,
};
static const ab_at_key documentation_keys[] = {ENTRY_KEYS, END_OF_KEYS};

static const ab_at_table spec_entry = {"an entry of spec", spec_keys, NULL};
static const ab_at_table connection_entry = {"an entry of connection", connection_keys, NULL};
static const ab_at_table discovery_entry = {"an entry of discovery", discovery_keys, NULL};
static const ab_at_table basic_read_entry = {"an entry of basic_read", basic_read_keys, NULL};
static const ab_at_table full_refresh_entry = {"an entry of full_refresh", full_refresh_keys, NULL};
static const ab_at_table incremental_entry = {"an entry of incremental", incremental_keys, NULL};
static const ab_at_table attributes_entry = {"an entry of connector_attributes", attributes_keys,
                                             NULL};
static const ab_at_table documentation_entry = {"an entry of connector_documentation",
                                                documentation_keys, NULL};

/* ---------------------------------------------------------------- sections and the root */

static const char *section_rule(const ab_value *object)
{
    const ab_value *tests = ab_get(object, "tests");
    return ab_is(tests, AB_ARRAY) && tests->count > 0 && ab_get_text(object, "bypass_reason").n
               ? "tests and bypass_reason exclude each other"
               : NULL;
}

#define SECTION(name)                                                                              \
    static const ab_at_key name##_section_keys[] = {                                               \
        {"tests", AB_AT_LIST, &name##_entry}, {"bypass_reason", AB_AT_TEXT}, END_OF_KEYS};         \
    static const ab_at_table name##_section = {"a section", name##_section_keys, section_rule}

SECTION(spec);
SECTION(connection);
SECTION(discovery);
SECTION(basic_read);
SECTION(full_refresh);
SECTION(incremental);
SECTION(attributes);
SECTION(documentation);

static const ab_at_key section_keys[] = {
    {"spec", AB_AT_TABLE, &spec_section},
    {"connection", AB_AT_TABLE, &connection_section},
    {"discovery", AB_AT_TABLE, &discovery_section},
    {"basic_read", AB_AT_TABLE, &basic_read_section},
    {"full_refresh", AB_AT_TABLE, &full_refresh_section},
    {"incremental", AB_AT_TABLE, &incremental_section},
    {"connector_attributes", AB_AT_TABLE, &attributes_section},
    {"connector_documentation", AB_AT_TABLE, &documentation_section},
    {"client_container_config", AB_AT_TABLE, &final_container},
    END_OF_KEYS,
};
static const ab_at_table sections = {"acceptance_tests", section_keys, NULL};

static const ab_at_key root_keys[] = {
    {.name = "connector_image", .kind = AB_AT_TEXT, .required = true},
    {"base_path", AB_AT_TEXT},
    {.name = "test_strictness_level",
     .kind = AB_AT_CHOICE,
     .choices = "low|high",
     .choices_text = "must be low or high"},
    {"custom_environment_variables", AB_AT_OBJECT},
    {.name = "acceptance_tests", .kind = AB_AT_TABLE, .of = &sections, .required = true},
    END_OF_KEYS,
};
const ab_at_table ab_at_root_table = {"acceptance-test-config.yml", root_keys, NULL};
