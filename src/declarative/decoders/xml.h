/* XML as the Python library xmltodict maps it: attributes become members "@name", the text beside
 * attributes or children "#text", repeated elements a list, an empty element null. Names keep their
 * prefixes. Entities that a document declares are not expanded. */
#ifndef AB_DECLARATIVE_DECODERS_XML_H
#define AB_DECLARATIVE_DECODERS_XML_H

#include "codec/reader.h"
#include "json/value.h"

typedef struct ab_xml_reader ab_xml_reader;

/* Elements at `path` (names from the root; copied), each when it is complete; without segments the
 * document as one object with the root's name. `source` is closed with the reader. `encoding`
 * overrides the document's own; empty: the document's. NULL and an error if it is unknown. */
ab_xml_reader *ab_xml_reader_new(ab_reader *source, ab_str encoding, const ab_str *path,
                                 size_t segments, ab_error *error);
/* 1: the next element, in `arena`; 0: end; -1: broken XML (system_error with line and column). */
int ab_xml_reader_next(ab_xml_reader *xml, ab_arena *arena, ab_value *out, ab_error *error);
void ab_xml_reader_free(ab_xml_reader *xml);

/* A first pass over the whole document: *count becomes the number of elements at `path`, and
 * *single tells whether no element on the way there has a namesake beside it: only then are they
 * what a path through the mapped document leads to. False if the document is broken. */
bool ab_xml_count(ab_reader *source, ab_str encoding, const ab_str *path, size_t segments,
                  uint64_t *count, bool *single, ab_error *error);

#endif
