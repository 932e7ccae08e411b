/*
 * lexicon.c - mood words in one hash table for all languages, shapes and kinds.
 *
 * The key of an entry is its first word without stars; what follows in a phrase is compared word by
 * word. Prefixes are looked up with the hashes that fall off while the word's own hash is computed,
 * suffixes the same from the end; a sieve by hash says beforehand which languages may have such an
 * entry, for most words none. Keys are known by their hash alone: that two of 64 bits meet is
 * rarer than any other mistake here. A word that is not found so is tried again without the
 * endings of its language.
 */
#include "lexicon.h"
#include "error.h"
#include "inflection.h"
#include "lexicon_entry.h"
#include "wordset.h"
#include <stdlib.h>

enum {
	PARTS_LOOKED_AT = 128, /* bytes of a word in which parts are looked for */
	SIEVE_SIZE = 1 << 15,  /* per shape; the two to six thousand entries of a language leave it
				  eight tenths empty and more */
	INFLECTED_MIN = 4,     /* bytes that must stay when an ending is taken off */
};

struct element {
	uint32_t text_at; /* in bytes */
	uint8_t len, shape;
};

struct entry {
	uint32_t first_element;
	uint8_t elements, kind, language;
	char second; /* first byte of the second word, where that is known; else 0 */
	int32_t strength;
	uint32_t next; /* entry with the same key, +1; 0: none. Once finished they stand in a row */
};

struct bucket {
	uint64_t key;
	uint32_t entry; /* the first, +1; 0: free */
	uint32_t count;
};

struct lexicon {
	char *bytes;
	struct element *elements;
	struct entry *entries;
	struct bucket *slots;
	size_t byte_count, byte_capacity, element_count, element_capacity, entry_count,
		entry_capacity;
	size_t slot_count, slots_used; /* a power of two; those taken */
	size_t longest[LEXICON_SHAPES];
	size_t shortest; /* beginning */
	struct inflections *inflections[LANGUAGE_COUNT];
	uint8_t sieve[LEXICON_SHAPES][SIEVE_SIZE]; /* which languages, a bit each */
	/* By the text's language: is there any that is near to it? Small, so at hand. */
	uint64_t near[LANGUAGE_COUNT][LEXICON_SHAPES][SIEVE_SIZE / 64];
};
static_assert(LANGUAGE_COUNT <= 8, "they fit into a byte of the sieve");

static uint64_t hash_bytes(struct slice key, enum lexicon_shape shape)
{
	uint64_t hash = WORDSET_HASH_START;

	for (size_t i = 0; i < key.len; i++)
		hash = wordset_hash_step(hash, shape == LEXICON_SUFFIX ? key.data[key.len - 1 - i]
								       : key.data[i]);
	return hash;
}

/* The key of an entry, from the hash of its first word. */
static inline uint64_t key_of(uint64_t hash, enum lexicon_shape shape, enum language language)
{
	return hash ^ ((uint64_t)shape * LANGUAGE_COUNT + (uint64_t)language) << 30;
}

static inline size_t sieve_place(uint64_t hash)
{
	return (size_t)(hash ^ hash >> 32) & (SIEVE_SIZE - 1);
}

struct lexicon *lexicon_new(void)
{
	return calloc(1, sizeof(struct lexicon));
}

struct lexicon *lexicon_free(struct lexicon *lexicon)
{
	if (!lexicon)
		return NULL;
	free(lexicon->bytes);
	free(lexicon->elements);
	free(lexicon->entries);
	free(lexicon->slots);
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		free(lexicon->inflections[language]);
	free(lexicon);
	return NULL;
}

/* Room for one more item (or `more` bytes); the array is left alone on failure. */
static void *grow(void *array, size_t *capacity, size_t count, size_t more, size_t item)
{
	if (count + more <= *capacity)
		return array;
	size_t wanted = *capacity ? *capacity * 2 : 256;
	while (wanted < count + more)
		wanted *= 2;
	void *grown = realloc(array, wanted * item);
	if (grown)
		*capacity = wanted;
	return grown;
}

static struct slice element_text(const struct lexicon *lexicon, const struct element *element)
{
	return (struct slice){ lexicon->bytes + element->text_at, element->len };
}

/* The slot of a key, or the free one where it belongs. The table is never full. */
static struct bucket *find_slot(const struct lexicon *lexicon, uint64_t key)
{
	size_t mask = lexicon->slot_count - 1, i = (size_t)(key >> 20) & mask;

