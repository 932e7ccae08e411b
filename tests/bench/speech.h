/*
 * speech.h - what the benches judge: comments as people write them and rules as moderators write
 * them, invented, or cut out of comments that somebody has.
 *
 * Keywords look like everyday words, as those of real lists do: each is the beginning of one word
 * and the end of another, both drawn from the texts. Regexes are alternatives of words, with
 * endings, gaps and optional parts.
 */
#ifndef LIVVAKT_BENCH_SPEECH_H
#define LIVVAKT_BENCH_SPEECH_H

#include "arena.h"
#include "buffer.h"
#include "decode.h"
#include "forms.h"
#include "json.h"
#include "utf8.h"
#include "words.h"
#include <stdio.h>
#include <stdlib.h>

enum {
	SPEECH_TEXTS = 4000,
	SPEECH_WORDS = 20000, /* of the vocabulary */
	SPEECH_WORD_MAX = 32,
	SPEECH_KEYWORD_LEAST = 5, /* bytes */
	SPEECH_PATTERN_MAX = 192,
	SPEECH_LINE_MAX = 64 << 10,
};

struct speech {
	uint64_t random;
	char words[SPEECH_WORDS][SPEECH_WORD_MAX]; /* the commonest first */
	char sorted[SPEECH_WORDS][SPEECH_WORD_MAX];
	size_t keyword_count, regex_count;
	char (*keywords)[SPEECH_WORD_MAX];
	char (*regexes)[SPEECH_PATTERN_MAX];
	struct slice texts[SPEECH_TEXTS], bodies[SPEECH_TEXTS]; /* the comment, its JSON */
	size_t bytes;
	struct arena arena;
};

static void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(3);
}

/* SplitMix64 (Steele, Lea, Flood 2014). */
static uint64_t draw(struct speech *speech, uint64_t below)
{
	uint64_t z = speech->random += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (z ^ (z >> 31)) % below;
}

#define DRAW(speech, table) ((table)[draw(speech, sizeof(table) / sizeof((table)[0]))])

static struct slice keep(struct speech *speech, struct slice text)
{
	text = arena_copy(&speech->arena, text);
	if (!text.data)
		die("out of memory");
	return text;
}

/* --- an invented language: pronounceable words, the frequent ones short --- */

static void speech_make_word(struct speech *speech, size_t syllables, char *ret_word)
{
	static const char *const starts[] = { "b", "d", "f",  "g",  "h",  "j",	"k",  "l",  "m",
					      "n", "p", "r",  "s",  "t",  "v",	"sk", "st", "tr",
					      "",  "s", "kr", "fl", "gr", "sp", "d",  "h",  "m" };
	static const char *const vowels[] = { "a", "e", "i", "o", "u", "e", "a", "a",
					      "e", "i", "a", "e", "i", "o", "u", "e",
					      "a", "å", "ä", "ö", "ø", "æ", "ü" };
	static const char *const ends[] = { "", "", "n", "r", "t", "l", "s", "", "nd", "ng" };
	size_t len = 0;

	for (size_t i = 0; i < syllables && len < SPEECH_WORD_MAX - 8; i++)
		len += (size_t)snprintf(ret_word + len, SPEECH_WORD_MAX - len, "%s%s%s",
					DRAW(speech, starts), DRAW(speech, vowels),
					DRAW(speech, ends));
}

/* A word as often as it comes, about as Zipf has it. */
static const char *speech_word(struct speech *speech)
{
	uint64_t below = 8;

	while (below < SPEECH_WORDS && draw(speech, 100) < 62)
		below *= 2;
	return speech->words[draw(speech, below < SPEECH_WORDS ? below : SPEECH_WORDS)];
}

static void add_capitalised(struct buffer *to, const char *word, bool all)
{
	for (size_t i = 0; word[i]; i++)
		buffer_add_char(to, word[i] >= 'a' && word[i] <= 'z' && (all || i == 0)
					    ? (char)(word[i] - 'a' + 'A')
					    : word[i]);
}

/* What stands at the end of one comment in three. */
static void add_ornament(struct speech *speech, struct buffer *to)
{
	static const char *const ornaments[] = { " 😂", " 😡😡", " 👍", " :-)", " ❤️", " !!!" };

	switch (draw(speech, 12)) {
	case 0:
	case 1:
		buffer_add_text(to, DRAW(speech, ornaments));
		break;
	case 2:
		buffer_printf(to, " https://%s.example/%s", speech_word(speech),
			      speech_word(speech));
		break;
	case 3:
		buffer_printf(to, " #%s", speech_word(speech));
		break;
	default:
		break;
	}
}

