/* Byte searches that JSON needs, sixteen or thirty-two bytes at a step. Internal to src/json. */
#ifndef AB_JSON_BYTES_H
#define AB_JSON_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON) && defined(__aarch64__)
#include <arm_neon.h>
#endif

/* The first byte in [p, end) that a string literal may not hold as it is, or that asks for a look:
 * a quote, a backslash, a control character, or a byte beyond ASCII. `end` if there is none. */
const char *ab_bytes_plain_end_far(const char *p, const char *end);
/* The first byte in [p, end) that the compact writer must look at: a quote, a backslash, a control
 * character, or 0xED, with which an encoded surrogate starts. `end` if there is none. */
const char *ab_bytes_copyable_end(const char *p, const char *end);

/* The first byte in [p, end) that is no blank (' '): what follows a line feed is often a long
 * indentation. */
const char *ab_bytes_blank_end(const char *p, const char *end);

static inline bool ab_byte_is_plain(char c)
{
    return (signed char)c >= 0x20 && c != '"' && c != '\\';
}

static inline bool ab_byte_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The first byte in [p, end) behind a number or word: white space, a comma or a closing bracket.
 * `end` if there is none. */
static inline const char *ab_bytes_scalar_end(const char *p, const char *end)
{
#if defined(__SSE2__)
    if (end - p >= 16) { /* most are shorter */
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i comma = _mm_cmpeq_epi8(x, _mm_set1_epi8(','));
        /* with the bit that tells it from ']' */
        __m128i close = _mm_cmpeq_epi8(_mm_or_si128(x, _mm_set1_epi8(0x20)), _mm_set1_epi8('}'));
        __m128i space = _mm_cmplt_epi8(x, _mm_set1_epi8('!'));
        int mask = _mm_movemask_epi8(_mm_or_si128(comma, _mm_or_si128(close, space)));
        if (mask) {
            return p + __builtin_ctz((unsigned)mask);
        }
        p += 16;
    }
#endif
    while (p < end && *p != ',' && *p != '}' && *p != ']' && !ab_byte_is_space(*p)) {
        p++;
    }
    return p;
}

#if defined(__SSE2__)
/* One bit for each of sixteen bytes that is not plain. As signed bytes, those beyond ASCII are
 * below the blank just as control characters are. */
static inline unsigned ab_bytes_special16(const char *p)
{
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
    __m128i low = _mm_cmplt_epi8(x, _mm_set1_epi8(0x20));
    __m128i quote = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
    __m128i slash = _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'));
    return (unsigned)_mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(quote, slash)));
}
#define AB_BYTES_SPECIAL16 1
#define AB_BYTES_SPECIAL16_INDEX(mask) ((size_t)__builtin_ctz(mask))
#elif defined(__ARM_NEON) && defined(__aarch64__)
/* Four bits for each of sixteen bytes that is not plain (NEON has no movemask). */
static inline uint64_t ab_bytes_special16(const char *p)
{
    uint8x16_t x = vld1q_u8((const uint8_t *)p);
    uint8x16_t low = vcltq_s8(vreinterpretq_s8_u8(x), vdupq_n_s8(0x20));
    uint8x16_t quote = vceqq_u8(x, vdupq_n_u8('"'));
    uint8x16_t slash = vceqq_u8(x, vdupq_n_u8('\\'));
    uint8x16_t any = vorrq_u8(low, vorrq_u8(quote, slash));
    return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(any), 4)), 0);
}
#define AB_BYTES_SPECIAL16 1
#define AB_BYTES_SPECIAL16_INDEX(mask) ((size_t)__builtin_ctzll(mask) / 4)
#endif

/* As ab_bytes_plain_end_far; most strings are short, so the first steps are taken in line. */
static inline const char *ab_bytes_plain_end(const char *p, const char *end)
{
#ifdef AB_BYTES_SPECIAL16
    for (int step = 0; step < 2; step++) {
        if (end - p < 16) {
            break;
        }
        __typeof__(ab_bytes_special16(p)) mask = ab_bytes_special16(p);
        if (mask) {
            return p + AB_BYTES_SPECIAL16_INDEX(mask);
        }
        p += 16;
    }
#endif
    return ab_bytes_plain_end_far(p, end);
}

#endif
