/* units.h - values with their unit, as people write them in the configuration. */
#ifndef LIVVAKT_UNITS_H
#define LIVVAKT_UNITS_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

/* "250ms", "5s", "5m", "36h", "7d", "4w", and sums as "1h30m"; 0 may stand alone. No blanks, no
 * sign. */
bool units_parse_duration(struct slice text, int64_t *ret_us);

/* "512", "64KiB", "10MiB", "1GiB". */
bool units_parse_bytes(struct slice text, uint64_t *ret_bytes);

/* Decimal with up to three places as thousandths: "-2.5" is -2500. |value| below 1,000,000. */
bool units_parse_thousandths(struct slice text, int64_t *ret_thousandths);

/* Digits only, no sign, no blanks, at most `max`. */
bool units_parse_unsigned(struct slice text, uint64_t max, uint64_t *ret_value);

#endif
