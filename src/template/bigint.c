#include "template/bigint.h"

#include <math.h>
#include <openssl/bn.h>

static BIGNUM *from_text(ab_arena *arena, ab_str digits)
{
    BIGNUM *n = NULL;
    char small[64];
    char *text = digits.n < sizeof(small) ? small : NULL;
    if (!text && arena) {
        text = ab_arena_cstr(arena, digits);
    } else if (text) {
        memcpy(text, digits.p, digits.n);
        text[digits.n] = '\0';
    }
    if (text) {
        BN_dec2bn(&n, text);
    }
    return n;
}

static BIGNUM *from_value(ab_arena *arena, const ab_value *v)
{
    if (v->kind == AB_BIGINT) {
        return from_text(arena, v->text);
    }
    BIGNUM *n = BN_new();
    if (n) {
        uint64_t magnitude =
            v->number.integer < 0 ? 0 - (uint64_t)v->number.integer : (uint64_t)v->number.integer;
        BN_set_word(n, magnitude);
        BN_set_negative(n, v->number.integer < 0);
    }
    return n;
}

static bool to_value(ab_py *p, const BIGNUM *n, ab_value *out)
{
    if (BN_num_bits(n) > PY_MAX_BITS) {
        return ab_py_raise(p, PY_LIMIT, "the number is too large");
    }
    char *text = BN_bn2dec(n);
    if (!text) {
        return ab_py_raise(p, PY_LIMIT, "the number is too large");
    }
    ab_str digits = ab_arena_str(p->arena, ab_str_of(text));
    OPENSSL_free(text);
    return ab_value_from_digits(ab_str_is(digits, "-0") ? AB_STR("0") : digits, out);
}

static bool floor_divide(BIGNUM *quotient, BIGNUM *rest, const BIGNUM *a, const BIGNUM *b,
                         BN_CTX *ctx)
{
    if (!BN_div(quotient, rest, a, b, ctx)) {
        return false;
    }
    if (!BN_is_zero(rest) && BN_is_negative(rest) != BN_is_negative(b)) {
        return BN_sub_word(quotient, 1) && BN_add(rest, rest, b);
    }
    return true;
}

/* The correctly rounded quotient. */
static bool true_divide(ab_py *p, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx, double *out)
{
    /* 66 bits of quotient, the last of them sticky, survive the rounding to 53 */
    int shift = 66 - (BN_num_bits(a) - BN_num_bits(b));
    BIGNUM *x = BN_dup(a);
    BIGNUM *y = BN_dup(b);
    BIGNUM *quotient = BN_new();
    BIGNUM *rest = BN_new();
    bool ok = x && y && quotient && rest;
    if (ok) {
        BN_set_negative(x, 0);
        BN_set_negative(y, 0);
        ok = shift >= 0 ? BN_lshift(x, x, shift) : BN_lshift(y, y, -shift);
        ok = ok && BN_div(quotient, rest, x, y, ctx);
    }
    double result = 0;
    if (ok) {
        bool sticky = !BN_is_zero(rest);
        int extra = BN_num_bits(quotient) - 64;
        if (extra > 0) {
            for (int i = 0; i < extra; i++) {
                sticky = sticky || BN_is_bit_set(quotient, i);
            }
            BN_rshift(quotient, quotient, extra);
            shift -= extra;
        }
        uint64_t bits = BN_get_word(quotient) | (sticky ? 1 : 0);
        result = ldexp((double)bits, -shift);
    }
    BN_free(x);
    BN_free(y);
    BN_free(quotient);
    BN_free(rest);
    *out = BN_is_negative(a) != BN_is_negative(b) ? -result : result;
    if (isinf(result)) {
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "integer division result too large for a float");
    }
    return ok || ab_py_raise(p, PY_LIMIT, "the number is too large");
}

static bool calculate(ab_py *p, ab_py_op op, const BIGNUM *a, const BIGNUM *b, BN_CTX *ctx,
                      ab_value *out)
{
    BIGNUM *r = BN_new();
    BIGNUM *rest = BN_new();
    bool ok = r && rest;
    double d;
    bool is_real = false;
    switch (op) {
    case PY_OP_ADD:
        ok = ok && BN_add(r, a, b);
        break;
    case PY_OP_SUB:
        ok = ok && BN_sub(r, a, b);
        break;
    case PY_OP_MUL:
        ok = ok && BN_num_bits(a) + BN_num_bits(b) <= PY_MAX_BITS && BN_mul(r, a, b, ctx);
        break;
    case PY_OP_DIV:
        is_real = true;
        ok = ok && true_divide(p, a, b, ctx, &d);
        break;
    default:
        ok = ok && floor_divide(r, rest, a, b, ctx);
    }
    if (ok && is_real) {
        *out = ab_value_real(d);
    } else if (ok) {
        ok = to_value(p, op == PY_OP_MOD ? rest : r, out);
    }
    BN_free(r);
    BN_free(rest);
    return ok || (p->exc ? false : ab_py_raise(p, PY_LIMIT, "the number is too large"));
}