/* Sentences with names, numbers, quotations and now and then shouting. `find` (may be NULL) is
 * among the words. */
static void speech_write_text(struct speech *speech, const char *find, struct buffer *to)
{
	static const char *const ends[] = { ". ", ". ", ". ", "! ", "? ", "... ", "\n" };
	size_t words = 6 + draw(speech, 28), place = words / 2, left = 0;
	bool shouted = draw(speech, 40) == 0;

	if (draw(speech, 12) == 0)
		buffer_printf(to, "@%s ", speech_word(speech));
	for (size_t i = 0; i < words; i++) {
		const char *word = find && i == place ? find : speech_word(speech);
		bool begins = left == 0;

		if (begins)
			left = 3 + draw(speech, 14);
		if (draw(speech, 30) == 0)
			buffer_printf(to, "%u ", (unsigned)draw(speech, 2100));
		if (draw(speech, 60) == 0)
			buffer_printf(to, "\"%s\"", word);
		else if (begins || shouted || draw(speech, 25) == 0)
			add_capitalised(to, word, shouted);
		else
			buffer_add_text(to, word);
		left--;
		if (i + 1 < words)
			buffer_add_text(to, left == 0		    ? DRAW(speech, ends)
					    : draw(speech, 12) == 0 ? ", "
								    : " ");
	}
	buffer_add_text(to, draw(speech, 3) ? "." : "!");
	add_ornament(speech, to);
}

static void speech_invent(struct speech *speech)
{
	struct buffer text;

	buffer_init(&text, SPEECH_LINE_MAX);
	for (size_t i = 0; i < SPEECH_WORDS; i++)
		speech_make_word(speech, i < 60 ? 1 : i < 1500 ? 2 : 3 + i % 2, speech->words[i]);
	for (size_t i = 0; i < SPEECH_TEXTS; i++) {
		buffer_clear(&text);
		speech_write_text(speech, NULL, &text);
		speech->texts[i] = keep(speech, buffer_slice(&text));
	}
	buffer_done(&text);
}

/* --- or somebody's comments: JSON Lines --- */

static struct slice text_of_line(struct speech *speech, struct slice line)
{
	struct comment comment;
	struct error error = { 0 };

	if (decode_comment(line, 0, &speech->arena, &comment, &error) < 0)
		return (struct slice){ NULL, 0 };
	return comment.text;
}

static void speech_read(struct speech *speech, const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t capacity = 0, lines = 0, at = 0, taken = 0;
	ssize_t len;

	if (!file)
		die("cannot open the comments");
	while (getline(&line, &capacity, file) > 0)
		lines++;
	rewind(file);
	for (; taken < SPEECH_TEXTS && (len = getline(&line, &capacity, file)) > 0; at++) {
		struct slice body = { line, (size_t)len - (line[len - 1] == '\n') }, text;

		if (at * SPEECH_TEXTS / lines < taken) /* spread over the file */
			continue;
		text = text_of_line(speech, body);
		if (!text.data)
			continue;
		speech->bodies[taken] = keep(speech, body);
		speech->texts[taken++] = text;
	}
	free(line);
	fclose(file);
	if (taken < SPEECH_TEXTS)
		die("too few comments that can be read");
}

/* The vocabulary is then words as they come in the texts: the common ones many times. */
static void speech_learn(struct speech *speech)
{
	enum { WORDS_MAX = 4096 };
	struct word *words = calloc(WORDS_MAX, sizeof(*words));
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;

	if (!words || !maker)
		die("out of memory");
	for (size_t i = 0; i < SPEECH_WORDS;) {
		struct slice text = speech->texts[draw(speech, SPEECH_TEXTS)], word;
		size_t count, at;

		if (text.len > SPEECH_LINE_MAX || forms_make(maker, text, &forms) < 0)
			continue;
		text = forms.form[FORM_PLAIN].text;
		count = words_split(text, words, WORDS_MAX);
		at = draw(speech, count + 1);
		if (at == count || words[at].kind != WORD_PLAIN)
			continue;
		word = slice_cut(text, words[at].from, words[at].to);
		if (word.len < SPEECH_WORD_MAX && !memchr(word.data, '\'', word.len))
			memcpy(speech->words[i++], word.data, word.len);
	}
	forms_maker_free(maker);
	free(words);
}

/* --- rules --- */

static const char *long_word(struct speech *speech)
{
	const char *word = speech_word(speech);

	while (strlen(word) < 4)
		word = speech_word(speech);
	return word;
}

static int speech_compare(const void *left, const void *right)
{
	return strcmp(left, right);
}

