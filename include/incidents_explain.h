/* incidents_explain.h - the figures behind an incident, as a page for people. */
#ifndef LIVVAKT_INCIDENTS_EXPLAIN_H
#define LIVVAKT_INCIDENTS_EXPLAIN_H

struct json;

/* Prints to stdout what the service says of one incident: its windows, and the moments before. */
void incidents_explain(const struct json *incident);

#endif
