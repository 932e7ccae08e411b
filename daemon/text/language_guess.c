/*
 * language_guess.c - which language: common words first, letter groups for the words that no list
 * knows.
 *
 * Naive Bayes in integers (1/256 of a bit). A known word counts by its rank in the language's list,
 * as Zipf has it; any other by its letter groups, learnt from lists and samples when the model is
 * finished, and by letters that a language does not have. A text is named only when its best
 * language is well ahead of the second.
 */
#include "language_guess.h"
#include "error.h"
#include "language_samples.h"
#include "letters.h"
#include <stdlib.h>

enum {
	CLASSES = LANGUAGE_SAMPLES, /* our languages, and some to tell them from */
	WORD_MAX = 48,		    /* bytes; longer ones say nothing */
	WORDS_LOOKED_AT = 64,	    /* enough for certainty */
	GROUP_SLOTS = 1 << 13,	    /* of letter groups, hashed: a collision blurs, no more */
	GROUP_LONGEST = 4,
	COMMON_TOTAL = 1 << 14, /* to which the groups of every language are scaled */
	FIRST_LETTER = 0xC0,	/* letters beyond ASCII whose absence tells */
	LAST_LETTER = 0x17F,
	BIT = 256, /* scores are in 1/256 of a bit */

	LISTED_FIRST = 4 * BIT,	 /* cost of the commonest word; rank r costs log2(r) / 4 more */
	UNLISTED = 13 * BIT,	 /* cost of a word that only others list */
	SAMPLE_RANK = 60,	 /* of words in our samples, */
	FOREIGN_RANK = 30,	 /* and of those in the others', which have no list */
	GROUP_WEIGHT = 240,	 /* thousandths; the groups of one word depend on each other */
	WORD_COST_MAX = 9 * BIT, /* what one unknown word may cost more than in its best language */
	LETTER_MISSING = 3 * BIT, /* a letter that the language does not have */
	RARE = 2 * BIT,		  /* nynorsk is written less than bokmål, */
	FOREIGN = 2 * BIT,	  /* and the others seldom to our users */
	HINT = 6 * BIT,
	LEAD_SURE = 5 * BIT / 2, /* ahead of the second: named */
	SHARE_FOREIGN = 500,	 /* thousandths of letters in other scripts: surely none of ours */
};

struct listed {
	uint8_t len;
	char text[WORD_MAX];
	uint16_t rank[CLASSES]; /* +1; 0: not in this list */
	uint16_t cost[CLASSES]; /* set by finish */
};

struct language_model {
	struct listed *words;
	size_t count, capacity;
	uint32_t *slots; /* word +1; 0: free */
	size_t slot_count;
	bool known[CLASSES];
	uint16_t has_letter[LAST_LETTER - FIRST_LETTER + 1]; /* bit a class */
	uint16_t group[GROUP_SLOTS][CLASSES];		     /* cost; set by finish */
};
static_assert(CLASSES <= 16, "has_letter holds a bit a class");

struct language_model *language_model_new(void)
{
	return calloc(1, sizeof(struct language_model));
}

struct language_model *language_model_free(struct language_model *model)
{
	if (!model)
		return NULL;
	free(model->words);
	free(model->slots);
	free(model);
	return NULL;
}

static uint32_t hash_bytes(const char *bytes, size_t len)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 16777619u;
	return hash ^ hash >> 15;
}

static uint32_t *find_slot(const struct language_model *model, struct slice word)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = hash_bytes(word.data, word.len);; i++) {
		uint32_t *slot = &model->slots[i & mask];
		if (*slot == 0)
			return slot;
		const struct listed *listed = &model->words[*slot - 1];
		if (listed->len == word.len && memcmp(listed->text, word.data, word.len) == 0)
			return slot;
	}
}

static int grow_table(struct language_model *model)
{
	if ((model->count + 1) * 2 <= model->slot_count)
		return 0;
	size_t count = model->slot_count ? model->slot_count * 2 : 1024;
	uint32_t *slots = calloc(count, sizeof(*slots));
	if (!slots)
		return ERROR_MEMORY;
	free(model->slots);
	model->slots = slots;
	model->slot_count = count;
	for (size_t i = 0; i < model->count; i++) {
		struct slice word = { model->words[i].text, model->words[i].len };
		*find_slot(model, word) = (uint32_t)i + 1;
	}
	return 0;
}

