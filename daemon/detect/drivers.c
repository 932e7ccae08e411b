/*
 * drivers.c - the phrases behind an episode.
 *
 * The foreground fills a table of phrases; the background only counts what stands in it. A full
 * table drops the phrases seen once. Which comments are foreground is the caller's business; so is
 * showing the phrases.
 */
#include "drivers.h"
#include "error.h"
#include "forms.h"
#include "function_words.h"
#include "words.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum {
	WORDS_MAX = 96, /* of a comment */
	PHRASE_WORDS = 3,
	TABLE_BITS = 14,
	TABLE_SIZE = 1 << TABLE_BITS,
	TABLE_FULL = TABLE_SIZE / 4 * 3,
	TEXT_BYTES = 1 << 20, /* of all phrases in the table */
	COPIES_MAX = 3,
	SEEN_SIZE = 4096, /* hashes of whole comments */
	CANDIDATES = 64,
	LETTERS_MIN = 3, /* of a phrase of one word */
};
static const double BACKGROUND_MIN =
	20.0; /* a smaller one is taken as so many comments: what is new must still stand out */
static const double STRENGTH_MIN = 1.0;
static const double SAME_PART =
	0.7; /* a longer phrase stands for a shorter one that has hardly more comments */

struct phrase {
	uint32_t hash, at; /* of its text in `text` */
	uint16_t len;	   /* 0: free */
	uint16_t words;
	uint32_t foreground, background, last; /* number of the comment that counted it last */
};

/* The words of one comment, folded, one blank behind each. */
struct folded {
	char text[DRIVER_BYTES * WORDS_MAX];
	struct {
		size_t from, to;
		bool starts, empty, number, own; /* begins a clause; tells nothing; the name */
	} words[WORDS_MAX];
	size_t count;
};

struct finder {
	struct phrase table[TABLE_SIZE];
	size_t used;
	char text[TEXT_BYTES];
	size_t text_len;
	uint64_t seen[SEEN_SIZE];
	uint8_t copies[SEEN_SIZE];
	uint32_t comment;	    /* number of the current one, from 1 */
	bool filling;		    /* foreground: new phrases are taken in */
	struct folded name, folded; /* whose comments these are; the current one */
};

static uint64_t hash_bytes(const char *data, size_t len)
{
	uint64_t hash = UINT64_C(1469598103934665603); /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (uint8_t)data[i]) * UINT64_C(1099511628211);
	return hash ^ (hash >> 29);
}

static size_t letters(const char *data, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((uint8_t)data[i] & 0xc0) != 0x80;
	return count;
}

/* Folding writes ss for a sharp s, which nobody wants to read: such a word stays as it was written.
 */
static size_t fold_word(struct slice raw, char *to, size_t size)
{
	size_t len = forms_fold_plain(raw, to, size);

	if (len > 0 && memmem(raw.data, raw.len, "\xc3\x9f", 2) && raw.len <= size) {
		memcpy(to, raw.data, raw.len);
		return raw.len;
	}
	return len;
}

static void fold_comment(struct slice raw, struct folded *ret_folded)
{
	struct word words[WORDS_MAX];
	size_t found = words_split(raw, words, WORDS_MAX), at = 0;

	ret_folded->count = 0;
	for (size_t i = 0; i < found; i++) {
		struct slice word = slice_cut(raw, words[i].from, words[i].to);
		bool tag = words[i].kind == WORD_TAG;

		if (words[i].kind == WORD_LINK || words[i].kind == WORD_HANDLE ||
		    words[i].kind == WORD_EMOJI || word.len > DRIVER_BYTES / 2)
			continue;
		if (at + 2 >= sizeof(ret_folded->text))
			break;
		const size_t from = at;
		if (tag)
			ret_folded->text[at++] = '#';
		size_t len =
			fold_word(word, ret_folded->text + at, sizeof(ret_folded->text) - at - 1);
		if (len == 0) {
			at = from;
			continue;
		}
		struct slice text = { ret_folded->text + at, len };
		size_t n = ret_folded->count++;
		ret_folded->words[n].from = from;
		ret_folded->words[n].to = at + len;
		ret_folded->words[n].starts = words[i].clause_start || words[i].sentence_start;
		ret_folded->words[n].number = words[i].kind == WORD_NUMBER;
		ret_folded->words[n].empty = !tag && function_word(text);
		at += len;
		ret_folded->text[at++] = ' ';
	}
}

