/*
 * language_guess.c - which language: common words first, spelling for the words that no list knows.
 *
 * Naive Bayes in integers (1/16 of a bit). A known word counts by its rank in the language's list,
 * as Zipf has it; in a language that does not list it, by its spelling and dearer. A text is named
 * only when its best language is ahead of the second, whatever neighbours they are.
 */
#include "language_guess.h"
#include "error.h"
#include "language_samples.h"
#include "language_spelling.h"
#include "letters.h"
#include <stdlib.h>

enum {
	CLASSES = 16, /* our languages, and some to tell them from */
	FIRST_FOREIGN = LANGUAGE_COUNT,
	WORD_MAX = 48,	      /* bytes; longer ones say nothing */
	WORDS_LOOKED_AT = 64, /* enough for certainty */
	LAST_LETTER = 0x24F,  /* letters beyond are none of ours */
	BIT = SPELLING_BIT,

	LISTED_FIRST = 7 * BIT / 2, /* cost of the commonest word; rank r costs log2(r) more */
	UNLISTED = 7 * BIT,	    /* a language that does not list a word that others do */
	UNLISTED_MAX = 14 * BIT,    /* what that may cost more than the best at most */
	SPELLING_MAX = 14 * BIT,    /* what one unknown word may cost more than in its best */
	SHARED = BIT,		    /* words that bokmål shares with Danish are oftener Danish */
	RARE = 3 * BIT / 2,	    /* nynorsk is written less than bokmål, */
	FOREIGN = BIT,		    /* and the others to our users; */
	LOANED = BIT,		    /* English words stand in all of them, not the other way: */
	LOANED_MAX = 5 * BIT,	    /* one speaks no louder for English than this */
	HINT = 6 * BIT,
	LEAD_SURE = BIT / 16, /* ahead of the second: named */
	LEAD_ALONE = 4 * BIT,
	LEAD_AGAINST = 6 * BIT,	 /* of a foreign language over the source's hint at one of ours */
	LEAD_SHARED = BIT,	 /* of two whose lists both hold every word: not by SHARED alone */
	LEAD_HALF = 5 * BIT / 2, /* so far ahead is half sure, */
	LEAD_SETTLED = 4 * LEAD_HALF, /* and here nobody asks how sure (scope.h) */
	SHARE_FOREIGN = 500,	/* thousandths of letters in other scripts: surely none of ours */
	COST_UNKNOWN = 1 << 28, /* of a class of which there are no words */
	FULL = 3, /* of four slots so many are taken at most, once no word comes any more */
};
static_assert((int)CLASSES >= (int)LANGUAGE_COUNT + (int)LANGUAGE_FOREIGN, "a class a language");

struct listed {
	uint8_t len;
	char text[WORD_MAX];
	uint16_t rank[CLASSES]; /* +1; 0: not in this list */
};

/* What guessing needs of a word, packed; set by finish. */
struct weighed {
	uint64_t hash; /* that two of 64 bits meet is rarer than any other mistake here */
	uint16_t cost[CLASSES];
	uint32_t lists; /* as bits: who lists it */
};

struct language_model {
	struct listed *words;
	struct weighed *weighed; /* the same words */
	size_t count, capacity;
	uint32_t *slots; /* word +1; 0: free */
	size_t slot_count;
	bool known[CLASSES];
};

struct language_model *language_model_new(void)
{
	return calloc(1, sizeof(struct language_model));
}

struct language_model *language_model_free(struct language_model *model)
{
	if (!model)
		return NULL;
	free(model->words);
	free(model->weighed);
	free(model->slots);
	free(model);
	return NULL;
}

static size_t first_slot(uint64_t hash)
{
	return (size_t)(hash ^ hash >> 32);
}

