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
	RUN_SURE = 12 * BIT, /* so far ahead of the text's language is a run of words in another, */
	RUN_NEAR = 16 * BIT, /* and so far in a neighbour, which shares much of its words */
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
	uint32_t words;
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

static bool holds_foreign(struct slice word)
{
	for (size_t at = 0; at < word.len;) {
		uint32_t letter;

		at += letters_next(word.data + at, &letter);
		if (letter > LAST_LETTER)
			return true;
	}
	return false;
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

static void add_listed(struct scores *scores, const struct weighed *weighed)
{
	scores->lists &= weighed->lists;
	for (int class = 0; class < CLASSES; class ++)
		scores->cost[class] += weighed->cost[class];
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

/* A guess, and the class that it is about: that of a foreign language has no name. */
struct decision {
	struct language_guess guess;
	int class;
};

static struct decision decide(const struct language_model *model, const struct scores *scores)
{
	int ours = cheapest(scores->cost, 1, LANGUAGE_COUNT);
	int foreign = cheapest(scores->cost, FIRST_FOREIGN, CLASSES);

	if (!model->known[ours])
		return (struct decision){ .guess.language = LANGUAGE_ANY };
	int best = scores->cost[ours] > scores->cost[foreign] ? foreign : ours;
	int rival = best == foreign ? ours : rival_of(model, scores, ours);
	int32_t lead = rival ? scores->cost[rival] - scores->cost[best] : INT32_MAX;
	bool named = lead >= lead_wanted(scores, best, rival);
	struct language_guess guess = {
		.language = !named	      ? LANGUAGE_ANY
			    : best == foreign ? LANGUAGE_OTHER
					      : (enum language)ours,
		.confidence = (uint32_t)((int64_t)1000 * lead / ((int64_t)lead + LEAD_HALF)),
	};
	return (struct decision){ guess, best };
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

struct guessed_text {
	struct slice plain;
	const struct word *words;
	const uint64_t *hashes;
	size_t count;
	bool ours_alone; /* words in other scripts are passed over */
};

/* The words of a text that are looked at. */
struct looked_at {
	size_t count;
	struct slice text[WORDS_LOOKED_AT];
	uint64_t hash[WORDS_LOOKED_AT];
	const struct weighed *listed[WORDS_LOOKED_AT]; /* NULL: in no list */
};

/* From one word on; gives which is the next. */
static size_t look_at(const struct guessed_text *text, size_t from, struct looked_at *ret_words)
{
	size_t i = from;

	ret_words->count = 0;
	for (; i < text->count && ret_words->count < WORDS_LOOKED_AT; i++) {
		struct slice word = words_text(text->plain, &text->words[i]);
		if (text->words[i].kind != WORD_PLAIN || word.len > WORD_MAX ||
		    (text->ours_alone && holds_foreign(word)))
			continue;
		ret_words->text[ret_words->count] = word;
		ret_words->hash[ret_words->count++] =
			text->hashes ? text->hashes[i] : words_hash(word);
	}
	return i;
}

/* Surely none of ours: half of its letters are of other scripts. */
static bool is_foreign(const struct looked_at *words)
{
	size_t letters = 0, foreign = 0;

	for (size_t i = 0; i < words->count; i++)
		for (size_t at = 0; at < words->text[i].len;) {
			uint32_t letter;

			at += letters_next(words->text[i].data + at, &letter);
			letters++;
			foreign += letter > LAST_LETTER;
		}
	return letters > 0 && foreign * 1000 >= letters * SHARE_FOREIGN;
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

/* Looks the words up, and gives in which language they are together. */
static struct decision weigh(const struct language_model *model, struct looked_at *words,
			     enum language hint)
{
	struct slice unlisted[WORDS_LOOKED_AT];
	struct scores scores = { .lists = UINT32_MAX, .words = (uint32_t)words->count };
	size_t count = 0;

	if (words->count == 0)
		return (struct decision){ .guess.language = LANGUAGE_ANY };
	fetch(model, words);
	set_priors(model, &scores, hint);
	for (size_t i = 0; i < words->count; i++) {
		const struct weighed *listed = find_word(model, words->hash[i]);

		words->listed[i] = listed;
		if (listed)
			add_listed(&scores, listed);
		else
			unlisted[count++] = words->text[i];
	}
	scores.lists &= count > 0 ? 0 : UINT32_MAX;
	add_all_unlisted(model, &scores, unlisted, count);
	return decide(model, &scores);
}

/* --- a second language --- */

/* A run of words in one language, as far ahead of the text's as words from some place to here make
 * it. */
struct run {
	int32_t lead, most;
	bool proved; /* by a word that is listed there, and not in the text's language */
};

/* Do words that the text's language does not list stand together, of which another of ours lists
 * one? In most texts they do not, and none of them is looked at once more. */
static bool may_hold_run(const struct looked_at *words, int class)
{
	enum { STRANGE = 2, UNLISTED = 1, OWN = -1, ENOUGH = 3 };
	const uint32_t ours = (1u << LANGUAGE_OTHER) - 2;
	const uint32_t own =
		1u << class | (is_norwegian(class) ? 1u << LANGUAGE_NB | 1u << LANGUAGE_NN : 0);
	int together = 0;
	bool strange = false;

	for (size_t i = 0; i < words->count; i++) {
		uint32_t lists = words->listed[i] ? words->listed[i]->lists : 0;

		if (lists & own) {
			together += together > 0 ? OWN : 0;
			strange &= together > 0;
			continue;
		}
		strange |= (lists & ours) != 0;
		together += lists & ours ? STRANGE : UNLISTED;
		if (strange && together >= ENOUGH)
			return true;
	}
	return false;
}

static void extend(struct run *run, int32_t gain, bool proof)
{
	run->lead += gain;
	if (run->lead <= 0) {
		*run = (struct run){ .most = run->most };
		return;
	}
	run->proved |= proof;
	if (run->proved && run->lead > run->most)
		run->most = run->lead;
}

static void add_runs(const struct language_model *model, const struct looked_at *words, int class,
		     struct run run[LANGUAGE_OTHER])
{
	for (size_t i = 0; i < words->count; i++) {
		const struct weighed *listed = words->listed[i];
		bool strange = listed && !(listed->lists >> class & 1);
		int32_t cost[CLASSES];

		for (int each = 0; listed && each < CLASSES; each++)
			cost[each] = listed->cost[each];
		if (!listed)
			language_guess_spelling(model, words->text[i], SPELLING_MAX, cost);
		for (int each = 1; each < LANGUAGE_OTHER; each++)
			extend(&run[each], cost[class] - cost[each],
			       strange && listed->lists >> each & 1);
	}
}

/* Those of which there is a run that is surely not the text's, and not one of another's. */
static language_set sure_runs(const struct language_model *model, int class,
			      const struct run run[LANGUAGE_OTHER])
{
	language_set set = 0;
	int32_t most = 0;

	for (int each = 1; each < LANGUAGE_OTHER; each++)
		if (model->known[each] && run[each].most > most)
			most = run[each].most;
	for (int each = 1; each < LANGUAGE_OTHER; each++) {
		bool near = each != LANGUAGE_EN && each != LANGUAGE_DE && class != LANGUAGE_EN &&
			    class != LANGUAGE_DE && class < FIRST_FOREIGN;

		if (each != class && model->known[each] &&
		    !(is_norwegian(each) && is_norwegian(class)) && 2 * run[each].most >= most &&
		    run[each].most >= (near ? RUN_NEAR : RUN_SURE))
			set |= language_bit((enum language)each);
	}
	return set;
}

static language_set find_beside(const struct language_model *model, const struct guessed_text *text,
				struct looked_at *words, size_t looked_up_to, int class)
{
	struct run run[LANGUAGE_OTHER] = { { .most = 0 } };
	bool any = false;

	for (size_t next = looked_up_to;;) {
		if (may_hold_run(words, class)) {
			add_runs(model, words, class, run);
			any = true;
		}
		if (next == text->count)
			break;
		next = look_at(text, next, words);
		for (size_t i = 0; i < words->count; i++)
			words->listed[i] = find_word(model, words->hash[i]);
	}
	return any ? sure_runs(model, class, run) : 0;
}

/* Of a text in another script, what else there is counts for itself: "Спасибо. I will kill you." */
static struct language_guess guess_foreign(const struct language_model *model,
					   struct guessed_text *text, struct looked_at *words)
{
	struct language_guess guess = { LANGUAGE_OTHER, LANGUAGE_GUESS_CERTAIN, 0 };
	enum language rest;

	text->ours_alone = true;
	(void)look_at(text, 0, words);
	rest = weigh(model, words, LANGUAGE_ANY).guess.language;
	if (rest != LANGUAGE_ANY && rest != LANGUAGE_OTHER)
		guess.beside = language_bit(rest);
	return guess;
}

struct language_guess language_guess(const struct language_model *model, struct slice plain,
				     const struct word *words, const uint64_t *hashes,
				     size_t word_count, enum language hint)
{
	struct guessed_text text = { plain, words, hashes, word_count, false };
	struct decision decision;
	struct looked_at looked;
	size_t next = look_at(&text, 0, &looked);

	if (may_hold_foreign(plain) && is_foreign(&looked))
		return guess_foreign(model, &text, &looked);
	decision = weigh(model, &looked, hint);
	if (decision.guess.language != LANGUAGE_ANY)
		decision.guess.beside = find_beside(model, &text, &looked, next, decision.class);
	return decision.guess;
}
