/*
 * config_doubts.h - what a configuration says that is no mistake, and probably not meant: warnings
 * for whoever checks it.
 */
#ifndef LIVVAKT_CONFIG_DOUBTS_H
#define LIVVAKT_CONFIG_DOUBTS_H

#include "complaint.h"
#include "config.h"
#include <stdint.h>

/* Adds a warning for each: events and areas of brands that the configuration does not name where it
 * names some, areas that another one before them leaves nothing, events that are past, schedules
 * that nobody names or that begin in years, a night that nothing waits for. */
void config_doubts_find(const struct config *config, int64_t now_us, struct complaints *complaints);

#endif
