/* Documents that are accepted and that are refused, for the parser and the scanner alike. */
#ifndef UNIT_TESTS_JSON_DOCUMENTS_H
#define UNIT_TESTS_JSON_DOCUMENTS_H

#include <stddef.h>

typedef struct accepted_row {
    const char *input;
    const char *output; /* compact text; NULL: as the input */
} accepted_row;

static const accepted_row accepted_rows[] = {
    /* scalars at the top */
    {"null", NULL},
    {"true", NULL},
    {"false", NULL},
    {"\"\"", NULL},
    {"0", NULL},
    {" \t\r\n1 \n", "1"},
    /* numbers stay as they came */
    {"-0", NULL},
    {"1.0", NULL},
    {"1e5", NULL},
    {"1E+05", NULL},
    {"0.1", NULL},
    {"-1.5e-300", NULL},
    {"1e400", NULL},
    {"9223372036854775807", NULL},
    {"-9223372036854775808", NULL},
    {"9223372036854775808", NULL},
    {"12345678901234567890", NULL},
    {"-123456789012345678901234567890.5", NULL},
    {"0.30000000000000004", NULL},
    {"100000000000000000000000000000000000000000", NULL},
    /* what Python's json takes beyond the standard */
    {"NaN", NULL},
    {"Infinity", NULL},
    {"-Infinity", NULL},
    {"[NaN,-Infinity]", NULL},
    /* containers */
    {"[]", NULL},
    {"{}", NULL},
    {"[ ]", "[]"},
    {"{ }", "{}"},
    {"[1,2,[3,[4]],{}]", NULL},
    {"{\"a\":{\"b\":[{\"c\":null}]},\"d\":\"e\"}", NULL},
    {" { \"a\" : [ 1 , 2 ] } ", "{\"a\":[1,2]}"},
    {"[null,1,\"1\",{}]", NULL},
    /* duplicate keys: the last value at the place of the first */
    {"{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}"},
    {"{\"a\":1,\"\\u0061\":2}", "{\"a\":2}"},
    {"{\"\":1,\"\":2}", "{\"\":2}"},
    /* strings */
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
    {"\"\\u0041\\u00e9\\u20AC\"", "\"A\xc3\xa9\xe2\x82\xac\""},
    {"\"\\uD83D\\uDE00\"", "\"\xf0\x9f\x98\x80\""},
    {"\"\\u0000\"", NULL},
    {"\"\\u001f\\u007f\"", "\"\\u001f\x7f\""},
    {"\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"", NULL},
    {"\"\xed\x9f\xbf\xee\x80\x80\xf4\x8f\xbf\xbf\"", NULL},
    {"\"a string that is longer than two steps of sixteen bytes, and then an end\"", NULL},
    {"\"\xef\xbb\xbf\"", NULL},
    /* a lone surrogate is kept, and leaves as an escape */
    {"\"\\ud800\"", NULL},
    {"\"\\udc00x\"", NULL},
    {"\"\\uD800\\u0041\"", "\"\\ud800A\""},
    {"\"\\ud83d\\ud83d\\ude00\"", "\"\\ud83d\xf0\x9f\x98\x80\""},
    {"{\"\\ud800\":1}", NULL},
};

typedef struct refused_row {
    const char *input;
    unsigned line;
    unsigned column;
    size_t byte;
    const char *problem;
} refused_row;

#define ENDS " (the text ends here)"

static const refused_row refused_rows[] = {
    {"", 1, 1, 0, "expected a value"},
    {"  ", 1, 3, 2, "expected a value" ENDS},
    {"[", 1, 2, 1, "expected a value" ENDS},
    {"[1", 1, 3, 2, "expected ',' or ']'" ENDS},
    {"[1,", 1, 4, 3, "expected a value" ENDS},
    {"[1,]", 1, 4, 3, "expected a value"},
    {"[,1]", 1, 2, 1, "expected a value"},
    {"[1 2]", 1, 4, 3, "expected ',' or ']'"},
    {"[1}", 1, 3, 2, "expected ',' or ']'"},
    {"]", 1, 1, 0, "expected a value"},
    {"[1]]", 1, 4, 3, "unexpected text after the document"},
    {"{}{}", 1, 3, 2, "unexpected text after the document"},
    {"{\"a\":1}\n#", 2, 1, 8, "unexpected text after the document"},
    {"{", 1, 2, 1, "expected a member's name in double quotes" ENDS},
    {"{a:1}", 1, 2, 1, "expected a member's name in double quotes"},
    {"{'a':1}", 1, 2, 1, "expected a member's name in double quotes"},
    {"{1:1}", 1, 2, 1, "expected a member's name in double quotes"},
    {"{\"a\"}", 1, 5, 4, "expected ':'"},
    {"{\"a\" 1}", 1, 6, 5, "expected ':'"},
    {"{\"a\":}", 1, 6, 5, "expected a value"},
    {"{\"a\":1,}", 1, 8, 7, "expected a member's name in double quotes"},
    {"{\"a\":1 \"b\":2}", 1, 8, 7, "expected ',' or '}'"},
    {"{\n  \"a\": tru\n}", 2, 8, 9, "expected a value"},
    {"nul", 1, 1, 0, "expected a value"},
    {"nulll", 1, 5, 4, "unexpected text after the document"},
    {"True", 1, 1, 0, "expected a value"},
    {"nan", 1, 1, 0, "expected a value"},
    {"-NaN", 1, 2, 1, "expected a digit"},
    {"+1", 1, 1, 0, "expected a value"},
    {"-", 1, 2, 1, "expected a digit" ENDS},
    {"01", 1, 2, 1, "a number may not start with 0"},
    {"-012", 1, 3, 2, "a number may not start with 0"},
    {"1.", 1, 3, 2, "expected a digit after the decimal point" ENDS},
    {"1.e5", 1, 3, 2, "expected a digit after the decimal point"},
    {".5", 1, 1, 0, "expected a value"},
    {"1e", 1, 3, 2, "expected a digit in the exponent" ENDS},
    {"1e+", 1, 4, 3, "expected a digit in the exponent" ENDS},
    {"1e+-2", 1, 4, 3, "expected a digit in the exponent"},
    {"0x10", 1, 2, 1, "unexpected text after the document"},
    {"1_000", 1, 2, 1, "unexpected text after the document"},
    {"\"", 1, 2, 1, "the string does not end" ENDS},
    {"\"abc", 1, 5, 4, "the string does not end" ENDS},
    {"\"abc\\", 1, 6, 5, "the string does not end" ENDS},
    {"\"abc\\\"", 1, 7, 6, "the string does not end" ENDS},
    {"\"a\nb\"", 1, 3, 2, "control character in a string"},
    {"\"a\tb\"", 1, 3, 2, "control character in a string"},
    {"\"\\x41\"", 1, 2, 1, "invalid escape in a string"},
    {"\"\\'\"", 1, 2, 1, "invalid escape in a string"},
    {"\"\\u12\"", 1, 2, 1, "expected four hexadecimal digits after \\u"},
    {"\"\\u12G4\"", 1, 2, 1, "expected four hexadecimal digits after \\u"},
    {"\"\\u+123\"", 1, 2, 1, "expected four hexadecimal digits after \\u"},
    {"\"\\ud800\\u12\"", 1, 8, 7, "expected four hexadecimal digits after \\u"},
    {"\"\\\xc3\xa9\"", 1, 2, 1, "invalid escape in a string"},
    /* UTF-8: lone continuation, overlong, surrogate, beyond U+10FFFF, cut, invalid bytes */
    {"\"\x80\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"\xc0\xaf\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"\xe0\x80\x80\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"\xf0\x80\x80\x80\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"\xed\xa0\x80\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"\xf4\x90\x80\x80\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"\xc3\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"\xe2\x82\"", 1, 2, 1, "invalid UTF-8 in a string"},
    {"\"ok \xc3\xa9\xff\"", 1, 7, 6, "invalid UTF-8 in a string"},
    {"[\"a\",\n \xc3\xa9]", 2, 2, 7, "expected a value"},
    {"\xef\xbb\xbf{}", 1, 1, 0, "expected a value, not a byte order mark"},
    {"[1]\f", 1, 4, 3, "unexpected text after the document"},
    {"/* */ 1", 1, 1, 0, "expected a value"},
    {"<html>", 1, 1, 0, "expected a value"},
};

#endif
