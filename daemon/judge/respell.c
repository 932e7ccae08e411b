/*
 * respell.c - see respell.h. Words are kept as text, their slips and other spellings by hash alone,
 * as in vocabulary.c.
 *
 * What is a word as it stands is asked only while slips are worked out, so that table goes when
 * they are. A slip is one number of 64 bits: most of its hash, and which word is meant.
 */
#include "respell.h"
#include "buffer.h"
#include "error.h"
#include "letters.h"
#include "spelling.h"
#include "wordset.h"
#include <stdlib.h>

enum {
	TABLE_START = 1024,
	TEXT_MAX = 4 * 1024 * 1024, /* of all words together */
	LETTERS_MIN = 5,
	IN_TWO_MIN = 3, /* letters */
	SPELLING_MIN = 4,
	PIECES_MIN = 6, /* letters of what may be in pieces, */
	PIECE_MIN = 2,	/* and of one */
	PIECE_BITS = 1 << 18,
	LETTERS_MAX = 32,
	SURE_SWAP = 7,	  /* letters from which on two swapped ones make no other word, */
	SURE_DROP = 10,	  /* and one left out does not */
	DROP_LETTERS = 6, /* of shorter words only a vowel is left out */
	NUMBER_BITS = 20, /* of a slip; TEXT_MAX holds no more words of LETTERS_MIN */
	SLIPS_A_WORD = 4, /* for a start */
	ALPHABET = 32,	  /* a to z, four more, others, and the edge of a word */
	EDGE = 31,
};
static_assert((int)LETTERS_MIN - 1 >= (int)RESPELL_SHORTEST, "a slip leaves out one at most");
static_assert(PIECE_BITS % 64 == 0, "whole numbers hold them");
static_assert(TEXT_MAX / SPELLING_MIN <= 1 << NUMBER_BITS, "a word's number fits into its slip");

/* A word as it stands. */
struct entry {
	uint64_t hash;	    /* 0: free */
	uint32_t learnt;    /* its number plus one, where its slips are wanted */
	language_set noted; /* in whose rows its letters are */
};

struct table {
	struct entry *entries;
	size_t count, size;
};

struct slips {
	uint64_t
		*entries; /* 0: free; else the number of the word plus one, under the hash's rest */
	size_t count, size;
};

struct wanted {
	uint32_t from, to;	/* in the text */
	language_set languages; /* in which its spellings are looked for, */
	language_set slips;	/* and its slips */
};

struct respell {
	struct table table; /* until finished */
	struct slips slips;
	struct buffer text;
	struct wanted *words;
	size_t count, capacity;
	uint32_t rows[LANGUAGE_COUNT][ALPHABET][ALPHABET]; /* which letter follows which two */
	uint64_t first_pieces[PIECE_BITS / 64], last_pieces[PIECE_BITS / 64]; /* sieves */
};

struct respell *respell_new(void)
{
	struct respell *respell = calloc(1, sizeof(*respell));

	if (!respell)
		return NULL;
	buffer_init(&respell->text, TEXT_MAX);
	respell->table.size = TABLE_START;
	respell->table.entries = calloc(TABLE_START, sizeof(*respell->table.entries));
	return respell->table.entries ? respell : respell_free(respell);
}

struct respell *respell_free(struct respell *respell)
{
	if (respell) {
		buffer_done(&respell->text);
		free(respell->words);
		free(respell->table.entries);
		free(respell->slips.entries);
	}
	free(respell);
	return NULL;
}

static size_t first_place(uint64_t hash)
{
	return hash ^ hash >> 29;
}

static struct entry *place_of(const struct table *table, uint64_t hash)
{
	size_t mask = table->size - 1, at = first_place(hash) & mask;

	while (table->entries[at].hash && table->entries[at].hash != hash)
		at = (at + 1) & mask;
	return &table->entries[at];
}

static int grow_table(struct table *table)
{
	struct table larger = { .count = table->count, .size = 2 * table->size };

	if (2 * (table->count + 1) < table->size)
		return 0;
	larger.entries = calloc(larger.size, sizeof(*larger.entries));
	if (!larger.entries)
		return ERROR_MEMORY;
	for (size_t i = 0; i < table->size; i++)
		if (table->entries[i].hash)
			*place_of(&larger, table->entries[i].hash) = table->entries[i];
	free(table->entries);
	*table = larger;
	return 0;
}

