/* The tables of builtins, one file per family, and what they share. Private to src/template. */
#ifndef AB_TEMPLATE_BUILTINS_H
#define AB_TEMPLATE_BUILTINS_H

#include "template/pydate.h"

/* Filters, tests and globals, by family. */
extern const ab_py_table ab_py_string_filters;
extern const ab_py_table ab_py_text_filters;
extern const ab_py_table ab_py_sequence_filters;
extern const ab_py_table ab_py_select_filters;
extern const ab_py_table ab_py_mapping_filters;
extern const ab_py_table ab_py_number_filters;
extern const ab_py_table ab_py_encoding_filters;
extern const ab_py_table ab_py_regex_filters;
extern const ab_py_table ab_py_html_filters;
extern const ab_py_table ab_py_tests;
extern const ab_py_table ab_py_globals;
extern const ab_py_table ab_py_macros;
extern const ab_py_table ab_py_json_loads; /* only where the context allows it */
/* Methods and properties, by type. */
extern const ab_py_table ab_py_str_methods;
extern const ab_py_table ab_py_str_tests;
extern const ab_py_table ab_py_bytes_methods;
extern const ab_py_table ab_py_int_methods;
extern const ab_py_table ab_py_float_methods;
extern const ab_py_table ab_py_list_methods;
extern const ab_py_table ab_py_tuple_methods;
extern const ab_py_table ab_py_dict_methods;
extern const ab_py_table ab_py_mapping_methods;
extern const ab_py_table ab_py_view_methods;
extern const ab_py_table ab_py_set_methods;
extern const ab_py_table ab_py_datetime_methods;
extern const ab_py_table ab_py_date_methods;
extern const ab_py_table ab_py_time_methods;
extern const ab_py_table ab_py_timedelta_methods;
extern const ab_py_table ab_py_duration_methods;
extern const ab_py_table ab_py_tzinfo_methods;
extern const ab_py_table ab_py_loop_methods;
extern const ab_py_table ab_py_cycler_methods;

/* An argument as text: Jinja's soft_str (anything is printed), or only str (else TypeError). */
bool ab_py_arg_soft(ab_py *p, const ab_value *v, ab_str *out);
bool ab_py_arg_str(ab_py *p, const ab_value *v, ab_str *out);
/* An optional integer; `otherwise` where it is not given or None. */
bool ab_py_arg_int(ab_py *p, const ab_value *v, int64_t otherwise, int64_t *out);
/* sorted's `reverse`, which has to be an integer; false where it is not given. */
bool ab_py_arg_reverse(ab_py *p, const ab_value *v, bool *out);
static inline bool ab_py_arg_true(const ab_value *v, bool otherwise)
{
    return v ? ab_py_truthy(v) : otherwise;
}
static inline bool ab_py_arg_none(const ab_value *v)
{
    return !v || v->kind == AB_NULL;
}
/* Text as a result: a Markup where the value it was made from is one. */
ab_value ab_py_text_like(ab_py *p, const ab_value *from, ab_str text);
bool ab_py_buf_like(ab_py *p, const ab_value *from, ab_buf *buf, ab_value *out);

/* ---- on text, shared by filters and methods (textops.c) ---- */
bool ab_py_is_space(ab_str s, size_t at, size_t *length);
/* Strips `chars` (NULL: white space) at the left (1), the right (2) or both (3). */
ab_str ab_py_strip(ab_py *p, ab_str s, const ab_str *chars, int sides);
bool ab_py_replace(ab_py *p, ab_str s, ab_str from, ab_str to, int64_t count, ab_str *out);
bool ab_py_pad(ab_py *p, ab_str s, int64_t width, ab_str fill, char side, ab_str *out);
/* What stands before a line: a text, or a number of blanks (" " * width). */
bool ab_py_indention(ab_py *p, const ab_value *width, ab_str *out);
/* The last place in s[0:end] where `needle` starts, or -1. Counts its work as steps. */
ptrdiff_t ab_py_find_last(ab_py *p, ab_str s, ab_str needle, size_t end);
bool ab_py_split(ab_py *p, ab_str s, const ab_str *separator, int64_t max, ab_value *out);
bool ab_py_rsplit(ab_py *p, ab_str s, const ab_str *separator, int64_t max, ab_value *out);
bool ab_py_splitlines(ab_py *p, ab_str s, bool keep, ab_value *out);
bool ab_py_join(ab_py *p, ab_str separator, const ab_value *items, bool convert, ab_value *out);
bool ab_py_capitalize(ab_py *p, ab_str s, ab_str *out);
bool ab_py_convert(ab_py *p, ab_str s, ab_case form, ab_str *out);
bool ab_py_quote(ab_py *p, ab_str s, const char *safe, bool plus, ab_str *out);
/* Lower-case text as sort, unique, min and max compare it; anything else as it is. */
bool ab_py_ignore_case(ab_py *p, const ab_value *v, ab_value *out);
/* The cased characters' test: islower, isupper. */
/* The pairs of a mapping, as value.items() gives them. */
bool ab_py_pairs(ab_py *p, const ab_value *v, ab_value **pairs, size_t *n);
bool ab_py_filter_urlize(ab_py *p, const ab_py_call *c, ab_value *out);
/* d.update(…): a mapping or pairs, and keywords. */
bool ab_py_dict_update(ab_py *p, ab_py_dict *d, const ab_py_args *args);
/* The code points that an encoding has (0: UTF-8). */
bool ab_py_codec(ab_py *p, ab_str name, unsigned *limit);
/* time.isoformat(timespec), with the offset. */
bool ab_py_time_isoformat(ab_py *p, const ab_datetime *t, const ab_value *timespec, ab_buf *buf);
/* A parameter of replace(): sets the field where it is given. */
bool ab_py_date_field(ab_py *p, const ab_value *v, int32_t *field);
/* A parameter tzinfo (NULL: not given): sets the offset. */
bool ab_py_zone_argument(ab_py *p, const ab_value *v, ab_datetime *t, ab_py_zone_kind *zone);
/* 64 random bits. */
bool ab_py_random(ab_py *p, uint64_t *out);
bool ab_py_is_case(ab_str s, unsigned wanted);

#endif
