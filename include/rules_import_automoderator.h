/*
 * rules_import_automoderator.h - importer of Reddit's AutoModerator: YAML documents parted by ---.
 *
 * Taken over: checks of body, title and links by words, with their modifiers, and the age of the
 * account; and the actions remove, spam, filter and report. Several checks of one rule become parts
 * that must all be found, and none of those with a ~. A rule with anything that narrows it further
 * is left out whole: without that it would find more than its author wanted.
 */
#ifndef LIVVAKT_RULES_IMPORT_AUTOMODERATOR_H
#define LIVVAKT_RULES_IMPORT_AUTOMODERATOR_H

#include "rules_import.h"

void import_automoderator(struct import *import, struct slice text);

#endif