/* A word of the texts, that is; keywords are rarer than that. */
static bool is_everyday(const struct speech *speech, const char *word)
{
	return bsearch(word, speech->sorted, SPEECH_WORDS, SPEECH_WORD_MAX, speech_compare);
}

/* Two thirds of one word and the last half of another. */
static void speech_make_keyword(struct speech *speech, char ret_word[SPEECH_WORD_MAX])
{
	const char *first = long_word(speech), *second = long_word(speech);
	size_t kept = strlen(first) * 2 / 3, from = strlen(second) / 2;

	while ((first[kept] & 0xC0) == 0x80)
		kept--;
	while ((second[from] & 0xC0) == 0x80)
		from++;
	snprintf(ret_word, SPEECH_WORD_MAX, "%.*s%.15s", (int)(kept < 15 ? kept : 14), first,
		 second + from);
	if (strlen(ret_word) < SPEECH_KEYWORD_LEAST || !utf8_valid(slice_from(ret_word), NULL) ||
	    is_everyday(speech, ret_word))
		speech_make_keyword(speech, ret_word);
}

static void speech_make_regex(struct speech *speech, size_t number,
			      char ret_pattern[SPEECH_PATTERN_MAX])
{
	static const char *const shapes[] = {
		"\\b(?:%s|%s)\\w* (?:\\w+ ){0,3}%s",
		"\\b%s(?:en|er|e|s)?,? (?:%s )?(?:\\w+ )?%s\\b",
		"(?:%s|%s|%s)(?:st|nd)?e?s?\\b",
		"\\b(?:%s|%s) ?[0-9]{2,4} ?(?:kr|eur)?\\b%.0s",
	};
	char words[3][SPEECH_WORD_MAX] = { "" };

	for (size_t i = 0; i < 3; i++)
		speech_make_keyword(speech, words[i]);
	snprintf(ret_pattern, SPEECH_PATTERN_MAX, shapes[number % 4], words[0], words[1], words[2]);
}

/* --- the comments' JSON; one in twenty of the invented gets a keyword --- */

static void write_body(struct speech *speech, size_t number, struct buffer *to)
{
	struct json_writer writer;
	char id[16];

	snprintf(id, sizeof(id), "c%zu", number);
	json_write_begin(&writer, to);
	json_write_object(&writer);
	json_write_member_string(&writer, "text", speech->texts[number]);
	json_write_member_text(&writer, "brand", "bench");
	json_write_member_text(&writer, "author", speech->words[number]);
	json_write_member_text(&writer, "channel", "our-site");
	json_write_member_text(&writer, "id", id);
	json_write_object_end(&writer);
}

static void write_bodies(struct speech *speech)
{
	enum { FIND_IN = 20 };
	struct buffer text;

	buffer_init(&text, SPEECH_LINE_MAX);
	for (size_t i = 0; i < SPEECH_TEXTS; i++) {
		if (i % FIND_IN == 0) {
			buffer_clear(&text);
			speech_write_text(speech,
					  speech->keywords[draw(speech, speech->keyword_count)],
					  &text);
			speech->texts[i] = keep(speech, buffer_slice(&text));
		}
		buffer_clear(&text);
		write_body(speech, i, &text);
		speech->bodies[i] = keep(speech, buffer_slice(&text));
	}
	buffer_done(&text);
}

/* All of it; `path` is a file of comments (JSON Lines), NULL: they are invented. */
static void speech_init(struct speech *speech, size_t keywords, size_t regexes, const char *path)
{
	speech->random = 4;
	arena_init(&speech->arena, 1 << 20, (size_t)1 << 30);
	speech->keyword_count = keywords;
	speech->regex_count = regexes;
	speech->keywords = calloc(keywords + 1, sizeof(*speech->keywords));
	speech->regexes = calloc(regexes + 1, sizeof(*speech->regexes));
	if (!speech->keywords || !speech->regexes)
		die("out of memory");
	if (path) {
		speech_read(speech, path);
		speech_learn(speech);
	} else {
		speech_invent(speech);
	}
	memcpy(speech->sorted, speech->words, sizeof(speech->words));
	qsort(speech->sorted, SPEECH_WORDS, SPEECH_WORD_MAX, speech_compare);
	for (size_t i = 0; i < keywords; i++)
		speech_make_keyword(speech, speech->keywords[i]);
	for (size_t i = 0; i < regexes; i++)
		speech_make_regex(speech, i, speech->regexes[i]);
	if (!path)
		write_bodies(speech);
	for (size_t i = 0; i < SPEECH_TEXTS; i++)
		speech->bytes += speech->texts[i].len;
}

static void speech_done(struct speech *speech)
{
	free(speech->keywords);
	free(speech->regexes);
	arena_done(&speech->arena);
}

#endif
