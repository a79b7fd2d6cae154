/* The reference connector, source-stock-ticker: daily prices of stocks as Polygon.io serves them.
 */
#ifndef AB_STOCK_TICKER_STOCK_TICKER_H
#define AB_STOCK_TICKER_STOCK_TICKER_H

#include "airbyte/source.h"

extern const ab_source ab_stock_ticker;

#endif
