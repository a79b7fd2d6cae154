/* Filters, tests, functions and methods. */
#include "template/rows.h"

#include <stdlib.h>

static void filters(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"round is half to even", "{{ 2.5|round }} {{ 0.125|round(2) }}", NULL, "'2.0 0.12'", 0, 0},
        {"int reads floats and exponents", "{{ '3.9'|int }} {{ '1e3'|int }} {{ 'x'|int(7) }}", NULL,
         "'3 1000 7'", 0, 0},
        {"sort ignores case", "{{ ['b', 'A', 'c']|sort }}", NULL, "['A', 'b', 'c']", 0, 0},
        {"sort by attributes", "{{ config.l|sort(attribute='b,a')|map(attribute='a')|list }}",
         "{\"l\": [{\"a\": 2, \"b\": 1}, {\"a\": 1, \"b\": 1}]}", "[1, 2]", 0, 0},
        {"groupby", "{{ config.l|groupby('a')|list }}", "{\"l\": [{\"a\": 1}, {\"a\": 1}]}",
         "[(1, [{'a': 1}, {'a': 1}])]", 0, 0},
        {"selectattr", "{{ config.l|selectattr('a', '>', 1)|map(attribute='a')|list }}",
         "{\"l\": [{\"a\": 1}, {\"a\": 2}]}", "[2]", 0, 0},
        {"generators have no length", "{{ [1]|map('string')|length }}", NULL,
         "\"{{ [1]|map('string')|length }}\"", 0, 0},
        {"string keeps JSON as text", "{{ {'a': 1}|string }}", NULL, "'{\"a\": 1}'", 0, 0},
        {"tojson escapes HTML", "x{{ \"<'>\"|tojson }}", NULL, "'x\"\\\\u003c\\\\u0027\\\\u003e\"'",
         0, 0},
        {"hash", "{{ 'a'|hash }}", NULL, "'0cc175b9c0f1b6a831c399e269772661'", 0, 0},
        {"hmac", "{{ 'a'|hmac('k')|length }}", NULL, "64", 0, 0},
        {"base64", "{{ 'é'|base64encode }}{{ 'YQ=='|base64decode }}", NULL, "'w6k=a'", 0, 0},
        {"regex_search gives group 1", "{{ 'page=12'|regex_search('page=(\\\\d+)') }}", NULL, "12",
         0, 0},
        {"regex_replace with groups", "{{ 'ab'|regex_replace('(a)(b)', '\\\\2\\\\1') }}", NULL,
         "'ba'", 0, 0},
        {"urlencode keeps slashes", "{{ 'a/b c'|urlencode }}", NULL, "'a/b%20c'", 0, 0},
        {"truncate", "{{ 'foo bar baz qux'|truncate(9) }}", NULL, "'foo...'", 0, 0},
        {"truncate by a float that fits", "{{ 'foo'|truncate(5.5) }}", NULL, "'foo'", 0, 0},
        {"truncate of a list", "{{ ([1] * 9)|truncate(3, leeway=0) }}", NULL,
         "cannot truncate 'list'", 1, 14},
        {"urlize shortens", "{{ 'http://a.bc/defgh'|urlize(-5) }}", NULL,
         "'<a href=\"http://a.bc/defgh\" rel=\"noopener\">http://a.bc/...</a>'", 0, 0},
        {"tojson indents by a text", "{{ [1]|tojson('--')|replace('\n', '/') }}", NULL, "'[/--1/]'",
         0, 0},
        {"dict of undefined", "{{ dict(config.x) }}", NULL, "'dict object' has no attribute 'x'", 1,
         8},
        {"wordwrap", "{{ 'foo bar'|wordwrap(4) }}", NULL, "'foo\\nbar'", 0, 0},
        {"filesizeformat of 1e24", "{{ 1e24|filesizeformat }}", NULL, "'1000.0 ZB'", 0, 0},
        {"filesizeformat", "{{ 1500|filesizeformat }}", NULL, "'1.5 kB'", 0, 0},
        {"title", "{{ \"o'neil mc-donald\"|title }}", NULL, "\"O'neil Mc-Donald\"", 0, 0},
        {"look-behind of one width", "{{ 'xaby'|regex_search('(?<=a(?:b|c))(y)') }}", NULL, "'y'",
         0, 0},
        {"look-behind of one width by repetition",
         "{{ 'xabaay'|regex_search('(?<=(?:[ab]{1}.){2})(y)') }}", NULL, "'y'", 0, 0},
        {"look-behind with a reference", "{{ 'aay'|regex_search('(a)(?<=\\\\1)') }}", NULL, "'a'",
         0, 0},
        {"look-behind of two widths", "{{ 'y'|regex_search('(?<=a|bc)y') }}", NULL,
         "bad regular expression: look-behind requires fixed-width pattern", 1, 8},
        {"look-behind of any width", "{{ config.t|regex_search('(?<!a+)y') }}", "{\"t\":\"y\"}",
         "bad regular expression: look-behind requires fixed-width pattern", 1, 13},
        {"look-behind with an optional reference", "{{ 'y'|regex_search('(a?)(?<=\\\\1)y') }}",
         NULL, "bad regular expression: look-behind requires fixed-width pattern", 1, 8},
        {"look-behind with half a condition", "{{ 'y'|regex_search('(a)?(?<=(?(1)b))y') }}", NULL,
         "bad regular expression: look-behind requires fixed-width pattern", 1, 8},
        {"look-behind with a character beyond ASCII",
         "{{ '\xC3\xA9yz'|regex_search('(?<=\xC3\xA9y|ab)(z)') }}", NULL, "'z'", 0, 0},
        {"a reference to no group", "{{ 'a'|regex_search('(a)\\\\2') }}", NULL,
         "bad regular expression: invalid group reference", 1, 8},
        {"a reference to the group it stands in", "{{ 'a'|regex_search('(a\\\\1)') }}", NULL,
         "bad regular expression: cannot refer to an open group", 1, 8},
        {"ten references", "{{ 'aa0'|regex_search('(a)\\\\1(0)') }}", NULL, "'a'", 0, 0},
        {"octal", "{{ 'aA'|regex_search('(a)\\\\101') }}", NULL, "'a'", 0, 0},
        {"a verbose pattern with comments",
         "{{ 'a1'|regex_search('(?x) a # what (*\\n (\\\\d) # digit') }}", NULL, "1", 0, 0},
        {"a quantifier behind a comment", "{{ 'aab'|regex_search('(a(?#x)*b)') }}", NULL, "'aab'",
         0, 0},
        {"a condition", "{{ '<a>'|regex_search('^(<)?a(?(1)>)()$') }}", NULL, "'<'", 0, 0},
        {"a condition on an unknown name", "{{ 'a'|regex_search('(?(R)a|b)') }}", NULL,
         "bad regular expression: unknown group name", 1, 8},
        {"two constant patterns for each record",
         "{% for t in config.t %}{{ t|regex_replace('[0-9]+', '') ~ "
         "t|regex_search(regex='([0-9])') }}"
         "{% endfor %}",
         "{\"t\":[\"a12\",\"b34\"]}", "'a1b3'", 0, 0},
        {"replacing many times in a long text",
         "{{ ('a\xC3\xA9' * 100000)|regex_replace('a', '')|length }}", NULL, "100000", 0, 0},
        {"a long word in short lines", "{{ ('a' * 200000)|wordwrap(1)|length }}", NULL,
         "the template takes too many steps", 1, 19},
        {"a constant pattern that backtracks", "{{ config.t|regex_search('^(?:a|a)*[cd]()') }}",
         "{\"t\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab\"}",
         "the regular expression ^(?:a|a)*[cd]() takes too long on a text of 50 bytes", 1, 13},
        {"a bad pattern", "{{ 'a'|regex_search('(') }}", NULL,
         "bad regular expression: missing closing parenthesis", 1, 8},
        {"wrong arguments give the text", "{{ 'a'|upper(1) }}", NULL, "\"{{ 'a'|upper(1) }}\"", 0,
         0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void methods(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"split with keywords", "{{ 'a,b,c'.split(',', maxsplit=1) }}", NULL, "['a', 'b,c']", 0, 0},
        {"final sigma", "{{ 'ΑΣ'.lower() }}", NULL, "'ας'", 0, 0},
        {"sharp s", "{{ 'ß'.upper() }}", NULL, "'SS'", 0, 0},
        {"format", "{{ '{:>8.2f}|{a!r}'.format(3.14159, a='x') }}", NULL, "\"    3.14|'x'\"", 0, 0},
        {"format with separators", "{{ '{:,} {:#x} {:%}'.format(1234567, 255, 0.5) }}", NULL,
         "'1,234,567 0xff 50.000000%'", 0, 0},
        {"printf style", "{{ '%05.2f|%-4d|%x' % (3.14159, 7, 255) }}", NULL, "'03.14|7   |ff'", 0,
         0},
        {"dict.get", "{{ {'a': 1}.get('b', 2) }}", NULL, "2", 0, 0},
        {"encode and hex", "{{ 'é'.encode().hex() }}", NULL, "'c3a9'", 0, 0},
        {"index fails", "{{ 'a'.index('b') }}", NULL, "substring not found", 1, 13},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void dates(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"now", "{{ now_utc() }}", NULL, "'2024-02-29 23:59:58.250000+00:00'", 0, 0},
        {"today", "{{ today_utc() }}", NULL, "'2024-02-29'", 0, 0},
        {"a month later",
         "{{ (str_to_datetime('2024-01-31') + duration('P1M')).strftime('%Y-%m-%d') }}", NULL,
         "'2024-02-29'", 0, 0},
        {"format_datetime",
         "{{ format_datetime('2024-01-15T10:00:00+02:00', '%Y-%m-%dT%H:%M:%SZ') }}", NULL,
         "'2024-01-15T08:00:00Z'", 0, 0},
        {"timestamp", "{{ timestamp('2021-05-19') }}", NULL, "1621382400.0", 0, 0},
        {"day_delta", "{{ day_delta(-1, '%Y-%m-%d') }}", NULL, "'2024-02-28'", 0, 0},
        {"durations print", "{{ duration('P1M') }}", NULL, "'1 month, 0:00:00'", 0, 0},
        {"difference", "{{ (now_utc() - str_to_datetime('2024-02-28')).days }}", NULL, "1", 0, 0},
        {"an hour out of range", "{{ now_utc().time().replace(hour=24) }}", NULL,
         "hour must be in 0..23", 1, 11},
        {"an hour that is no int of C", "{{ now_utc().time().replace(hour=10 ** 10) }}", NULL,
         "Python int too large to convert to C int", 1, 11},
        {"isocalendar", "{{ now_utc().isocalendar() }}", NULL,
         "'datetime.IsoCalendarDate(year=2024, week=9, weekday=4)'", 0, 0},
        {"flags on the zone, dst() is zero",
         "{{ str_to_datetime('2024').strftime('%#Z %_z|%-z') }}", NULL, "'utc +   0|+0'", 0, 0},
        {"flags on the zone, dst() is None", "{{ now_utc().strftime('[%#Z%_z]') }}", NULL, "[]", 0,
         0},
        {"format_datetime by itself has pytz's zone", "{{ format_datetime('2024', '[%^Z]') }}",
         NULL, "'[UTC]'", 0, 0},
        {"no date", "{{ str_to_datetime('x') }}", NULL, "no ISO 8601 date: 'x'", 1, 19},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

int main(void)
{
    setenv("TZ", "UTC", 1); /* %#Z prints the local zone */
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters),
        cmocka_unit_test(methods),
        cmocka_unit_test(dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
