/* config_thresholds.h - the thresholds of a brand, as the configuration file writes them; for
 * config.c alone. */
#ifndef LIVVAKT_CONFIG_THRESHOLDS_H
#define LIVVAKT_CONFIG_THRESHOLDS_H

#include "complaint.h"
#include "thresholds.h"
#include "yaml.h"

/* Reads {category: {review: points, hide: points or never}} over what stands there; NULL changes
 * nothing. */
void config_thresholds_read(const struct yaml *node, struct thresholds *thresholds,
			    struct complaints *complaints);

#endif
