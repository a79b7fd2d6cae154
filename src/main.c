/* The program: the reference connector, and all that the library brings. */
#include "airbyte/main.h"
#include "stock_ticker/stock_ticker.h"

int main(int argc, char **argv)
{
    return ab_main(argc, argv, &ab_stock_ticker);
}
