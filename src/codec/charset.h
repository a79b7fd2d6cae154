/* Character encodings: Python's names of them, and a reader that turns them into UTF-8. */
#ifndef AB_CODEC_CHARSET_H
#define AB_CODEC_CHARSET_H

#include "codec/reader.h"

/* True if `name` is an encoding that we know, spelled in any of Python's ways ("latin-1",
 * "ISO8859-1", "cp1252", "utf_8_sig"). */
bool ab_charset_known(ab_str name);
/* A reader of UTF-8; takes over `source`. UTF-8 is checked, not changed; utf-8-sig drops the mark;
 * utf-16 and utf-32 go by theirs, else are little-endian as in Python. Bytes that do not decode are
 * an error (system_error) with their offset. NULL if the name is unknown (config_error; `source` is
 * closed). */
ab_reader *ab_reader_to_utf8(ab_reader *source, ab_str encoding, ab_error *error);

#endif
