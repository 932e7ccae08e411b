/*
 * rules_import_meta.h - SpamAssassin's meta expressions as rules that rest on rules.
 *
 * Taken over: names joined by &&, || and !, brackets, and sums of them compared with a number
 * (A + B + C >= 2). What would hold where nothing is found (!A, A || !B) no rule here may say, and
 * products, differences and functions are left to SpamAssassin.
 */
#ifndef LIVVAKT_RULES_IMPORT_META_H
#define LIVVAKT_RULES_IMPORT_META_H

#include "rules_import.h"

/* Who knows the rule of a name; NULL for one that was not taken over. */
typedef struct import_rule *import_find_rule(void *context, struct slice name);

/* Makes `rule` hold where the expression does, with parts of its own where they are needed. NULL
 * when it does, otherwise why not: then `rule` is not to be written. */
const char *import_meta(struct import *import, struct import_rule *rule, struct slice expression,
			import_find_rule *find, void *context);

#endif