/* --- letters in a row --- */

/* A word by its letters: where each begins, and where the last ends. */
struct spelt {
	struct slice word;
	size_t count;
	size_t at[LETTERS_MAX + 1];
	uint32_t letter[LETTERS_MAX];
};

static bool spell(struct slice word, struct spelt *ret_spelt)
{
	size_t at = 0;

	ret_spelt->word = word;
	ret_spelt->count = 0;
	while (at < word.len) {
		if (ret_spelt->count == LETTERS_MAX)
			return false;
		ret_spelt->at[ret_spelt->count] = at;
		at += letters_next(word.data + at, &ret_spelt->letter[ret_spelt->count]);
		if (letters_kind(ret_spelt->letter[ret_spelt->count]) != LETTER_ALPHA)
			return false;
		ret_spelt->count++;
	}
	ret_spelt->at[ret_spelt->count] = at;
	return true;
}

static unsigned class_of(uint32_t letter)
{
	static const struct {
		uint32_t letter;
		unsigned class;
	} others[] = { { 0xE4, 26 }, { 0xE6, 26 }, { 0xF6, 27 },
		       { 0xF8, 27 }, { 0xE5, 28 }, { 0xFC, 29 } };

	if (letter >= 'a' && letter <= 'z')
		return letter - 'a';
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i].letter == letter)
			return others[i].class;
	return 30;
}

static void note_rows(struct respell *respell, struct slice word, language_set languages)
{
	struct spelt spelt;
	unsigned before = EDGE, last = EDGE;

	if (!spell(word, &spelt))
		return;
	for (size_t i = 0; i <= spelt.count; i++) {
		unsigned class = i < spelt.count ? class_of(spelt.letter[i]) : EDGE;

		for (size_t language = 0; language < LANGUAGE_COUNT; language++)
			if (languages >> language & 1)
				respell->rows[language][before][last] |= UINT32_C(1) << class;
		before = last;
		last = class;
	}
}

/* Does a spelling hold letters in a row that no known word of any of the languages holds so? */
static bool looks_wrong(const struct respell *respell, const unsigned *classes, size_t count,
			language_set languages)
{
	for (size_t language = 0; language < LANGUAGE_COUNT; language++) {
		unsigned before = EDGE, last = EDGE;
		bool wrong = false;

		if (!(languages >> language & 1))
			continue;
		for (size_t i = 0; i <= count; i++) {
			unsigned class = i < count ? classes[i] : EDGE;

			wrong |= !(respell->rows[language][before][last] >> class & 1);
			before = last;
			last = class;
		}
		if (!wrong)
			return false;
	}
	return true;
}

/* --- words --- */

/* The word's own entry; NULL when out of memory. */
static struct entry *know(struct respell *respell, struct slice word, language_set languages)
{
	uint64_t hash = wordset_hash(word);
	struct entry *entry;

	if (grow_table(&respell->table) < 0)
		return NULL;
	entry = place_of(&respell->table, hash);
	respell->table.count += entry->hash == 0;
	entry->hash = hash;
	if (languages & ~entry->noted)
		note_rows(respell, word, languages & ~entry->noted);
	entry->noted |= languages;
	return entry;
}

static int keep(struct respell *respell, struct slice word, language_set languages)
{
	size_t from = respell->text.len;

	if (respell->count == respell->capacity) {
		size_t capacity = respell->capacity ? 2 * respell->capacity : 256;
		struct wanted *words = reallocarray(respell->words, capacity, sizeof(*words));

		if (!words)
			return ERROR_MEMORY;
		respell->words = words;
		respell->capacity = capacity;
	}
	buffer_add_slice(&respell->text, word);
	respell->words[respell->count++] =
		(struct wanted){ (uint32_t)from, (uint32_t)respell->text.len, languages, 0 };
	return buffer_failed(&respell->text) ? ERROR_MEMORY : 0;
}

