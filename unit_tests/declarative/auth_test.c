/* Authenticators that need no network: what they add to a request, and what they refuse. */
#include "fixture.h"

#include "declarative/auth/authenticator.h"
#include "declarative/auth/oauth.h"

#define ISSUED_US (1700000000 * INT64_C(1000000))

static void open_at_now(fixture *f, const char *config)
{
    fixture_open(f, config);
    ab_fake_clock_init(&f->clock, ISSUED_US);
}

static ab_authenticator *build(fixture *f, const char *component)
{
    const ab_component *parsed = fixture_parse(f, component, &f->error);
    return parsed
               ? ab_authenticator_build(&f->build, parsed, &(ab_authenticator_args){0}, &f->error)
               : NULL;
}

/* What the authenticator adds, as one JSON object of what is not null; or the error. */
static ab_str added(fixture *f, const char *component)
{
    ab_request_options options = {0};
    ab_scope scope = ab_scope_new(&f->env, f->arena);
    ab_authenticator *auth = build(f, component);
    if (!auth || !auth->ops->options(auth, &scope, &options, &f->error)) {
        return ab_str_of(f->error.message);
    }
    const struct {
        const char *name;
        const ab_value *value;
    } all[] = {{"params", &options.params},
               {"headers", &options.headers},
               {"data", &options.body_data},
               {"json", &options.body_json}};
    ab_value out = ab_value_object();
    for (size_t i = 0; i < COUNT(all); i++) {
        if (!ab_is(all[i].value, AB_NULL)) {
            ab_set(f->arena, &out, all[i].name, *all[i].value);
        }
    }
    return ab_json_text(f->arena, &out, AB_JSON_COMPACT);
}

#define OPTION(where) "{\"type\":\"RequestOption\",\"inject_into\":\"" where "\","
#define API_KEY "{\"type\":\"ApiKeyAuthenticator\",\"api_token\":\"{{ config['k'] }}\""
#define JWT                                                                                        \
    "{\"type\":\"JwtAuthenticator\",\"secret_key\":\"{{ config['s'] }}\",\"algorithm\":\"HS256\""
#define OAUTH                                                                                      \
    "{\"type\":\"OAuthAuthenticator\",\"client_id\":\"c\",\"client_secret\":\"s\","                \
    "\"refresh_token\":\"r\""

