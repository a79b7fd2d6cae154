#include "source.h"

#include <airbyte/main.h>

int main(int argc, char **argv)
{
    return ab_main(argc, argv, &source_library_loans);
}
