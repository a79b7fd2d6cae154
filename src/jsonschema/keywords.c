/* Every keyword that is known, with the drafts that have it. */
#include "jsonschema/internal.h"

const keyword ab_schema_keywords[] = {
    {"$ref", ALL_DRAFTS, SHAPE_STRING, ab_check_ref},
    {"$recursiveRef", D19, SHAPE_STRING, ab_check_ref},
    {"$dynamicRef", D20, SHAPE_STRING, ab_check_ref},
    /* any value */
    {"type", ALL_DRAFTS, SHAPE_TYPE, ab_check_type},
    {"enum", ALL_DRAFTS, SHAPE_ARRAY, ab_check_enum},
    {"const", FROM_D6, SHAPE_ANY, ab_check_const},
    {"format", ALL_DRAFTS, SHAPE_STRING, ab_check_format},
    /* combinations */
    {"allOf", ALL_DRAFTS, SHAPE_SCHEMAS, ab_check_all_of},
    {"anyOf", ALL_DRAFTS, SHAPE_SCHEMAS, ab_check_any_of},
    {"oneOf", ALL_DRAFTS, SHAPE_SCHEMAS, ab_check_one_of},
    {"not", ALL_DRAFTS, SHAPE_SCHEMA, ab_check_not},
    {"if", FROM_D7, SHAPE_SCHEMA, ab_check_if},
    {"then", FROM_D7, SHAPE_SCHEMA, NULL},
    {"else", FROM_D7, SHAPE_SCHEMA, NULL},
    /* numbers */
    {"minimum", ALL_DRAFTS, SHAPE_NUMBER, ab_check_minimum},
    {"maximum", ALL_DRAFTS, SHAPE_NUMBER, ab_check_maximum},
    {"exclusiveMinimum", FROM_D6, SHAPE_NUMBER, ab_check_exclusive_minimum},
    {"exclusiveMaximum", FROM_D6, SHAPE_NUMBER, ab_check_exclusive_maximum},
    {"exclusiveMinimum", D4, SHAPE_BOOL, NULL},
    {"exclusiveMaximum", D4, SHAPE_BOOL, NULL},
    {"multipleOf", ALL_DRAFTS, SHAPE_POSITIVE, ab_check_multiple_of},
    /* strings */
    {"minLength", ALL_DRAFTS, SHAPE_COUNT, ab_check_min_length},
    {"maxLength", ALL_DRAFTS, SHAPE_COUNT, ab_check_max_length},
    {"pattern", ALL_DRAFTS, SHAPE_PATTERN, ab_check_pattern},
    /* arrays */
    {"items", D4 | D6 | D7 | D19, SHAPE_SCHEMA_OR_SCHEMAS, ab_check_items},
    {"items", D20, SHAPE_SCHEMA, ab_check_items},
    {"prefixItems", D20, SHAPE_SCHEMAS, ab_check_prefix_items},
    {"additionalItems", D4 | D6 | D7 | D19, SHAPE_SCHEMA, ab_check_additional_items},
    {"contains", FROM_D6, SHAPE_SCHEMA, ab_check_contains},
    {"minContains", FROM_D19, SHAPE_COUNT, NULL},
    {"maxContains", FROM_D19, SHAPE_COUNT, NULL},
    {"minItems", ALL_DRAFTS, SHAPE_COUNT, ab_check_min_items},
    {"maxItems", ALL_DRAFTS, SHAPE_COUNT, ab_check_max_items},
    {"uniqueItems", ALL_DRAFTS, SHAPE_BOOL, ab_check_unique_items},
    /* objects */
    {"properties", ALL_DRAFTS, SHAPE_SCHEMA_MAP, ab_check_properties},
    {"patternProperties", ALL_DRAFTS, SHAPE_PATTERN_MAP, ab_check_pattern_properties},
    {"additionalProperties", ALL_DRAFTS, SHAPE_SCHEMA, ab_check_additional_properties},
    {"propertyNames", FROM_D6, SHAPE_SCHEMA, ab_check_property_names},
    {"required", ALL_DRAFTS, SHAPE_STRINGS, ab_check_required},
    {"minProperties", ALL_DRAFTS, SHAPE_COUNT, ab_check_min_properties},
    {"maxProperties", ALL_DRAFTS, SHAPE_COUNT, ab_check_max_properties},
    {"dependencies", UNTIL_D7, SHAPE_DEPENDENCIES, ab_check_dependencies},
    {"dependencies", FROM_D19, SHAPE_DEPENDENCIES, NULL},
    {"dependentRequired", FROM_D19, SHAPE_STRINGS_MAP, ab_check_dependencies},
    {"dependentSchemas", FROM_D19, SHAPE_SCHEMA_MAP, ab_check_dependencies},
    {"unevaluatedItems", FROM_D19, SHAPE_SCHEMA, ab_check_unevaluated_items},
    {"unevaluatedProperties", FROM_D19, SHAPE_SCHEMA, ab_check_unevaluated_properties},
    /* descriptions */
    {"definitions", ALL_DRAFTS, SHAPE_SCHEMA_MAP, NULL},
    {"$defs", FROM_D19, SHAPE_SCHEMA_MAP, NULL},
    {"$schema", ALL_DRAFTS, SHAPE_STRING, NULL},
    {"$id", FROM_D6, SHAPE_STRING, NULL},
    {"title", ALL_DRAFTS, SHAPE_STRING, NULL},
    {"description", ALL_DRAFTS, SHAPE_STRING, NULL},
    {"examples", FROM_D6, SHAPE_ARRAY, NULL},
};
const size_t ab_schema_keyword_count = sizeof(ab_schema_keywords) / sizeof(ab_schema_keywords[0]);
