#include "declarative/manifest/codes.h"

const ab_problem_code ab_problem_codes[] = {
    {"unresolved", "The file is no YAML, or a reference in it leads nowhere or round in a circle."},
    {"no-streams", "The manifest has neither streams nor dynamic_streams."},
    {"no-type", "A component has no type, and none can be told from where it stands."},
    {"wrong-component", "A component of this type cannot stand here."},
    {"missing-field", "A component lacks a field that it needs."},
    {"unknown-field", "A component has a member that its type does not have."},
    {"wrong-type", "A value is of another type than the field takes."},
    {"wrong-default", "A field's default is no JSON."},
    {"unknown-value", "A text is none of those that the field takes."},
    {"out-of-range", "A number is too small."},
    {"too-few", "A list has too few elements."},
    {"duplicate-value", "A list has a value twice."},
    {"template", "A template does not compile."},
    {"custom-component", "A custom component in Python, without one in C of the same name."},
    {"too-deep", "Components are nested too deep."},
    {0},
};
