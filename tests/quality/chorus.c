/*
 * chorus.c - how many near-copies among how many other comments are told to be a campaign, and what
 * is told of a stream without one? Invented texts; writes Markdown tables.
 *
 * Words are made of syllables and drawn by rank (Zipf), so that common ones come together in many
 * texts. A campaign is a text of three sentences, spread over a day: as it is; with a name in
 * front, a picture behind and one or two slips; with one and the same sentence replaced by each
 * writer's own, or with any one; or with two words in five replaced. Beside all that come, each
 * week, what must not be told: greetings, a competition's answers below one post, a headline that
 * is shared with its link, and thirty angry people on one subject.
 *
 * usage: chorus [TRIALS]     of each cell (default 20; of those with 50,000 a day a fifth)
 */
#include "chorus.h"
#include "likeness.h"
#include "synthetic.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 4000, WORD = 16, TEXT = 1024, SENTENCES = 3, PEOPLE = 10, TRIALS_MAX = 1000 };
#define SECOND_US INT64_C(1000000)
#define DAY_S 86400
#define START_S INT64_C(1790000000)

static const char *const ONSETS[] = { "b", "d", "f", "g", "h",	"k",  "l",  "m",  "n",	"p",
				      "r", "s", "t", "v", "br", "st", "kr", "sk", "pl", "tr" };
static const char *const VOWELS[] = { "a", "e", "i", "o", "u", "å", "ä", "ö" };
static const char *const CODAS[] = { "", "", "", "n", "r", "s", "t", "l", "nd", "ra", "en", "er" };

struct language {
	char words[WORDS][WORD];
};

struct house {
	struct random random;
	const struct language *language;
	struct chorus *chorus;
};

static size_t roll(struct random *random, size_t below)
{
	return (size_t)(random_unit(random) * (double)below);
}

#define ONE_OF(list) ((list)[roll(random, sizeof(list) / sizeof((list)[0]))])

static void make_language(struct random *random, struct language *language)
{
	for (size_t i = 0; i < WORDS; i++) {
		char *word = language->words[i];
		const size_t syllables = i < 60 ? 1 : 1 + roll(random, 3);

		word[0] = '\0';
		for (size_t k = 0; k < syllables; k++) {
			const size_t len = strlen(word);

			(void)snprintf(word + len, WORD - len, "%s%s%s", ONE_OF(ONSETS),
				       ONE_OF(VOWELS), k + 1 == syllables ? ONE_OF(CODAS) : "");
		}
	}
}

/* By rank, from one on: the probability falls as its inverse. */
static const char *some_word(struct house *house)
{
	return house->language->words[(size_t)pow(WORDS, random_unit(&house->random)) - 1];
}

static void add_words(struct house *house, char *text, size_t count)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < count && len + WORD + 2 < TEXT; i++)
		len += (size_t)snprintf(text + len, TEXT - len, "%s%s", some_word(house),
					i + 1 == count ? ". " : " ");
}

/* --- what is heard --- */

struct sayer {
	uint64_t author;
	uint32_t post;
	unsigned flags;
};

static void hear(struct house *house, const char *text, int64_t at_s, struct sayer by)
{
	struct chorus_voice voice = {
		.ts_us = at_s * SECOND_US, .author = by.author, .post = by.post, .flags = by.flags
	};
	const enum likeness_kind kind =
		likeness_of((struct slice){ text, strlen(text) }, &voice.likeness);

	if (kind == LIKENESS_NONE || (kind == LIKENESS_SHORT && !(by.flags & VOICE_NEGATIVE)))
		return;
	voice.flags |= kind == LIKENESS_SHORT ? VOICE_SHORT : 0;
	voice.flags |= kind == LIKENESS_LINKED ? VOICE_LINKED : 0;
	chorus_hear(house->chorus, &voice);
}

/* A third is praise and is not heard of, a fourth is negative. */
static void hear_somebody(struct house *house, int64_t at_s, uint64_t number)
{
	char text[TEXT] = "";
	const double mood = random_unit(&house->random);
	const size_t words = 2 + (size_t)(8 * -log(random_unit(&house->random)));

	if (mood < 1.0 / 3)
		return;
	add_words(house, text, words < 100 ? words : 100);
	hear(house, text, at_s,
	     (struct sayer){ 1000000 + number, 1 + (uint32_t)roll(&house->random, 12),
			     mood > 0.75 ? VOICE_NEGATIVE : 0 });
}

