#include "template/reference.h"

#include "template/builtins/builtins.h"

static const char intro[] =
    "# Templates\n"
    "\n"
    "What manifests can use between `{{ }}` and `{% %}`: Jinja2's language as Airbyte's Python "
    "CDK\n"
    "runs it in a sandbox, with Python's values. Printed by `main eval --reference`; try a "
    "template\n"
    "with `main eval '{{ config.x | int + 1 }}' --config config.json`.\n"
    "\n"
    "Operators: `+ - * / // % **` (`**` from left to right), `~` joins as text, comparisons "
    "chain,\n"
    "`in`, `not in`, `and or not`, `a if b else c`, slices `[1:]`, `is` for tests, `|` for "
    "filters.\n"
    "Statements: `if`, `for` (with `loop`, `if`, `else`, `recursive`), `set`, `macro`, `call`,\n"
    "`filter`, `with`, `block`, `raw`, `autoescape`, comments `{# #}`, `-` for white space.\n"
    "The result's text is read as a Python literal, so `{{ '1,2' }}` gives a tuple.\n"
    "Limits: 190 levels of nesting, 4 million steps, 32 MiB of text, integers of 200,000 bits. "
    "What\n"
    "a regular expression tries and reads counts as steps; one that takes too many says so.\n";

static void add_row(ab_buf *out, const ab_py_builtin *row, bool call)
{
    ab_buf_printf(out, "| `%s", row->name);
    bool variadic = row->flags & PY_RAW;
    if (call || variadic || row->max) {
        ab_buf_add_char(out, '(');
        const char *params = row->params;
        for (unsigned i = 0; !variadic && i < row->max; i++) {
            size_t n = strcspn(params, ",");
            ab_buf_add_text(out, i == row->min ? (i ? "[, " : "[") : i ? ", " : "");
            if (*params == '-' || !n) {
                ab_buf_printf(out, "%c", 'a' + (int)i);
            } else {
                ab_buf_add(out, params, n);
                params += n + (params[n] == ',');
            }
        }
        ab_buf_add_text(out, variadic ? "…" : row->max > row->min ? "]" : "");
        ab_buf_add_char(out, ')');
    }
    ab_buf_printf(out, "` | %s |\n", row->help);
}

static void add_table(ab_buf *out, const ab_py_table *table, bool call)
{
    ab_buf_printf(out, "\n### %s\n\n| | |\n|---|---|\n", table->title);
    for (size_t i = 0; i < table->n; i++) {
        const ab_py_builtin *row = &table->rows[i];
        add_row(out, row, call && !(row->flags & PY_PROPERTY));
    }
}

static const ab_py_table *const filters[] = {&ab_py_string_filters,   &ab_py_text_filters,
                                             &ab_py_sequence_filters, &ab_py_select_filters,
                                             &ab_py_mapping_filters,  &ab_py_number_filters,
                                             &ab_py_encoding_filters, &ab_py_regex_filters,
                                             &ab_py_html_filters,     NULL};
static const ab_py_table *const functions[] = {&ab_py_macros, &ab_py_globals, &ab_py_json_loads,
                                               NULL};
static const ab_py_table *const tests[] = {&ab_py_tests, NULL};
static const ab_py_table *const methods[] = {
    &ab_py_str_methods,    &ab_py_str_tests,    &ab_py_bytes_methods,     &ab_py_int_methods,
    &ab_py_float_methods,  &ab_py_list_methods, &ab_py_tuple_methods,     &ab_py_mapping_methods,
    &ab_py_dict_methods,   &ab_py_view_methods, &ab_py_set_methods,       &ab_py_datetime_methods,
    &ab_py_date_methods,   &ab_py_time_methods, &ab_py_timedelta_methods, &ab_py_duration_methods,
    &ab_py_tzinfo_methods, &ab_py_loop_methods, &ab_py_cycler_methods,    NULL};

static const struct {
    const char *title;
    const ab_py_table *const *tables;
    bool call;
} chapters[] = {
    {"Filters", filters, false},
    {"Functions", functions, true},
    {"Tests", tests, false},
    {"Methods and attributes", methods, true},
};

bool ab_template_reference(ab_buf *out)
{
    ab_buf_add_text(out, intro);
    for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++) {
        ab_buf_printf(out, "\n## %s\n", chapters[i].title);
        for (const ab_py_table *const *table = chapters[i].tables; *table; table++) {
            add_table(out, *table, chapters[i].call);
        }
    }
    return !out->overflow;
}
