/* rules_import_lists.h - importers of plain lists: Facebook's and Discourse's. */
#ifndef LIVVAKT_RULES_IMPORT_LISTS_H
#define LIVVAKT_RULES_IMPORT_LISTS_H

#include "rules_import.h"

/* Blocked words as Facebook and Instagram pages keep them: parted by commas or line ends. */
void import_facebook(struct import *import, struct slice text);

/* Watched words of Discourse: what its download gives (a word a line, or word,replacement), what
 * its upload takes (word,replacement,case-sensitive), or a table with a line of names. The action
 * is the column's, otherwise import->action, otherwise what the file's name says, otherwise block.
 */
void import_discourse(struct import *import, struct slice text);

#endif
