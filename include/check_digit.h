/*
 * check_digit.h - is this number what it looks like? Account, card and identity numbers carry check
 * digits or at least a date, so that a part number is told from a person's.
 *
 * Sources: ISO 13616 and 7064 (IBAN), ISO/IEC 7812-1 (cards), Skatteverket SKV 704 (personnummer,
 * samordningsnummer), Skatteetaten (fødselsnummer, D-nummer), CPR-kontoret (CPR numbers have had no
 * check digit since 2007, but a date whose century the seventh digit tells), Digi- ja
 * väestötietovirasto (henkilötunnus, with the separators of 2023).
 */
#ifndef LIVVAKT_CHECK_DIGIT_H
#define LIVVAKT_CHECK_DIGIT_H

#include "slice.h"
#include <stdbool.h>

enum check_digit {
	CHECK_DIGIT_IBAN,
	CHECK_DIGIT_CARD,
	CHECK_DIGIT_PERSONNUMMER,  /* Sweden */
	CHECK_DIGIT_FODSELSNUMMER, /* Norway */
	CHECK_DIGIT_CPR,	   /* Denmark */
	CHECK_DIGIT_HETU,	   /* Finland */
	CHECK_DIGIT_COUNT
};

extern const char *const check_digit_names[CHECK_DIGIT_COUNT]; /* as rules write them */

/* Does the text hold such a number that is valid? `text` is in plain form (lower case); a
 * blank, a dot or a dash of any kind between groups does not matter, and the number neither begins
 * nor ends within a longer one.
 *
 * How they are printed (an IBAN in fours with blanks, a hyphen behind the date of a personnummer, a
 * CPR number or a henkilötunnus, a blank in a fødselsnummer) is the sources' business; people, and
 * word processors, put other signs there, and the check digits tell. */
bool check_digit_holds(enum check_digit kind, struct slice text);

/* Does it hold one of several kinds, given as bits? */
bool check_digit_any(unsigned kinds, struct slice text);

/* Is the number in `found` the one in `known`, however they are grouped? With a country's code or
 * without: +46 8 508 000 00 is 08-508 000 00. */
bool check_digit_same(struct slice found, struct slice known);
bool check_digit_is_among(struct slice found, const struct slice *known, size_t count);

/* Only digits and what groups them, and enough of them to mean somebody's number? */
bool check_digit_is_number(struct slice text);

#endif