	while (lexicon->slots[i].entry && lexicon->slots[i].key != key)
		i = (i + 1) & mask;
	return &lexicon->slots[i];
}

static int grow_table(struct lexicon *lexicon)
{
	size_t old_count = lexicon->slot_count;
	struct bucket *old = lexicon->slots;

	if ((lexicon->slots_used + 1) * 2 <= old_count)
		return 0;
	struct bucket *slots = calloc(old_count ? old_count * 2 : 1024, sizeof(*slots));
	if (!slots)
		return ERROR_MEMORY;
	lexicon->slots = slots;
	lexicon->slot_count = old_count ? old_count * 2 : 1024;
	for (size_t i = 0; i < old_count; i++) {
		if (old[i].entry)
			*find_slot(lexicon, old[i].key) = old[i];
	}
	free(old);
	return 0;
}

static bool same_entry(const struct lexicon *lexicon, const struct entry *entry,
		       const struct lexicon_entry *parsed)
{
	if (entry->elements != parsed->count)
		return false;
	for (size_t i = 0; i < parsed->count; i++) {
		const struct element *element = &lexicon->elements[entry->first_element + i];
		if (element->shape != (uint8_t)parsed->shape[i] ||
		    !slice_equal(element_text(lexicon, element), parsed->word[i]))
			return false;
	}
	return true;
}

static bool known_already(const struct lexicon *lexicon, const struct bucket *slot,
			  enum lexicon_kind kind, const struct lexicon_entry *parsed)
{
	for (uint32_t at = slot->entry; at; at = lexicon->entries[at - 1].next) {
		const struct entry *entry = &lexicon->entries[at - 1];
		if (entry->kind == (uint8_t)kind && same_entry(lexicon, entry, parsed))
			return true;
	}
	return false;
}

static int reserve(struct lexicon *lexicon)
{
	void *grown = grow(lexicon->bytes, &lexicon->byte_capacity, lexicon->byte_count,
			   LEXICON_ENTRY_MAX, 1);
	if (!grown)
		return ERROR_MEMORY;
	lexicon->bytes = grown;
	grown = grow(lexicon->elements, &lexicon->element_capacity, lexicon->element_count,
		     LEXICON_PHRASE_MAX, sizeof(struct element));
	if (!grown)
		return ERROR_MEMORY;
	lexicon->elements = grown;
	grown = grow(lexicon->entries, &lexicon->entry_capacity, lexicon->entry_count, 1,
		     sizeof(struct entry));
	if (!grown)
		return ERROR_MEMORY;
	lexicon->entries = grown;
	return grow_table(lexicon);
}

static void store_elements(struct lexicon *lexicon, const struct lexicon_entry *parsed)
{
	for (size_t i = 0; i < parsed->count; i++) {
		struct slice word = parsed->word[i];
		lexicon->elements[lexicon->element_count++] = (struct element){
			.text_at = (uint32_t)lexicon->byte_count,
			.len = (uint8_t)word.len,
			.shape = (uint8_t)parsed->shape[i],
		};
		memcpy(lexicon->bytes + lexicon->byte_count, word.data, word.len);
		lexicon->byte_count += word.len;
	}
}

static char second_byte(const struct lexicon_entry *parsed)
{
	bool known = parsed->count > 1 &&
		     (parsed->shape[1] == LEXICON_EXACT || parsed->shape[1] == LEXICON_PREFIX);

	return known ? parsed->word[1].data[0] : '\0';
}

int lexicon_add(struct lexicon *lexicon, enum language language, enum lexicon_kind kind,
		struct slice entry, int32_t strength)
{
	struct lexicon_entry parsed;

	if (!lexicon_entry_read(&parsed, entry))
		return ERROR_INVALID;
	if (reserve(lexicon) < 0)
		return ERROR_MEMORY;
	enum lexicon_shape shape = parsed.shape[0];
	uint64_t hash = hash_bytes(parsed.word[0], shape);
	struct bucket *slot = find_slot(lexicon, key_of(hash, shape, language));
	if (known_already(lexicon, slot, kind, &parsed))
		return ERROR_INVALID;