bool ab_py_big_binary(ab_py *p, ab_py_op op, const ab_value *a, const ab_value *b, ab_value *out)
{
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *x = from_value(p->arena, a);
    BIGNUM *y = from_value(p->arena, b);
    bool ok = ctx && x && y;
    if (!ok) {
        ab_py_raise(p, PY_LIMIT, "the number is too large");
    } else if (BN_is_zero(y) && (op == PY_OP_DIV || op == PY_OP_FLOORDIV || op == PY_OP_MOD)) {
        ok = ab_py_raise(p, PY_ZERO_DIVISION, "integer division or modulo by zero");
    } else {
        ok = calculate(p, op, x, y, ctx, out);
    }
    BN_free(x);
    BN_free(y);
    BN_CTX_free(ctx);
    return ok;
}

bool ab_py_big_pow(ab_py *p, const ab_value *a, int64_t n, ab_value *out)
{
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *x = from_value(p->arena, a);
    BIGNUM *e = BN_new();
    BIGNUM *r = BN_new();
    bool ok = ctx && x && e && r;
    bool small = ok && (BN_is_zero(x) || (BN_num_bits(x) == 1 && !BN_is_negative(x)));
    if (ok && !small &&
        (n > PY_MAX_BITS || (int64_t)(BN_num_bits(x) - (BN_num_bits(x) > 1)) * n > PY_MAX_BITS)) {
        /* -1 ** n is the one base whose powers stay small */
        small = BN_num_bits(x) == 1;
        ok = small;
        n &= 1;
    }
    ok = ok && BN_set_word(e, (BN_ULONG)n) && BN_exp(r, x, e, ctx);
    if (ok && BN_is_negative(x) && (n & 1)) {
        BN_set_negative(r, 1);
    }
    ok = ok && to_value(p, r, out);
    BN_free(x);
    BN_free(e);
    BN_free(r);
    BN_CTX_free(ctx);
    return ok || (p->exc ? false : ab_py_raise(p, PY_LIMIT, "the number is too large"));
}

static BIGNUM *from_double(double d)
{
    int exponent;
    double fraction = frexp(fabs(d), &exponent);
    BIGNUM *n = BN_new();
    if (n && BN_set_word(n, (BN_ULONG)ldexp(fraction, 53))) {
        int shift = exponent - 53;
        if (shift >= 0) {
            BN_lshift(n, n, shift);
        } else {
            BN_rshift(n, n, -shift);
        }
        BN_set_negative(n, d < 0);
    }
    return n;
}

int ab_py_big_compare(const ab_value *a, const ab_value *b)
{
    const ab_value *real = a->kind == AB_REAL ? a : b->kind == AB_REAL ? b : NULL;
    if (!real) {
        /* decimal texts without leading zeros compare by sign, length and digits */
        bool a_negative = a->kind == AB_BIGINT ? a->text.p[0] == '-' : a->number.integer < 0;
        bool b_negative = b->kind == AB_BIGINT ? b->text.p[0] == '-' : b->number.integer < 0;
        if (a_negative != b_negative) {
            return a_negative ? -1 : 1;
        }
        int larger = a_negative ? -1 : 1;
        if (a->kind != b->kind) {
            return a->kind == AB_BIGINT ? larger : -larger;
        }
        if (a->text.n != b->text.n) {
            return a->text.n > b->text.n ? larger : -larger;
        }
        int c = memcmp(a->text.p, b->text.p, a->text.n);
        return c == 0 ? 0 : c > 0 ? larger : -larger;
    }
    double d = ab_value_double(real);
    const ab_value *big = real == a ? b : a;
    int c;
    if (isnan(d)) {
        return 2;
    }
    if (isinf(d)) {
        c = d > 0 ? -1 : 1;
    } else {
        double nearest = ab_value_double(big);
        c = nearest < d ? -1 : nearest > d ? 1 : 0;
        if (c == 0) {
            ab_arena *arena = ab_arena_new();
            BIGNUM *x = from_value(arena, big);
            BIGNUM *y = from_double(d);
            c = x && y ? BN_cmp(x, y) : 0;
            BN_free(x);
            BN_free(y);
            ab_arena_free(arena);
        }
    }
    return real == b ? c : -c;
}