static struct slice folded_word(const struct folded *folded, size_t i)
{
	return slice_cut((struct slice){ folded->text, folded->words[i].to }, folded->words[i].from,
			 folded->words[i].to);
}

/* Fjordbrus, Fjordbrusens, #fjordbrus: the name itself, or with an ending. */
static bool is_name(struct slice word, struct slice name)
{
	enum { STEM_MIN = 4, ENDING_MAX = 3 };

	word = slice_cut(word, word.data[0] == '#', word.len);
	if (!slice_begins_with(word, name))
		return false;
	return word.len == name.len || (name.len >= STEM_MIN && word.len - name.len <= ENDING_MAX);
}

static void mark_name(struct folded *folded, const struct folded *name)
{
	for (size_t i = 0; i < folded->count; i++) {
		folded->words[i].own = false;
		for (size_t k = 0; k < name->count && !folded->words[i].own; k++)
			folded->words[i].own =
				is_name(folded_word(folded, i), folded_word(name, k));
	}
}

/* Names are also keys: fjordbrus-se is two words here, as people write it. */
static void fold_name(struct slice name, struct folded *ret_folded)
{
	char text[DRIVER_BYTES];
	size_t len = name.len < sizeof(text) ? name.len : 0;

	for (size_t i = 0; i < len; i++)
		text[i] = strchr("-_./", name.data[i]) ? ' ' : name.data[i];
	fold_comment((struct slice){ text, len }, ret_folded);
}

/* The place of a phrase, or the free place where it belongs. */
static struct phrase *find(struct finder *finder, const char *text, size_t len, uint32_t hash)
{
	for (size_t at = hash & (TABLE_SIZE - 1);; at = (at + 1) & (TABLE_SIZE - 1)) {
		struct phrase *phrase = &finder->table[at];

		if (phrase->len == 0 || (phrase->hash == hash && phrase->len == len &&
					 memcmp(finder->text + phrase->at, text, len) == 0))
			return phrase;
	}
}

static int by_place(const void *left, const void *right)
{
	const struct phrase *a = left, *b = right;

	return a->at < b->at ? -1 : a->at > b->at;
}

/* Makes room: what was seen once goes, and the texts move together. */
static void prune(struct finder *finder)
{
	struct phrase *kept = calloc(TABLE_SIZE, sizeof(*kept));
	size_t count = 0, text_len = 0;

	if (!kept)
		return; /* the table stays full: new phrases are left out */
	for (size_t i = 0; i < TABLE_SIZE; i++) {
		if (finder->table[i].len > 0 && finder->table[i].foreground > 1)
			kept[count++] = finder->table[i];
	}
	memset(finder->table, 0, sizeof(finder->table));
	finder->used = count;
	qsort(kept, count, sizeof(*kept), by_place);
	for (size_t i = 0; i < count; i++) {
		memmove(finder->text + text_len, finder->text + kept[i].at, kept[i].len);
		kept[i].at = (uint32_t)text_len;
		text_len += kept[i].len;
		*find(finder, finder->text + kept[i].at, kept[i].len, kept[i].hash) = kept[i];
	}
	finder->text_len = text_len;
	free(kept);
}

static void count_phrase(struct finder *finder, const char *text, size_t len, unsigned words)
{
	const uint32_t hash = (uint32_t)hash_bytes(text, len);
	struct phrase *phrase = find(finder, text, len, hash);

	if (phrase->len == 0) {
		if (!finder->filling || finder->used >= TABLE_FULL ||
		    finder->text_len + len > sizeof(finder->text))
			return;
		*phrase = (struct phrase){ .hash = hash,
					   .at = (uint32_t)finder->text_len,
					   .len = (uint16_t)len,
					   .words = (uint16_t)words };
		memcpy(finder->text + finder->text_len, text, len);
		finder->text_len += len;
		finder->used++;
	}
	if (phrase->last == finder->comment)
		return;
	phrase->last = finder->comment;
	if (finder->filling)
		phrase->foreground++;
	else
		phrase->background++;
}

/* A phrase neither begins nor ends with a word that tells nothing, is not all numbers (a date, a
 * price) nor all name, and stays within a clause. */
