/*
 * phrasebook.c - see phrasebook.h. A tree of words in one hash table:
 *
 *     key("gå") ──► goes on      key("gå och") ──► goes on      key("gå och dö") ──► literal 17
 *
 * The key of a phrase comes from that of the phrase without its last word and the hash of that
 * word. That two of 64 bits meet is rarer than any other mistake here.
 *
 * Beginnings and endings of words in lists are told by their outermost three or five bytes, in
 * another table. Words of the same lists share their marks.
 */
#include "phrasebook.h"
#include <stdlib.h>

enum { SIEVE_BITS_EACH = 8, TABLE_START = 64, MARKS_START = 64, MARKS_BITS = 22, GOES_ON = 1 };

/* Bytes by which beginnings and endings are told. */
enum { EDGE_SHORT = 3, EDGE_LONG = 5 };

enum { KEYS_OF_WORD = 5 /* by which its marks are found */, GATHERED_MAX = 64 };

struct known {
	uint64_t key;		     /* 0: free */
	uint32_t node;		     /* twice the literal's number plus one, and GOES_ON */
	uint32_t marks : MARKS_BITS; /* where the lists are that the word stands in; 0: in none */
	uint32_t forms : FORM_COUNT; /* in which the literal is looked for, */
	uint32_t languages : LANGUAGE_COUNT; /* and in which languages */
};
static_assert((int)MARKS_BITS + (int)FORM_COUNT + (int)LANGUAGE_COUNT <= 32, "they fit into one");

struct table {
	struct known *places;
	uint64_t *sieve; /* a bit of each key: most words stand in no phrase */
	size_t size, used, sieve_mask;
};

struct phrasebook {
	struct table words; /* and phrases of them */
	struct table edges;
	struct list_marks *marks; /* the first are of none */
	size_t marks_count, marks_capacity;
};

/* --- keys --- */

static inline uint64_t first_key(uint64_t word_hash)
{
	return word_hash | 1;
}

static inline uint64_t next_key(uint64_t key, uint64_t word_hash)
{
	return ((key ^ key >> 29) * UINT64_C(0x9E3779B97F4A7C15) + word_hash) | 1;
}

/* Of the outermost bytes on one side of a word; they are `len`. */
static inline uint64_t edge_key(struct slice word, enum pattern_kind kind, size_t len)
{
	const char *from = kind == PATTERN_SUFFIX ? word.data + word.len - len : word.data;
	uint64_t bytes = 0;

	memcpy(&bytes, from, len);
	return next_key((uint64_t)kind << 8 | len, bytes * UINT64_C(0xFF51AFD7ED558CCD));
}

static inline size_t sieve_place(const struct table *table, uint64_t key)
{
	return (size_t)(key ^ key >> 32) & table->sieve_mask;
}

static inline size_t first_place(const struct table *table, uint64_t key)
{
	return (size_t)(key >> 1 ^ key >> 32) & (table->size - 1);
}

static inline struct known *place_of(const struct table *table, uint64_t key)
{
	size_t at = first_place(table, key);

	while (table->places[at].key && table->places[at].key != key)
		at = (at + 1) & (table->size - 1);
	return &table->places[at];
}

/* NULL: the book knows nothing of it. */
static inline const struct known *find(const struct table *table, uint64_t key)
{
	size_t at = sieve_place(table, key);
	const struct known *place;

	if (!(table->sieve[at / 64] >> at % 64 & 1))
		return NULL;
	place = place_of(table, key);
	return place->key ? place : NULL;
}

/* --- building --- */

/* Room for one more: a quarter stays free, for there a search ends. */
static bool reserve(struct table *table)
{
	struct table larger = { .size = table->size ? 2 * table->size : TABLE_START };

	if (table->used + 1 <= table->size / 4 * 3)
		return true;
	larger.places = calloc(larger.size, sizeof(*larger.places));
	if (!larger.places)
		return false;
	for (size_t i = 0; i < table->size; i++)
		if (table->places[i].key)
			*place_of(&larger, table->places[i].key) = table->places[i];
	larger.used = table->used;
	free(table->places);
	*table = larger;
	return true;
}

