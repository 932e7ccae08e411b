/*
 * lookalike.h - which Latin letter a character passes for.
 *
 * A table of our own, small and made for the purpose: Unicode's confusables hold thousands of pairs
 * that nobody types, and cost ten times as much to ask.
 */
#ifndef LIVVAKT_LOOKALIKE_H
#define LIVVAKT_LOOKALIKE_H

#include <stdbool.h>
#include <stdint.h>

/* For a letter of another script (folded); `capital` tells how it was written, since Н passes for H
 * but н for h and η for n. 0 when it passes for none. */
uint32_t lookalike_foreign(uint32_t code_point, bool capital);

/* For letters that are Latin by nature, dressed up: ᴀ, 🅰, ł, and with diacritics that are no
 * letters of ours: ì. 0 for plain letters, å ä ö æ ø ü é, and everything else. */
uint32_t lookalike_styled(uint32_t code_point);

/* For signs and digits: 4 and @ are a. 0 for those that stand for none; 1, ! and | give 'i', though
 * they may be 'l'. */
uint32_t lookalike_leet(uint32_t code_point);

#endif