static void count_phrases(struct finder *finder, const struct folded *folded)
{
	for (size_t i = 0; i < folded->count; i++) {
		const size_t from = folded->words[i].from;
		bool numbers = true, name = true;

		if (folded->words[i].empty)
			continue;
		for (size_t n = 1; n <= PHRASE_WORDS && i + n <= folded->count; n++) {
			const size_t last = i + n - 1, len = folded->words[last].to - from;

			if (n > 1 && folded->words[last].starts)
				break;
			if (len >= DRIVER_BYTES)
				break;
			numbers = numbers && folded->words[last].number;
			name = name && folded->words[last].own;
			if (folded->words[last].empty || numbers || name ||
			    (n == 1 && letters(folded->text + from, len) < LETTERS_MIN))
				continue;
			count_phrase(finder, folded->text + from, len, (unsigned)n);
		}
	}
}

/* False for the copies beyond the third. The table of copies forgets when it is hit by another
 * text: a limit. */
static bool counts_still(struct finder *finder, const struct folded *folded)
{
	const size_t len = folded->count > 0 ? folded->words[folded->count - 1].to : 0;
	const uint64_t hash = hash_bytes(folded->text, len);
	const size_t at = hash % SEEN_SIZE;

	if (finder->seen[at] != hash) {
		finder->seen[at] = hash;
		finder->copies[at] = 0;
	}
	if (finder->copies[at] >= COPIES_MAX)
		return false;
	finder->copies[at]++;
	return true;
}

/* Gives how many comments counted. */
static size_t count_comments(struct finder *finder, const struct slice *comments, size_t count)
{
	struct folded *folded = &finder->folded;
	size_t counted = 0;

	for (size_t i = 0; i < count && i < DRIVERS_COMMENTS_MAX; i++) {
		fold_comment(comments[i], folded);
		if (!counts_still(finder, folded))
			continue;
		mark_name(folded, &finder->name);
		finder->comment++;
		counted++;
		count_phrases(finder, folded);
		if (finder->filling && finder->used >= TABLE_FULL)
			prune(finder);
	}
	return counted;
}

/* What a cell of the table of four adds to the log-likelihood ratio. */
static double cell(double seen, double expected)
{
	return seen > 0.0 ? seen * log(seen / expected) : 0.0;
}

/*
 * Dunning's log-likelihood ratio of two binomials, as its signed root, so in standard scores.
 * Unlike a log-odds ratio over its standard error it does not think less of a phrase for never
 * having been said before. Half a comment is added to the background: never seen is not impossible.
 */
static double strength(const struct phrase *phrase, double foreground, double background)
{
	const double a = phrase->foreground, b = phrase->background + 0.5;
	const double here = foreground + 0.5, there = background + 1.0, all = here + there;
	const double holds = a + b, rest = all - holds;
	const double sum = cell(a, here * holds / all) + cell(b, there * holds / all) +
			   cell(here - a, here * rest / all) + cell(there - b, there * rest / all);
	const double root = sqrt(2.0 * fmax(sum, 0.0));

	return a * there > b * here ? root : -root;
}

struct candidate {
	const struct phrase *phrase;
	struct slice text;
	double strength;
	bool gone;
};

/* Stronger, then more comments, then longer, then by bytes: equal input gives equal output. */
static bool goes_before(const struct candidate *a, const struct candidate *b)
{
	if (a->strength > b->strength || a->strength < b->strength)
		return a->strength > b->strength;
	if (a->phrase->foreground != b->phrase->foreground)
		return a->phrase->foreground > b->phrase->foreground;
	if (a->phrase->words != b->phrase->words)
		return a->phrase->words > b->phrase->words;
	if (a->text.len != b->text.len)
		return a->text.len > b->text.len;
	return memcmp(a->text.data, b->text.data, a->text.len) < 0;
}

static size_t keep_candidate(struct candidate *list, size_t count, struct candidate candidate)
{
	size_t at = count;

	if (count == CANDIDATES && !goes_before(&candidate, &list[count - 1]))
		return count;
	if (count == CANDIDATES)
		at = --count;
	for (; at > 0 && goes_before(&candidate, &list[at - 1]); at--)
		list[at] = list[at - 1];
	list[at] = candidate;
	return count + 1;
}

static size_t rank(const struct finder *finder, double foreground, double background,
		   struct candidate *ret_list)
{
	const uint32_t least = foreground >= 20.0 ? 3 : 2;
	size_t count = 0;