/* A word that packs of two languages teach is kept for both. */
int respell_learn(struct respell *respell, struct slice word, language_set languages,
		  enum respell_wish wish)
{
	struct entry *entry = know(respell, word, languages);
	struct wanted *wanted;

	if (!entry)
		return ERROR_MEMORY;
	if (wish == RESPELL_AS_IT_STANDS)
		return 0;
	if (!entry->learnt) {
		entry->learnt = (uint32_t)respell->count + 1;
		if (keep(respell, word, languages) < 0)
			return ERROR_MEMORY;
	}
	wanted = &respell->words[entry->learnt - 1];
	wanted->languages |= languages;
	wanted->slips |= wish == RESPELL_SLIPS ? languages : 0;
	return 0;
}

/* --- slips --- */

static const struct wanted *wanted_of(const struct wanted *words, uint64_t slip)
{
	return &words[(slip & ((UINT64_C(1) << NUMBER_BITS) - 1)) - 1];
}

/* By the part of the hash that is kept, of a word of these languages: "bloede" is meant for one
 * word in German and for another in Danish. */
static uint64_t *slip_place(const struct slips *slips, const struct wanted *words, uint64_t hash,
			    language_set languages)
{
	size_t mask = slips->size - 1, at = first_place(hash >> NUMBER_BITS) & mask;

	while (slips->entries[at] && !((slips->entries[at] ^ hash) >> NUMBER_BITS == 0 &&
				       wanted_of(words, slips->entries[at])->languages & languages))
		at = (at + 1) & mask;
	return &slips->entries[at];
}

static int grow_slips(struct slips *slips, const struct wanted *words, size_t size)
{
	struct slips larger = { .count = slips->count, .size = size };

	larger.entries = calloc(size, sizeof(*larger.entries));
	if (!larger.entries)
		return ERROR_MEMORY;
	for (size_t i = 0; i < slips->size; i++)
		if (slips->entries[i])
			*slip_place(&larger, words, slips->entries[i],
				    wanted_of(words, slips->entries[i])->languages) =
				slips->entries[i];
	free(slips->entries);
	*slips = larger;
	return 0;
}

/* A word as it stands is no slip, and of two words of a language the first is meant. */
static int put(struct respell *respell, uint64_t hash, uint32_t number)
{
	struct slips *slips = &respell->slips;
	uint64_t *place;

	if (place_of(&respell->table, hash)->hash)
		return 0;
	if (2 * (slips->count + 1) >= slips->size &&
	    grow_slips(slips, respell->words, 2 * slips->size) < 0)
		return ERROR_MEMORY;
	place = slip_place(slips, respell->words, hash, respell->words[number - 1].languages);
	if (*place == 0) {
		*place = hash >> NUMBER_BITS << NUMBER_BITS | number;
		slips->count++;
	}
	return 0;
}

/* The letters of a word with two of them swapped, or one left out. */
static int put_slip(struct respell *respell, const struct spelt *spelt, const size_t *order,
		    size_t count, uint32_t number)
{
	language_set languages = respell->words[number - 1].slips;
	unsigned classes[LETTERS_MAX];
	uint64_t hash = WORDSET_HASH_START;
	bool sure = spelt->count >= (count < spelt->count ? SURE_DROP : SURE_SWAP);

	for (size_t i = 0; i < count; i++) {
		classes[i] = class_of(spelt->letter[order[i]]);
		for (size_t j = spelt->at[order[i]]; j < spelt->at[order[i] + 1]; j++)
			hash = wordset_hash_step(hash, spelt->word.data[j]);
	}
	if (!sure && !looks_wrong(respell, classes, count, languages))
		return 0;
	return put(respell, hash, number);
}

static int swap(struct respell *respell, const struct spelt *spelt, size_t at, uint32_t number)
{
	size_t order[LETTERS_MAX];

	if (spelt->letter[at] == spelt->letter[at + 1])
		return 0;
	for (size_t i = 0; i < spelt->count; i++)
		order[i] = i == at ? at + 1 : i == at + 1 ? at : i;
	return put_slip(respell, spelt, order, spelt->count, number);
}

