/* The tests behind `is`. */
#include "template/builtins/builtins.h"

static bool answer(ab_value *out, bool yes)
{
    *out = ab_value_bool(yes);
    return true;
}

static bool modulo_is(ab_py *p, const ab_value *v, int64_t num, int64_t wanted, ab_value *out)
{
    ab_value n = ab_value_int(num);
    ab_value rest;
    ab_value w = ab_value_int(wanted);
    return ab_py_binary(p, PY_OP_MOD, v, &n, &rest) && answer(out, ab_py_equal(p, &rest, &w));
}

static bool test_odd(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return modulo_is(p, c->self, 2, 1, out);
}

static bool test_even(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return modulo_is(p, c->self, 2, 0, out);
}

static bool test_divisibleby(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_value rest;
    ab_value zero = ab_value_int(0);
    return ab_py_binary(p, PY_OP_MOD, c->self, c->argv[0], &rest) &&
           answer(out, ab_py_equal(p, &rest, &zero));
}

static bool test_defined(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_type_of(c->self) != PY_UNDEFINED);
}

static bool test_undefined(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_type_of(c->self) == PY_UNDEFINED);
}

static bool known_name(ab_py *p, const ab_value *v, const ab_py_builtin *(*find)(ab_str),
                       ab_value *out)
{
    ab_str name;
    uint64_t hash;
    if (!ab_py_hash(p, v, &hash)) {
        return false;
    }
    return answer(out, ab_py_text(v, &name) && find(name));
}

static bool test_filter(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return known_name(p, c->self, ab_py_find_filter, out);
}

static bool test_test(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return known_name(p, c->self, ab_py_find_test, out);
}

static bool test_none(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, c->self->kind == AB_NULL);
}

static bool test_boolean(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, c->self->kind == AB_BOOL);
}

static bool test_true(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, c->self->kind == AB_BOOL && c->self->boolean);
}

static bool test_false(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, c->self->kind == AB_BOOL && !c->self->boolean);
}

static bool test_integer(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_type_of(c->self) == PY_INT);
}

static bool test_float(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, c->self->kind == AB_REAL);
}

static bool test_number(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_is_number(c->self) || ab_py_type_of(c->self) == PY_COMPLEX);
}

static bool test_lower(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    return ab_py_str_text(p, c->self, &text) && answer(out, ab_py_is_case(text, AB_CHAR_LOWER));
}

static bool test_upper(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str text;
    return ab_py_str_text(p, c->self, &text) && answer(out, ab_py_is_case(text, AB_CHAR_UPPER));
}

static bool test_string(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_is_text(c->self));
}

static bool test_mapping(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_is_mapping(c->self));
}

static bool test_sequence(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    switch (ab_py_type_of(c->self)) {
    case PY_STR:
    case PY_MARKUP:
    case PY_BYTES:
    case PY_LIST:
    case PY_TUPLE:
    case PY_DICT:
    case PY_PAGE:
    case PY_STREAM_SLICE:
    case PY_RECORD:
    case PY_HEADERS:
    case PY_UNDEFINED:
        return answer(out, true);
    default:
        return answer(out, false);
    }
}

static bool test_iterable(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_py_iter it;
    bool ok = ab_py_iterate(p, c->self, &it);
    ab_py_clear(p);
    return answer(out, ok);
}

static bool test_callable(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_is_callable(c->self));
}

static bool test_sameas(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    const ab_value *a = c->self;
    const ab_value *b = c->argv[0];
    bool same = ab_py_identical(a, b);
    if (a->kind == AB_STRING && b->kind == AB_STRING) {
        same = a->text.p == b->text.p && a->text.n == b->text.n;
        /* constants of a template are interned */
        same = same || (ab_str_eq(a->text, b->text) && a->text.n < 64);
    }
    return answer(out, same);
}

static bool test_escaped(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    return answer(out, ab_py_type_of(c->self) == PY_MARKUP);
}

static bool test_in(ab_py *p, const ab_py_call *c, ab_value *out)
{
    bool yes;
    return ab_py_contains(p, c->argv[0], c->self, &yes) && answer(out, yes);
}