static uint32_t *find_slot(const struct language_model *model, struct slice word)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = first_slot(words_hash(word));; i++) {
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

/* The lines of a class; NULL where there are none. */
static const char *const *lines_of(int class)
{
	if (class >= FIRST_FOREIGN)
		return language_words_foreign[class - FIRST_FOREIGN];
	return language_words[class];
}

static size_t up_to_colon(struct slice item)
{
	const char *colon = item.len ? memchr(item.data, ':', item.len) : NULL;

	return colon ? (size_t)(colon - item.data) : item.len;
}

/* `item` is a word, or a stem with its endings: "kund:en:er" is kunden and kunder. */
static int learn_item(struct language_model *model, int class, struct slice item, size_t *rank)
{
	char word[WORD_MAX];
	size_t stem = up_to_colon(item);

	if (stem == item.len)
		return add_word_of(model, class, item, (*rank)++);
	for (size_t from = stem + 1; from <= item.len;) {
		struct slice ending = slice_cut(item, from, item.len);
		ending.len = up_to_colon(ending);
		assert(stem + ending.len <= WORD_MAX);
		memcpy(word, item.data, stem);
		memcpy(word + stem, ending.data, ending.len);
		if (add_word_of(model, class, (struct slice){ word, stem + ending.len },
				(*rank)++) < 0)
			return ERROR_MEMORY;
		from += ending.len + 1;
	}
	return 0;
}

static int learn_lines(struct language_model *model, int class, const char *const *line,
		       size_t *rank)
{
	for (; line && *line; line++) {
		for (const char *at = *line; *at;) {
			struct slice item = { at, strcspn(at, " ") };
			if (learn_item(model, class, item, rank) < 0)
				return ERROR_MEMORY;
			at += item.len + (at[item.len] == ' ');
		}
	}
	return 0;
}

static int learn_class(struct language_model *model, int class)
{
	size_t rank = 0;

	if (learn_lines(model, class, lines_of(class), &rank) < 0)
		return ERROR_MEMORY;
	return class < LANGUAGE_COUNT ? learn_lines(model, class, language_forms[class], &rank) : 0;
}

/* Costs of a word that no list knows, as far as they differ. All that are none of ours are spelt as
 * one language, and some of them are always known. */
static void weigh_spelling(const struct language_model *model, struct slice word, int32_t limit,
			   int32_t ret_cost[CLASSES])
{
	int32_t spelled[LANGUAGE_COUNT], best;

	spelling_cost(word, spelled);
	best = spelled[LANGUAGE_OTHER];
	for (int language = 1; language < LANGUAGE_OTHER; language++)
		if (model->known[language] && spelled[language] < best)
			best = spelled[language];
	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		int32_t cost = spelled[language] - best;

		ret_cost[language] = cost < limit ? cost : limit;
	}
	for (int class = FIRST_FOREIGN; class < CLASSES; class ++)
		ret_cost[class] = ret_cost[LANGUAGE_OTHER];
}

/* A comment with a few English words in it is still in its own language. */
static void hush_loan(const struct listed *listed, struct weighed *weighed)
{
	if (!listed->rank[LANGUAGE_EN])
		return;
	uint32_t dearest = weighed->cost[LANGUAGE_EN] + LOANED_MAX;
	for (int class = 1; class < FIRST_FOREIGN; class ++) {
		if (!listed->rank[class] && weighed->cost[class] > dearest)
			weighed->cost[class] = (uint16_t)dearest;
	}
}

static void set_costs(struct language_model *model)
{
	for (size_t i = 0; i < model->count; i++) {
		const struct listed *listed = &model->words[i];
		struct weighed *weighed = &model->weighed[i];
		int32_t spelled[CLASSES], dearest = 0;
		weighed->hash = words_hash((struct slice){ listed->text, listed->len });
		weigh_spelling(model, (struct slice){ listed->text, listed->len },
			       UNLISTED_MAX - UNLISTED, spelled);
		for (int class = 1; class < CLASSES; class ++) {
			if (!listed->rank[class])
				continue;
			int32_t cost = LISTED_FIRST + (int32_t)spelling_log2(listed->rank[class]);
			weighed->lists |= 1u << class;
			weighed->cost[class] = (uint16_t)cost;
			dearest = cost > dearest ? cost : dearest;
		}
		for (int class = 1; class < CLASSES; class ++) {
			if (!listed->rank[class])
				weighed->cost[class] =
					(uint16_t)(dearest + UNLISTED + spelled[class]);
		}
		hush_loan(listed, weighed);
	}
}