bool ab_py_big_from_base(ab_py *p, ab_str digits, int base, bool negative, ab_value *out)
{
    if ((int64_t)digits.n * (base > 16 ? 6 : 4) > PY_MAX_BITS) {
        return ab_py_raise(p, PY_LIMIT, "the number is too large");
    }
    BIGNUM *n = BN_new();
    bool ok = n != NULL;
    for (size_t i = 0; ok && i < digits.n; i++) {
        char c = digits.p[i];
        unsigned digit = (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        ok = BN_mul_word(n, (BN_ULONG)base) && BN_add_word(n, digit);
    }
    if (ok) {
        BN_set_negative(n, negative);
        ok = to_value(p, n, out);
    }
    BN_free(n);
    return ok;
}

bool ab_py_int_digits(ab_py *p, const ab_value *v, int base, ab_str *out)
{
    ab_value x = ab_py_int_of(v);
    if (base == 10) {
        if (x.kind == AB_BIGINT && x.text.n > PY_MAX_INT_DIGITS + 1) {
            return ab_py_raise(p, PY_VALUE_ERROR,
                               "Exceeds the limit (4300 digits) for integer string conversion");
        }
        *out = x.kind == AB_BIGINT ? x.text
                                   : ab_arena_printf(p->arena, "%lld", (long long)x.number.integer);
        return true;
    }
    BIGNUM *n = from_value(p->arena, &x);
    if (!n) {
        return ab_py_raise(p, PY_LIMIT, "the number is too large");
    }
    unsigned width = base == 16 ? 4 : base == 8 ? 3 : 1;
    unsigned bits = (unsigned)BN_num_bits(n);
    size_t count = bits ? (bits + width - 1) / width : 1;
    char *text = ab_arena_alloc(p->arena, count + 2);
    size_t at = 0;
    if (BN_is_negative(n)) {
        text[at++] = '-';
    }
    for (size_t i = count; i-- > 0;) {
        unsigned digit = 0;
        for (unsigned k = 0; k < width; k++) {
            digit |= BN_is_bit_set(n, (int)(i * width + k)) ? 1u << k : 0;
        }
        text[at++] = "0123456789abcdef"[digit];
    }
    BN_free(n);
    *out = (ab_str){text, at};
    return true;
}

bool ab_py_int_bits(ab_py *p, const ab_value *v, uint64_t *length, uint64_t *ones)
{
    ab_value x = ab_py_int_of(v);
    BIGNUM *n = from_value(p->arena, &x);
    if (!n) {
        return ab_py_raise(p, PY_LIMIT, "the number is too large");
    }
    *length = (uint64_t)BN_num_bits(n);
    *ones = 0;
    for (int i = 0; i < BN_num_bits(n); i++) {
        *ones += BN_is_bit_set(n, i) ? 1 : 0;
    }
    BN_free(n);
    return true;
}

static void reverse(unsigned char *bytes, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        unsigned char c = bytes[i];
        bytes[i] = bytes[n - 1 - i];
        bytes[n - 1 - i] = c;
    }
}

bool ab_py_int_to_bytes(ab_py *p, const ab_value *v, size_t length, bool little, bool is_signed,
                        unsigned char *out)
{
    ab_value x = ab_py_int_of(v);
    BIGNUM *n = from_value(p->arena, &x);
    bool negative = n && BN_is_negative(n);
    if (negative && !is_signed) {
        BN_free(n);
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "can't convert negative int to unsigned");
    }
    if (negative) {
        BN_add_word(n, 1); /* -(n + 1) has the same bits, inverted */
    }
    size_t bits = n ? (size_t)BN_num_bits(n) + (is_signed ? 1 : 0) : SIZE_MAX;
    if (bits > length * 8 || length > PY_MAX_BITS) {
        BN_free(n);
        return ab_py_raise(p, PY_OVERFLOW_ERROR, "int too big to convert");
    }
    if (length) {
        BN_bn2binpad(n, out, (int)length);
    }
    for (size_t i = 0; negative && i < length; i++) {
        out[i] = (unsigned char)~out[i];
    }
    if (little) {
        reverse(out, length);
    }
    BN_free(n);
    return true;
}

bool ab_py_int_from_bytes(ab_py *p, ab_str bytes, bool little, bool is_signed, ab_value *out)
{
    if (bytes.n > PY_MAX_BITS / 8) {
        return ab_py_raise(p, PY_LIMIT, "the number is too large");
    }
    unsigned char *copy = ab_arena_alloc(p->arena, bytes.n + 1);
    if (bytes.n) {
        memcpy(copy, bytes.p, bytes.n);
    }
    if (little) {
        reverse(copy, bytes.n);
    }
    bool negative = is_signed && bytes.n && (copy[0] & 0x80);
    for (size_t i = 0; negative && i < bytes.n; i++) {
        copy[i] = (unsigned char)~copy[i];
    }
    BIGNUM *n = BN_bin2bn(copy, (int)bytes.n, NULL);
    if (n && negative) {
        BN_add_word(n, 1);
        BN_set_negative(n, 1);
    }
    bool ok = n ? to_value(p, n, out) : ab_py_raise(p, PY_LIMIT, "the number is too large");
    BN_free(n);
    return ok;
}