	for (size_t i = 0; i < TABLE_SIZE; i++) {
		const struct phrase *phrase = &finder->table[i];

		if (phrase->len == 0 || phrase->foreground < least)
			continue;
		struct candidate candidate = { phrase,
					       { finder->text + phrase->at, phrase->len },
					       strength(phrase, foreground, background),
					       false };
		if (candidate.strength >= STRENGTH_MIN)
			count = keep_candidate(ret_list, count, candidate);
	}
	return count;
}

static bool holds_words(struct slice longer, struct slice shorter)
{
	for (size_t at = 0; at + shorter.len <= longer.len; at++) {
		size_t end = at + shorter.len;

		if (memcmp(longer.data + at, shorter.data, shorter.len) == 0 &&
		    (at == 0 || longer.data[at - 1] == ' ') &&
		    (end == longer.len || longer.data[end] == ' '))
			return true;
	}
	return false;
}

/* boycott, boycotts, #boycott: one word in other clothes. */
static bool same_stem(struct slice a, struct slice b)
{
	enum { STEM_MIN = 4, ENDING_MAX = 3 };

	a = slice_cut(a, a.len > 0 && a.data[0] == '#', a.len);
	b = slice_cut(b, b.len > 0 && b.data[0] == '#', b.len);
	size_t shorter = a.len < b.len ? a.len : b.len, longer = a.len < b.len ? b.len : a.len;
	return shorter >= STEM_MIN && longer - shorter <= ENDING_MAX &&
	       memcmp(a.data, b.data, shorter) == 0;
}

/* Of phrases that hold each other the longer one stays where it has nearly as many comments, in the
 * better place. */
static void merge(struct candidate *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = i + 1; k < count && !list[i].gone; k++) {
			if (list[k].gone)
				continue;
			if (holds_words(list[k].text, list[i].text)) {
				if ((double)list[k].phrase->foreground >=
				    SAME_PART * (double)list[i].phrase->foreground) {
					list[i].phrase = list[k].phrase;
					list[i].text = list[k].text;
				}
				list[k].gone = true;
				k = i; /* the longer one may hold more of them */
			} else if (holds_words(list[i].text, list[k].text) ||
				   same_stem(list[i].text, list[k].text)) {
				list[k].gone = true;
			}
		}
	}
}

static void write_drivers(const struct candidate *list, size_t count, struct drivers *ret_drivers)
{
	*ret_drivers = (struct drivers){ 0 };
	for (size_t i = 0; i < count && ret_drivers->count < DRIVERS_MAX; i++) {
		if (list[i].gone)
			continue;
		struct driver *driver = &ret_drivers->items[ret_drivers->count++];

		assert(list[i].text.len < sizeof(driver->text));
		memcpy(driver->text, list[i].text.data, list[i].text.len);
		driver->foreground = list[i].phrase->foreground;
		driver->background = list[i].phrase->background;
		driver->strength = (int32_t)lround(list[i].strength * 1000.0);
	}
}

int drivers_find(struct slice name, const struct slice *foreground, size_t foreground_count,
		 const struct slice *background, size_t background_count,
		 struct drivers *ret_drivers)
{
	struct candidate list[CANDIDATES + 1];
	struct finder *finder = calloc(1, sizeof(*finder));

	if (!finder)
		return ERROR_MEMORY;
	fold_name(name, &finder->name);
	finder->filling = true;
	double here = (double)count_comments(finder, foreground, foreground_count);
	finder->filling = false;
	double there = (double)count_comments(finder, background, background_count);
	size_t count = rank(finder, here, fmax(there, BACKGROUND_MIN), list);
	merge(list, count);
	write_drivers(list, count, ret_drivers);
	free(finder);
	return ERROR_NONE;
}

bool drivers_hold(struct slice text, struct slice driver)
{
	struct folded folded;

	fold_comment(text, &folded);
	for (size_t i = 0; i < folded.count && driver.len > 0; i++) {
		const size_t from = folded.words[i].from, end = from + driver.len;

		for (size_t k = i; k < folded.count && folded.words[k].to <= end; k++) {
			if (folded.words[k].to == end &&
			    memcmp(folded.text + from, driver.data, driver.len) == 0)
				return true;
		}
	}
	return false;
}