int language_model_finish(struct language_model *model)
{
	if (grow_table(model) < 0)
		return ERROR_MEMORY;
	for (int class = 1; class < CLASSES; class ++) {
		if ((class < LANGUAGE_COUNT && !model->known[class]) || !lines_of(class))
			continue;
		model->known[class] = true;
		if (learn_class(model, class) < 0)
			return ERROR_MEMORY;
	}
	model->weighed = calloc(model->count + 1, sizeof(*model->weighed));
	if (!model->weighed)
		return ERROR_MEMORY;
	set_costs(model);
	free(model->words); /* from now on words are told by their hashes */
	model->words = NULL;
	return 0;
}

const struct language_model *language_model_copy(const struct language_model *model,
						 struct arena *arena)
{
	struct language_model *copy = arena_duplicate(arena, model, sizeof(*model));

	if (!copy)
		return NULL;
	while (copy->slot_count / 2 >= copy->count + copy->count / FULL + 1)
		copy->slot_count /= 2;
	copy->weighed =
		arena_duplicate(arena, model->weighed, model->count * sizeof(*model->weighed));
	copy->slots = arena_calloc(arena, copy->slot_count, sizeof(*copy->slots));
	if (!copy->weighed || !copy->slots)
		return NULL;
	for (uint32_t i = 0; i < copy->count; i++) {
		size_t at = first_slot(copy->weighed[i].hash) & (copy->slot_count - 1);
		while (copy->slots[at])
			at = (at + 1) & (copy->slot_count - 1);
		copy->slots[at] = i + 1;
	}
	return copy;
}

/* Which class is the cheapest changes from word to word, and nobody could foresee it: it is told
 * without a branch. What is not known is dearer than any text (set_priors). */
static int cheapest(const int32_t cost[CLASSES], int from, int to)
{
	int best = from;
	int32_t least = cost[from];

	for (int class = from + 1; class < to; class ++) {
		bool less = cost[class] < least;

		best = less ? class : best;
		least = less ? cost[class] : least;
	}
	return best;
}

struct scores {
	int32_t cost[CLASSES];
	uint32_t letters, foreign, words;
	uint32_t lists; /* as bits: who lists every word */
	bool ours;	/* the source says that it is one of ours */
};

/* Nearly all texts keep to letters that may be ours: then nobody asks how many there are. */
static bool may_hold_foreign(struct slice text)
{
	enum { FIRST_LEAD = 0xC9 }; /* of LAST_LETTER */
	const uint64_t upper = UINT64_C(0x8080808080808080);
	size_t at = 0;

	while (at < text.len) {
		if (text.len - at >= 8 && !(letters_eight(text, at) & upper))
			at += 8;
		else if ((unsigned char)text.data[at++] >= FIRST_LEAD)
			return true;
	}
	return false;
}

static void count_letters(struct scores *scores, struct slice word)
{
	for (size_t at = 0; at < word.len;) {
		uint32_t code;
		at += letters_next(word.data + at, &code);
		scores->letters++;
		scores->foreign += code > LAST_LETTER;
	}
}

/* NULL: no list has it. */
static const struct weighed *find_word(const struct language_model *model, uint64_t hash)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = first_slot(hash);; i++) {
		uint32_t number = model->slots[i & mask];
		if (number == 0)
			return NULL;
		if (model->weighed[number - 1].hash == hash)
			return &model->weighed[number - 1];
	}
}

