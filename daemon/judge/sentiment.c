/*
 * sentiment.c - from mood words to one figure: sentence by sentence, clause by clause.
 *
 * Each sentence goes through the same stations: look its words up, strengthen, negate, weigh by
 * contrast and question, add up. The rules are VADER's (Hutto and Gilbert 2014) in integers, with
 * what our languages do otherwise: a Scandinavian or German negation may stand behind what it
 * negates.
 */
#include "sentiment.h"
#include "forms.h"
#include "letters.h"
#include "mood_figure.h"
#include "stretch.h"
#include "voice.h"
#include <stdlib.h>

enum {
	SENTENCE_WORDS_MAX = 128, /* a longer sentence is read in pieces */
	NEGATION_REACH = 3,	  /* words that a negation reaches forwards */
	NEGATION_REACH_BACK = 3,
	INTENSIFIER_REACH = 3,
	ELONGATED_FACTOR = 1200,
	QUOTED_FACTOR = 600, /* what others said, and titles */
	NAME_WORD = 4, /* letters of a word that makes a name of its neighbour: not "Thank You" */
	HEADLINE_FROM = 800,  /* so many capitals first, and they tell no names */
	GOOD_NEGATED = -750,  /* "not good" is bad, */
	BAD_NEGATED = 0,      /* "not bad" is neither */
	GOOD_AFTER_ALL = 500, /* "not that I'm not happy" is mild praise */
	BEFORE_CONTRAST = 500,
	BEHIND_CONTRAST = 1400,
	PRAISE_WITHIN = 2,  /* words before it, */
	UNSURPASSED = 3000, /* "never had a better one", at least */
	FAILURE = -1900,    /* so bad, */
	PRAISE_SOURED = 0,  /* and praise is no praise */
	QUESTION_FACTOR = 700,
	ANGRY_FROM = 2500, /* weaker is sad or disappointed; anger is what goes beyond */
	WORRIED_QUESTION = 1300,
};

/* What is known of one word. */
struct feel {
	int32_t valence, anger, worry;
	int32_t factor; /* of an intensifier; 0: is none */
	int32_t alone;	/* valence of a negation that finds nothing to negate */
	bool contrasts, never, compares, becomes;
	bool spoken_for;  /* inside a phrase that began earlier */
	uint32_t negates; /* words of the negation: "can't say that" reaches from its last on */
	uint32_t negated; /* how often */
};

struct reader {
	const struct lexicon *lexicon;
	enum language language;
	struct slice plain;
	const struct word *words;
	size_t word_count;
	struct feel feel[SENTENCE_WORDS_MAX];
	size_t from, count; /* the sentence */
	bool quoted;	    /* quotation marks around the whole tell nothing */
	bool shouting;	    /* all in capitals: then capitals tell nothing of single words */
	bool runs;	    /* there may be a letter three times in a row */
	bool link;
	uint32_t glad;		       /* words so far */
	bool called_out;	       /* see sentiment.h */
	int8_t headline;	       /* -1: not asked yet */
	struct mood_sums total, last;  /* last: what the sentence before added */
	struct sentiment_trace *trace; /* NULL: nobody asks */
};

static const struct word *word_at(const struct reader *r, size_t i)
{
	return &r->words[r->from + i];
}

/* The word as it stands (true), or with its emphasis taken out. */
static bool find(const struct reader *r, size_t i, struct lexicon_hit hits[LEXICON_KINDS],
		 bool *ret_elongated)
{
	struct slice word = words_text(r->plain, word_at(r, i));
	char spelling[STRETCH_MAX];

	*ret_elongated = false;
	if (lexicon_find(r->lexicon, r->language, word, r->plain, r->words + r->from, r->count, i,
			 hits))
		return true;
	if (!r->runs || word.len > STRETCH_MAX || !stretch_may_be(word))
		return false;
	*ret_elongated = true;
	for (size_t keep = 1; keep <= 2; keep++) {
		size_t len = stretch_shorten(word, keep, spelling);

		if (len == 0)
			return false;
		if (lexicon_find(r->lexicon, r->language, (struct slice){ spelling, len }, r->plain,
				 r->words + r->from, r->count, i, hits))
			return true;
	}
	return false;
}

static void claim(struct reader *r, size_t i, const struct lexicon_hit *hit)
{
	for (uint32_t k = 1; k < hit->words && i + k < r->count; k++)
		r->feel[i + k].spoken_for = true;
}

static bool carries_mood(enum word_kind kind)
{
	return kind == WORD_PLAIN || kind == WORD_TAG || kind == WORD_EMOJI || kind == WORD_NUMBER;
}

static bool is_long(const struct reader *r, const struct word *word)
{
	return letters_count(words_text(r->plain, word)) >= NAME_WORD;
}

static bool may_name(const struct reader *r, const struct word *word)
{
	return word->capital_first && is_long(r, word);
}