	lexicon->entries[lexicon->entry_count++] = (struct entry){
		.first_element = (uint32_t)lexicon->element_count,
		.elements = (uint8_t)parsed.count,
		.kind = (uint8_t)kind,
		.language = (uint8_t)language,
		.second = second_byte(&parsed),
		.strength = strength,
		.next = slot->entry,
	};
	store_elements(lexicon, &parsed);
	lexicon->slots_used += slot->entry == 0;
	*slot = (struct bucket){ key_of(hash, shape, language), (uint32_t)lexicon->entry_count,
				 slot->count + 1 };
	if (parsed.word[0].len > lexicon->longest[shape])
		lexicon->longest[shape] = parsed.word[0].len;
	if (shape == LEXICON_PREFIX &&
	    (lexicon->shortest == 0 || parsed.word[0].len < lexicon->shortest))
		lexicon->shortest = parsed.word[0].len;
	lexicon->sieve[shape][sieve_place(hash)] |= (uint8_t)language_bit(language);
	return 0;
}

/* Entries of one key side by side. */
static int line_up(struct lexicon *lexicon)
{
	struct entry *entries = calloc(lexicon->entry_count + 1, sizeof(*entries));
	uint32_t count = 0;

	if (!entries)
		return ERROR_MEMORY;
	for (size_t i = 0; i < lexicon->slot_count; i++) {
		struct bucket *slot = &lexicon->slots[i];
		uint32_t at = slot->entry;
		if (at)
			slot->entry = count + 1;
		for (; at; at = lexicon->entries[at - 1].next)
			entries[count++] = lexicon->entries[at - 1];
	}
	free(lexicon->entries);
	lexicon->entries = entries;
	return 0;
}

/* Those that are near at all, as bits. */
static unsigned near_languages(enum language text)
{
	if (text == LANGUAGE_ANY)
		return (1u << LANGUAGE_COUNT) - 1;
	return language_bit(LANGUAGE_ANY) | language_bit(text) |
	       (text == LANGUAGE_NN ? language_bit(LANGUAGE_NB) : 0);
}

static void fill_near(struct lexicon *lexicon)
{
	for (size_t i = 0; i < (size_t)LEXICON_SHAPES * SIEVE_SIZE; i++) {
		size_t shape = i / SIEVE_SIZE, place = i % SIEVE_SIZE;
		unsigned known = lexicon->sieve[shape][place];
		for (int text = 0; known && text < LANGUAGE_COUNT; text++)
			if (known & near_languages((enum language)text))
				lexicon->near[text][shape][place / 64] |= UINT64_C(1) << place % 64;
	}
}

int lexicon_finish(struct lexicon *lexicon)
{
	if (grow_table(lexicon) < 0) /* an empty lexicon needs a table too */
		return ERROR_MEMORY;
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		lexicon->inflections[language] = inflections_new((enum language)language);
		if (!lexicon->inflections[language])
			return ERROR_MEMORY;
	}
	fill_near(lexicon);
	return line_up(lexicon);
}

const struct lexicon *lexicon_copy(const struct lexicon *lexicon, struct arena *arena)
{
	struct lexicon *copy = arena_duplicate(arena, lexicon, sizeof(*lexicon));
	bool good = copy != NULL;

	if (!good)
		return NULL;
	copy->bytes = arena_duplicate(arena, lexicon->bytes, lexicon->byte_count);
	copy->elements = arena_duplicate(arena, lexicon->elements,
					 lexicon->element_count * sizeof(*lexicon->elements));
	copy->entries = arena_duplicate(arena, lexicon->entries,
					lexicon->entry_count * sizeof(*lexicon->entries));
	copy->slots = arena_duplicate(arena, lexicon->slots,
				      lexicon->slot_count * sizeof(*lexicon->slots));
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		copy->inflections[language] =
			arena_duplicate(arena, lexicon->inflections[language],
					inflections_bytes(lexicon->inflections[language]));
		good = good && copy->inflections[language];
	}
	return good && copy->bytes && copy->elements && copy->entries && copy->slots ? copy : NULL;
}

/* What a search for one word gathers. */
struct search {
	const struct lexicon *lexicon;
	const uint64_t (*near)[SIEVE_SIZE / 64]; /* by shape */
	enum language language;
	unsigned languages; /* whose entries count: see nearness */
	struct slice plain;
	const struct word *words;
	size_t word_count, at;
	struct lexicon_hit *hits;
	struct lexicon_hit by_language[LANGUAGE_COUNT]; /* valences, once undecided */
	bool found, undecided; /* undecided: the language is uncertain, and some know the word */
};

static bool ends_with(struct slice text, struct slice with)
{
	return text.len >= with.len &&
	       memcmp(text.data + text.len - with.len, with.data, with.len) == 0;
}