static void test_added(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        const char *component;
        const char *want; /* JSON, or the error */
    } rows[] = {
        {"none", "{\"type\":\"NoAuth\"}", "{}"},
        {"header", API_KEY ",\"header\":\"X-{{ config['k'] }}\"}",
         "{\"headers\":{\"X-key\":\"key\"}}"},
        {"empty header name", API_KEY ",\"header\":\"{{ config['absent'] }}\"}", "{}"},
        {"header option", API_KEY ",\"inject_into\":" OPTION("header") "\"field_name\":\"K\"}}",
         "{\"headers\":{\"K\":\"key\"}}"},
        {"query", API_KEY ",\"inject_into\":" OPTION("request_parameter") "\"field_name\":\"k\"}}",
         "{\"params\":{\"k\":\"key\"}}"},
        {"form", API_KEY ",\"inject_into\":" OPTION("body_data") "\"field_name\":\"k\"}}",
         "{\"data\":{\"k\":\"key\"}}"},
        {"JSON path",
         API_KEY ",\"inject_into\":" OPTION("body_json") "\"field_path\":[\"a\",\"b\"]}}",
         "{\"json\":{\"a\":{\"b\":\"key\"}}}"},
        {"no place", API_KEY "}",
         "Expected either inject_into or header to be set for ApiKeyAuthenticator"},
        {"two places",
         API_KEY ",\"header\":\"K\",\"inject_into\":" OPTION("header") "\"field_name\":\"K\"}}",
         "inject_into and header cannot be set both for ApiKeyAuthenticator - remove the "
         "deprecated "
         "header option"},
        {"no name",
         API_KEY ",\"inject_into\":{\"type\":\"RequestOption\",\"inject_into\":"
                 "\"header\"}}",
         "RequestOption requires either a field_name or field_path"},
        {"name and path",
         API_KEY
         ",\"inject_into\":" OPTION("body_json") "\"field_name\":\"a\",\"field_path\":[\"a\"]}}",
         "Only one of field_name or field_path can be provided to RequestOption"},
        {"path in a header",
         API_KEY ",\"inject_into\":" OPTION("header") "\"field_path\":[\"a\"]}}",
         "Nested field injection is only supported for body JSON injection. Please use a top-level "
         "field_name for other injection types."},
        {"basic",
         "{\"type\":\"BasicHttpAuthenticator\",\"username\":\"{{ config['k'] }}\",\"password\":"
         "\"\\u00fc\"}",
         "{\"headers\":{\"Authorization\":\"Basic a2V5OsO8\"}}"},
        {"number as token",
         "{\"type\":\"BearerAuthenticator\",\"api_token\":\"{{ config['n'] }}\"}",
         "{\"headers\":{\"Authorization\":\"Bearer 7\"}}"},
        {"JWT", JWT ",\"token_duration\":60}",
         "{\"headers\":{\"Authorization\":\"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
         "eyJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MCwibmJmIjoxNzAwMDAwMDAwfQ."
         "1U8Ah6O6zpvNiaMZoRcc9nUy6vEG5cMbwRI7ZU2a4cw\"}}"},
        {"JWT with all",
         JWT
         ",\"header_prefix\":\"JWT\",\"base64_encode_secret_key\":true,\"jwt_headers\":{\"kid\":"
         "\"{{ config['json'][2] }}\"},\"jwt_payload\":{\"iss\":\"me\",\"sub\":"
         "\"{{ parameters['p'] }}\",\"aud\":\"x\"},\"additional_jwt_payload\":{\"n\":"
         "\"{{ json_loads(config['json'])['a'] }}\",\"b\":true},\"additional_jwt_headers\":"
         "{\"h\":\"{{ 1 + 1 }}\"},\"$parameters\":{\"p\":\"par\"},\"request_option\":" OPTION(
             "request_parameter") "\"field_name\":\"t\"}}",
         "{\"params\":{\"t\":\"JWT eyJhbGciOiJIUzI1NiIsImgiOjIsImtpZCI6ImEiLCJ0eXAiOiJKV1QifQ."
         "eyJuIjpbMSwyXSwiYiI6dHJ1ZSwiaXNzIjoibWUiLCJzdWIiOiJwYXIiLCJhdWQiOiJ4IiwiaWF0IjoxNzAwMDAwM"
         "DAwLCJleHAiOjE3MDAwMDEyMDAsIm5iZiI6MTcwMDAwMDAwMH0."
         "3PVm1a3ZxT31ZyBgDx_XSoigm6OOmcQQeMWG_KtK6P8\"}}"},
        {"reserved header", JWT ",\"additional_jwt_headers\":{\"alg\":\"none\"}}",
         "Failed to sign token: 'kid', 'alg', 'typ', 'cty' are reserved headers and should not be "
         "set as part of 'additional_jwt_headers'"},
        {"issuer", JWT ",\"jwt_payload\":{\"iss\":\"{{ config['n'] }}\"}}",
         "Failed to sign token: Issuer (iss) must be a string."},
        {"selected",
         "{\"type\":\"SelectiveAuthenticator\",\"authenticator_selection_path\":[\"n\"],"
         "\"authenticators\":{\"7\":{\"type\":\"BearerAuthenticator\",\"api_token\":\"t\"},\"8\":"
         "{\"type\":\"NoAuth\"}}}",
         "{\"headers\":{\"Authorization\":\"Bearer t\"}}"},
        {"the other one is wrong",
         "{\"type\":\"SelectiveAuthenticator\",\"authenticator_selection_path\":[\"n\"],"
         "\"authenticators\":{\"7\":{\"type\":\"NoAuth\"},\"8\":" API_KEY "}}}",
         "Expected either inject_into or header to be set for ApiKeyAuthenticator"},
        {"access token", OAUTH ",\"access_token_value\":\"{{ config['k'] }}\"}",
         "{\"headers\":{\"Authorization\":\"Bearer key\"}}"},
        {"no access token", OAUTH "}", "access_token is not set"},
        {"good until now",
         OAUTH ",\"access_token_value\":\"t\",\"token_expiry_date\":\"1700000000\","
               "\"token_refresh_endpoint\":\"http://x\"}",
         "{\"headers\":{\"Authorization\":\"Bearer t\"}}"},
        {"no secret", "{\"type\":\"OAuthAuthenticator\",\"client_id\":\"c\"}",
         "OAuthAuthenticator configuration error: Both 'client_id' and 'client_secret' are "
         "required "
         "for the basic OAuth flow."},
        {"no assertion", OAUTH ",\"use_profile_assertion\":true}",
         "OAuthAuthenticator configuration error: 'profile_assertion' is required when using the "
         "profile assertion flow."},
        {"rotating",
         OAUTH ",\"token_refresh_endpoint\":\"http://x\",\"refresh_token_updater\":{"
               "\"access_token_config_path\":[\"k\"],\"token_expiry_date_config_path\":"
               "[\"until\"]}}",
         "{\"headers\":{\"Authorization\":\"Bearer key\"}}"},
        {"no tokens",
         "{\"type\":\"RateLimitedMultipleTokenAuthenticator\",\"tokens\":\" , \","
         "\"quota_status_source\":{\"type\":\"QuotaStatusSource\",\"url\":\"http://x\"},\"quotas\":"
         "[{\"type\":\"TokenQuota\",\"name\":\"q\",\"remaining_path\":[\"a\"],\"reset_path\":"
         "[\"b\"]}]}",
         "Authentication tokens are missing from the configuration."},
        {"calendar wait",
         "{\"type\":\"RateLimitedMultipleTokenAuthenticator\",\"tokens\":[\"t\"],\"max_wait_time\":"
         "\"P1M\",\"quota_status_source\":{\"type\":\"QuotaStatusSource\",\"url\":\"http://x\"},"
         "\"quotas\":[{\"type\":\"TokenQuota\",\"name\":\"q\",\"remaining_path\":[\"a\"],"
         "\"reset_path\":[\"b\"]}]}",
         "max_wait_time must be a fixed-length ISO 8601 duration (e.g. 'PT2H'); calendar-unit "
         "durations like 'P1M' are not supported"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        open_at_now(&f, "{\"k\":\"key\",\"n\":7,\"s\":\"0123456789012345678901234567890123456789\","
                        "\"json\":\"{\\\"a\\\": [1, 2]}\",\"until\":\"2099-01-01\"}");
        ab_str got = added(&f, rows[i].component);
        if (!ab_str_is(got, rows[i].want)) {
            fail_msg("%s: got %.*s", rows[i].name, AB_STR_ARG(got));
        }
        fixture_close(&f);
    }
}

