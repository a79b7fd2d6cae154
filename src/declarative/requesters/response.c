#include "declarative/requesters/response.h"

#include "declarative/decoders/decoder.h"
#include "json/page.h"

/* The first element of a decoder's pass, as a value of the page's life. */
static bool first_element(ab_response *response, ab_error *error)
{
    ab_bodies *bodies = response->decoder->ops->open(response->decoder, response, error);
    if (!bodies) {
        return false;
    }
    ab_body_value element = {0};
    int got = bodies->next(bodies, response->arena, &element, error);
    bool ok = got >= 0;
    if (got > 0) {
        ab_record text = {
            .raw = element.raw, .parsed = element.is_parsed, .arena = response->arena};
        text.value = element.value;
        ok = ab_record_parse(&text, error);
        response->decoded =
            element.is_parsed ? text.value : ab_value_copy(response->arena, &text.value);
    }
    bodies->close(bodies);
    return ok;
}

bool ab_response_value(ab_response *response, const ab_value **out, ab_error *error)
{
    if (!response->is_decoded) {
        response->decoded = ab_value_object();
        if (response->page) {
            if (!ab_page_document(response->page, response->arena, &response->decoded, error)) {
                return false;
            }
        } else if (response->decoder && !first_element(response, error)) {
            return false;
        }
        response->is_decoded = true;
    }
    *out = &response->decoded;
    return true;
}

const ab_value *ab_response_header(const ab_response *response, ab_str name)
{
    for (size_t i = 0; i < response->headers.count; i++) {
        const ab_member *member = &response->headers.object.members[i];
        if (ab_str_eq_nocase(member->key, name)) {
            return &member->value;
        }
    }
    return NULL;
}