/* NULL when memory is out. */
static struct known *put(struct table *table, uint64_t key)
{
	struct known *place;

	if (!reserve(table))
		return NULL;
	place = place_of(table, key);
	table->used += place->key == 0;
	place->key = key;
	return place;
}

static bool make_sieve(struct table *table)
{
	size_t bits = TABLE_START;

	while (bits < SIEVE_BITS_EACH * table->used)
		bits *= 2;
	table->sieve_mask = bits - 1;
	table->sieve = calloc(bits / 64, sizeof(*table->sieve));
	for (size_t i = 0; table->sieve && i < table->size; i++) {
		size_t at = sieve_place(table, table->places[i].key);

		if (table->places[i].key)
			table->sieve[at / 64] |= UINT64_C(1) << at % 64;
	}
	return table->sieve != NULL && reserve(table);
}

static void table_done(struct table *table)
{
	free(table->places);
	free(table->sieve);
}

struct phrasebook *phrasebook_new(void)
{
	return calloc(1, sizeof(struct phrasebook));
}

struct phrasebook *phrasebook_free(struct phrasebook *book)
{
	if (!book)
		return NULL;
	table_done(&book->words);
	table_done(&book->edges);
	free(book->marks);
	free(book);
	return NULL;
}

/* Where the word that begins at `at` ends: at the blank behind it. */
static size_t word_end(struct slice literal, size_t at)
{
	while (literal.data[at] != ' ')
		at++;
	return at;
}

bool phrasebook_takes(struct slice literal)
{
	if (literal.len < 3 || literal.data[0] != ' ' || literal.data[literal.len - 1] != ' ')
		return false;
	for (size_t i = 1; i < literal.len; i++)
		if (literal.data[i] == ' ' && literal.data[i - 1] == ' ')
			return false;
	return true;
}

bool phrasebook_add(struct phrasebook *book, struct slice literal, uint32_t number,
		    language_set languages, unsigned forms)
{
	uint64_t key = 0;

	for (size_t at = 1, end; at < literal.len; at = end + 1) {
		struct known *place;
		uint64_t hash;

		end = word_end(literal, at);
		hash = wordset_hash(slice_cut(literal, at, end));
		key = at == 1 ? first_key(hash) : next_key(key, hash);
		place = put(&book->words, key);
		if (!place)
			return false;
		if (end + 1 < literal.len) {
			place->node |= GOES_ON;
			continue;
		}
		place->node |= (number + 1) << 1;
		place->languages = languages & ((1u << LANGUAGE_COUNT) - 1);
		place->forms = forms & ((1u << FORM_COUNT) - 1);
	}
	return true;
}

/* Marks of none at the end. */
static bool push_marks(struct phrasebook *book)
{
	size_t capacity = book->marks_capacity ? 2 * book->marks_capacity : MARKS_START;

	if (book->marks_count == book->marks_capacity) {
		struct list_marks *more = reallocarray(book->marks, capacity, sizeof(*book->marks));

		if (!more)
			return false;
		book->marks = more;
		book->marks_capacity = capacity;
	}
	book->marks[book->marks_count++] = (struct list_marks){ { 0 } };
	return true;
}

bool phrasebook_lists(struct slice word, enum pattern_kind kind)
{
	return kind == PATTERN_EXACT ||
	       ((kind == PATTERN_PREFIX || kind == PATTERN_SUFFIX) && word.len >= EDGE_SHORT);
}

/* NULL when memory is out. */
static struct known *put_word(struct phrasebook *book, struct slice word, enum pattern_kind kind)
{
	size_t len = word.len < EDGE_LONG ? EDGE_SHORT : EDGE_LONG;

	if (kind == PATTERN_EXACT)
		return put(&book->words, first_key(wordset_hash(word)));
	return put(&book->edges, edge_key(word, kind, len));
}