/* ---- OAuth: what token endpoints answer ---- */

static void test_answers(void **state)
{
    (void)state;
    static const struct {
        const char *more; /* of the component */
        const char *body;
        const char *want; /* "TOKEN until DATE", or the error */
    } rows[] = {
        {"", "{\"access_token\":\"t\",\"expires_in\":10}", "t until 2023-11-14T22:13:30+00:00"},
        {"", "{\"access_token\":\"t\",\"expires_in\":\" 1.5e1 \"}",
         "t until 2023-11-14T22:13:35+00:00"},
        {"", "{\"access_token\":\"t\"}", "t until 2023-11-14T23:13:20+00:00"},
        {"", "{\"access_token\":\"t\",\"expires_in\":null}", "t until 2023-11-14T23:13:20+00:00"},
        {"", "[1,{\"a\":[{\"access_token\":\"t\"}],\"expires_in\":0}]",
         "t until 2023-11-14T22:13:20+00:00"},
        {"", "{\"a\":{\"access_token\":null},\"b\":{\"access_token\":\"t\"}}",
         "t until 2023-11-14T23:13:20+00:00"},
        {",\"token_expiry_date_format\":\"%Y\"",
         "{\"access_token\":7,\"expires_in\":\"2030-01-02\"}", "7 until 2030-01-02T00:00:00+00:00"},
        {",\"token_expiry_date_format\":\"%Y\"", "{\"access_token\":7,\"expires_in\":\"never\"}",
         "Invalid token expiry date format: Unknown string format: never"},
        {"", "{\"access_token\":\"t\",\"expires_in\":\"1 h\"}",
         "Invalid expires_in value: 1 h. Expected number of seconds when no format specified."},
        {"", "{\"access_token\":\"t\",\"expires_in\":true}",
         "Invalid expires_in value: True. Expected number of seconds when no format specified."},
        {"", "{\"access_token\":\"\"}",
         "Token refresh API response was missing access token access_token"},
        {",\"access_token_name\":\"tok\"", "5",
         "Token refresh API response was missing access token tok"},
        {"", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":1}}}}}}",
         "The maximum level of recursion is reached. Couldn't find the specified `access_token` in "
         "the response."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        open_at_now(&f, "{}");
        ab_str component = ab_arena_printf(
            f.arena, OAUTH ",\"token_refresh_endpoint\":\"http://x\"%s}", rows[i].more);
        const ab_oauth *oauth = (const ab_oauth *)build(&f, component.p);
        assert_non_null(oauth);
        ab_scope scope = ab_scope_new(&f.env, f.arena);
        ab_oauth_answer answer = {0};
        ab_str got = ab_str_of("");
        if (ab_oauth_read(oauth, &scope, ab_str_of(rows[i].body), &answer, &f.error)) {
            ab_str until = ab_datetime_isoformat(&answer.expires, 'T', f.arena);
            got = ab_arena_printf(f.arena, "%.*s until %.*s", AB_STR_ARG(answer.access_token),
                                  AB_STR_ARG(until));
        } else {
            got = ab_str_of(f.error.message);
        }
        if (!ab_str_is(got, rows[i].want)) {
            fail_msg("%s: got %.*s", rows[i].body, AB_STR_ARG(got));
        }
        fixture_close(&f);
    }
}

#define AGAIN                                                                                      \
    "Refresh token was rejected by the OAuth provider (invalid, expired, or already used). "       \
    "Re-authenticate this source's credentials in its connection settings."
#define REFUSED                                                                                    \
    "OAuth access token refresh request failed: the token endpoint answered with status "

static void test_refusals(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *body;
        ab_error_kind kind;
        const char *message;
        const char *internal; /* what it ends with */
    } rows[] = {
        {400, "{\"error\":\"invalid_grant\"}", AB_ERROR_CONFIG,
         AGAIN " Provider error: invalid_grant", "HTTP 400: {\"error\":\"invalid_grant\"}"},
        {400, "{\"error\":\"invalid_permissions\",\"error_description\":\" AADSTS50173: x\"}",
         AB_ERROR_CONFIG, AGAIN " Provider error: invalid_permissions: AADSTS50173", "x\"}"},
        {401, "{\"error\":\"invalid_grant\"}", AB_ERROR_SYSTEM, REFUSED "401: invalid_grant",
         "\"}"},
        {400, "{\"error\":\"  a\\n b \",\"error_description\":\"AADSTS50173x\"}", AB_ERROR_SYSTEM,
         REFUSED "400: a b", "\"}"},
        {400, "{\"error_description\":\"AB1234: too short a word\"}", AB_ERROR_SYSTEM,
         REFUSED "400", "\"}"},
        {400, "<html>", AB_ERROR_SYSTEM, REFUSED "400", "HTTP 400: <html>"},
        {403, "{\"error\":\"no hidden here\"}", AB_ERROR_SYSTEM, REFUSED "403: no **** here",
         "HTTP 403: {\"error\":\"no **** here\"}"},
        {403, "{\"error\":\"12345678901234567890123456789012345678901234567890123456789012345\"}",
         AB_ERROR_SYSTEM,
         REFUSED "403: 1234567890123456789012345678901234567890123456789012345678901234...", "\"}"},
    };
    const ab_str texts[] = {AB_STR("hidden"), AB_STR("")};
    const ab_strings secrets = {texts, 2};
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        open_at_now(&f, "{}");
        const ab_oauth *oauth = (const ab_oauth *)build(&f, OAUTH "}");
        assert_non_null(oauth);
        ab_oauth_refusal(oauth, f.arena, rows[i].status, ab_str_of(rows[i].body), &secrets,
                         &f.error);
        assert_int_equal(f.error.kind, rows[i].kind);
        assert_string_equal(f.error.message, rows[i].message);
        assert_true(ab_str_ends(ab_str_of(f.error.internal), ab_str_of(rows[i].internal)));
        fixture_close(&f);
    }
}

