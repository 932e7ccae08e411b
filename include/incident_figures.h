/* incident_figures.h - the figures of an incident in a few words, for a line of a terminal. */
#ifndef LIVVAKT_INCIDENT_FIGURES_H
#define LIVVAKT_INCIDENT_FIGURES_H

#include "incident.h"
#include <stdio.h>

/* By its kind: "12 negative, 2.1 expected", "35 near-copies by 34", "no comments, 4.0
 * expected", why a single comment is one. */
void incident_figures_print(const struct incident *incident, FILE *to);

#endif