static bool add_listed(const struct language_model *model, struct scores *scores, uint64_t hash)
{
	const struct weighed *weighed = find_word(model, hash);

	scores->lists &= weighed ? weighed->lists : 0;
	for (int class = 0; weighed && class < CLASSES; class ++)
		scores->cost[class] += weighed->cost[class];
	return weighed;
}

static void add_unlisted(const struct language_model *model, struct scores *scores,
			 struct slice word)
{
	int32_t cost[CLASSES];

	weigh_spelling(model, word, SPELLING_MAX, cost);
	for (int class = 0; class < CLASSES; class ++)
		scores->cost[class] += cost[class];
}

/* Bokmål and nynorsk: a text that is surely Norwegian is better called the likelier of the two than
 * nothing at all. */
static bool is_norwegian(int class)
{
	return class == LANGUAGE_NB || class == LANGUAGE_NN;
}

/* The nearest to `best` of ours that is not as good as the same; 0 when there is none. */
static int rival_of(const struct language_model *model, const struct scores *scores, int best)
{
	int rival = 0;

	for (int class = 1; class < CLASSES; class ++) {
		if (class == best || !model->known[class] ||
		    (is_norwegian(best) && is_norwegian(class)))
			continue;
		if (rival == 0 || scores->cost[class] < scores->cost[rival])
			rival = class;
	}
	return rival;
}

/* One word alone proves less than its figures say, and so do words that both languages know. */
static int32_t lead_wanted(const struct scores *scores, int best, int rival)
{
	uint32_t both = 1u << best | 1u << rival;

	if (scores->words == 1)
		return LEAD_ALONE;
	if (scores->ours && best >= FIRST_FOREIGN)
		return LEAD_AGAINST;
	return (scores->lists & both) == both ? LEAD_SHARED : LEAD_SURE;
}

static struct language_guess decide(const struct language_model *model, const struct scores *scores)
{
	int ours = cheapest(scores->cost, 1, LANGUAGE_COUNT);
	int foreign = cheapest(scores->cost, FIRST_FOREIGN, CLASSES);

	if (!model->known[ours])
		return (struct language_guess){ LANGUAGE_ANY, 0 };
	int best = scores->cost[ours] > scores->cost[foreign] ? foreign : ours;
	int rival = best == foreign ? ours : rival_of(model, scores, ours);
	int32_t lead = rival ? scores->cost[rival] - scores->cost[best] : INT32_MAX;
	bool named = lead >= lead_wanted(scores, best, rival);
	uint32_t confidence = (uint32_t)((int64_t)1000 * lead / ((int64_t)lead + LEAD_HALF));
	return (struct language_guess){ !named		  ? LANGUAGE_ANY
					: best == foreign ? LANGUAGE_OTHER
							  : (enum language)ours,
					confidence };
}

/* How far the best is ahead of the next, those that are none of ours being one. */
static int32_t lead_of_best(const struct scores *scores)
{
	const int32_t *cost = scores->cost;
	int32_t foreign = cost[cheapest(cost, FIRST_FOREIGN, CLASSES)];
	int32_t best = cost[1], next = INT32_MAX;

	for (int class = 2; class < LANGUAGE_COUNT; class ++) {
		int32_t dearer = cost[class] < best ? best : cost[class];

		best = cost[class] < best ? cost[class] : best;
		next = dearer < next ? dearer : next;
	}
	if (foreign < best)
		return best - foreign;
	return (foreign < next ? foreign : next) - best;
}

/* Spelling is dear, and most texts are decided by their known words: as soon as one is so far ahead
 * that those that are left, whatever they are, would change nothing but how sure we are beyond
 * being sure, they are not looked at. A word changes a lead by SPELLING_MAX at most, so nobody asks
 * again before that may be so. */
