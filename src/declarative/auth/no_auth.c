/* NoAuth: adds nothing to a request. */
#include "declarative/auth/authenticator.h"

static bool no_options(ab_authenticator *self, const ab_scope *scope, ab_request_options *out,
                       ab_error *error)
{
    (void)self;
    (void)scope;
    (void)error;
    *out = (ab_request_options){0};
    return true;
}

static const ab_authenticator_ops ops = {.options = no_options};

static void *build_auth(ab_build *build, const ab_component *component, const void *args,
                        ab_error *error)
{
    (void)component;
    (void)args;
    (void)error;
    ab_authenticator *self = AB_ARENA_NEW(build->arena, ab_authenticator);
    self->ops = &ops;
    return self;
}

ab_authenticator *ab_authenticator_build(ab_build *build, const ab_component *component,
                                         const ab_authenticator_args *args, ab_error *error)
{
    return component ? ab_component_build(build, component, AB_FAMILY_AUTHENTICATOR, args, error)
                     : build_auth(build, NULL, args, error);
}

const ab_component_type ab_component_no_auth = {
    .name = "NoAuth",
    .family = AB_FAMILY_AUTHENTICATOR,
    .build = build_auth,
    .help = "Sends requests as they are.",
};
