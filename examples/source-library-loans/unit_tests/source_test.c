/* What of the source needs no API: its specification, its streams, its paging. */
#include "source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void specification_is_an_object(void **state)
{
    (void)state;
    ab_arena *arena = ab_arena_new();
    const ab_value *spec = NULL;
    assert_true(source_library_loans.spec(NULL, NULL, arena, &spec, NULL));
    const ab_value *connection = ab_member_of(spec, "connectionSpecification");
    assert_int_equal(ab_kind_of(ab_member_of(connection, "properties")), AB_OBJECT);
    ab_arena_free(arena);
}

static void streams_have_a_schema_with_their_key(void **state)
{
    (void)state;
    for (const ab_stream *const *stream = source_streams; *stream; stream++) {
        ab_arena *arena = ab_arena_new();
        ab_stream_info info;
        assert_true((*stream)->describe((*stream)->self, NULL, NULL, arena, &info, NULL));
        const ab_value *properties = ab_member_of(info.json_schema, "properties");
        assert_non_null(ab_member_of(properties, info.primary_key[0]));
        ab_arena_free(arena);
    }
}

static void next_page_stays_with_the_api(void **state)
{
    (void)state;
    static const struct {
        const char *body;
        const char *url; /* NULL: that was the last page */
    } rows[] = {
        {"{\"next\": \"https://loans.library.example/api/more?page=2\"}",
         "https://loans.library.example/api/more?page=2"},
        {"{\"next\": \"https://elsewhere.invalid/more\"}", NULL},
        {"{\"next\": null}", NULL},
        {"[]", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        ab_arena *arena = ab_arena_new();
        ab_str body = {rows[i].body, strlen(rows[i].body)};
        ab_api_response response = {.status = 200, .body = ab_new_json(arena, body, NULL)};
        ab_api_request next = {.url = "unchanged"};
        bool more = source_next_page(NULL, &response, &next, arena);
        assert_int_equal(more, rows[i].url != NULL);
        assert_string_equal(next.url, rows[i].url ? rows[i].url : "unchanged");
        ab_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(specification_is_an_object),
        cmocka_unit_test(streams_have_a_schema_with_their_key),
        cmocka_unit_test(next_page_stays_with_the_api),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