bool phrasebook_list(struct phrasebook *book, struct slice word, enum pattern_kind kind,
		     unsigned list)
{
	struct known *place = put_word(book, word, kind);

	if (!place || book->marks_count >> MARKS_BITS ||
	    (book->marks_count == 0 && !push_marks(book)) ||
	    (place->marks == 0 && !push_marks(book)))
		return false;
	if (place->marks == 0)
		place->marks = (book->marks_count - 1) & ((1u << MARKS_BITS) - 1);
	list_marks_add(&book->marks[place->marks], list);
	return true;
}

/* Marks are few bits, far apart: mixed as splitmix64 does it. One multiplication leaves a high bit
 * as it is, and what then comes next can take it away again. */
static uint64_t hash_marks(const struct list_marks *marks)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < sizeof(marks->bits) / sizeof(marks->bits[0]); i++) {
		hash = (hash ^ marks->bits[i]) + UINT64_C(0x9E3779B97F4A7C15);
		hash = (hash ^ hash >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
		hash = (hash ^ hash >> 27) * UINT64_C(0x94D049BB133111EB);
		hash ^= hash >> 31;
	}
	return first_key(hash);
}

/* For each its number among those that differ, which come to stand at the front. False when memory
 * is out. */
static bool merge_marks(struct phrasebook *book, uint32_t *ret_numbers)
{
	struct table seen = { .size = 0 };
	size_t kept = 0;
	bool good = true;

	for (size_t i = 0; i < book->marks_count && good; i++) {
		struct known *place = put(&seen, hash_marks(&book->marks[i]));

		good = place != NULL;
		if (good && place->node == 0) {
			book->marks[kept++] = book->marks[i];
			place->node = (uint32_t)kept;
		}
		ret_numbers[i] = good ? place->node - 1 : 0;
	}
	book->marks_count = kept;
	table_done(&seen);
	return good;
}

static void renumber(struct table *table, const uint32_t *numbers)
{
	for (size_t i = 0; i < table->size; i++)
		table->places[i].marks = numbers[table->places[i].marks] & ((1u << MARKS_BITS) - 1);
}

bool phrasebook_finish(struct phrasebook *book)
{
	uint32_t *numbers;
	bool good;

	if (book->marks_count == 0 && !push_marks(book))
		return false;
	numbers = calloc(book->marks_count, sizeof(*numbers));
	good = numbers && merge_marks(book, numbers);
	if (good) {
		assert(book->marks_count > 0); /* those of none stay */
		struct list_marks *kept =
			realloc(book->marks, book->marks_count * sizeof(*book->marks));

		book->marks = kept ? kept : book->marks;
		book->marks_capacity = book->marks_count;
		renumber(&book->words, numbers);
		renumber(&book->edges, numbers);
	}
	free(numbers);
	return good && reserve(&book->words) && reserve(&book->edges) && make_sieve(&book->words) &&
	       make_sieve(&book->edges);
}

static bool copy_table(const struct table *table, struct arena *arena, struct table *ret_copy)
{
	*ret_copy = *table;
	ret_copy->places =
		arena_duplicate(arena, table->places, table->size * sizeof(*table->places));
	ret_copy->sieve = arena_duplicate(arena, table->sieve, (table->sieve_mask + 1) / 8);
	return ret_copy->places && ret_copy->sieve;
}

const struct phrasebook *phrasebook_copy(const struct phrasebook *book, struct arena *arena)
{
	struct phrasebook *copy = arena_duplicate(arena, book, sizeof(*book));

	if (!copy)
		return NULL;
	copy->marks = arena_duplicate(arena, book->marks, book->marks_count * sizeof(*book->marks));
	return copy->marks && copy_table(&book->words, arena, &copy->words) &&
			       copy_table(&book->edges, arena, &copy->edges)
		       ? copy
		       : NULL;
}

/* --- finding --- */

void phrasebook_fetch(const struct phrasebook *book, const uint64_t *hashes, size_t count)
{
	const struct table *table = &book->words;

	for (size_t word = 0; word < count; word++) {
		uint64_t key = first_key(hashes[word]);
		size_t at = sieve_place(table, key);

		if (table->sieve[at / 64] >> at % 64 & 1)
			__builtin_prefetch(&table->places[first_place(table, key)]);
	}
}

