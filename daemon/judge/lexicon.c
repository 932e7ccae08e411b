/*
 * lexicon.c - what the lexicon says of a word.
 *
 * Prefixes are looked up with the hashes that fall off while the word's own hash is computed,
 * suffixes the same from the end. A word that is not found so is tried again without the endings of
 * its language.
 */
#include "lexicon_inside.h"
#include "wordset.h"

enum {
	PARTS_LOOKED_AT = 128, /* bytes of a word in which parts are looked for */
	INFLECTED_MIN = 4,     /* bytes that must stay when an ending is taken off */
};

/* What a search for one word gathers. */
struct search {
	const struct lexicon *lexicon;
	uint64_t (*near)[SIEVE_SIZE / 64]; /* by shape */
	enum language language;
	unsigned languages; /* whose entries count: see nearness */
	struct slice plain;
	const struct word *words;
	size_t word_count, at;
	char next; /* first byte of the next word; 0: there is none */
	struct lexicon_hit *hits;
	struct lexicon_hit by_language[LANGUAGE_COUNT]; /* valences, once undecided */
	bool remarked; /* of a comparison only, which tells no mood: the endings are looked up too
			*/
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
	if (entry->elements > s->word_count - s->at)
		return false;
	for (size_t i = 1; i < entry->elements; i++) {
		const struct element *element = &s->lexicon->elements[entry->first_element + i];
		const struct word *word = &s->words[s->at + i];
		if (word->sentence_start || !element_matches(element_text(s->lexicon, element),
							     (enum lexicon_shape)element->shape,
							     words_text(s->plain, word)))
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
		     size_t key_len, uint32_t near)
{
	if (entry->elements > 1 && !rest_matches(s, entry))
		return;
	uint32_t rank = (uint32_t)entry->elements << 16 | (uint32_t)(LEXICON_SHAPES - shape) << 12 |
			(uint32_t)key_len << 4 | near;
	if (entry->kind >= LEXICON_NEVER && entry->kind <= LEXICON_BECOMING)
		s->remarked = true;
	else
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

/* Dozens of phrases begin with one everyday word: most end at the first byte of the next. */
static void look_up_in(struct search *s, size_t key_len, enum lexicon_shape shape, uint64_t hash,
		       enum language language)
{
	const struct bucket *slot = find_slot(s->lexicon, key_of(hash, shape, language));
	uint32_t near = nearness(language, s->language);

	for (uint32_t i = 0; i < slot->count; i++) {
		const struct entry *entry = &s->lexicon->entries[slot->entry - 1 + i];

		if (!entry->second || entry->second == s->next)
			consider(s, entry, shape, key_len, near);
	}
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

/* The last byte is the same; most others differ in the one before. */
static bool has_ending(const struct inflection *it, struct slice word)
{
	const char *end = word.data + word.len - it->ending_len;
	size_t left = it->ending_len;

	while (left > 0 && end[left - 1] == it->ending[left - 1])
		left--;
	return left == 0;
}

static bool fits(const struct inflection *it, struct slice word)
{
	return word.len + it->instead_len >= (size_t)INFLECTED_MIN + it->ending_len &&
	       word.len - it->ending_len + it->instead_len <= LEXICON_KEY_MAX &&
	       word.len >= it->ending_len && has_ending(it, word);
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

/* Of most words that are known at all the whole is, in the text's own language. */
void lexicon_fetch(const struct lexicon *lexicon, enum language language, const uint64_t *hashes,
		   size_t count)
{
	const uint64_t *near = lexicon->near[language][LEXICON_EXACT];
	size_t mask = lexicon->slot_count - 1;

	for (size_t i = 0; i < count; i++) {
		size_t place = sieve_place(hashes[i]);
		uint64_t key = key_of(hashes[i], LEXICON_EXACT, language);

		if (!(near[place / 64] >> place % 64 & 1))
			continue;
		__builtin_prefetch(&lexicon->sieve[LEXICON_EXACT][place]);
		__builtin_prefetch(&lexicon->slots[first_slot(key) & mask]);
	}
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
	search.next = at + 1 < word_count ? plain.data[words[at + 1].from] : '\0';
	search.hits = ret_hits;
	search.found = search.remarked = search.undecided = false;
	search_all(&search, spelling);
	if (search.undecided)
		agree(&search);
	return search.found || search.remarked;
}