static void add_all_unlisted(const struct language_model *model, struct scores *scores,
			     const struct slice *unlisted, size_t count)
{
	for (size_t at = 0; at < count;) {
		int32_t wanted = (int32_t)(count - at) * SPELLING_MAX + LEAD_SETTLED;
		int32_t lead = lead_of_best(scores);
		size_t until;

		if (lead >= wanted)
			return;
		until = at + 1 + (size_t)((wanted - lead - 1) / (2 * SPELLING_MAX));
		for (; at < until && at < count; at++)
			add_unlisted(model, scores, unlisted[at]);
	}
}

static void set_priors(const struct language_model *model, struct scores *scores,
		       enum language hint)
{
	scores->cost[LANGUAGE_NB] = SHARED;
	scores->cost[LANGUAGE_NN] = RARE;
	scores->cost[LANGUAGE_EN] = LOANED;
	for (int class = FIRST_FOREIGN; class < CLASSES; class ++)
		scores->cost[class] = FOREIGN;
	if (hint == LANGUAGE_OTHER) {
		for (int class = FIRST_FOREIGN; class < CLASSES; class ++)
			scores->cost[class] -= HINT;
	} else if (hint != LANGUAGE_ANY) {
		scores->ours = true;
		scores->cost[hint] -= HINT;
	}
	for (int class = 0; class < CLASSES; class ++)
		scores->cost[class] += model->known[class] ? 0 : COST_UNKNOWN;
}

/* The words of a text that are looked at. */
struct looked_at {
	size_t count;
	struct slice text[WORDS_LOOKED_AT];
	uint64_t hash[WORDS_LOOKED_AT];
};

static void look_at(struct slice plain, const struct word *words, const uint64_t *hashes,
		    size_t word_count, struct looked_at *ret_words)
{
	ret_words->count = 0;
	for (size_t i = 0; i < word_count && ret_words->count < WORDS_LOOKED_AT; i++) {
		struct slice word = words_text(plain, &words[i]);
		if (words[i].kind != WORD_PLAIN || word.len > WORD_MAX)
			continue;
		ret_words->text[ret_words->count] = word;
		ret_words->hash[ret_words->count++] = hashes ? hashes[i] : words_hash(word);
	}
}

/* What is known of each of them is somewhere else in memory: it is fetched for all at once. */
static void fetch(const struct language_model *model, const struct looked_at *words)
{
	size_t mask = model->slot_count - 1;

	for (size_t i = 0; i < words->count; i++)
		__builtin_prefetch(&model->slots[first_slot(words->hash[i]) & mask]);
	for (size_t i = 0; i < words->count; i++) {
		uint32_t number = model->slots[first_slot(words->hash[i]) & mask];
		if (number)
			__builtin_prefetch(&model->weighed[number - 1]);
	}
}

struct language_guess language_guess(const struct language_model *model, struct slice plain,
				     const struct word *words, const uint64_t *hashes,
				     size_t word_count, enum language hint)
{
	struct slice unlisted[WORDS_LOOKED_AT];
	struct looked_at looked;
	struct scores scores = { .lists = UINT32_MAX };
	bool foreign = may_hold_foreign(plain);
	size_t count = 0;

	set_priors(model, &scores, hint);
	look_at(plain, words, hashes, word_count, &looked);
	fetch(model, &looked);
	scores.words = (uint32_t)looked.count;
	for (size_t i = 0; i < looked.count; i++) {
		if (foreign)
			count_letters(&scores, looked.text[i]);
		if (!add_listed(model, &scores, looked.hash[i]))
			unlisted[count++] = looked.text[i];
	}
	if (scores.letters > 0 && scores.foreign * 1000 >= scores.letters * SHARE_FOREIGN)
		return (struct language_guess){ LANGUAGE_OTHER, LANGUAGE_GUESS_CERTAIN };
	if (scores.words == 0)
		return (struct language_guess){ LANGUAGE_ANY, 0 };
	add_all_unlisted(model, &scores, unlisted, count);
	return decide(model, &scores);
}
