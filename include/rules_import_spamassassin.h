/*
 * rules_import_spamassassin.h - importer of SpamAssassin's body rules: body and rawbody with a
 * regex, their score and describe.
 *
 * Rules on headers, links, whole mails, results of other rules or of functions are left out, and so
 * are those that are switched off (score 0) or only feed other rules (__NAME).
 */
#ifndef LIVVAKT_RULES_IMPORT_SPAMASSASSIN_H
#define LIVVAKT_RULES_IMPORT_SPAMASSASSIN_H

#include "rules_import.h"

void import_spamassassin(struct import *import, struct slice text);

#endif