static int grow_words(struct language_model *model)
{
	if (model->count < model->capacity)
		return 0;
	size_t capacity = model->capacity ? model->capacity * 2 : 512;
	struct listed *words = realloc(model->words, capacity * sizeof(*words));
	if (!words)
		return ERROR_MEMORY;
	model->words = words;
	model->capacity = capacity;
	return 0;
}

static int add_word_of(struct language_model *model, int class, struct slice word, size_t rank)
{
	if (word.len == 0 || word.len > WORD_MAX)
		return 0; /* cannot help */
	if (grow_words(model) < 0 || grow_table(model) < 0)
		return ERROR_MEMORY;
	uint32_t *slot = find_slot(model, word);
	if (*slot == 0) {
		struct listed *listed = &model->words[model->count++];
		memset(listed, 0, sizeof(*listed));
		listed->len = (uint8_t)word.len;
		memcpy(listed->text, word.data, word.len);
		*slot = (uint32_t)model->count;
	}
	uint16_t *known = &model->words[*slot - 1].rank[class];
	if (*known == 0 || rank < *known)
		*known = (uint16_t)(rank < UINT16_MAX - 1 ? rank + 1 : UINT16_MAX);
	return 0;
}

int language_model_add(struct language_model *model, enum language language, struct slice word,
		       size_t rank)
{
	assert(language > LANGUAGE_ANY && language < LANGUAGE_OTHER);
	model->known[language] = true;
	return add_word_of(model, (int)language, word, rank);
}

/* log2 in 1/256, by squaring: the same everywhere. `value` is at least 1. */
static int32_t log2_of(uint64_t value)
{
	int32_t whole = 63 - __builtin_clzll(value);
	uint64_t mantissa = value << (63 - whole) >> 32; /* 1 … 2 with 31 bits behind the point */
	int32_t result = whole * BIT;

	for (int32_t bit = BIT / 2; bit > 0; bit /= 2) {
		mantissa = mantissa * mantissa >> 31;
		if (mantissa >> 32) {
			mantissa >>= 1;
			result += bit;
		}
	}
	return result;
}

/* The code points of a word with its ends marked. */
struct spelling {
	uint32_t code[WORD_MAX + 2];
	size_t count;
};

static void spell(struct slice word, struct spelling *ret_spelling)
{
	size_t count = 0;

	ret_spelling->code[count++] = '<';
	for (size_t at = 0; at < word.len && count < WORD_MAX + 1;)
		at += letters_next(word.data + at, &ret_spelling->code[count++]);
	ret_spelling->code[count++] = '>';
	ret_spelling->count = count;
}

static inline uint32_t group_step(uint32_t hash, uint32_t code)
{
	return (hash ^ code) * 0x9E3779B1u;
}

static inline size_t group_slot(uint32_t hash)
{
	return (hash ^ hash >> 15) & (GROUP_SLOTS - 1);
}

/* What finishing counts. */
struct tally {
	uint32_t group[GROUP_SLOTS][CLASSES];
	uint64_t total[CLASSES];
};

static void count_groups(struct tally *tally, struct slice word, int class)
{
	struct spelling spelling;

	spell(word, &spelling);
	for (size_t i = 0; i < spelling.count; i++) {
		uint32_t hash = 0;
		for (size_t len = 1; len <= GROUP_LONGEST && i + len <= spelling.count; len++) {
			hash = group_step(hash, spelling.code[i + len - 1]);
			tally->group[group_slot(hash)][class]++;
			tally->total[class]++;
		}
	}
}

static void note_letters(struct language_model *model, struct slice word, int class)
{
	for (size_t at = 0; at < word.len;) {
		uint32_t code;
		at += letters_next(word.data + at, &code);
		if (code >= FIRST_LETTER && code <= LAST_LETTER)
			model->has_letter[code - FIRST_LETTER] |= (uint16_t)(1u << class);
	}
}

