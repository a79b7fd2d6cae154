#include "check.h"

#include "json/member.h"

#include <stdlib.h>

typedef struct row {
    const char *object;
    const char *key;
    ab_member_found found;
    const char *value;
} row;

static void test_members(void **state)
{
    (void)state;
    static const row rows[] = {
        {"{}", "a", AB_MEMBER_ABSENT, ""},
        {"{\"a\":1}", "a", AB_MEMBER_FOUND, "1"},
        {"{\"a\":1}", "b", AB_MEMBER_ABSENT, ""},
        {"{\"a\":1}", "", AB_MEMBER_ABSENT, ""},
        {"{\"\":1}", "", AB_MEMBER_FOUND, "1"},
        {"{\"a\":{\"b\":1},\"b\":2}", "b", AB_MEMBER_FOUND, "2"},
        {"{\"a\":[\"b\",{\"b\":[]}],\"b\":\"x\"}", "b", AB_MEMBER_FOUND, "\"x\""},
        {"{\"a\":\"}],\\\"b\\\":3\",\"b\":null}", "b", AB_MEMBER_FOUND, "null"},
        {"{\"a\":\"\\\\\",\"b\":-1.5e3}", "b", AB_MEMBER_FOUND, "-1.5e3"},
        {"{\"a\":\"\xc3\xa4\",\"b\":{\"c\":1}}", "b", AB_MEMBER_FOUND, "{\"c\":1}"},
        {" { \"a\" : 1 , \"b\" : [ 1 , 2 ] } ", "b", AB_MEMBER_FOUND, "[ 1 , 2 ]"},
        {"{\n\t\"a\":\r\n1\n}", "a", AB_MEMBER_FOUND, "1"},
        {"{\"a\":true,\"\\u0062\":1}", "b", AB_MEMBER_UNSURE, ""},
        {"{\"b\":1,\"\\u0061\":1}", "b", AB_MEMBER_FOUND, "1"},
        {"{\"ab\":1,\"a\":2}", "a", AB_MEMBER_FOUND, "2"},
        {"{\"a\":NaN,\"b\":-Infinity}", "b", AB_MEMBER_FOUND, "-Infinity"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ab_str value = AB_STR("");
        ab_member_found found =
            ab_json_member(ab_str_of(rows[i].object), ab_str_of(rows[i].key), &value);
        if (found != rows[i].found || !ab_str_is(value, rows[i].value)) {
            fail_msg("%s: %s: %d, %.*s", rows[i].object, rows[i].key, found, AB_STR_ARG(value));
        }
    }
}

/* What is cut off is never read beyond its end (a sanitizer would tell). */
static void test_truncated(void **state)
{
    (void)state;
    const char *whole = "{\"a\":[1,{\"x\":\"\\\"\"}],\"b\":\"y\"}";
    for (size_t n = 1; n <= strlen(whole); n++) {
        char *copy = malloc(n);
        memcpy(copy, whole, n);
        ab_str value = AB_STR("");
        ab_json_member((ab_str){copy, n}, AB_STR("b"), &value);
        assert_true(value.n == 0 || (value.p >= copy && value.p + value.n <= copy + n));
        free(copy);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_truncated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
