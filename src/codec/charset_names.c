/* Python's encodings and their aliases, with iconv's names of them. */
#include "codec/charset_impl.h"

#include <ctype.h>

static const ab_charset charsets[] = {
    {"utf_8", NULL, " cp65001 u8 utf utf8 utf8_ucs2 utf8_ucs4 ", AB_CHARSET_UTF8},
    {"utf_8_sig", NULL, " ", AB_CHARSET_UTF8_MARK},
    {"utf_16", NULL, " u16 utf16 ", AB_CHARSET_UTF16},
    {"utf_32", NULL, " u32 utf32 ", AB_CHARSET_UTF32},
    {"ascii", "ASCII",
     " 646 ansi_x3.4_1968 ansi_x3.4_1986 ansi_x3_4_1968 cp367 csascii ibm367 "
     "iso646_us iso_646.irv_1991 iso_ir_6 us us_ascii ",
     AB_CHARSET_PLAIN},
    {"big5", "BIG5", " big5_tw csbig5 x_mac_trad_chinese ", AB_CHARSET_PLAIN},
    {"big5hkscs", "BIG5-HKSCS", " big5_hkscs hkscs ", AB_CHARSET_PLAIN},
    {"cp037", "IBM037",
     " 037 csibm037 ebcdic_cp_ca ebcdic_cp_nl ebcdic_cp_us ebcdic_cp_wt "
     "ibm037 ibm039 ",
     AB_CHARSET_PLAIN},
    {"cp1026", "CP1026", " 1026 csibm1026 ibm1026 ", AB_CHARSET_PLAIN},
    {"cp1125", "CP1125", " 1125 cp866u ibm1125 ruscii ", AB_CHARSET_PLAIN},
    {"cp1140", "CP1140", " 1140 ibm1140 ", AB_CHARSET_PLAIN},
    {"cp1250", "CP1250", " 1250 windows_1250 ", AB_CHARSET_PLAIN},
    {"cp1251", "CP1251", " 1251 windows_1251 ", AB_CHARSET_PLAIN},
    {"cp1252", "CP1252", " 1252 windows_1252 ", AB_CHARSET_PLAIN},
    {"cp1253", "CP1253", " 1253 windows_1253 ", AB_CHARSET_PLAIN},
    {"cp1254", "CP1254", " 1254 windows_1254 ", AB_CHARSET_PLAIN},
    {"cp1255", "CP1255", " 1255 windows_1255 ", AB_CHARSET_PLAIN},
    {"cp1256", "CP1256", " 1256 windows_1256 ", AB_CHARSET_PLAIN},
    {"cp1257", "CP1257", " 1257 windows_1257 ", AB_CHARSET_PLAIN},
    {"cp1258", "CP1258", " 1258 windows_1258 ", AB_CHARSET_PLAIN},
    {"cp273", "CP273", " 273 csibm273 ibm273 ", AB_CHARSET_PLAIN},
    {"cp424", "CP424", " 424 csibm424 ebcdic_cp_he ibm424 ", AB_CHARSET_PLAIN},
    {"cp437", "CP437", " 437 cspc8codepage437 ibm437 ", AB_CHARSET_PLAIN},
    {"cp500", "CP500", " 500 csibm500 ebcdic_cp_be ebcdic_cp_ch ibm500 ", AB_CHARSET_PLAIN},
    {"cp737", "CP737", " ", AB_CHARSET_PLAIN},
    {"cp775", "CP775", " 775 cspc775baltic ibm775 ", AB_CHARSET_PLAIN},
    {"cp850", "CP850", " 850 cspc850multilingual ibm850 ", AB_CHARSET_PLAIN},
    {"cp852", "CP852", " 852 cspcp852 ibm852 ", AB_CHARSET_PLAIN},
    {"cp855", "CP855", " 855 csibm855 ibm855 ", AB_CHARSET_PLAIN},
    {"cp856", "CP856", " ", AB_CHARSET_PLAIN},
    {"cp857", "CP857", " 857 csibm857 ibm857 ", AB_CHARSET_PLAIN},
    {"cp858", "CP858", " 858 csibm858 ibm858 ", AB_CHARSET_PLAIN},
    {"cp860", "CP860", " 860 csibm860 ibm860 ", AB_CHARSET_PLAIN},
    {"cp861", "CP861", " 861 cp_is csibm861 ibm861 ", AB_CHARSET_PLAIN},
    {"cp862", "CP862", " 862 cspc862latinhebrew ibm862 ", AB_CHARSET_PLAIN},
    {"cp863", "CP863", " 863 csibm863 ibm863 ", AB_CHARSET_PLAIN},
    {"cp864", "CP864", " 864 csibm864 ibm864 ", AB_CHARSET_PLAIN},
    {"cp865", "CP865", " 865 csibm865 ibm865 ", AB_CHARSET_PLAIN},
    {"cp866", "CP866", " 866 csibm866 ibm866 ", AB_CHARSET_PLAIN},
    {"cp869", "CP869", " 869 cp_gr csibm869 ibm869 ", AB_CHARSET_PLAIN},
    {"cp874", "CP874", " ", AB_CHARSET_PLAIN},
    {"cp932", "CP932", " 932 ms932 ms_kanji mskanji ", AB_CHARSET_PLAIN},
    {"cp949", "UHC", " 949 ms949 uhc ", AB_CHARSET_PLAIN},
    {"cp950", "BIG5", " 950 ms950 ", AB_CHARSET_PLAIN},
    {"euc_jis_2004", "EUC-JISX0213", " euc_jis2004 eucjis2004 jisx0213 ", AB_CHARSET_PLAIN},
    {"euc_jp", "EUC-JP", " eucjp u_jis ujis ", AB_CHARSET_PLAIN},
    {"euc_kr", "EUC-KR",
     " euckr korean ks_c_5601 ks_c_5601_1987 ks_x_1001 ksc5601 ksx1001 "
     "x_mac_korean ",
     AB_CHARSET_PLAIN},
    {"gb18030", "GB18030", " gb18030_2000 ", AB_CHARSET_PLAIN},
    {"gb2312", "EUC-CN",
     " chinese csiso58gb231280 euc_cn euccn eucgb2312_cn gb2312_1980 "
     "gb2312_80 iso_ir_58 x_mac_simp_chinese ",
     AB_CHARSET_PLAIN},
    {"gbk", "GBK", " 936 cp936 ms936 ", AB_CHARSET_PLAIN},
    {"hp_roman8", "HP-ROMAN8", " cp1051 cshproman8 ibm1051 r8 roman8 ", AB_CHARSET_PLAIN},
    {"iso2022_jp", "ISO-2022-JP", " csiso2022jp iso2022jp iso_2022_jp ", AB_CHARSET_PLAIN},
    {"iso2022_jp_2", "ISO-2022-JP-2", " iso2022jp_2 iso_2022_jp_2 ", AB_CHARSET_PLAIN},
    {"iso2022_kr", "ISO-2022-KR", " csiso2022kr iso2022kr iso_2022_kr ", AB_CHARSET_PLAIN},
    {"iso8859_10", "ISO-8859-10", " csisolatin6 iso_8859_10 iso_8859_10_1992 iso_ir_157 l6 latin6 ",
     AB_CHARSET_PLAIN},
    {"iso8859_11", "ISO-8859-11", " iso_8859_11 iso_8859_11_2001 thai ", AB_CHARSET_PLAIN},
    {"iso8859_13", "ISO-8859-13", " iso_8859_13 l7 latin7 ", AB_CHARSET_PLAIN},
    {"iso8859_14", "ISO-8859-14", " iso_8859_14 iso_8859_14_1998 iso_celtic iso_ir_199 l8 latin8 ",
     AB_CHARSET_PLAIN},
    {"iso8859_15", "ISO-8859-15", " iso_8859_15 l9 latin9 ", AB_CHARSET_PLAIN},
    {"iso8859_16", "ISO-8859-16", " iso_8859_16 iso_8859_16_2001 iso_ir_226 l10 latin10 ",
     AB_CHARSET_PLAIN},
    {"iso8859_2", "ISO-8859-2", " csisolatin2 iso_8859_2 iso_8859_2_1987 iso_ir_101 l2 latin2 ",
     AB_CHARSET_PLAIN},
    {"iso8859_3", "ISO-8859-3", " csisolatin3 iso_8859_3 iso_8859_3_1988 iso_ir_109 l3 latin3 ",
     AB_CHARSET_PLAIN},
    {"iso8859_4", "ISO-8859-4", " csisolatin4 iso_8859_4 iso_8859_4_1988 iso_ir_110 l4 latin4 ",
     AB_CHARSET_PLAIN},
    {"iso8859_5", "ISO-8859-5",
     " csisolatincyrillic cyrillic iso_8859_5 iso_8859_5_1988 iso_ir_144 ", AB_CHARSET_PLAIN},
    {"iso8859_6", "ISO-8859-6",
     " arabic asmo_708 csisolatinarabic ecma_114 iso_8859_6 iso_8859_6_1987 "
     "iso_ir_127 ",
     AB_CHARSET_PLAIN},
    {"iso8859_7", "ISO-8859-7",
     " csisolatingreek ecma_118 elot_928 greek greek8 iso_8859_7 "
     "iso_8859_7_1987 iso_ir_126 ",
     AB_CHARSET_PLAIN},
    {"iso8859_8", "ISO-8859-8", " csisolatinhebrew hebrew iso_8859_8 iso_8859_8_1988 iso_ir_138 ",
     AB_CHARSET_PLAIN},
    {"iso8859_9", "ISO-8859-9", " csisolatin5 iso_8859_9 iso_8859_9_1989 iso_ir_148 l5 latin5 ",
     AB_CHARSET_PLAIN},
    {"johab", "JOHAB", " cp1361 ms1361 ", AB_CHARSET_PLAIN},
    {"koi8_r", "KOI8-R", " cskoi8r ", AB_CHARSET_PLAIN},
    {"koi8_t", "KOI8-T", " ", AB_CHARSET_PLAIN},
    {"koi8_u", "KOI8-U", " ", AB_CHARSET_PLAIN},
    {"kz1048", "RK1048", " kz_1048 rk1048 strk1048_2002 ", AB_CHARSET_PLAIN},
    {"latin_1", "ISO-8859-1",
     " 8859 cp819 csisolatin1 ibm819 iso8859 iso8859_1 iso_8859_1 "
     "iso_8859_1_1987 iso_ir_100 l1 latin latin1 ",
     AB_CHARSET_PLAIN},
    {"mac_cyrillic", "MAC-CYRILLIC", " maccyrillic ", AB_CHARSET_PLAIN},
    {"mac_latin2", "MAC-CENTRALEUROPE", " mac_centeuro maccentraleurope maclatin2 ",
     AB_CHARSET_PLAIN},
    {"mac_roman", "MACINTOSH", " macintosh macroman ", AB_CHARSET_PLAIN},
    {"ptcp154", "PT154", " cp154 csptcp154 cyrillic_asian pt154 ", AB_CHARSET_PLAIN},
    {"shift_jis", "SHIFT_JIS", " csshiftjis s_jis shiftjis sjis x_mac_japanese ", AB_CHARSET_PLAIN},
    {"shift_jis_2004", "SHIFT_JISX0213", " s_jis_2004 shiftjis2004 sjis_2004 ", AB_CHARSET_PLAIN},
    {"tis_620", "TIS-620", " iso_ir_166 tis620 tis_620_0 tis_620_2529_0 tis_620_2529_1 ",
     AB_CHARSET_PLAIN},
    {"utf_16_be", "UTF-16BE", " unicodebigunmarked utf_16be ", AB_CHARSET_PLAIN},
    {"utf_16_le", "UTF-16LE", " unicodelittleunmarked utf_16le ", AB_CHARSET_PLAIN},
    {"utf_32_be", "UTF-32BE", " utf_32be ", AB_CHARSET_PLAIN},
    {"utf_32_le", "UTF-32LE", " utf_32le ", AB_CHARSET_PLAIN},
    {"utf_7", "UTF-7", " u7 unicode_1_1_utf_7 utf7 ", AB_CHARSET_PLAIN},
};

/* As Python's normalize_encoding: lower case, runs of other characters as one underscore. */
static size_t normalize(ab_str name, char *out, size_t room)
{
    size_t n = 0;
    bool gap = false;
    for (size_t i = 0; i < name.n && n + 2 < room; i++) {
        unsigned char c = (unsigned char)name.p[i];
        if (!isalnum(c) && c != '.') {
            gap = true;
            continue;
        }
        if (gap && n) {
            out[n++] = '_';
        }
        gap = false;
        out[n++] = (char)tolower(c);
    }
    return n;
}

const ab_charset *ab_charset_find(ab_str name)
{
    char plain[64];
    char padded[66];
    size_t n = normalize(name, plain, sizeof plain);
    if (n == 0 || name.n >= sizeof plain) {
        return NULL;
    }
    padded[0] = padded[n + 1] = ' ';
    memcpy(padded + 1, plain, n);
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++) {
        if (ab_str_is((ab_str){plain, n}, charsets[i].name) ||
            ab_str_find(ab_str_of(charsets[i].aliases), (ab_str){padded, n + 2}, 0) >= 0) {
            return &charsets[i];
        }
    }
    return NULL;
}

bool ab_charset_known(ab_str name)
{
    return ab_charset_find(name) != NULL;
}