/* How often a word stands in a sample. */
static size_t times_in(const char *sample, struct slice word)
{
	size_t times = 0;

	for (const char *at = sample; *at;) {
		struct slice other = { at, strcspn(at, " ") };
		times += slice_equal(other, word);
		at += other.len + (at[other.len] == ' ');
	}
	return times;
}

/* Every word of a sample, as often as it stands there. */
static int learn_sample(struct language_model *model, struct tally *tally, int class)
{
	const char *at = language_samples[class];
	size_t rank = class < LANGUAGE_COUNT ? SAMPLE_RANK : FOREIGN_RANK;

	while (*at) {
		struct slice word = { at, strcspn(at, " ") };
		if (add_word_of(model, class, word,
				rank / times_in(language_samples[class], word)) < 0)
			return ERROR_MEMORY;
		count_groups(tally, word, class);
		at += word.len + (at[word.len] == ' ');
	}
	return 0;
}

static void learn_words(struct language_model *model, struct tally *tally)
{
	for (size_t i = 0; i < model->count; i++) {
		struct listed *listed = &model->words[i];
		struct slice word = { listed->text, listed->len };
		for (int class = 1; class < CLASSES; class ++) {
			uint16_t rank = listed->rank[class];
			listed->cost[class] =
				(uint16_t)(rank ? LISTED_FIRST + log2_of(rank) / 4 : UNLISTED);
			if (!rank)
				continue;
			note_letters(model, word, class);
			if (rank <= SAMPLE_RANK && class < LANGUAGE_COUNT)
				count_groups(tally, word, class);
		}
	}
}

/* Costs are -log2 of the smoothed share. Counts are brought to the same total first, or the shorter
 * sample would win all that nobody has seen. */
static void set_costs(struct language_model *model, const struct tally *tally)
{
	for (size_t slot = 0; slot < GROUP_SLOTS; slot++) {
		for (int class = 1; class < CLASSES; class ++) {
			uint64_t total = tally->total[class] ? tally->total[class] : 1;
			uint64_t share =
				(uint64_t)tally->group[slot][class] * COMMON_TOTAL / total + 1;
			model->group[slot][class] =
				(uint16_t)(log2_of(COMMON_TOTAL) - log2_of(share));
		}
	}
}

int language_model_finish(struct language_model *model)
{
	AUTO_FREE struct tally *tally = calloc(1, sizeof(*tally));

	if (!tally || grow_table(model) < 0)
		return ERROR_MEMORY;
	for (int class = 1; class < CLASSES; class ++) {
		if ((class < LANGUAGE_COUNT && !model->known[class]) || !language_samples[class])
			continue;
		model->known[class] = true;
		if (learn_sample(model, tally, class) < 0)
			return ERROR_MEMORY;
	}
	learn_words(model, tally);
	set_costs(model, tally);
	return 0;
}

struct scores {
	int32_t cost[CLASSES];
	uint32_t letters, foreign, words;
};

static void add_letters(const struct language_model *model, struct scores *scores,
			struct slice word)
{
	for (size_t at = 0; at < word.len;) {
		uint32_t code;
		at += letters_next(word.data + at, &code);
		scores->letters++;
		if (code < FIRST_LETTER || code == 0xE9) /* é: in loans everywhere */
			continue;
		scores->foreign += code > LAST_LETTER;
		unsigned have = code <= LAST_LETTER ? model->has_letter[code - FIRST_LETTER] : 0;
		for (int class = 1; class < CLASSES; class ++)
			scores->cost[class] += have >> class & 1 ? 0 : LETTER_MISSING;
	}
}

static void add_groups(const struct language_model *model, struct scores *scores, struct slice word)
{
	struct spelling spelling;
	int32_t cost[CLASSES] = { 0 }, best = INT32_MAX;

	spell(word, &spelling);
	for (size_t i = 0; i < spelling.count; i++) {
		uint32_t hash = 0;
		for (size_t len = 1; len <= GROUP_LONGEST && i + len <= spelling.count; len++) {
			hash = group_step(hash, spelling.code[i + len - 1]);
			const uint16_t *group = model->group[group_slot(hash)];
			for (int class = 0; class < CLASSES; class ++)
				cost[class] += group[class];
		}
	}
	for (int class = 1; class < CLASSES; class ++) {
		if (model->known[class] && cost[class] < best)
			best = cost[class];
	}
	for (int class = 1; class < CLASSES; class ++) {
		int64_t more = (int64_t)(cost[class] - best) * GROUP_WEIGHT / 1000;
		scores->cost[class] += more < WORD_COST_MAX ? (int32_t)more : WORD_COST_MAX;
	}
}