/* Groups that are told of; of the first that is, how many copies there were. */
static size_t told(struct house *house, int64_t at_s, uint64_t *ret_copies)
{
	const size_t groups = chorus_groups(house->chorus);
	size_t count = 0;

	for (size_t i = 0; i < groups; i++) {
		struct chorus_figures figures;

		if (!chorus_is_news(house->chorus, i))
			continue;
		chorus_figures(house->chorus, i, at_s * SECOND_US - CHORUS_WITHIN_US, &figures);
		if (chorus_judge(&figures, PEOPLE).kind == CHORUS_NOTHING)
			continue;
		chorus_settle(house->chorus, i);
		if (count++ == 0)
			*ret_copies = figures.copies;
	}
	return count;
}

/* --- campaigns --- */

enum change { EXACT, SLIPS, ONE_SENTENCE, ANY_SENTENCE, PARAPHRASE, CHANGES };

struct campaign_text {
	char sentences[SENTENCES][TEXT];
};

static void slip(struct house *house, char *text)
{
	const size_t slips = 1 + roll(&house->random, 2);

	for (size_t i = 0; i < slips; i++) {
		char *at = text + roll(&house->random, strlen(text));

		if (*at >= 'a' && *at <= 'z')
			*at = (char)('a' + roll(&house->random, 26));
	}
}

/* Word for word, but for those that are replaced. */
static void put_otherwise(struct house *house, const char *sentence, char *text)
{
	size_t len = strlen(text);

	while (*sentence) {
		const size_t end = strcspn(sentence, " ");
		const bool other = random_unit(&house->random) < 0.4;

		len += (size_t)snprintf(text + len, TEXT - len, "%.*s ", other ? WORD : (int)end,
					other ? some_word(house) : sentence);
		sentence += end + (sentence[end] == ' ');
	}
}

static void write_copy(struct house *house, const struct campaign_text *campaign,
		       enum change change, char text[TEXT])
{
	const size_t other = change == ONE_SENTENCE   ? SENTENCES - 1
			     : change == ANY_SENTENCE ? roll(&house->random, SENTENCES)
						      : SENTENCES;

	text[0] = '\0';
	if (change == SLIPS)
		(void)snprintf(text, TEXT, "%s: ", some_word(house));
	for (size_t i = 0; i < SENTENCES; i++) {
		if (i == other)
			add_words(house, text, 9);
		else if (change == PARAPHRASE)
			put_otherwise(house, campaign->sentences[i], text);
		else
			(void)strncat(text, campaign->sentences[i], TEXT - strlen(text) - 1);
	}
	if (change == SLIPS) {
		slip(house, text);
		(void)strncat(text, "😡", TEXT - strlen(text) - 1);
	}
}

/* A day; gives how many copies there were when it was told, 0: it was not. */
static uint64_t play_campaign(struct house *house, enum change change, size_t copies, size_t others)
{
	struct campaign_text campaign = { { "" } };
	char text[TEXT];
	uint64_t known = 0;

	chorus_forget(house->chorus);
	for (size_t i = 0; i < SENTENCES; i++)
		add_words(house, campaign.sentences[i], 9);
	for (size_t i = 0; i < copies && known == 0; i++) {
		const int64_t at_s = START_S + (int64_t)(DAY_S * i / copies);

		for (size_t k = 0; k < others / copies; k++)
			hear_somebody(house, at_s, i * others + k);
		write_copy(house, &campaign, change, text);
		hear(house, text, at_s,
		     (struct sayer){ 1 + i, 1 + (uint32_t)roll(&house->random, 12),
				     VOICE_NEGATIVE });
		(void)told(house, at_s, &known);
	}
	return known;
}

static int by_size(const void *left, const void *right)
{
	const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return a < b ? -1 : a > b;
}

static void print_cell(struct house *house, enum change change, size_t copies, size_t others,
		       size_t trials)
{
	uint64_t known[TRIALS_MAX];
	size_t found = 0;

	for (size_t i = 0; i < trials; i++) {
		known[found] = play_campaign(house, change, copies, others);
		found += known[found] != 0;
	}
	qsort(known, found, sizeof(known[0]), by_size);
	if (found)
		printf(" %3zu %%, %" PRIu64 " |", found * 100 / trials, known[found / 2]);
	else
		printf("   0 %% |");
}