static bool compare(ab_py *p, const ab_py_call *c, ab_py_op op, ab_value *out)
{
    bool yes;
    return ab_py_compare(p, op, c->self, c->argv[0], &yes) && answer(out, yes);
}

static bool test_eq(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return compare(p, c, PY_OP_EQ, out);
}
static bool test_ne(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return compare(p, c, PY_OP_NE, out);
}
static bool test_gt(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return compare(p, c, PY_OP_GT, out);
}
static bool test_ge(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return compare(p, c, PY_OP_GE, out);
}
static bool test_lt(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return compare(p, c, PY_OP_LT, out);
}
static bool test_le(ab_py *p, const ab_py_call *c, ab_value *out)
{
    return compare(p, c, PY_OP_LE, out);
}

static const ab_py_builtin rows[] = {
    {"!=", test_ne, 1, 1, 0, "-", "Unequal to the argument."},
    {"<", test_lt, 1, 1, 0, "-", "Less than the argument."},
    {"<=", test_le, 1, 1, 0, "-", "Less or equal."},
    {"==", test_eq, 1, 1, 0, "-", "Equal to the argument."},
    {">", test_gt, 1, 1, 0, "-", "Greater than the argument."},
    {">=", test_ge, 1, 1, 0, "-", "Greater or equal."},
    {"boolean", test_boolean, 0, 0, 0, "", "True or False."},
    {"callable", test_callable, 0, 0, 0, "-", "A function, method or macro."},
    {"defined", test_defined, 0, 0, 0, "", "Not undefined."},
    {"divisibleby", test_divisibleby, 1, 1, 0, "num", "Divisible by the argument."},
    {"eq", test_eq, 1, 1, 0, "-", "Equal to the argument."},
    {"equalto", test_eq, 1, 1, 0, "-", "Equal to the argument."},
    {"escaped", test_escaped, 0, 0, 0, "", "Marked as safe HTML."},
    {"even", test_even, 0, 0, 0, "", "Divisible by 2."},
    {"false", test_false, 0, 0, 0, "", "False itself."},
    {"filter", test_filter, 0, 0, 0, "", "The name of a filter."},
    {"float", test_float, 0, 0, 0, "", "A float."},
    {"ge", test_ge, 1, 1, 0, "-", "Greater or equal."},
    {"greaterthan", test_gt, 1, 1, 0, "-", "Greater than the argument."},
    {"gt", test_gt, 1, 1, 0, "-", "Greater than the argument."},
    {"in", test_in, 1, 1, 0, "seq", "Contained in the argument."},
    {"integer", test_integer, 0, 0, 0, "", "An integer, not a boolean."},
    {"iterable", test_iterable, 0, 0, 0, "", "Something to loop over."},
    {"le", test_le, 1, 1, 0, "-", "Less or equal."},
    {"lessthan", test_lt, 1, 1, 0, "-", "Less than the argument."},
    {"lower", test_lower, 0, 0, 0, "", "Printed in lower case."},
    {"lt", test_lt, 1, 1, 0, "-", "Less than the argument."},
    {"mapping", test_mapping, 0, 0, 0, "", "A mapping."},
    {"ne", test_ne, 1, 1, 0, "-", "Unequal to the argument."},
    {"none", test_none, 0, 0, 0, "", "None."},
    {"number", test_number, 0, 0, 0, "", "A number or a boolean."},
    {"odd", test_odd, 0, 0, 0, "", "Not divisible by 2."},
    {"sameas", test_sameas, 1, 1, 0, "other", "The very same object."},
    {"sequence", test_sequence, 0, 0, 0, "", "It has a length and items."},
    {"string", test_string, 0, 0, 0, "", "Text."},
    {"test", test_test, 0, 0, 0, "", "The name of a test."},
    {"true", test_true, 0, 0, 0, "", "True itself."},
    {"undefined", test_undefined, 0, 0, 0, "", "Undefined."},
    {"upper", test_upper, 0, 0, 0, "", "Printed in upper case."},
};
const ab_py_table ab_py_tests = PY_TABLE(rows, "Tests");