static void add_word(const struct language_model *model, struct scores *scores, struct slice word)
{
	if (word.len > WORD_MAX)
		return;
	scores->words++;
	add_letters(model, scores, word);
	uint32_t slot = *find_slot(model, word);
	if (!slot) {
		add_groups(model, scores, word);
		return;
	}
	for (int class = 1; class < CLASSES; class ++)
		scores->cost[class] += model->words[slot - 1].cost[class];
}

/* Bokmål and nynorsk: a text that is surely Norwegian is better called the likelier of the two than
 * nothing at all. */
static bool is_norwegian(int class)
{
	return class == LANGUAGE_NB || class == LANGUAGE_NN;
}

/* The cheapest of the classes in a range; 0 when none is known. */
static int cheapest(const struct language_model *model, const struct scores *scores, int from,
		    int to)
{
	int best = 0;

	for (int class = from; class < to; class ++) {
		if (model->known[class] && (best == 0 || scores->cost[class] < scores->cost[best]))
			best = class;
	}
	return best;
}

/* How far `best` of ours is ahead of all others that are not as good as the same. */
static int32_t lead_of(const struct language_model *model, const struct scores *scores, int best)
{
	int32_t lead = INT32_MAX;

	for (int class = 1; class < CLASSES; class ++) {
		int32_t ahead = scores->cost[class] - scores->cost[best];
		if (class == best || !model->known[class] ||
		    (is_norwegian(best) && is_norwegian(class)))
			continue;
		if (ahead < lead)
			lead = ahead;
	}
	return lead;
}

static struct language_guess decide(const struct language_model *model, const struct scores *scores)
{
	int ours = cheapest(model, scores, 1, LANGUAGE_COUNT);
	int foreign = cheapest(model, scores, LANGUAGE_SAMPLE_FOREIGN, CLASSES);

	if (ours == 0)
		return (struct language_guess){ LANGUAGE_ANY, 0 };
	int32_t behind = scores->cost[ours] - scores->cost[foreign];
	int32_t lead = behind > 0 ? behind : lead_of(model, scores, ours);
	enum language named = behind > 0 ? LANGUAGE_OTHER : (enum language)ours;
	uint32_t confidence = (uint32_t)((int64_t)1000 * lead / ((int64_t)lead + LEAD_SURE));
	return (struct language_guess){ lead < LEAD_SURE ? LANGUAGE_ANY : named, confidence };
}

static void set_priors(struct scores *scores, enum language hint)
{
	scores->cost[LANGUAGE_NN] = RARE;
	for (int class = LANGUAGE_SAMPLE_FOREIGN; class < CLASSES; class ++)
		scores->cost[class] = FOREIGN;
	if (hint == LANGUAGE_OTHER) {
		for (int class = LANGUAGE_SAMPLE_FOREIGN; class < CLASSES; class ++)
			scores->cost[class] -= HINT;
	} else if (hint != LANGUAGE_ANY) {
		scores->cost[hint] -= HINT;
	}
}

struct language_guess language_guess(const struct language_model *model, struct slice plain,
				     const struct word *words, size_t word_count,
				     enum language hint)
{
	struct scores scores = { 0 };

	set_priors(&scores, hint);
	for (size_t i = 0; i < word_count && scores.words < WORDS_LOOKED_AT; i++) {
		if (words[i].kind == WORD_PLAIN)
			add_word(model, &scores, slice_cut(plain, words[i].from, words[i].to));
	}
	if (scores.letters > 0 && scores.foreign * 1000 >= scores.letters * SHARE_FOREIGN)
		return (struct language_guess){ LANGUAGE_OTHER, 1000 };
	if (scores.words == 0)
		return (struct language_guess){ LANGUAGE_ANY, 0 };
	return decide(model, &scores);
}