/* Every Long Word Like This: then capitals tell no names. Of the whole text, so once is enough. */
static bool is_headline(struct reader *r)
{
	size_t words = 0, capital = 0;

	if (r->headline >= 0)
		return r->headline;
	for (size_t i = 0; i < r->word_count; i++) {
		const struct word *word = &r->words[i];
		words += word->kind == WORD_PLAIN && is_long(r, word);
		capital += may_name(r, word);
	}
	r->headline = capital * 1000 > words * HEADLINE_FROM;
	return r->headline;
}

/* "Super Bowl": capitals amid a sentence, and no mood. German nouns all have one. */
static bool in_name(struct reader *r, size_t i)
{
	const struct word *word = word_at(r, i);

	if (!word->capital_first || word->sentence_start || r->language == LANGUAGE_DE)
		return false;
	bool beside = (i + 1 < r->count && !word[1].clause_start && may_name(r, &word[1])) ||
		      (i > 0 && !word->clause_start && !word[-1].sentence_start &&
		       may_name(r, &word[-1]));
	return beside && !is_headline(r);
}

/* What the writing says of a word's strength. */
static int32_t emphasise(const struct reader *r, size_t i, int32_t valence, bool elongated)
{
	const struct word *word = word_at(r, i);

	if (elongated)
		valence = mood_scale(valence, ELONGATED_FACTOR);
	if (word->capitals && !r->shouting)
		valence = mood_scale(valence, MOOD_CAPITALS_FACTOR);
	return word->quoted && !r->quoted ? mood_scale(valence, QUOTED_FACTOR) : valence;
}

/* False when the lexicon has nothing to say of the word. */
static bool look_up(struct reader *r, size_t i)
{
	struct feel *feel = &r->feel[i];
	struct lexicon_hit hits[LEXICON_KINDS];
	bool elongated;

	r->link |= word_at(r, i)->kind == WORD_LINK;
	if (feel->spoken_for || !carries_mood(word_at(r, i)->kind) || !find(r, i, hits, &elongated))
		return false;
	feel->valence = hits[LEXICON_VALENCE].strength;
	feel->anger = hits[LEXICON_ANGER].strength;
	feel->worry = hits[LEXICON_WORRY].strength;
	if (hits[LEXICON_VALENCE].words <= hits[LEXICON_NEGATION].words)
		feel->negates = hits[LEXICON_NEGATION].words;
	feel->contrasts = hits[LEXICON_CONTRAST].rank > 0;
	feel->never = hits[LEXICON_NEVER].rank > 0;
	feel->compares = hits[LEXICON_COMPARATIVE].rank > 0;
	feel->becomes = hits[LEXICON_BECOMING].rank > 0;
	feel->factor = hits[LEXICON_INTENSIFIER].strength;
	if (feel->negates) {
		feel->alone = feel->valence;
		feel->valence = 0;
	}
	for (int kind = 0; kind < LEXICON_KINDS; kind++)
		claim(r, i, &hits[kind]);
	if (hits[LEXICON_VALENCE].words < 2 && in_name(r, i)) /* "But" joins all the same */
		*feel = (struct feel){ .negates = feel->negates, .contrasts = feel->contrasts };
	else
		feel->valence = emphasise(r, i, feel->valence, elongated);
	return true;
}

/* False when the sentence holds nothing that tells a mood. */
static bool look_up_all(struct reader *r)
{
	bool any = false;

	memset(r->feel, 0, r->count * sizeof(r->feel[0]));
	for (size_t i = 0; i < r->count; i++)
		any |= look_up(r, i);
	return any;
}

/* "damn good", "lacks charm": a word of the other kind that strengthens or dampens the next. */
static bool lends_strength(const struct feel *feel, const struct feel *to, size_t back)
{
	if (feel->factor == 0 || feel->valence == 0)
		return feel->factor != 0;
	return (feel->valence > 0) != (to->valence > 0) && (back == 1 || feel->factor < 1000);
}

/* "so very good": the farther off, the less. What curses to strengthen does not curse. */
static void strengthen(struct reader *r)
{
	for (size_t i = 0; i < r->count; i++) {
		struct feel *feel = &r->feel[i];
		for (size_t back = 1; feel->valence && back <= INTENSIFIER_REACH && back <= i;
		     back++) {
			struct feel *before = &r->feel[i - back];
			if (lends_strength(before, feel, back)) {
				int32_t effect = (before->factor - 1000) * (int32_t)(5 - back) / 4;
				feel->valence = mood_scale(feel->valence, 1000 + effect);
				if (before->factor > 1000)
					before->valence = 0;
			}
			if (word_at(r, i - back + 1)->clause_start || before->valence)
				break;
		}
	}
}