static bool element_matches(struct slice key, enum lexicon_shape shape, struct slice word)
{
	switch (shape) {
	case LEXICON_EXACT:
		return slice_equal(word, key);
	case LEXICON_PREFIX:
		return word.len >= key.len && memcmp(word.data, key.data, key.len) == 0;
	case LEXICON_SUFFIX:
		return ends_with(word, key);
	default:
		return memmem(word.data, word.len, key.data, key.len) != NULL;
	}
}

static bool rest_matches(const struct search *s, const struct entry *entry)
{
	if (entry->elements > s->word_count - s->at ||
	    (entry->second && s->plain.data[s->words[s->at + 1].from] != entry->second))
		return false;
	for (size_t i = 1; i < entry->elements; i++) {
		const struct element *element = &s->lexicon->elements[entry->first_element + i];
		const struct word *word = &s->words[s->at + i];
		if (word->sentence_start ||
		    !element_matches(element_text(s->lexicon, element),
				     (enum lexicon_shape)element->shape,
				     slice_cut(s->plain, word->from, word->to)))
			return false;
	}
	return true;
}

/* How near an entry's language is to the text's: 0 not at all, 1 a neighbour's, 2 every language's,
 * 3 its own. */
static uint32_t nearness(enum language entry, enum language text)
{
	if (entry == text && text != LANGUAGE_ANY)
		return 3;
	if (entry == LANGUAGE_ANY)
		return 2;
	return text == LANGUAGE_ANY || (text == LANGUAGE_NN && entry == LANGUAGE_NB) ? 1 : 0;
}

static void offer(struct lexicon_hit *hit, uint32_t rank, const struct entry *entry)
{
	if (rank > hit->rank)
		*hit = (struct lexicon_hit){ rank, entry->strength, entry->elements };
}

static void consider(struct search *s, const struct entry *entry, enum lexicon_shape shape,
		     size_t key_len)
{
	uint32_t near = nearness((enum language)entry->language, s->language);

	if (near == 0 || (entry->elements > 1 && !rest_matches(s, entry)))
		return;
	uint32_t rank = (uint32_t)entry->elements << 16 | (uint32_t)(LEXICON_SHAPES - shape) << 12 |
			(uint32_t)key_len << 4 | near;
	s->found = true;
	if (s->language == LANGUAGE_ANY && entry->kind == LEXICON_VALENCE) {
		if (!s->undecided)
			memset(s->by_language, 0, sizeof(s->by_language));
		s->undecided = true;
		offer(&s->by_language[entry->language], rank, entry);
		return;
	}
	offer(&s->hits[entry->kind], rank, entry);
}

static void look_up_in(struct search *s, size_t key_len, enum lexicon_shape shape, uint64_t hash,
		       enum language language)
{
	const struct bucket *slot = find_slot(s->lexicon, key_of(hash, shape, language));

	for (uint32_t i = 0; i < slot->count; i++)
		consider(s, &s->lexicon->entries[slot->entry - 1 + i], shape, key_len);
}

static void look_up_known(struct search *s, size_t key_len, enum lexicon_shape shape, uint64_t hash)
{
	unsigned languages = s->lexicon->sieve[shape][sieve_place(hash)] & s->languages;

	while (languages) {
		unsigned last = 31 - (unsigned)__builtin_clz(languages);
		look_up_in(s, key_len, shape, hash, (enum language)last);
		languages &= ~(1u << last);
	}
}

/* Most keys end at the sieve, so that it stands where it is asked. */
static inline void look_up(struct search *s, size_t key_len, enum lexicon_shape shape,
			   uint64_t hash)
{
	size_t place = sieve_place(hash);

	if (s->near[shape][place / 64] >> place % 64 & 1)
		look_up_known(s, key_len, shape, hash);
}

/* Leaves the hashes of all beginnings behind, by their length. */
static void look_up_beginnings(struct search *s, struct slice word,
			       uint64_t ret_hashes[LEXICON_KEY_MAX + 1])
{
	size_t longest = s->lexicon->longest[LEXICON_PREFIX], shortest = s->lexicon->shortest;
	size_t end = word.len < LEXICON_KEY_MAX ? word.len : LEXICON_KEY_MAX;

	ret_hashes[0] = WORDSET_HASH_START;
	for (size_t len = 1; len <= end; len++) {
		ret_hashes[len] = wordset_hash_step(ret_hashes[len - 1], word.data[len - 1]);
		if (len >= shortest && len <= longest)
			look_up(s, len, LEXICON_PREFIX, ret_hashes[len]);
	}
	if (word.len <= s->lexicon->longest[LEXICON_EXACT])
		look_up(s, word.len, LEXICON_EXACT, ret_hashes[end]);
}

