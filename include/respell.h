/*
 * respell.h - words that rules ask for, written otherwise: slips of the finger, two neighbouring
 * letters swapped (womne), an inner one left out (contmpt); other spellings (spelling.h); and a
 * blank put in (mus lims).
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

/* What is wanted of a word, each more than the one before. */
enum respell_wish { RESPELL_AS_IT_STANDS, RESPELL_SPELLINGS, RESPELL_SLIPS, RESPELL_WISHES };

/* A word in loose form of these languages. ERROR_MEMORY only. */
MUST_CHECK int respell_learn(struct respell *respell, struct slice word, language_set languages,
			     enum respell_wish wish);
/* Once, after all words. */
MUST_CHECK int respell_finish(struct respell *respell);

/* A finished one in the arena, which goes with it; NULL when memory is out. */
const struct respell *respell_copy(const struct respell *respell, struct arena *arena);

/* Words with these wordset_hashes will be asked for: what is known of them is fetched into the
 * cache. */
void respell_fetch(const struct respell *respell, const uint64_t *hashes, size_t count);

/* The word of this language that is meant by `written`, a slip or other spelling of it, with its
 * wordset_hash; of no length when it is none. */
struct slice respell_meant(const struct respell *respell, struct slice written, uint64_t hash,
			   enum language language);

/* Is `written` a slip of `meant`, and no other disguise of it? */
bool respell_is_slip(struct slice written, struct slice meant);

/* May words with these wordset_hashes be the pieces of one that was parted by a blank, neither
 * being a word itself (mus lims)? */
bool respell_may_be_pieces(const struct respell *respell, uint64_t first, uint64_t last);

/* The hash of both, for respell_meant; `written` has them with one blank between. */
uint64_t respell_hash_pieces(uint64_t first, struct slice last);

#endif
