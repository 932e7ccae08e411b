/*
 * lexicon.c - mood words in one hash table for all languages, shapes and kinds.
 *
 * The key of an entry is its first word without stars; what follows in a phrase is compared word by
 * word. Prefixes are looked up with the hashes that fall off while the word's own hash is computed,
 * suffixes the same from the end; a bit per hash says beforehand that there is none. A word that is
 * not found so is tried again without the endings of its language.
 */
#include "lexicon.h"
#include "error.h"
#include "forms.h"
#include "inflection.h"
#include <stdlib.h>

enum shape { SHAPE_EXACT, SHAPE_PREFIX, SHAPE_SUFFIX, SHAPE_PART, SHAPES };

enum {
	ENTRY_BYTES_MAX = 512,
	PARTS_LOOKED_AT = 128, /* bytes of a word in which parts are looked for */
	SIEVE_BITS = 1 << 17,  /* per shape; some ten thousand entries leave it nine tenths empty */
	INFLECTED_MIN = 4,     /* bytes that must stay when an ending is taken off */
};

struct element {
	uint32_t text_at; /* in bytes */
	uint8_t len, shape;
};

struct entry {
	uint32_t first_element;
	uint8_t elements, kind, language;
	int32_t strength;
	uint32_t next; /* entry with the same first element, +1; 0: none */
};

struct slot {
	uint64_t hash;
	uint32_t entry; /* +1; 0: free */
};

struct lexicon {
	char *bytes;
	struct element *elements;
	struct entry *entries;
	struct slot *slots;
	size_t byte_count, byte_capacity, element_count, element_capacity, entry_count,
		entry_capacity;
	size_t slot_count, slots_used; /* a power of two; those taken */
	size_t longest[SHAPES];
	uint8_t sieve[SHAPES][SIEVE_BITS / 8];
};

static const uint64_t hash_start = 14695981039346656037u; /* FNV-1a, 64 bits */

static inline uint64_t hash_step(uint64_t hash, char byte)
{
	return (hash ^ (unsigned char)byte) * 1099511628211u;
}

static uint64_t hash_key(struct slice key, enum shape shape)
{
	uint64_t hash = hash_start;

	for (size_t i = 0; i < key.len; i++)
		hash = hash_step(hash,
				 shape == SHAPE_SUFFIX ? key.data[key.len - 1 - i] : key.data[i]);
	return hash;
}

static inline size_t sieve_bit(uint64_t hash)
{
	return (size_t)(hash ^ hash >> 32) & (SIEVE_BITS - 1);
}

