/* Methods of str that ask about its characters. */
#include "template/builtins/builtins.h"

static ab_str self_text(const ab_py_call *c)
{
    ab_str s = {NULL, 0};
    ab_py_text(c->self, &s);
    return s;
}

/* Whether every character has one of the flags, and there is one (unless empty texts pass). */
static bool all_have(const ab_py_call *c, unsigned flags, bool empty, ab_value *out)
{
    ab_str s = self_text(c);
    bool yes = s.n != 0 || empty;
    for (size_t i = 0; yes && i < s.n;) {
        size_t length;
        yes = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length)) & flags;
        i += length;
    }
    *out = ab_value_bool(yes);
    return true;
}

#define TEST_METHOD(name, flags, empty)                                                            \
    static bool str_##name(ab_py *p, const ab_py_call *c, ab_value *out)                           \
    {                                                                                              \
        (void)p;                                                                                   \
        return all_have(c, flags, empty, out);                                                     \
    }
TEST_METHOD(isalnum, AB_CHAR_ALPHA | AB_CHAR_DECIMAL | AB_CHAR_DIGIT | AB_CHAR_NUMERIC, false)
TEST_METHOD(isalpha, AB_CHAR_ALPHA, false)
TEST_METHOD(isdecimal, AB_CHAR_DECIMAL, false)
TEST_METHOD(isdigit, AB_CHAR_DIGIT, false)
TEST_METHOD(isnumeric, AB_CHAR_NUMERIC, false)
TEST_METHOD(isprintable, AB_CHAR_PRINTABLE, true)
TEST_METHOD(isspace, AB_CHAR_SPACE, false)

static bool str_isascii(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_text(c);
    (void)p;
    bool yes = true;
    for (size_t i = 0; i < s.n; i++) {
        yes = yes && (unsigned char)s.p[i] < 0x80;
    }
    *out = ab_value_bool(yes);
    return true;
}

static bool str_isidentifier(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_text(c);
    (void)p;
    bool yes = s.n != 0;
    for (size_t i = 0; yes && i < s.n;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        yes = flags & (i ? AB_CHAR_ID_CONTINUE : AB_CHAR_ID_START);
        i += length;
    }
    *out = ab_value_bool(yes);
    return true;
}

static bool str_islower(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_value_bool(ab_py_is_case(self_text(c), AB_CHAR_LOWER));
    return true;
}

static bool str_isupper(ab_py *p, const ab_py_call *c, ab_value *out)
{
    (void)p;
    *out = ab_value_bool(ab_py_is_case(self_text(c), AB_CHAR_UPPER));
    return true;
}

static bool str_istitle(ab_py *p, const ab_py_call *c, ab_value *out)
{
    ab_str s = self_text(c);
    (void)p;
    bool cased = false;
    bool before = false;
    for (size_t i = 0; i < s.n;) {
        size_t length;
        unsigned flags = ab_unicode_flags(ab_text_decode(ab_str_sub(s, i, s.n), &length));
        bool capital = flags & (AB_CHAR_UPPER | AB_CHAR_TITLE);
        bool small = !capital && (flags & AB_CHAR_LOWER);
        if ((capital && before) || (small && !before)) {
            *out = ab_value_bool(false);
            return true;
        }
        before = capital || small;
        cased = cased || before;
        i += length;
    }
    *out = ab_value_bool(cased);
    return true;
}

static const ab_py_builtin rows[] = {
    {"isalnum", str_isalnum, 0, 0, 0, "", "Letters and digits only."},
    {"isalpha", str_isalpha, 0, 0, 0, "", "Letters only."},
    {"isascii", str_isascii, 0, 0, 0, "", "ASCII only."},
    {"isdecimal", str_isdecimal, 0, 0, 0, "", "Decimal digits only."},
    {"isdigit", str_isdigit, 0, 0, 0, "", "Digits only."},
    {"isidentifier", str_isidentifier, 0, 0, 0, "", "A name in Python."},
    {"islower", str_islower, 0, 0, 0, "", "Lower-case."},
    {"isnumeric", str_isnumeric, 0, 0, 0, "", "Numeric characters only."},
    {"isprintable", str_isprintable, 0, 0, 0, "", "Printable characters only."},
    {"isspace", str_isspace, 0, 0, 0, "", "White space only."},
    {"istitle", str_istitle, 0, 0, 0, "", "Each word with a capital."},
    {"isupper", str_isupper, 0, 0, 0, "", "Upper-case."},
};
const ab_py_table ab_py_str_tests = PY_TABLE(rows, "str: questions");