/* Neither the first letter nor the last, which endings are made of; of short words a vowel. */
static int drop(struct respell *respell, const struct spelt *spelt, size_t at, uint32_t number)
{
	size_t order[LETTERS_MAX], count = 0;

	if (at == 0 || at + 1 >= spelt->count || spelt->letter[at] == spelt->letter[at - 1] ||
	    (spelt->count < DROP_LETTERS && !letters_is_vowel(spelt->letter[at])))
		return 0;
	for (size_t i = 0; i < spelt->count; i++)
		if (i != at)
			order[count++] = i;
	return put_slip(respell, spelt, order, count, number);
}

static int put_slips(struct respell *respell, const struct spelt *spelt, uint32_t number)
{
	int result = 0;

	for (size_t at = 0; result == 0 && at + 1 < spelt->count; at++) {
		result = swap(respell, spelt, at, number);
		if (result == 0)
			result = drop(respell, spelt, at, number);
	}
	return result;
}

/* --- spellings and pieces --- */

struct found {
	struct respell *respell;
	uint32_t number;
};

static int put_spelling(void *context, uint64_t hash)
{
	const struct found *found = context;

	return put(found->respell, hash, found->number);
}

/* Of a short word only what no other is: slaa, not sla. */
static int put_spellings(struct respell *respell, const struct spelt *spelt, uint32_t number)
{
	return (spelt->count < SPELLING_MIN ? spelling_in_two : spelling_each)(
		spelt->word, put_spelling, &(struct found){ respell, number });
}

/* A piece may be a word of its own in one of the languages: "mord hot" is two. */
static bool is_known(const struct respell *respell, struct slice piece, language_set languages)
{
	return place_of(&respell->table, wordset_hash(piece))->noted & languages;
}

static size_t sieve_place(uint64_t hash)
{
	return first_place(hash) % PIECE_BITS;
}

static void sift(uint64_t *sieve, uint64_t hash)
{
	sieve[sieve_place(hash) / 64] |= UINT64_C(1) << sieve_place(hash) % 64;
}

/* A word in two pieces, neither of which is one, with a blank between them: "mus lims". */
static int put_pieces(struct respell *respell, const struct spelt *spelt, uint32_t number)
{
	language_set languages = respell->words[number - 1].languages;

	for (size_t at = PIECE_MIN; at + PIECE_MIN <= spelt->count; at++) {
		struct slice first = slice_cut(spelt->word, 0, spelt->at[at]);
		struct slice last = slice_cut(spelt->word, spelt->at[at], spelt->word.len);
		uint64_t hash = wordset_hash(first);

		if (is_known(respell, first, languages) || is_known(respell, last, languages))
			continue;
		sift(respell->first_pieces, hash);
		sift(respell->last_pieces, wordset_hash(last));
		hash = respell_hash_pieces(hash, last);
		if (put(respell, hash, number) < 0)
			return ERROR_MEMORY;
	}
	return 0;
}

static size_t size_at_first(const struct respell *respell)
{
	size_t size = TABLE_START;

	while (size < SLIPS_A_WORD * respell->count)
		size *= 2;
	return size;
}

int respell_finish(struct respell *respell)
{
	int result = grow_slips(&respell->slips, respell->words, size_at_first(respell));

	for (size_t i = 0; result == 0 && i < respell->count; i++) {
		struct slice word = slice_cut(buffer_slice(&respell->text), respell->words[i].from,
					      respell->words[i].to);
		struct spelt spelt;

		if (!spell(word, &spelt))
			continue;
		if (respell->words[i].slips && spelt.count >= LETTERS_MIN)
			result = put_slips(respell, &spelt, (uint32_t)i + 1);
		if (result == 0 && spelt.count >= IN_TWO_MIN)
			result = put_spellings(respell, &spelt, (uint32_t)i + 1);
		if (result == 0 && spelt.count >= PIECES_MIN)
			result = put_pieces(respell, &spelt, (uint32_t)i + 1);
	}
	free(respell->table.entries);
	respell->table = (struct table){ 0 };
	return result;
}