static void print_campaigns(struct house *house, size_t trials)
{
	static const size_t copies[] = { 10, 20, 30, 50 }, others[] = { 500, 5000, 50000 };

	puts("| copies within a day | comments a day | as it is | name, picture, slips | the same "
	     "sentence of three another | any sentence of three another | two words in five "
	     "others |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
	for (size_t c = 0; c < sizeof(copies) / sizeof(copies[0]); c++) {
		for (size_t o = 0; o < sizeof(others) / sizeof(others[0]); o++) {
			printf("| %zu | %zu |", copies[c], others[o]);
			for (enum change change = EXACT; change < CHANGES; change++)
				print_cell(house, change, copies[c], others[o],
					   others[o] > 5000 ? (trials + 4) / 5 : trials);
			puts("");
			(void)fflush(stdout);
		}
	}
}

/* --- what must not be told --- */

static void greet(struct house *house, int64_t at_s, size_t count)
{
	static const char *const greetings[] = {
		"Grattis på födelsedagen, hoppas du får en riktigt fin dag med hela familjen",
		"Vila i frid, alla våra tankar går till familjen i denna svåra stund",
		"Takk for et fint arrangement i går, vi gleder oss allerede til neste år",
		"Tillykke med de 100 år, vi har købt jeres saft så længe jeg kan huske",
		"Herzlichen Glückwunsch euch allen, und macht bitte noch viele Jahre weiter so",
	};
	const char *greeting = greetings[roll(&house->random, 5)];

	for (size_t i = 0; i < count; i++)
		hear(house, greeting, at_s + (int64_t)i * 60, (struct sayer){ 7000 + i, 77, 0 });
}

static void compete(struct house *house, int64_t at_s, size_t count)
{
	char text[TEXT];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(text, TEXT,
			       "Yes please, I want to win a crate of lemonade for %s "
			       "and me this summer, fingers crossed",
			       some_word(house));
		hear(house, text, at_s + (int64_t)i * 30, (struct sayer){ 9000 + i, 78, 0 });
	}
}

static void share(struct house *house, int64_t at_s, size_t count)
{
	char text[TEXT], title[TEXT] = "";

	add_words(house, title, 12);
	for (size_t i = 0; i < count; i++) {
		(void)snprintf(text, TEXT, "%shttps://paper.example/%zu", title, i % 5);
		hear(house, text, at_s + (int64_t)i * 60,
		     (struct sayer){ 20000 + i, 1 + (uint32_t)roll(&house->random, 12),
				     VOICE_NEGATIVE });
	}
}

/* On one subject: half of their words are out of twenty. */
static void be_angry(struct house *house, int64_t at_s)
{
	for (size_t i = 0; i < 30; i++) {
		char text[TEXT] = "";
		size_t len = 0;

		for (size_t k = 0; k < 18; k++)
			len += (size_t)snprintf(
				text + len, TEXT - len, "%s ",
				k % 2 ? house->language->words[200 + roll(&house->random, 20)]
				      : some_word(house));
		hear(house, text, at_s + (int64_t)i * 120,
		     (struct sayer){ 40000 + i, 5, VOICE_NEGATIVE });
	}
}

static void print_quiet(struct house *house, size_t a_day)
{
	uint64_t copies;
	size_t count = 0, number = 0;

	chorus_forget(house->chorus);
	for (int64_t day = 0; day < 56; day++) {
		const int64_t from_s = START_S + day * DAY_S;

		if (day % 7 == 2)
			greet(house, from_s, 60);
		if (day % 7 == 3)
			compete(house, from_s, 400);
		if (day % 7 == 4)
			share(house, from_s, 100);
		if (day % 7 == 5)
			be_angry(house, from_s);
		for (size_t i = 0; i < a_day; i++) {
			const int64_t at_s = from_s + (int64_t)(DAY_S * i / a_day);

			hear_somebody(house, at_s, number++);
			if (i % 50 == 0 || i + 1 == a_day)
				count += told(house, at_s, &copies);
		}
	}
	printf("| %zu | %zu |\n", a_day, count);
	(void)fflush(stdout);
}

int main(int argc, char **argv)
{
	static struct language language;
	struct house house = { .random = { 20261129 }, .language = &language };
	const long asked = argc > 1 ? strtol(argv[1], NULL, 10) : 20;
	const size_t trials = asked > 0 && asked <= TRIALS_MAX ? (size_t)asked : 20;

	house.chorus = chorus_new();
	if (!house.chorus)
		return 1;
	make_language(&house.random, &language);
	print_campaigns(&house, trials);
	puts("\n| comments a day, eight weeks without a campaign | told |\n| ---: | ---: |");
	print_quiet(&house, 500);
	print_quiet(&house, 5000);
	print_quiet(&house, 50000);
	chorus_free(house.chorus);
	return 0;
}
