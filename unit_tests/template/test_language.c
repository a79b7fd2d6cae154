/* Expressions, statements, white space, scopes. */
#include "template/rows.h"

static void operators(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"power is left-associative", "{{ 2 ** 3 ** 2 }}", NULL, "64", 0, 0},
        {"unary minus binds before power", "{{ -2 ** 2 }}", NULL, "4", 0, 0},
        {"a filter applies to the negated value", "{{ -1|abs }}", NULL, "1", 0, 0},
        {"floor division", "{{ -7 // 2 }},{{ -7 % 3 }}", NULL, "(-4, 2)", 0, 0},
        {"true division gives a float", "{{ 7 / 7 }}", NULL, "1.0", 0, 0},
        {"large integers", "{{ 10000000000000000000000 * 10 }}", NULL, "100000000000000000000000",
         0, 0},
        {"floor division of large integers", "{{ -(10 ** 20) // 3 }}", NULL,
         "-33333333333333333334", 0, 0},
        {"booleans count", "{{ true + true }}", NULL, "2", 0, 0},
        {"comparisons chain", "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }}", NULL, "'True False'", 0, 0},
        {"not in", "{{ 'a' not in 'abc' }}", NULL, "False", 0, 0},
        {"tilde joins as text", "{{ 1 ~ 2 * 3 }}", NULL, "16", 0, 0},
        {"condition without else", "{{ 1 if false }}", NULL, "''", 0, 0},
        {"slices", "{{ 'Hello'[::-1][1:3] }}", NULL, "'ll'", 0, 0},
        {"a type error gives the text", "{{ 'x' > 0 }}", NULL, "\"{{ 'x' > 0 }}\"", 0, 0},
        {"strings join", "{{ 'a' \"b\" }}", NULL, "'ab'", 0, 0},
        {"division by zero", "{{ 1 / 0 }}", NULL, "division by zero", 1, 4},
        {"overflow", "{{ 1e308 * 10 }}", NULL, "'inf'", 0, 0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void access(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"dots try attributes first", "{{ config.items is callable }}", "{\"items\": 1}", "True", 0,
         0},
        {"brackets try items first", "{{ config['items'] }}", "{\"items\": 1}", "1", 0, 0},
        {"numbers index lists", "{{ config.a.0.b }}", "{\"a\": [{\"b\": 5}]}", "5", 0, 0},
        {"undefined prints nothing", "x{{ config.gone }}y", NULL, "'xy'", 0, 0},
        {"an attribute of undefined", "{{ config.gone.more }}", NULL,
         "'dict object' has no attribute 'gone'", 1, 15},
        {"private attributes are undefined", "{{ config.__class__ }}", NULL, "''", 0, 0},
        {"and fail when they are used", "{{ config.__class__.x }}", NULL,
         "access to attribute '__class__' of 'dict' object is unsafe.", 1, 20},
        {"a name that does not exist", "{{ nope }}", NULL,
         "the variable 'nope' does not exist here", 1, 1},
        {"also in a branch that never runs", "{% if false %}{{ nope }}{% endif %}", NULL,
         "the variable 'nope' does not exist here", 1, 1},
        {"stream_state is refused", "{{ stream_state }}", NULL,
         "`stream_state` is no longer supported for interpolation: use `stream_interval` instead",
         1, 1},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void statements(void **state)
{
    (void)state;
    static const char config[] = "{\"l\": [1, 2, 3], \"d\": {\"k\": \"v\", \"j\": 2}}";
    static const template_row rows[] = {
        {"loop variables",
         "{% for x in config.l %}{{ loop.index }}/{{ loop.length }}{% if not loop.last %}, {% "
         "endif %}{% endfor %}",
         config, "'1/3, 2/3, 3/3'", 0, 0},
        {"loop with a test",
         "{% for x in config.l if x > 1 %}{{ loop.index }}={{ x }} {% endfor %}", config,
         "'1=2 2=3 '", 0, 0},
        {"else of a loop", "{% for x in [] %}{{ x }}{% else %}none{% endfor %}", config, "'none'",
         0, 0},
        {"unpacking", "{% for k, v in config.d.items() %}{{ k }}={{ v }};{% endfor %}", config,
         "'k=v;j=2;'", 0, 0},
        {"a loop's assignments stay inside",
         "{% set y = 0 %}{% for x in config.l %}{% set y = x %}{% endfor %}{{ y }}", config, "0", 0,
         0},
        {"namespaces do not",
         "{% set ns = namespace(y=0) %}{% for x in config.l %}{% set ns.y = ns.y + x %}{% endfor "
         "%}{{ ns.y }}",
         config, "6", 0, 0},
        {"lists can be changed",
         "{% set l = [] %}{% for x in config.l %}{{ l.append(x * 2) or '' }}{% endfor %}{{ l }}",
         config, "[2, 4, 6]", 0, 0},
        {"recursive loops",
         "{% for n in [[1, [2]]] recursive %}({{ n if n is number else loop(n) }}){% endfor %}",
         config, "'((1)((2)))'", 0, 0},
        {"macros", "{% macro m(a, b=2) %}{{ a }}-{{ b }}{% endmacro %}{{ m(1) }} {{ m(b=5, a=4) }}",
         config, "'1-2 4-5'", 0, 0},
        {"macros call themselves",
         "{% macro m(n) %}{{ n }}{% if n > 0 %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) }}",
         config, "3210", 0, 0},
        {"call blocks",
         "{% macro m() %}[{{ caller(7) }}]{% endmacro %}{% call(v) m() %}<{{ v }}>{% endcall %}",
         config, "'[<7>]'", 0, 0},
        {"filter blocks", "{% filter upper %}a{% endfilter %}", config, "'A'", 0, 0},
        {"set blocks", "{% set x | upper %}abc{% endset %}{{ x }}", config, "'ABC'", 0, 0},
        {"with", "{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}", config, "3", 0, 0},
        {"raw", "{% raw %}{{ config }}{% endraw %}", config, "'{{ config }}'", 0, 0},
        {"comments", "{# c #}a{#- d -#} b", config, "'ab'", 0, 0},
        {"white space control", "a\n{%- if true -%}\nb\n{%- endif -%}\nc", config, "'abc'", 0, 0},
        {"autoescape", "{% autoescape true %}{{ '<' }}{{ '<'|safe }}{% endautoescape %}", config,
         "'&lt;<'", 0, 0},
        {"there is no loader", "{% include 'x' %}", config, "\"{% include 'x' %}\"", 0, 0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void folding(void **state)
{
    (void)state;
    static const char config[] = "{\"x\": 1}";
    static const template_row rows[] = {
        {"slices of what has none", "{{ (3)[:2] is defined }}", config, "False", 0, 0},
        {"with a name they are Python's", "{{ (3 + config.x * 0)[:2] is defined }}", config,
         "'{{ (3 + config.x * 0)[:2] is defined }}'", 0, 0},
        {"an undefined value is not kept", "{% set y = (3)[:2] %}{{ y }}", config,
         "'{% set y = (3)[:2] %}{{ y }}'", 0, 0},
        {"parts of an expression", "{{ config.x + (2 * 3)|abs }}", config, "7", 0, 0},
        {"an exception waits", "{{ config.x if config.x else 1 // 0 }}", config, "1", 0, 0},
        {"the clock is read each time", "{{ config.x and now_utc().year }}", config, "2024", 0, 0},
        {"lists that change are new ones",
         "{% for i in 'ab' %}{% set l = [1] %}{{ l.append(2) or l|length }}{% endfor %}", config,
         "22", 0, 0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

/* Long texts and patterns that are harmless stay within the limits. */
static void large_patterns(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"a text of many matches",
         "{{ ('<p>a b</p>' * 20000)|regex_replace('<[^>]+>', '')|length }}", NULL, "60000", 0, 0},
        {"the end of a long text", "{{ ('ab ' * 100000 ~ 'id=12;')|regex_search('id=(\\\\d+);') }}",
         NULL, "12", 0, 0},
        {"lazily to the end", "{{ ('ab ' * 100000 ~ 'id=12;')|regex_search('a.*?=(\\\\d+)') }}",
         NULL, "12", 0, 0},
        {"no match at any start", "{{ ('ab1 ' * 50000)|regex_search('(\\\\w+)@\\\\w+[.]') }}", NULL,
         "''", 0, 0},
        {"a large repeat", "{{ ('ab' * 3000)|regex_search('^((?:ab){3000})$')|length }}", NULL,
         "6000", 0, 0},
        {"many alternatives",
         "{{ ('word ' * 20000)|regex_search('(' ~ 'alpha|beta|gamma|' * 500 ~ 'delta)') }}", NULL,
         "''", 0, 0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void syntax_errors(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"no operand", "{{ 1 + * }}", NULL, "unexpected '*'", 1, 8},
        {"unclosed bracket", "a\nb {{ (1 }}", NULL, "unexpected '}'", 2, 9},
        {"unclosed string", "{{ 'a }}", NULL, "unexpected char: the string is not closed", 1, 4},
        {"unknown tag", "{% nope %}", NULL, "Encountered unknown tag 'nope'.", 1, 4},
        {"unknown filter", "{{ 1|nope }}", NULL, "No filter named 'nope'.", 1, 6},
        {"unknown test", "{{ 1 is nope }}", NULL, "No test named 'nope'.", 1, 6},
        {"end is missing", "{% if 1 %}", NULL,
         "Unexpected end of template. Jinja was looking for the tag 'elif'.", 1, 11},
        {"unclosed comment", "a {# b", NULL, "Missing end of comment tag", 1, 3},
        {"two expressions", "{{ a b }}", NULL, "expected token end of print statement, got name b",
         1, 6},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

static void limits(void **state)
{
    (void)state;
    static const template_row rows[] = {
        {"long text", "{{ 'ab' * 100000000 }}", NULL, "the text is too long", 1, 4},
        {"large powers", "{{ 2 ** 1000000 }}", NULL, "the number is too large", 1, 4},
        {"long loops", "{% for a in 'x' * 5000 %}{% for b in 'x' * 5000 %}{% endfor %}{% endfor %}",
         NULL, "the template takes too many steps", 1, 38},
        {"texts that are thrown away",
         "{% for i in 'x' * 5000 %}{% set x = 'y' * 1000000 %}{% endfor %}", NULL,
         "the template takes too many steps", 1, 37},
        {"lists that are thrown away",
         "{% for i in 'x' * 5000 %}{% set x = [i] * 100000 %}{% endfor %}", NULL,
         "the template takes too much memory", 1, 37},
        {"shared values compared",
         "{% set n = namespace(a=(1,), b=(1,)) %}{% for i in 'x' * 60 %}{% set n.a = (n.a, n.a) %}"
         "{% set n.b = (n.b, n.b) %}{% endfor %}{{ n.a == n.b }}",
         NULL, "the template takes too many steps", 1, 138},
        {"shared values as a key",
         "{% set n = namespace(a=(1,)) %}{% for i in 'x' * 60 %}{% set n.a = (n.a, n.a) %}"
         "{% endfor %}{{ {n.a: 1} }}",
         NULL, "the template takes too many steps", 1, 98},
        {"a needle that almost matches", "{{ ('a' * 4000000).rfind('a' * 2000000 ~ 'b') }}", NULL,
         "the template takes too many steps", 1, 26},
        {"products of large integers",
         "{% set n = 3 ** 100000 %}{% for i in 'x' * 5000 %}{{ n % (n - 1) and '' }}{% endfor %}",
         NULL, "the template takes too many steps", 1, 54},
        {"endless recursion", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", NULL,
         "the template is nested too deeply", 1, 20},
        {"patterns that backtrack", "{{ ('a' * 40 ~ 'b')|regex_search('^(a+)+$') }}", NULL,
         "the regular expression ^(a+)+$ takes too long on a text of 41 bytes", 1, 21},
        /* each start alone stays within PCRE2's limits */
        {"patterns that read far from each start",
         "{{ ('a' * 200000)|regex_search('(?:a{1000}){1000}') }}", NULL,
         "the regular expression (?:a{1000}){1000} takes too long on a text of 200000 bytes", 1,
         19},
        {"patterns that look ahead to the end",
         "{{ ('a' * 200000)|regex_replace('(?=a*+[bc])', '') }}", NULL,
         "the regular expression (?=a*+[bc]) takes too long on a text of 200000 bytes", 1, 19},
        {"patterns that compare long groups",
         "{{ ('a' * 200000)|regex_search('(?i)^(a*).\\\\1[bc]') }}", NULL,
         "the regular expression (?i)^(a*).\\1[bc] takes too long on a text of 200000 bytes", 1,
         19},
        {"long patterns", "{{ ('a' * 200000)|regex_search('b|' ~ 'a' * 30000 ~ '[bc]') }}", NULL,
         "the regular expression b|aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… "
         "takes too long on a text of 200000 bytes",
         1, 19},
        {"patterns that are built again and again",
         "{% for i in 'x' * 5000 %}{{ i|regex_search('(?:a{200}){800}' ~ loop.index) }}{% endfor "
         "%}",
         NULL, "the template takes too many steps", 1, 31},
        {"filler without end", "{{ lipsum(10 ** 6) }}", NULL, "the template takes too many steps",
         1, 10},
        {"replacements that grow", "{{ ('a' * 1000000)|regex_replace('a', 'b' * 100) }}", NULL,
         "the text is too long", 1, 20},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
}

/* A template of `start`, `times` times `part`, `end`. */
static void chains(void **state)
{
    (void)state;
    static const char deep[] = "the template is nested too deeply";
    static const struct {
        const char *name;
        const char *start;
        const char *part;
        unsigned times;
        const char *end;
        const char *want; /* an error, or the value's repr */
        unsigned line;    /* of the error; 0: none is expected */
        unsigned column;
    } rows[] = {
        {"a sum", "{{ 1", " + 1", 180, " }}", "181", 0, 0},
        {"a long sum", "{{ 1", "+1", 100000, " }}", deep, 1, 4},
        {"a long sum of variables", "{{ config.a", "+config.a", 100000, " }}", deep, 1, 10},
        {"a long sum in a branch that never runs", "{% if 0 %}{{ config", "*config", 100000,
         " }}{% endif %}", deep, 1, 14},
        {"long conjunctions", "{{ 1", " and 1", 100000, " }}", deep, 1, 4},
        {"long alternatives", "{{ 0", " or 0", 100000, " }}", deep, 1, 4},
        {"conditions without else", "{{ 1", " if 1", 100000, " }}", deep, 1, 4},
        {"a sum as an argument", "{{ 'a'.center(1", "+1", 100000, ") }}", deep, 1, 15},
        {"lists joined", "{{ [1]", "+[1]", 20000, " }}", deep, 1, 4},
        {"a wide list", "{{ [[1]", ",[1+1]", 20000, "]|length }}", "20001", 0, 0},
        {"many sums", "", "{{ 1+1 }}", 5, "", "22222", 0, 0},
        {"names in many branches", "{% set a, b, c, d = 'abcd' %}",
         "{% if a %}{% set a = b %}{% endif %}", 10000, "{{ a }}", "'b'", 0, 0},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        ab_buf text;
        ab_buf_init(&text, 16u << 20);
        ab_buf_add_text(&text, rows[i].start);
        for (unsigned k = 0; k < rows[i].times; k++) {
            ab_buf_add_text(&text, rows[i].part);
        }
        ab_buf_add_text(&text, rows[i].end);
        ab_buf_add_char(&text, '\0');
        template_row row = {rows[i].name, text.p, NULL, rows[i].want, rows[i].line, rows[i].column};
        run_row(&row, AB_TEMPLATE_STRING);
        ab_buf_free(&text);
    }
}

static void many_names(void **state)
{
    (void)state;
    ab_buf names;
    ab_buf keywords;
    ab_buf_init(&names, 16u << 20);
    ab_buf_init(&keywords, 16u << 20);
    ab_buf_add_text(&keywords, "{{ dict(");
    for (unsigned i = 0; i < 20000; i++) {
        ab_buf_printf(&names, "{%% set a%u = 1 %%}", i);
        ab_buf_printf(&keywords, "a%u=1,", i);
    }
    ab_buf_add(&names, "", 1);
    ab_buf_add(&keywords, ")|length }}", 12);
    const template_row rows[] = {
        /* each name costs a look at those before it */
        {"variables", names.p, NULL, "the template takes too many steps", 1, 4},
        {"keywords", keywords.p, NULL, "20000", 0, 0},
    };
    RUN_ROWS(rows, AB_TEMPLATE_STRING)
    ab_buf_free(&names);
    ab_buf_free(&keywords);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operators),      cmocka_unit_test(access),  cmocka_unit_test(statements),
        cmocka_unit_test(syntax_errors),  cmocka_unit_test(folding), cmocka_unit_test(limits),
        cmocka_unit_test(large_patterns), cmocka_unit_test(chains),  cmocka_unit_test(many_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
