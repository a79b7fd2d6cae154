/* Registry entries, metadata and docs pages. */
#include "check.h"

#include "generate/docs_page.h"
#include "generate/metadata.h"
#include "json/json.h"

#include <stdio.h>

/* ---- metadata.yaml and the registry ---- */

#define ID "98573f4d-583e-418b-a91e-8458ff39086a"

static const struct {
    const char *name, *metadata, *expected, *error;
} entries[] = {
    {"whole",
     "data:\n  name: The \"Acme\"\n  definitionId: " ID "\n  dockerRepository: a/b\n"
     "  dockerImageTag: 0.1.0\n  documentationUrl: https://x\n  connectorSubtype: api\n"
     "  releaseDate: 2026-01-31\n",
     "- name: \"The \\\"Acme\\\"\"\n  sourceDefinitionId: \"" ID "\"\n  dockerRepository: \"a/b\"\n"
     "  dockerImageTag: \"0.1.0\"\n  documentationUrl: \"https://x\"\n  sourceType: \"api\"\n"
     "  releaseDate: \"2026-01-31\"\n"},
    {"no uuid", "data: {name: a, definitionId: 12-34}", NULL,
     "m.yaml: data.definitionId is no UUID: 12-34"},
    {"no name", "data: {}", NULL, "m.yaml: data.name is missing, or is no text"},
    {"no data", "[]", NULL, "m.yaml: data.name is missing, or is no text"},
    {"a tag that is a number",
     "data: {name: a, definitionId: " ID ", dockerRepository: a/b, "
     "dockerImageTag: 1.0}",
     NULL, "m.yaml: data.dockerImageTag is missing, or is no text"},
};

static void entries_come_from_metadata(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++) {
        ab_error error = {0};
        ab_buf out;
        ab_buf_init(&out, AB_BUF_NO_MAX);
        bool good = ab_registry_entry(ab_str_of(entries[i].metadata), "m.yaml", &out, &error);
        const char *expected = entries[i].expected ? entries[i].expected : entries[i].error;
        const char *got = good ? out.p : error.message;
        if (good != !entries[i].error || strcmp(got, expected) != 0) {
            fail_msg("%s: got %s", entries[i].name, got);
        }
        ab_error_clear(&error);
        ab_buf_free(&out);
    }
}

static void made_metadata_gives_an_entry(void **state)
{
    (void)state;
    ab_buf first, second, entry;
    ab_buf_init(&first, AB_BUF_NO_MAX);
    ab_buf_init(&second, AB_BUF_NO_MAX);
    ab_buf_init(&entry, AB_BUF_NO_MAX);
    assert_true(ab_metadata_make("native", "null", "https://u@api.test:8080/v1", &first, NULL));
    assert_true(ab_metadata_make("manifest", "null", "https://api.test", &second, NULL));
    assert_true(strstr(first.p, "      - \"api.test\"\n"));
    assert_true(strstr(first.p, "- language:c\n"));
    assert_true(strstr(second.p, "    - language:manifest-only\n    - cdk:low-code\n"));
    assert_true(strstr(second.p, "  connectorBuildOptions:\n    baseImage: "));
    assert_true(ab_registry_entry(ab_buf_str(&first), "m", &entry, NULL));
    assert_true(strstr(entry.p, "- name: \"Null\"\n  sourceDefinitionId: \""));
    const char *id = strstr(first.p, "definitionId: ") + strlen("definitionId: ");
    assert_int_equal(id[14], '4'); /* the version */
    assert_true(strncmp(id, strstr(second.p, "definitionId: ") + strlen("definitionId: "), 36));
    ab_buf_free(&first);
    ab_buf_free(&second);
    ab_buf_free(&entry);
}

static const struct {
    const char *url, *host;
} hosts[] = {
    {"https://api.example.com", "api.example.com"},
    {"http://127.0.0.1:80/v1", "127.0.0.1"},
    {"https://a/b:c", "a"},
    {"https://u:p@a?x", "a"},
};

static void hosts_come_from_urls(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(hosts) / sizeof(hosts[0]); i++) {
        assert_str(ab_metadata_host(ab_str_of(hosts[i].url)), hosts[i].host);
    }
}

/* ---- Docs ---- */

