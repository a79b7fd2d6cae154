/* Custom components: their code is not in the manifest. Native code that is linked in may stand for
 * them (ab_register_component); the streams that need others cannot be read. */
#include "declarative/component.h"

/* One rule for all of them: a class name, and whatever members the class wants. */
typedef struct custom {
    ab_str class_name;
} custom;

static const ab_field custom_fields[] = {
    {"class_name", AB_FIELD_STRING, AB_AT(custom, class_name), .flags = AB_FIELD_REQUIRED,
     .help = "The Python class; its last part names the native component that stands for it."},
    {0},
};

#define CUSTOM(id, type_name, of_family)                                                           \
    const ab_component_type ab_component_##id = {                                                  \
        .name = type_name,                                                                         \
        .family = of_family,                                                                       \
        .fields = custom_fields,                                                                   \
        .options_size = sizeof(custom),                                                            \
        .help = "A component whose code is not in the manifest: native code may stand for it.",    \
    };

CUSTOM(custom_authenticator, "CustomAuthenticator", AB_FAMILY_AUTHENTICATOR)
CUSTOM(custom_backoff_strategy, "CustomBackoffStrategy", AB_FAMILY_BACKOFF_STRATEGY)
CUSTOM(custom_config_transformation, "CustomConfigTransformation", AB_FAMILY_CONFIG_TRANSFORMATION)
CUSTOM(custom_decoder, "CustomDecoder", AB_FAMILY_DECODER)
CUSTOM(custom_error_handler, "CustomErrorHandler", AB_FAMILY_ERROR_HANDLER)
CUSTOM(custom_pagination_strategy, "CustomPaginationStrategy", AB_FAMILY_PAGINATION_STRATEGY)
CUSTOM(custom_partition_router, "CustomPartitionRouter", AB_FAMILY_PARTITION_ROUTER)
CUSTOM(custom_record_extractor, "CustomRecordExtractor", AB_FAMILY_EXTRACTOR)
CUSTOM(custom_record_filter, "CustomRecordFilter", AB_FAMILY_RECORD_FILTER)
CUSTOM(custom_requester, "CustomRequester", AB_FAMILY_REQUESTER)
CUSTOM(custom_retriever, "CustomRetriever", AB_FAMILY_RETRIEVER)
CUSTOM(custom_schema_loader, "CustomSchemaLoader", AB_FAMILY_SCHEMA_LOADER)
CUSTOM(custom_schema_normalization, "CustomSchemaNormalization", AB_FAMILY_NORMALIZATION)
CUSTOM(custom_state_migration, "CustomStateMigration", AB_FAMILY_STATE_MIGRATION)
CUSTOM(custom_transformation, "CustomTransformation", AB_FAMILY_TRANSFORMATION)
CUSTOM(custom_validation_strategy, "CustomValidationStrategy", AB_FAMILY_NONE)