static inline bool sieve_has(const struct lexicon *lexicon, enum shape shape, uint64_t hash)
{
	size_t bit = sieve_bit(hash);

	return lexicon->sieve[shape][bit / 8] >> (bit % 8) & 1;
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
static struct slot *find_slot(const struct lexicon *lexicon, struct slice key, enum shape shape,
			      uint64_t hash)
{
	size_t mask = lexicon->slot_count - 1;

	for (size_t i = (size_t)(hash >> 20) + (size_t)shape;; i++) {
		struct slot *slot = &lexicon->slots[i & mask];
		if (slot->entry == 0)
			return slot;
		if (slot->hash != hash)
			continue;
		const struct entry *entry = &lexicon->entries[slot->entry - 1];
		const struct element *first = &lexicon->elements[entry->first_element];
		if (first->shape == (uint8_t)shape &&
		    slice_equal(element_text(lexicon, first), key))
			return slot;
	}
}

static int grow_table(struct lexicon *lexicon)
{
	size_t old_count = lexicon->slot_count;
	struct slot *old = lexicon->slots;

	if ((lexicon->slots_used + 1) * 2 <= old_count)
		return 0;
	struct slot *slots = calloc(old_count ? old_count * 2 : 1024, sizeof(*slots));
	if (!slots)
		return ERROR_MEMORY;
	lexicon->slots = slots;
	lexicon->slot_count = old_count ? old_count * 2 : 1024;
	for (size_t i = 0; i < old_count; i++) {
		if (old[i].entry == 0)
			continue;
		const struct entry *entry = &lexicon->entries[old[i].entry - 1];
		const struct element *first = &lexicon->elements[entry->first_element];
		*find_slot(lexicon, element_text(lexicon, first), (enum shape)first->shape,
			   old[i].hash) = old[i];
	}
	free(old);
	return 0;
}

/* An entry taken apart. */
struct parsed {
	char text[ENTRY_BYTES_MAX];
	struct slice word[LEXICON_PHRASE_MAX];
	enum shape shape[LEXICON_PHRASE_MAX];
	size_t count;
};

static enum shape shape_of(bool star_before, bool star_behind)
{
	if (star_before)
		return star_behind ? SHAPE_PART : SHAPE_SUFFIX;
	return star_behind ? SHAPE_PREFIX : SHAPE_EXACT;
}

/* A plus finds compounds in rules; how a compound feels, no part of it tells. */
static bool has_plus(struct slice text, const struct word *word)
{
	return (word->from > 0 && text.data[word->from - 1] == '+') ||
	       (word->to < text.len && text.data[word->to] == '+');
}

/* Words with the stars that touch them. Anything but blanks, hyphens and the like between two words
 * is of no matter to the text either. */
static bool parse_words(struct parsed *parsed, struct slice text)
{
	struct word words[LEXICON_PHRASE_MAX + 1];
	size_t count = words_split(text, words, LEXICON_PHRASE_MAX + 1);

	if (count == 0 || count > LEXICON_PHRASE_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		bool before = words[i].from > 0 && text.data[words[i].from - 1] == '*';
		bool behind = words[i].to < text.len && text.data[words[i].to] == '*';
		parsed->word[i] = slice_cut(text, words[i].from, words[i].to);
		parsed->shape[i] =
			words[i].kind == WORD_EMOJI ? SHAPE_EXACT : shape_of(before, behind);
		if (parsed->word[i].len > LEXICON_KEY_MAX || has_plus(text, &words[i]))
			return false;
	}
	parsed->count = count;
	return true;
}

static bool parse(struct parsed *parsed, struct slice entry)
{
	size_t len = forms_fold_plain(entry, parsed->text, sizeof(parsed->text));

	return len > 0 && parse_words(parsed, (struct slice){ parsed->text, len });
}

static bool same_entry(const struct lexicon *lexicon, const struct entry *entry,
		       const struct parsed *parsed)
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

static bool known_already(const struct lexicon *lexicon, const struct slot *slot,
			  enum language language, enum lexicon_kind kind,
			  const struct parsed *parsed)
{
	for (uint32_t at = slot->entry; at; at = lexicon->entries[at - 1].next) {
		const struct entry *entry = &lexicon->entries[at - 1];
		if (entry->language == (uint8_t)language && entry->kind == (uint8_t)kind &&
		    same_entry(lexicon, entry, parsed))
			return true;
	}
	return false;
}

static int reserve(struct lexicon *lexicon)
{
	void *grown = grow(lexicon->bytes, &lexicon->byte_capacity, lexicon->byte_count,
			   ENTRY_BYTES_MAX, 1);
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

static void store_elements(struct lexicon *lexicon, const struct parsed *parsed)
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

int lexicon_add(struct lexicon *lexicon, enum language language, enum lexicon_kind kind,
		struct slice entry, int32_t strength)
{
	struct parsed parsed;

	if (!parse(&parsed, entry))
		return ERROR_INVALID;
	if (reserve(lexicon) < 0)
		return ERROR_MEMORY;
	enum shape shape = parsed.shape[0];
	uint64_t hash = hash_key(parsed.word[0], shape);
	struct slot *slot = find_slot(lexicon, parsed.word[0], shape, hash);
	if (known_already(lexicon, slot, language, kind, &parsed))
		return ERROR_INVALID;

	lexicon->entries[lexicon->entry_count++] = (struct entry){
		.first_element = (uint32_t)lexicon->element_count,
		.elements = (uint8_t)parsed.count,
		.kind = (uint8_t)kind,
		.language = (uint8_t)language,
		.strength = strength,
		.next = slot->entry,
	};
	store_elements(lexicon, &parsed);
	lexicon->slots_used += slot->entry == 0;
	*slot = (struct slot){ hash, (uint32_t)lexicon->entry_count };
	if (parsed.word[0].len > lexicon->longest[shape])
		lexicon->longest[shape] = parsed.word[0].len;
	lexicon->sieve[shape][sieve_bit(hash) / 8] |= (uint8_t)(1u << (sieve_bit(hash) % 8));
	return 0;
}

int lexicon_finish(struct lexicon *lexicon)
{
	return grow_table(lexicon); /* an empty lexicon needs a table too */
}

/* What a search for one word gathers. */
struct search {
	const struct lexicon *lexicon;
	enum language language;
	struct slice plain;
	const struct word *words;
	size_t word_count, at;
	struct lexicon_hit *hits;
	struct lexicon_hit
		by_language[LANGUAGE_COUNT]; /* valences, when the language is uncertain */
	bool undecided;
};

static bool ends_with(struct slice text, struct slice with)
{
	return text.len >= with.len &&
	       memcmp(text.data + text.len - with.len, with.data, with.len) == 0;
}

static bool element_matches(struct slice key, enum shape shape, struct slice word)
{
	switch (shape) {
	case SHAPE_EXACT:
		return slice_equal(word, key);
	case SHAPE_PREFIX:
		return word.len >= key.len && memcmp(word.data, key.data, key.len) == 0;
	case SHAPE_SUFFIX:
		return ends_with(word, key);
	default:
		return memmem(word.data, word.len, key.data, key.len) != NULL;
	}
}

static bool rest_matches(const struct search *s, const struct entry *entry)
{
	if (entry->elements > s->word_count - s->at)
		return false;
	for (size_t i = 1; i < entry->elements; i++) {
		const struct element *element = &s->lexicon->elements[entry->first_element + i];
		const struct word *word = &s->words[s->at + i];
		if (word->sentence_start ||
		    !element_matches(element_text(s->lexicon, element), (enum shape)element->shape,
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

static void consider(struct search *s, const struct entry *entry, enum shape shape, size_t key_len)
{
	uint32_t near = nearness((enum language)entry->language, s->language);

	if (near == 0 || (entry->elements > 1 && !rest_matches(s, entry)))
		return;
	uint32_t rank = (uint32_t)entry->elements << 16 | (uint32_t)(SHAPES - shape) << 12 |
			(uint32_t)key_len << 4 | near;
	if (s->language == LANGUAGE_ANY && entry->kind == LEXICON_VALENCE) {
		s->undecided = true;
		offer(&s->by_language[entry->language], rank, entry);
		return;
	}
	offer(&s->hits[entry->kind], rank, entry);
}

static void look_up(struct search *s, struct slice key, enum shape shape, uint64_t hash)
{
	if (!sieve_has(s->lexicon, shape, hash))
		return;
	const struct slot *slot = find_slot(s->lexicon, key, shape, hash);
	for (uint32_t at = slot->entry; at; at = s->lexicon->entries[at - 1].next)
		consider(s, &s->lexicon->entries[at - 1], shape, key.len);
}

static void look_up_beginnings(struct search *s, struct slice word)
{
	uint64_t hash = hash_start;
	size_t longest = s->lexicon->longest[SHAPE_PREFIX];

	for (size_t len = 1; len <= word.len && len <= LEXICON_KEY_MAX; len++) {
		hash = hash_step(hash, word.data[len - 1]);
		if (len <= longest)
			look_up(s, slice_cut(word, 0, len), SHAPE_PREFIX, hash);
	}
	if (word.len <= s->lexicon->longest[SHAPE_EXACT])
		look_up(s, word, SHAPE_EXACT, hash);
}

static void look_up_form(struct search *s, struct slice form)
{
	look_up(s, form, SHAPE_EXACT, hash_key(form, SHAPE_EXACT));
}

static void look_up_inflected(struct search *s, struct slice word)
{
	char base[LEXICON_KEY_MAX];

	for (const struct inflection *it = inflections_of(s->language); it && it->ending; it++) {
		struct slice ending = { it->ending, it->ending_len };
		size_t kept = word.len - ending.len, more = it->instead_len;
		if (word.len < INFLECTED_MIN + ending.len - more || !ends_with(word, ending) ||
		    kept + more > sizeof(base))
			continue;
		memcpy(base, word.data, kept);
		memcpy(base + kept, it->instead, more);
		struct slice form = { base, kept + more };
		look_up_form(s, form);
		if (more == 0 && kept >= INFLECTED_MIN && base[kept - 1] == base[kept - 2])
			look_up_form(s, slice_cut(form, 0, kept - 1)); /* "sadder" as "sad" */
	}
}

static void look_up_endings(struct search *s, struct slice word)
{
	uint64_t hash = hash_start;

	for (size_t len = 1; len <= word.len && len <= s->lexicon->longest[SHAPE_SUFFIX]; len++) {
		hash = hash_step(hash, word.data[word.len - len]);
		look_up(s, slice_cut(word, word.len - len, word.len), SHAPE_SUFFIX, hash);
	}
}

static void look_up_parts(struct search *s, struct slice word)
{
	size_t end = word.len < PARTS_LOOKED_AT ? word.len : PARTS_LOOKED_AT;

	for (size_t from = 0; from < end && s->lexicon->longest[SHAPE_PART] > 0; from++) {
		uint64_t hash = hash_start;
		for (size_t to = from + 1;
		     to <= end && to - from <= s->lexicon->longest[SHAPE_PART]; to++) {
			hash = hash_step(hash, word.data[to - 1]);
			look_up(s, slice_cut(word, from, to), SHAPE_PART, hash);
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

static bool knows_nothing(const struct lexicon_hit hits[LEXICON_KINDS])
{
	for (int kind = 0; kind < LEXICON_KINDS; kind++) {
		if (hits[kind].rank)
			return false;
	}
	return true;
}

void lexicon_find(const struct lexicon *lexicon, enum language language, struct slice spelling,
		  struct slice plain, const struct word *words, size_t word_count, size_t at,
		  struct lexicon_hit ret_hits[LEXICON_KINDS])
{
	struct search search = {
		.lexicon = lexicon,
		.language = language,
		.plain = plain,
		.words = words,
		.word_count = word_count,
		.at = at,
		.hits = ret_hits,
	};

	memset(ret_hits, 0, LEXICON_KINDS * sizeof(*ret_hits));
	look_up_beginnings(&search, spelling);
	look_up_endings(&search, spelling);
	look_up_parts(&search, spelling);
	if (language != LANGUAGE_ANY && knows_nothing(ret_hits))
		look_up_inflected(&search, spelling);
	if (search.undecided)
		agree(&search);
}
