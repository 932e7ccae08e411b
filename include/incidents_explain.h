/* incidents_explain.h - the figures behind an incident, as a page for people. */
#ifndef LIVVAKT_INCIDENTS_EXPLAIN_H
#define LIVVAKT_INCIDENTS_EXPLAIN_H

struct incident;

/* Prints to stdout the figures behind it: its windows, and the moments before it was opened. */
void incidents_explain(const struct incident *incident);

#endif