static bool fits(const struct inflection *it, struct slice word)
{
	return word.len + it->instead_len >= (size_t)INFLECTED_MIN + it->ending_len &&
	       word.len - it->ending_len + it->instead_len <= LEXICON_KEY_MAX &&
	       ends_with(word, (struct slice){ it->ending, it->ending_len });
}

static void look_up_inflected(struct search *s, struct slice word,
			      const uint64_t hashes[LEXICON_KEY_MAX + 1])
{
	const struct inflections *all = s->lexicon->inflections[s->language];
	unsigned last = (unsigned char)word.data[word.len - 1];

	for (size_t at = all->from[last]; at < all->from[last + 1]; at++) {
		const struct inflection *it = &all->items[at];
		if (!fits(it, word))
			continue;
		size_t kept = word.len - it->ending_len;
		uint64_t hash = hashes[kept];
		for (size_t i = 0; i < it->instead_len; i++)
			hash = wordset_hash_step(hash, it->instead[i]);
		look_up(s, kept + it->instead_len, LEXICON_EXACT, hash);
		if (it->instead_len == 0 && kept >= INFLECTED_MIN &&
		    word.data[kept - 1] == word.data[kept - 2])
			look_up(s, kept - 1, LEXICON_EXACT,
				hashes[kept - 1]); /* "sadder" as "sad" */
	}
}

static void look_up_endings(struct search *s, struct slice word)
{
	uint64_t hash = WORDSET_HASH_START;

	for (size_t len = 1; len <= word.len && len <= s->lexicon->longest[LEXICON_SUFFIX]; len++) {
		hash = wordset_hash_step(hash, word.data[word.len - len]);
		look_up(s, len, LEXICON_SUFFIX, hash);
	}
}

static void look_up_parts(struct search *s, struct slice word)
{
	size_t end = word.len < PARTS_LOOKED_AT ? word.len : PARTS_LOOKED_AT;

	for (size_t from = 0; from < end && s->lexicon->longest[LEXICON_PART] > 0; from++) {
		uint64_t hash = WORDSET_HASH_START;
		for (size_t to = from + 1;
		     to <= end && to - from <= s->lexicon->longest[LEXICON_PART]; to++) {
			hash = wordset_hash_step(hash, word.data[to - 1]);
			look_up(s, to - from, LEXICON_PART, hash);
		}
	}
}

/* The mean of what the languages say, unless they contradict each other. */
static void agree(struct search *s)
{
	struct lexicon_hit *hit = &s->hits[LEXICON_VALENCE];
	int64_t sum = 0, known = 0;
	bool good = false, bad = false;

	*hit = (struct lexicon_hit){ 0 };
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		const struct lexicon_hit *one = &s->by_language[language];
		if (one->rank == 0)
			continue;
		good |= one->strength > 0;
		bad |= one->strength < 0;
		sum += one->strength;
		known++;
		if (one->rank > hit->rank)
			*hit = *one;
	}
	hit->strength = good && bad ? 0 : (int32_t)(sum / known);
}

static void search_all(struct search *s, struct slice spelling)
{
	uint64_t hashes[LEXICON_KEY_MAX + 1];

	memset(s->hits, 0, LEXICON_KINDS * sizeof(*s->hits));
	look_up_beginnings(s, spelling, hashes);
	look_up_endings(s, spelling);
	look_up_parts(s, spelling);
	if (s->language != LANGUAGE_ANY && !s->found)
		look_up_inflected(s, spelling, hashes);
}

bool lexicon_is_empty(const struct lexicon *lexicon)
{
	return lexicon->entry_count == 0;
}

bool lexicon_find(const struct lexicon *lexicon, enum language language, struct slice spelling,
		  struct slice plain, const struct word *words, size_t word_count, size_t at,
		  struct lexicon_hit ret_hits[LEXICON_KINDS])
{
	struct search search;

	if (lexicon_is_empty(lexicon))
		return false;
	search.lexicon = lexicon;
	search.near = lexicon->near[language];
	search.language = language;
	search.languages = near_languages(language);
	search.plain = plain;
	search.words = words;
	search.word_count = word_count;
	search.at = at;
	search.hits = ret_hits;
	search.found = search.undecided = false;
	search_all(&search, spelling);
	if (search.undecided)
		agree(&search);
	return search.found;
}