/* Equal definitions share a token, whatever their $parameters; others do not. */
static void test_sharing(void **state)
{
    (void)state;
    static const char *const components[] = {
        OAUTH ",\"token_refresh_endpoint\":\"http://x\",\"$parameters\":{\"name\":\"a\"}}",
        OAUTH ",\"token_refresh_endpoint\":\"http://x\",\"$parameters\":{\"name\":\"b\"}}",
        OAUTH ",\"token_refresh_endpoint\":\"http://y\"}",
        OAUTH ",\"token_refresh_endpoint\":\"{{ parameters['name'] }}\",\"$parameters\":{\"name\":"
              "\"a\"}}",
        OAUTH ",\"token_refresh_endpoint\":\"{{ parameters['name'] }}\",\"$parameters\":{\"name\":"
              "\"b\"}}",
    };
    fixture f;
    open_at_now(&f, "{}");
    const ab_oauth_token *tokens[COUNT(components)];
    for (size_t i = 0; i < COUNT(components); i++) {
        const ab_oauth *oauth = (const ab_oauth *)build(&f, components[i]);
        assert_non_null(oauth);
        tokens[i] = oauth->token;
    }
    assert_ptr_equal(tokens[0], tokens[1]);
    assert_ptr_not_equal(tokens[0], tokens[2]);
    assert_ptr_not_equal(tokens[3], tokens[4]);
    fixture_close(&f);
}

