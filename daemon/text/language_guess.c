/*
 * language_guess.c - which language: common words first, spelling for the words that no list knows.
 *
 * Naive Bayes in integers (1/16 of a bit). A text is named only when its best language is ahead of
 * the second, whatever neighbours they are.
 */
#include "language_guess.h"
#include "language_guess_inside.h"
#include "letters.h"

enum {
	WORDS_LOOKED_AT = 64, /* enough for certainty */
	LAST_LETTER = 0x24F,  /* letters beyond are none of ours */

	SPELLING_MAX = 14 * BIT, /* what one unknown word may cost more than in its best */
	SHARED = BIT,		 /* words that bokmål shares with Danish are oftener Danish */
	RARE = 3 * BIT / 2,	 /* nynorsk is written less than bokmål, */
	FOREIGN = BIT,		 /* and the others to our users; */
	LOANED = BIT,		 /* English words stand in all of them, not the other way */
	HINT = 6 * BIT,
	LEAD_SURE = BIT / 16, /* ahead of the second: named */
	LEAD_ALONE = 4 * BIT,
	LEAD_AGAINST = 6 * BIT,	 /* of a foreign language over the source's hint at one of ours */
	LEAD_SHARED = BIT,	 /* of two whose lists both hold every word: not by SHARED alone */
	LEAD_HALF = 5 * BIT / 2, /* so far ahead is half sure, */
	LEAD_SETTLED = 4 * LEAD_HALF, /* and here nobody asks how sure (scope.h) */
	SHARE_FOREIGN = 500,	/* thousandths of letters in other scripts: surely none of ours */
	COST_UNKNOWN = 1 << 28, /* of a class of which there are no words */
};

void language_guess_spelling(const struct language_model *model, struct slice word, int32_t limit,
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

	language_guess_spelling(model, word, SPELLING_MAX, cost);
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
