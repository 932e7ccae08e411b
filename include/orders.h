/*
 * orders.h - the commands that an e-mail names, to be copied into a shell.
 */
#ifndef LIVVAKT_ORDERS_H
#define LIVVAKT_ORDERS_H

#include "brief.h"
#include "page.h"

/* `livvakt incidents WORD ID` and `rest` behind it, with the configuration so that it works in any
 * folder. On lines of its own that a shell takes for one, none of them broken. */
void orders_write(struct page *page, const struct brief *brief, const char *word, const char *rest);

/* The same, with the reader's short name as who says so: the login may be anybody's. */
void orders_write_signed(struct page *page, const struct brief *brief, const char *word,
			 const char *rest);

#endif