static const char spec_text[] =
    "{\"connectionSpecification\":{\"title\":\"Acme\",\"required\":[\"key\"],\"properties\":{"
    "\"key\":{\"type\":\"string\",\"title\":\"Key\",\"description\":\"a|b\\nc\","
    "\"airbyte_secret\":true},"
    "\"n\":{\"type\":[\"null\",\"integer\"],\"default\":5},\"hid\":{\"airbyte_hidden\":true}}}}";
static const char catalog_text[] =
    "{\"streams\":[{\"name\":\"prices\",\"supported_sync_modes\":[\"full_refresh\","
    "\"incremental\"],\"source_defined_primary_key\":[[\"a\",\"b\"],[\"c\"]],"
    "\"default_cursor_field\":[\"d\"]},{\"name\":\"x\",\"supported_sync_modes\":[\"full_refresh\"]}"
    "]}";

static const char configuration[] = "<!-- airbyte-cdk-c: configuration -->\n"
                                    "| Field | Type | Required | What |\n"
                                    "| --- | --- | --- | --- |\n"
                                    "| `key` | string | yes | Key. a\\|b c Secret. |\n"
                                    "| `n` | integer | no |  (default: `5`) |\n"
                                    "<!-- airbyte-cdk-c: end -->";
static const char streams[] = "<!-- airbyte-cdk-c: streams -->\n"
                              "| Stream | Primary key | Cursor | Full refresh | Incremental |\n"
                              "| --- | --- | --- | --- | --- |\n"
                              "| `prices` | `a`.`b`, `c` | `d` | yes | yes |\n"
                              "| `x` |  |  | yes | no |\n"
                              "<!-- airbyte-cdk-c: end -->";

static bool page_of(const char *old, ab_buf *out, ab_error *error)
{
    ab_arena *arena = ab_arena_new();
    ab_value spec, catalog;
    assert_true(ab_json_parse(arena, ab_str_of(spec_text), NULL, &spec, NULL));
    assert_true(ab_json_parse(arena, ab_str_of(catalog_text), NULL, &catalog, NULL));
    ab_buf_init(out, AB_BUF_NO_MAX);
    bool good = ab_docs_page(ab_str_of(old), &spec, &catalog, out, error);
    ab_arena_free(arena);
    return good;
}

static void new_pages_have_all_sections(void **state)
{
    (void)state;
    ab_buf page, again;
    assert_true(page_of("", &page, NULL));
    assert_true(ab_str_starts(ab_buf_str(&page), AB_STR("# Acme\n")));
    assert_true(strstr(page.p, configuration));
    assert_true(strstr(page.p, streams));
    assert_true(page_of(page.p, &again, NULL));
    assert_string_equal(again.p, page.p);
    ab_buf_free(&page);
    ab_buf_free(&again);
}

static void hand_written_parts_survive(void **state)
{
    (void)state;
    ab_buf page;
    char expected[4096];
    assert_true(page_of("mine\n<!-- airbyte-cdk-c: configuration -->old<!-- airbyte-cdk-c: end -->"
                        " also mine <!-- airbyte-cdk-c: streams -->\nold\n"
                        "<!-- airbyte-cdk-c: end -->\nthe end",
                        &page, NULL));
    snprintf(expected, sizeof(expected), "mine\n%s also mine %s\nthe end", configuration, streams);
    assert_string_equal(page.p, expected);
    ab_buf_free(&page);
}

static void pages_without_markers_are_refused(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "no marker at all", "<!-- airbyte-cdk-c: configuration --> but no end",
        "<!-- airbyte-cdk-c: streams --><!-- airbyte-cdk-c: end -->"};
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        ab_error error = {0};
        ab_buf page;
        assert_false(page_of(pages[i], &page, &error));
        assert_string_equal(error.message,
                            "The page has no <!-- airbyte-cdk-c: configuration --> with <!-- "
                            "airbyte-cdk-c: end --> behind it, in the order of a new page");
        ab_error_clear(&error);
        ab_buf_free(&page);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_come_from_metadata),
        cmocka_unit_test(made_metadata_gives_an_entry),
        cmocka_unit_test(hosts_come_from_urls),
        cmocka_unit_test(new_pages_have_all_sections),
        cmocka_unit_test(hand_written_parts_survive),
        cmocka_unit_test(pages_without_markers_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