static bool negates_backwards(enum language language)
{
	return language != LANGUAGE_EN && language != LANGUAGE_OTHER;
}

static bool clause_ends_before(const struct reader *r, size_t i)
{
	return word_at(r, i)->clause_start || r->feel[i].contrasts;
}

/* "Never had a better one" is praise, whatever the word alone; "it never gets better" is none. */
static bool praise(struct reader *r, size_t at, size_t i)
{
	if (!r->feel[at].never || !r->feel[i].compares)
		return false;
	for (size_t k = 0; k < r->count; k++)
		if (r->feel[k].becomes || r->feel[k].valence < 0)
			return false;
	if (r->feel[i].valence < UNSURPASSED)
		r->feel[i].valence = UNSURPASSED;
	return true;
}

/* Mood words behind the negation at `at`: the first, and those of the same sign behind it. */
static bool negate_forwards(struct reader *r, size_t at)
{
	size_t from = at + r->feel[at].negates;
	int32_t first = 0;

	for (size_t i = from;
	     i < r->count && i < from + NEGATION_REACH && !clause_ends_before(r, i); i++) {
		int32_t valence = r->feel[i].valence;
		if (praise(r, at, i))
			return true;
		if (valence == 0)
			continue;
		if (first != 0 && (first > 0) != (valence > 0))
			break;
		first = valence;
		r->feel[i].negated++;
	}
	return first != 0;
}

static bool negate_backwards(struct reader *r, size_t at)
{
	for (size_t i = at; i > 0 && i + NEGATION_REACH_BACK > at && !clause_ends_before(r, i);
	     i--) {
		if (praise(r, at, i - 1))
			return true;
		if (r->feel[i - 1].valence == 0)
			continue;
		r->feel[i - 1].negated++;
		return true;
	}
	return false;
}

static void negate(struct reader *r)
{
	for (size_t i = 0; i < r->count; i++) {
		if (!r->feel[i].negates || negate_forwards(r, i) ||
		    (negates_backwards(r->language) && negate_backwards(r, i)))
			r->feel[i].alone = 0;
	}
	for (size_t i = 0; i < r->count; i++) {
		struct feel *feel = &r->feel[i];
		bool good = feel->valence > 0;
		if (feel->negated % 2) {
			feel->valence =
				mood_scale(feel->valence, good ? GOOD_NEGATED : BAD_NEGATED);
			feel->anger = feel->worry = 0;
		} else if (feel->negated && good) {
			feel->valence = mood_scale(feel->valence, GOOD_AFTER_ALL);
		}
		feel->valence += feel->alone;
	}
}

static bool is_question(const struct reader *r)
{
	size_t end = r->from + r->count;
	size_t from = r->words[end - 1].to,
	       to = end < r->word_count ? r->words[end].from : r->plain.len;

	return to > from && memchr(r->plain.data + from, '?', to - from) != NULL;
}

static void weaken(struct mood_sums *sums)
{
	sums->valence = mood_scale(sums->valence, BEFORE_CONTRAST);
	sums->anger = mood_scale(sums->anger, BEFORE_CONTRAST);
	sums->worry = mood_scale(sums->worry, BEFORE_CONTRAST);
}

static void add_feel(struct mood_sums *sums, const struct feel *feel, int32_t weight)
{
	sums->valence += mood_scale(feel->valence, weight);
	sums->anger += mood_scale(feel->anger, weight);
	sums->worry += mood_scale(feel->worry, weight);
	if (feel->valence <= -ANGRY_FROM && feel->worry == 0) /* who fears is not angry */
		sums->anger += mood_scale(-feel->valence - ANGRY_FROM, weight);
}

/* "Thanks for yet another delay": praise at the very beginning and a failure behind it, with no but
 * between them, is meant the other way round. */
static void turn_sour(struct reader *r)
{
	size_t first = 0;

	while (first < r->count && first <= PRAISE_WITHIN && r->feel[first].valence == 0)
		first++;
	if (first == r->count || first > PRAISE_WITHIN || r->feel[first].valence <= 0)
		return;
	for (size_t i = first + 1; i < r->count && !r->feel[i].contrasts; i++) {
		if (r->feel[i].valence > FAILURE)
			continue;
		r->feel[first].valence = mood_scale(r->feel[first].valence, PRAISE_SOURED);
		return;
	}
}

/* Whether the word stands by itself at the beginning, and more behind it: "Great, ..." */
static bool called_out(const struct reader *r, size_t i)
{
	const size_t behind = r->from + i + 1;

	return r->from + i <= PRAISE_WITHIN && behind < r->word_count &&
	       r->words[behind].clause_start;
}

/* What came before a "but" weighs less; a sentence's first word looks back on the one before. */
static struct mood_sums add_up(struct reader *r)
{
	struct mood_sums sums = { 0 };
	int32_t weight = 1000;