const struct respell *respell_copy(const struct respell *respell, struct arena *arena)
{
	struct respell *copy = arena_duplicate(arena, respell, sizeof(*respell));

	if (!copy)
		return NULL;
	copy->text.data = arena_string(arena, buffer_slice(&respell->text));
	copy->words =
		arena_duplicate(arena, respell->words, respell->count * sizeof(*respell->words));
	copy->slips.entries =
		arena_duplicate(arena, respell->slips.entries,
				respell->slips.size * sizeof(*respell->slips.entries));
	return copy->text.data && copy->words && copy->slips.entries ? copy : NULL;
}

static bool continues_letter(char byte)
{
	return ((unsigned char)byte & 0xC0) == 0x80;
}

/* The bytes of the letter at `at`. */
static size_t letter_length(struct slice word, size_t at)
{
	size_t end = at + 1;

	while (end < word.len && continues_letter(word.data[end]))
		end++;
	return end - at;
}

/* Of two words of one length, the same but for [from, to): are these two letters, swapped? */
static bool is_swap(struct slice written, struct slice meant, size_t from, size_t to)
{
	size_t first, second;

	while (from > 0 && continues_letter(written.data[from]))
		from--;
	while (to < written.len && continues_letter(written.data[to]))
		to++;
	first = letter_length(written, from);
	if (from + first >= to)
		return false;
	second = letter_length(written, from + first);
	return from + first + second == to &&
	       memcmp(written.data + from, meant.data + from + second, first) == 0 &&
	       memcmp(written.data + from + first, meant.data + from, second) == 0;
}

bool respell_is_slip(struct slice written, struct slice meant)
{
	size_t same = 0, end = 0;

	if (written.len > meant.len || slice_equal(written, meant))
		return false;
	while (same < written.len && written.data[same] == meant.data[same])
		same++;
	while (end < written.len - same &&
	       written.data[written.len - 1 - end] == meant.data[meant.len - 1 - end])
		end++;
	if (written.len < meant.len)
		return same + end == written.len;
	return is_swap(written, meant, same, written.len - end);
}

/* The same letters with one blank among them? */
static bool is_in_pieces(struct slice written, struct slice meant)
{
	const char *blank = memchr(written.data, ' ', written.len);
	size_t at = blank ? (size_t)(blank - written.data) : written.len;

	return written.len == meant.len + 1 && at < written.len &&
	       memcmp(written.data, meant.data, at) == 0 &&
	       memcmp(written.data + at + 1, meant.data + at, meant.len - at) == 0;
}

void respell_fetch(const struct respell *respell, const uint64_t *hashes, size_t count)
{
	size_t mask = respell->slips.size - 1;

	for (size_t i = 0; i < count; i++) {
		size_t slip = first_place(hashes[i] >> NUMBER_BITS) & mask;

		__builtin_prefetch(&respell->slips.entries[slip]);
		__builtin_prefetch(&respell->first_pieces[sieve_place(hashes[i]) / 64]);
	}
}

struct slice respell_meant(const struct respell *respell, struct slice written, uint64_t hash,
			   enum language language)
{
	language_set bit = language_bit(language);
	uint64_t slip = *slip_place(&respell->slips, respell->words, hash, bit);
	const struct wanted *wanted;
	struct slice meant;

	if (!slip)
		return (struct slice){ "", 0 };
	wanted = wanted_of(respell->words, slip);
	meant = slice_cut(buffer_slice(&respell->text), wanted->from, wanted->to);
	if ((wanted->slips & bit && respell_is_slip(written, meant)) ||
	    (wanted->languages & bit &&
	     (spelling_is_of(written, meant) || is_in_pieces(written, meant))))
		return meant;
	return (struct slice){ "", 0 };
}

static bool passes(const uint64_t *sieve, uint64_t hash)
{
	return sieve[sieve_place(hash) / 64] >> sieve_place(hash) % 64 & 1;
}

bool respell_may_be_pieces(const struct respell *respell, uint64_t first, uint64_t last)
{
	return passes(respell->first_pieces, first) && passes(respell->last_pieces, last);
}

uint64_t respell_hash_pieces(uint64_t first, struct slice last)
{
	uint64_t hash = wordset_hash_step(first, ' ');

	for (size_t i = 0; i < last.len; i++)
		hash = wordset_hash_step(hash, last.data[i]);
	return hash;
}
