/* mood_figure.c - see mood_figure.h. */
#include "mood_figure.h"
#include "square_root.h"

enum {
	SUM_MAX = 1000000,
	ALPHA = 15 * 1000 * 1000, /* in x / sqrt(x² + alpha + words * per word), x in thousandths */
	ALPHA_PER_WORD = 1000 * 1000,
	ALPHA_WORDS_MAX = 60,
	LINK_FACTOR = 600,	    /* who points elsewhere reports rather than feels, */
	LINK_LOUD_FACTOR = 700,	    /* unless he raises his voice; */
	LINK_POSITIVE_FROM = 400,   /* so it takes more to call a report good */
	LINK_NEGATIVE_FROM = 190,   /* or bad */
	KIND_QUESTION_FACTOR = 700, /* thanks and greetings around a question are manners */
	MARK_BONUS = 290,	    /* an exclamation mark, on the sum; */
	LONE_MARK = 200,     /* without a word of mood it is rather glad, never enough to say so */
	FELT_FROM = 400,     /* what is weaker is a tone of voice, which marks do not raise */
	POSITIVE_FROM = 250, /* kind words come cheap, */
	NEGATIVE_FROM = 100, /* and complaints are often polite */
};

static int64_t alpha_of(size_t words)
{
	return ALPHA +
	       (int64_t)(words < ALPHA_WORDS_MAX ? words : ALPHA_WORDS_MAX) * ALPHA_PER_WORD;
}

static int32_t normalise(int64_t sum, int64_t alpha)
{
	if (sum == 0)
		return 0;
	if (sum > SUM_MAX)
		sum = SUM_MAX;
	if (sum < -SUM_MAX)
		sum = -SUM_MAX;
	return (int32_t)(sum * 1000 / (int64_t)square_root((uint64_t)(sum * sum + alpha)));
}

static void raise_by_voice(struct mood_sums *sums, const struct voice *voice)
{
	int32_t marks = voice->exclamations;

	if (sums->valence >= 0)
		sums->valence += marks * (sums->valence > 0 ? MARK_BONUS : LONE_MARK);
	if (sums->valence > 0 && voice->questions)
		sums->valence = mood_scale(sums->valence, KIND_QUESTION_FACTOR);
	if (sums->valence <= -FELT_FROM) {
		sums->valence -= marks * MARK_BONUS;
		sums->anger += sums->anger > 0 ? marks * MARK_BONUS : 0;
	}
	if (voice->shouting) {
		sums->valence = mood_scale(sums->valence, MOOD_CAPITALS_FACTOR);
		sums->anger = mood_scale(sums->anger, 1500) + (sums->valence < 0 ? 1000 : 0);
	}
	if (sums->valence > 0)
		sums->anger /= 2;
}

static enum polarity polarity_of(int32_t figure, bool reports)
{
	if (figure >= (reports ? LINK_POSITIVE_FROM : POSITIVE_FROM))
		return POLARITY_POSITIVE;
	return figure <= -(reports ? LINK_NEGATIVE_FROM : NEGATIVE_FROM) ? POLARITY_NEGATIVE
									 : POLARITY_NEUTRAL;
}

struct sentiment mood_figure(struct mood_sums sums, const struct voice *voice, size_t words,
			     bool link)
{
	bool reports = link && voice->exclamations == 0;
	struct sentiment result = { 0 };

	raise_by_voice(&sums, voice);
	if (link)
		sums.valence = mood_scale(sums.valence, reports ? LINK_FACTOR : LINK_LOUD_FACTOR);
	result.figure = normalise(sums.valence, alpha_of(words));
	result.anger = normalise(sums.anger > 0 ? sums.anger : 0, ALPHA);
	result.worry = normalise(sums.worry > 0 ? sums.worry : 0, ALPHA);
	result.polarity = polarity_of(result.figure, reports);
	return result;
}
