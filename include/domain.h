/*
 * domain.h - names of hosts in one spelling, and what is public about them; the one place that asks
 * libpsl (the Public Suffix List) and libidn2 (punycode).
 *
 * One spelling: plain form, letters instead of punycode, dots of all scripts as ".", no dot at the
 * end. So bücher.example, xn--bcher-kva.example and BÜCHER。example. are the same. As in the plain
 * form ß is ss.
 */
#ifndef LIVVAKT_DOMAIN_H
#define LIVVAKT_DOMAIN_H

#include "slice.h"
#include <stdbool.h>

enum { DOMAIN_MAX = 253 }; /* bytes of a name */

/* `name` is a name in plain form, of labels and dots. Writes at most DOMAIN_MAX bytes; gives the
 * length, or 0 for what cannot be the name of a host: empty or endless labels, odd punycode. */
size_t domain_spell(struct slice name, char *ret_name);

/* In one spelling: does everybody get names under it (com, co.uk), so that it is nobody's? Not
 * where only a company gives them (github.io). */
bool domain_is_public_suffix(struct slice name);

/* Is its last label a top-level domain that exists? */
bool domain_has_known_end(struct slice name);

/* Four numbers? */
bool domain_is_address(struct slice name);

/* By which what is kept is told from what would be made today: of the list, of the library. */
const char *domain_suffixes_version(void);
const char *domain_punycode_version(void);

#endif
