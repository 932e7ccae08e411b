/*
 * rules_import_spamassassin.h - importer of SpamAssassin's body rules: body and rawbody with a
 * regex, meta rules on them (rules_import_meta.h), their score and describe.
 *
 * Rules on headers, links, whole mails or results of functions are left out, and so are those that
 * are switched off (score 0) and what rests on any of them. Those that only feed other rules
 * (__NAME) become parts where one of these is taken over.
 */
#ifndef LIVVAKT_RULES_IMPORT_SPAMASSASSIN_H
#define LIVVAKT_RULES_IMPORT_SPAMASSASSIN_H

#include "rules_import.h"

void import_spamassassin(struct import *import, struct slice text);

#endif
