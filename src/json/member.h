/* One member of an object by its text, without parsing the rest: for cursors, which read a field of
 * every record. */
#ifndef AB_JSON_MEMBER_H
#define AB_JSON_MEMBER_H

#include "base/str.h"

typedef enum ab_member_found {
    AB_MEMBER_ABSENT,
    AB_MEMBER_FOUND,
    AB_MEMBER_UNSURE, /* a key has escapes: parse the whole */
} ab_member_found;

/* Finds the top-level member `key` of `object`, which is one JSON object that was validated before
 * (by a scan or a parse), without repeated keys (AB_RECORD_REPEAT). *value is its text without
 * white space around it, a slice of `object`. Reads no byte twice. */
ab_member_found ab_json_member(ab_str object, ab_str key, ab_str *value);

#endif