/* A rotated token changes the config, as a whole, and later templates see it. */
static void test_keep_in_config(void **state)
{
    (void)state;
    fixture f;
    open_at_now(&f, "{\"credentials\":{\"refresh_token\":\"r-1\",\"other\":1}}");
    const ab_oauth *oauth = (const ab_oauth *)build(
        &f, OAUTH ",\"token_refresh_endpoint\":\"http://x\",\"refresh_token_updater\":{}}");
    assert_non_null(oauth);
    ab_scope scope = ab_scope_new(&f.env, f.arena);
    ab_value refresh = ab_value_cstr("r-2");
    ab_oauth_answer answer = {.access_token = AB_STR("t-1"), .refresh_token = &refresh};
    assert_true(ab_datetime_from_epoch_us(ISSUED_US + 1500000, &answer.expires, NULL));
    assert_true(ab_oauth_keep(oauth, &scope, &answer, NULL));
    ab_str text = ab_json_text(f.arena, ab_config_get(f.env.config), AB_JSON_COMPACT);
    assert_str(text, "{\"credentials\":{\"refresh_token\":\"r-2\",\"other\":1,\"access_token\":"
                     "\"t-1\",\"token_expiry_date\":\"2023-11-14T22:13:21.500000+00:00\"}}");
    ab_request_options options;
    assert_true(oauth->base.ops->options((ab_authenticator *)oauth, &scope, &options, NULL));
    assert_str(ab_get_text(&options.headers, "Authorization"), "Bearer t-1");
    fixture_close(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_added),          cmocka_unit_test(test_answers),
        cmocka_unit_test(test_refusals),       cmocka_unit_test(test_sharing),
        cmocka_unit_test(test_keep_in_config),
    };
    return cmocka_run_group_tests_name("auth", tests, NULL, NULL);
}
