#include "datetime/datetime.h"

#include <stdio.h>

static const char *const fault_names[] = {
    [AB_DATETIME_NO_FAULT] = "",
    [AB_DATETIME_VALUE_ERROR] = "ValueError",
    [AB_DATETIME_OVERFLOW_ERROR] = "OverflowError",
    [AB_DATETIME_TYPE_ERROR] = "TypeError",
};

ab_datetime_fault ab_datetime_error_fault(const ab_error *error)
{
    if (!ab_error_is_set(error)) {
        return AB_DATETIME_NO_FAULT;
    }
    ab_str detail = ab_str_of(error->internal);
    for (size_t i = AB_DATETIME_OVERFLOW_ERROR; i <= AB_DATETIME_TYPE_ERROR; i++) {
        if (ab_str_ends(detail, ab_str_of(fault_names[i]))) {
            return (ab_datetime_fault)i;
        }
    }
    return AB_DATETIME_VALUE_ERROR;
}

bool ab_datetime_fail(ab_error *error, ab_datetime_fault fault, const char *format, ...)
{
    if (!error) {
        return false;
    }
    char text[512];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ab_error_set(error, AB_ERROR_CONFIG, "%s", text);
    return ab_error_detail(error, "%s", fault_names[fault]);
}