/* A search through one text. */
struct search {
	const struct phrasebook *book;
	const struct word_view *view;
	language_set languages;
	unsigned form; /* its bit */
	phrasebook_found *found;
	void *context;
};

/* All that begins with the word, which stands at `place`. */
static bool find_from(const struct search *search, size_t word, const struct known *place)
{
	uint64_t key = place->key;

	for (size_t next = word + 1; place; next++) {
		if (place->languages & search->languages && place->forms & search->form &&
		    !search->found(search->context, (place->node >> 1) - 1, word))
			return false;
		if (!(place->node & GOES_ON) || next == search->view->count)
			break;
		key = next_key(key, search->view->hashes[next]);
		place = find(&search->book->words, key);
	}
	return true;
}

bool phrasebook_find(const struct phrasebook *book, const struct word_view *view,
		     const uint32_t *places, language_set languages, enum form form,
		     phrasebook_found *found, void *context)
{
	const struct search search = { book, view, languages, 1u << form, found, context };

	for (size_t word = 0; word < view->count; word++)
		if (places[word] > 0 &&
		    !find_from(&search, word, &book->words.places[places[word] - 1]))
			return false;
	return true;
}

/* Nobody else's memory, so that they are joined sixteen bytes at a time. */
static inline void join(struct list_marks *restrict sum, const struct list_marks *restrict more)
{
	for (size_t i = 0; i < sizeof(sum->bits) / sizeof(sum->bits[0]); i++)
		sum->bits[i] |= more->bits[i];
}

/* Marks of words of a text: looked up for several words, so that they are fetched meanwhile, and
 * then joined. */
struct gathered {
	const struct phrasebook *book;
	struct list_marks *marks;
	size_t count;
	uint32_t numbers[GATHERED_MAX];
};

static void join_all(struct gathered *gathered)
{
	for (size_t i = 0; i < gathered->count; i++)
		join(gathered->marks, &gathered->book->marks[gathered->numbers[i]]);
	gathered->count = 0;
}

static inline void gather(struct gathered *gathered, const struct known *place)
{
	if (!place || place->marks == 0)
		return;
	__builtin_prefetch(&gathered->book->marks[place->marks]);
	gathered->numbers[gathered->count++] = place->marks;
}

static inline void gather_edges(struct gathered *gathered, struct slice word)
{
	const struct table *edges = &gathered->book->edges;

	if (word.len < EDGE_SHORT)
		return;
	gather(gathered, find(edges, edge_key(word, PATTERN_PREFIX, EDGE_SHORT)));
	gather(gathered, find(edges, edge_key(word, PATTERN_SUFFIX, EDGE_SHORT)));
	if (word.len < EDGE_LONG)
		return;
	gather(gathered, find(edges, edge_key(word, PATTERN_PREFIX, EDGE_LONG)));
	gather(gathered, find(edges, edge_key(word, PATTERN_SUFFIX, EDGE_LONG)));
}

void phrasebook_marks(const struct phrasebook *book, const struct word_view *view,
		      const bool *unmarked, uint32_t *ret_places, struct list_marks *marks)
{
	struct gathered gathered;

	gathered.book = book;
	gathered.marks = marks;
	gathered.count = 0;
	for (size_t word = 0; word < view->count; word++) {
		const struct known *place = find(&book->words, first_key(view->hashes[word]));

		ret_places[word] = place ? (uint32_t)(place - book->words.places) + 1 : 0;
		if (book->marks_count == 1 || (unmarked && !unmarked[word]))
			continue; /* no word stands in any list, or this one is known */
		if (gathered.count > GATHERED_MAX - KEYS_OF_WORD)
			join_all(&gathered);
		gather(&gathered, place);
		gather_edges(&gathered, words_text(view->text, &view->words[word]));
	}
	join_all(&gathered);
}
