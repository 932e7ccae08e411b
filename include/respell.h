/*
 * respell.h - slips of the finger in words that rules ask for: two neighbouring letters swapped
 * (womne), an inner one left out (contmpt).
 *
 * What is a word as it stands is no slip; and since no list knows all words, short ones and those
 * with a letter left out must moreover hold three letters that no known word of the language holds
 * in a row. All slips are worked out when rules are loaded, so that a text's word costs one
 * look-up.
 */
#ifndef LIVVAKT_RESPELL_H
#define LIVVAKT_RESPELL_H

#include "arena.h"
#include "attributes.h"
#include "language.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct respell;

enum { RESPELL_SHORTEST = 4 }; /* bytes: no slip is shorter */

struct respell *respell_new(void); /* NULL when out of memory */
struct respell *respell_free(struct respell *respell);

/* Words in loose form of these languages: one that is a word as it stands, and one whose slips are
 * wanted. ERROR_MEMORY only. */
MUST_CHECK int respell_know(struct respell *respell, struct slice word, language_set languages);
MUST_CHECK int respell_learn(struct respell *respell, struct slice word, language_set languages);
/* Once, after all words. */
MUST_CHECK int respell_finish(struct respell *respell);

/* A finished one in the arena, which goes with it; NULL when memory is out. */
const struct respell *respell_copy(const struct respell *respell, struct arena *arena);

/* The word of this language of which the one with this wordset_hash is a slip; of no length when it
 * is none. By most of the hash: whether it is one, respell_is_slip tells. */
struct slice respell_meant(const struct respell *respell, uint64_t hash, enum language language);

/* Is `written` a slip of `meant`, and no other disguise of it? */
bool respell_is_slip(struct slice written, struct slice meant);

#endif
