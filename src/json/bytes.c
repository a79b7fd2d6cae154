#include "json/bytes.h"

#if defined(__SSE2__) && defined(__GNUC__)
#include <immintrin.h>
#define AB_HAVE_AVX2 1
#endif

static const char *plain_end_bytewise(const char *p, const char *end)
{
    while (p < end && ab_byte_is_plain(*p)) {
        p++;
    }
    return p;
}

/* Most strings are shorter than a SIMD step: a look into a table for each byte. */
static inline bool is_copyable(char c)
{
    static const bool asks_for_a_look[256] = {['"'] = true, ['\\'] = true, [0xED] = true};
    return (unsigned char)c >= 0x20 && !asks_for_a_look[(unsigned char)c];
}

#ifdef AB_HAVE_AVX2
#define AVX2 __attribute__((target("avx2")))

/* Bytes that are set where those at p are not plain. */
AVX2 static inline __m256i special32(const char *p)
{
    __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)p);
    __m256i low = _mm256_cmpgt_epi8(_mm256_set1_epi8(0x20), x);
    __m256i quote = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('"'));
    __m256i slash = _mm256_cmpeq_epi8(x, _mm256_set1_epi8('\\'));
    return _mm256_or_si256(low, _mm256_or_si256(quote, slash));
}

AVX2 static const char *plain_end_avx2(const char *p, const char *end)
{
    for (; end - p >= 64; p += 64) {
        __m256i a = special32(p);
        __m256i b = special32(p + 32);
        if (!_mm256_testz_si256(_mm256_or_si256(a, b), _mm256_set1_epi8(-1))) {
            uint64_t low = (unsigned)_mm256_movemask_epi8(a);
            uint64_t high = (unsigned)_mm256_movemask_epi8(b);
            return p + __builtin_ctzll(high << 32 | low);
        }
    }
    return p;
}
#endif

const char *ab_bytes_plain_end_far(const char *p, const char *end)
{
#ifdef AB_BYTES_SPECIAL16
    const char *begin = p;
#endif
#ifdef AB_HAVE_AVX2
    if (end - p >= 64 && __builtin_cpu_supports("avx2")) {
        p = plain_end_avx2(p, end);
    }
#endif
#ifdef AB_BYTES_SPECIAL16
    for (; end - p >= 16; p += 16) {
        __typeof__(ab_bytes_special16(p)) mask = ab_bytes_special16(p);
        if (mask) {
            return p + AB_BYTES_SPECIAL16_INDEX(mask);
        }
    }
    if (p < end && end - begin >= 16) { /* the rest, with plain bytes before it */
        __typeof__(ab_bytes_special16(p)) mask = ab_bytes_special16(end - 16);
        return mask ? end - 16 + AB_BYTES_SPECIAL16_INDEX(mask) : end;
    }
#endif
    return plain_end_bytewise(p, end);
}

const char *ab_bytes_copyable_end(const char *p, const char *end)
{
#if defined(__SSE2__)
    const __m128i control = _mm_set1_epi8(0x1f);
    for (; end - p >= 16; p += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
        __m128i a = _mm_cmpeq_epi8(_mm_min_epu8(x, control), x);
        __m128i b = _mm_cmpeq_epi8(x, _mm_set1_epi8('"'));
        __m128i c = _mm_cmpeq_epi8(x, _mm_set1_epi8('\\'));
        __m128i d = _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xED));
        int mask = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(a, b), _mm_or_si128(c, d)));
        if (mask) {
            return p + __builtin_ctz((unsigned)mask);
        }
    }
#endif
    while (p < end && is_copyable(*p)) {
        p++;
    }
    return p;
}

const char *ab_bytes_blank_end(const char *p, const char *end)
{
#if defined(__SSE2__)
    for (; end - p >= 16; p += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)p);
        unsigned mask = (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(x, _mm_set1_epi8(' ')));
        if (mask != 0xFFFF) {
            return p + __builtin_ctz(~mask);
        }
    }
#endif
    while (p < end && *p == ' ') {
        p++;
    }
    return p;
}