	for (size_t i = 0; i < r->count; i++) {
		if (r->feel[i].contrasts) {
			weaken(i == 0 ? &r->last : &sums);
			weight = BEHIND_CONTRAST;
			r->glad++;
		}
		if (r->feel[i].valence > 0)
			r->called_out = r->glad++ == 0 && called_out(r, i);
		add_feel(&sums, &r->feel[i], weight);
	}
	return sums;
}

static struct sentiment_heard hear(const struct reader *r, size_t i)
{
	const struct feel *feel = &r->feel[i];
	size_t last = i;

	while (last + 1 < r->count && r->feel[last + 1].spoken_for)
		last++;
	return (struct sentiment_heard){
		(uint32_t)(r->from + i),
		{ word_at(r, i)->from, word_at(r, last)->to },
		feel->valence ? feel->valence : feel->alone,
		0,
		feel->anger,
		feel->worry,
		feel->factor,
		feel->negates > 0,
		feel->contrasts,
	};
}

/* What is known of each word before its neighbours change it, */
static void trace_words(struct reader *r)
{
	for (size_t i = 0; i < r->count && r->trace->count < SENTIMENT_HEARD_MAX; i++) {
		const struct sentiment_heard heard = hear(r, i);

		if (heard.told || heard.anger || heard.worry || heard.factor || heard.negates ||
		    heard.contrasts)
			r->trace->heard[r->trace->count++] = heard;
	}
}

/* and what they leave of it. */
static void trace_outcome(struct reader *r)
{
	for (size_t i = r->trace->count; i > 0 && r->trace->heard[i - 1].word >= r->from; i--)
		r->trace->heard[i - 1].counts =
			r->feel[r->trace->heard[i - 1].word - r->from].valence;
}

static struct mood_sums read_sentence(struct reader *r)
{
	struct mood_sums sums;

	if (r->trace)
		trace_words(r);
	strengthen(r);
	negate(r);
	turn_sour(r);
	if (r->trace)
		trace_outcome(r);
	sums = add_up(r);
	if (is_question(r)) {
		sums.valence = mood_scale(sums.valence, QUESTION_FACTOR);
		sums.anger = mood_scale(sums.anger, QUESTION_FACTOR);
		sums.worry = mood_scale(sums.worry, WORRIED_QUESTION);
	}
	return sums;
}

static void add_last(struct reader *r)
{
	r->total.valence += r->last.valence;
	r->total.anger += r->last.anger;
	r->total.worry += r->last.worry;
}

/* Every word is read; the sums stay far from their type's end even for the longest text. */
static void read_all(struct reader *r)
{
	for (size_t from = 0, to; from < r->word_count; from = to) {
		struct mood_sums sums = { 0 };

		for (to = from + 1; to < r->word_count && to - from < SENTENCE_WORDS_MAX;) {
			if (r->words[to].sentence_start)
				break;
			to++;
		}
		r->from = from;
		r->count = to - from;
		if (look_up_all(r))
			sums = read_sentence(r); /* it may weaken what came last */
		add_last(r);
		r->last = sums;
	}
	add_last(r);
}

static bool holds_link(const struct word *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (words[i].kind == WORD_LINK)
			return true;
	return false;
}

static struct sentiment read_text(const struct lexicon *lexicon, enum language language,
				  struct slice raw, const struct word_view *plain,
				  struct sentiment_trace *trace)
{
	const struct voice voice = voice_of(raw);
	struct reader reader;

	reader.lexicon = lexicon;
	reader.language = language;
	reader.plain = plain->text;
	reader.words = plain->words;
	reader.word_count = plain->count;
	reader.quoted = plain->count > 0 && plain->words[0].quoted;
	reader.shouting = voice.shouting;
	reader.headline = -1;
	reader.glad = 0;
	reader.called_out = false;
	reader.trace = trace;
	reader.total = reader.last = (struct mood_sums){ 0 };
	if (lexicon_is_empty(lexicon)) {
		reader.link = holds_link(plain->words, plain->count);
	} else {
		reader.link = false;
		reader.runs = letters_hold(plain->text) != 0;
		lexicon_fetch(lexicon, language, plain->hashes, plain->count);
		read_all(&reader);
	}
	struct sentiment result = mood_figure(reader.total, &voice, plain->count, reader.link);
	result.called_out = reader.called_out && reader.glad == 1;
	return result;
}

struct sentiment sentiment_of(const struct lexicon *lexicon, enum language language,
			      struct slice raw, const struct word_view *plain)
{
	return read_text(lexicon, language, raw, plain, NULL);
}

struct sentiment sentiment_explain(const struct lexicon *lexicon, enum language language,
				   struct slice raw, const struct word_view *plain,
				   struct sentiment_trace *ret_trace)
{
	ret_trace->count = 0;
	return read_text(lexicon, language, raw, plain, ret_trace);
}
