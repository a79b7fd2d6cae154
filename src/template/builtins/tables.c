/* Finding builtins by name. */
#include "template/builtins/builtins.h"

static const ab_py_table *const filter_tables[] = {&ab_py_string_filters,   &ab_py_text_filters,
                                                   &ab_py_sequence_filters, &ab_py_select_filters,
                                                   &ab_py_mapping_filters,  &ab_py_number_filters,
                                                   &ab_py_encoding_filters, &ab_py_regex_filters,
                                                   &ab_py_html_filters,     NULL};
static const ab_py_table *const global_tables[] = {&ab_py_macros, &ab_py_globals, NULL};
static const ab_py_table *const test_tables[] = {&ab_py_tests, NULL};

/* The tables of each type, the first that has the name counts. */
static const ab_py_table *const method_tables[PY_TYPE_COUNT][2] = {
    [PY_STR] = {&ab_py_str_methods, &ab_py_str_tests},
    [PY_MARKUP] = {&ab_py_str_methods, &ab_py_str_tests},
    [PY_BYTES] = {&ab_py_bytes_methods},
    [PY_INT] = {&ab_py_int_methods},
    [PY_BOOL] = {&ab_py_int_methods},
    [PY_FLOAT] = {&ab_py_float_methods},
    [PY_LIST] = {&ab_py_list_methods},
    [PY_PAGE] = {&ab_py_list_methods},
    [PY_TUPLE] = {&ab_py_tuple_methods},
    [PY_DICT] = {&ab_py_mapping_methods, &ab_py_dict_methods},
    [PY_STREAM_SLICE] = {&ab_py_mapping_methods},
    [PY_RECORD] = {&ab_py_mapping_methods},
    [PY_HEADERS] = {&ab_py_mapping_methods, &ab_py_dict_methods},
    [PY_KEYS] = {&ab_py_view_methods},
    [PY_VALUES] = {&ab_py_view_methods},
    [PY_ITEMS] = {&ab_py_view_methods},
    [PY_SET] = {&ab_py_set_methods},
    [PY_DATETIME] = {&ab_py_datetime_methods, &ab_py_date_methods},
    [PY_DATE] = {&ab_py_date_methods},
    [PY_TIME] = {&ab_py_time_methods},
    [PY_TIMEDELTA] = {&ab_py_timedelta_methods},
    [PY_DURATION] = {&ab_py_duration_methods},
    [PY_TZINFO] = {&ab_py_tzinfo_methods},
    [PY_LOOP] = {&ab_py_loop_methods},
    [PY_CYCLER] = {&ab_py_cycler_methods},
};

static const ab_py_builtin *find(const ab_py_table *table, ab_str name)
{
    for (size_t i = 0; i < table->n; i++) {
        if (ab_str_is(name, table->rows[i].name)) {
            return &table->rows[i];
        }
    }
    return NULL;
}

static const ab_py_builtin *find_in(const ab_py_table *const *tables, ab_str name)
{
    for (; *tables; tables++) {
        const ab_py_builtin *b = find(*tables, name);
        if (b) {
            return b;
        }
    }
    return NULL;
}

const ab_py_builtin *ab_py_find_filter(ab_str name)
{
    return find_in(filter_tables, name);
}

const ab_py_builtin *ab_py_find_test(ab_str name)
{
    return find_in(test_tables, name);
}

const ab_py_builtin *ab_py_find_global(ab_str name)
{
    return find_in(global_tables, name);
}

const ab_py_builtin *ab_py_json_loads_function(void)
{
    return &ab_py_json_loads.rows[0];
}

const ab_py_builtin *ab_py_find_method(ab_py_type type, ab_str name)
{
    for (size_t i = 0; i < 2 && method_tables[type][i]; i++) {
        const ab_py_builtin *b = find(method_tables[type][i], name);
        if (b) {
            return b;
        }
    }
    return NULL;
}
