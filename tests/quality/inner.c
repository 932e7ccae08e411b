/*
 * inner.c - what the series within a brand find that the brand's own does not, and what they cost
 * in false alarms; measured on streams whose truth is known. Writes Markdown tables.
 *
 * usage: inner [BRANDS]     brands a cell (default 12)
 *
 * A brand of 600 comments a day, a quarter of them negative, over six weeks, the last four judged.
 * Each comment belongs to one of several topics, whose moods differ, and to one of the posts of the
 * day, whose moods differ too. In the event one topic or one post turns sour: there nearly all are
 * negative, so that the brand's negatives grow by a third or more.
 */
#include "inner.h"
#include "clock.h"
#include "detect.h"
#include "follow.h"
#include "synthetic.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BRANDS_MAX = 200, TOPICS_MAX = 40, POSTS_MAX = 10, WEEKS = 6, FROM_WEEK = 2 };
enum event_kind { EVENT_NONE, EVENT_TOPIC, EVENT_POST };
static const struct roughness USUAL = { "usual", 0.25, 0.30, 0.3, 0.3, 0.0, 0.0 };
static const double MOOD_SIGMA = 0.5; /* of the logit, of topics and of posts */
static const double QUIET_WEEKS = 4.0, EVENT_HOURS = 8.0;

struct world {
	size_t topics, posts; /* posts that live at the same time, a day each */
	enum event_kind event;
	double part; /* of the comments during the event, that are its own */
	struct random random;
	double topic_mood[TOPICS_MAX], post_mood[POSTS_MAX];
	int64_t day, event_from_us, event_to_us;
};

struct series {
	struct series_counts counts;
	struct detect_memory memory;
};

struct brand {
	struct series whole, topics[TOPICS_MAX], posts[POSTS_MAX];
};

struct result {
	bool with, without; /* the event was found */
	unsigned false_with, false_without;
};

static bool is_event(const struct world *world, int64_t now_us)
{
	return world->event != EVENT_NONE && now_us >= world->event_from_us &&
	       now_us < world->event_to_us;
}

/* New posts at midnight. */
static void turn_day(struct world *world, struct brand *brand, int64_t now_us)
{
	if (now_us / CLOCK_DAY_US == world->day)
		return;
	world->day = now_us / CLOCK_DAY_US;
	for (size_t i = 0; i < world->posts; i++) {
		series_counts_init(&brand->posts[i].counts);
		world->post_mood[i] = MOOD_SIGMA * random_normal(&world->random);
	}
}

/* The mood of a comment by the stream's, its topic's and its post's. */
static bool draw_mood(struct world *world, bool negative, double mood)
{
	/* Turned over with the probability that moves the share by the factor e^mood. */
	double keep = mood < 0.0 ? exp(mood) : 1.0,
	       turn = mood > 0.0 ? 1.0 - exp(-0.33 * mood) : 0.0;

	return negative ? random_unit(&world->random) < keep : random_unit(&world->random) < turn;
}

static bool alert_of(struct series *series, const struct detect_settings *settings, int64_t now_us)
{
	struct finding finding;

	detect_evaluate_with(&series->memory, &series->counts, settings, now_us,
			     DETECT_AUTHORS_UNKNOWN, &finding);
	return finding.alert;
}

/* One of the topic's or the post's own, as the live code has it. */
static bool alert_within(struct brand *brand, struct detect_settings *each, size_t topic,
			 size_t post, int64_t now_us)
{
	const struct detect_whole whole = { &brand->whole.counts, &FOLLOW_SETTINGS,
					    &brand->whole.memory };
	struct series *series = &brand->topics[topic];
	struct finding finding;

	each->whole = &whole;
	detect_evaluate_with(&series->memory, &series->counts, each, now_us, DETECT_AUTHORS_UNKNOWN,
			     &finding);
	if (finding.alert && !inner_is_the_brands(&brand->whole.counts, &finding, now_us))
		return true;
	inner_evaluate_post(&brand->whole.counts, &brand->posts[post].counts, each, now_us,
			    DETECT_AUTHORS_UNKNOWN, &finding);
	return finding.alert && !inner_is_the_brands(&brand->whole.counts, &finding, now_us);
}

/* One place that is looked at: an alarm begins when it has been quiet for half a day. */
static bool begins(int64_t *last_us, bool alert, int64_t now_us)
{
	bool fresh = alert && now_us - *last_us > CLOCK_DAY_US / 2;

	if (alert)
		*last_us = now_us;
	return fresh;
}

/* With the series within at their lines, and the brand's own with its whole budget alone. */
static void judge(struct world *world, struct brand *brand, size_t topic, size_t post,
		  int64_t now_us, int64_t last_us[2], struct result *result)
{
	const size_t live = world->topics + world->posts;
	struct detect_settings alone = FOLLOW_SETTINGS, shared = FOLLOW_SETTINGS,
			       each = FOLLOW_SETTINGS;

	alone.quiet_weeks = QUIET_WEEKS;
	shared.quiet_weeks = inner_weeks_of_brand(QUIET_WEEKS, live);
	each.quiet_weeks = inner_weeks_of_each(QUIET_WEEKS, live);
	if (begins(&last_us[0], alert_of(&brand->whole, &alone, now_us), now_us)) {
		if (is_event(world, now_us))
			result->without = true;
		else
			result->false_without++;
	}
	bool alert = alert_of(&brand->whole, &shared, now_us) ||
		     alert_within(brand, &each, topic, post, now_us);
	if (begins(&last_us[1], alert, now_us)) {
		if (is_event(world, now_us))
			result->with = true;
		else
			result->false_with++;
	}
}

static void add(struct series *series, int64_t now_us, bool negative)
{
	series_counts_add(&series->counts, now_us, now_us, (struct series_sum){ 1, negative, 0 });
}

static struct result follow(struct world *world, const struct stream *stream, struct brand *brand)
{
	const int64_t judged_us = stream->start_us + FROM_WEEK * 7 * CLOCK_DAY_US;
	int64_t last_us[2] = { 0, 0 };
	struct result result = { 0 };

	for (size_t i = 0; i < stream->count; i++) {
		const int64_t now_us = stream->comments[i].ts_us;
		size_t topic = (size_t)(random_unit(&world->random) * (double)world->topics);
		size_t post = (size_t)(random_unit(&world->random) * (double)world->posts);
		double mood;

		turn_day(world, brand, now_us);
		mood = world->topic_mood[topic] + world->post_mood[post];
		bool negative = draw_mood(world, stream->comments[i].negative, mood);
		/* The event: a part of the comments, of one place, nearly all negative. */
		if (is_event(world, now_us) && random_unit(&world->random) < world->part) {
			topic = world->event == EVENT_TOPIC ? 0 : topic;
			post = world->event == EVENT_POST ? 0 : post;
			negative = random_unit(&world->random) < 0.95;
		}
		add(&brand->whole, now_us, negative);
		add(&brand->topics[topic], now_us, negative);
		add(&brand->posts[post], now_us, negative);
		if (negative && now_us >= judged_us)
			judge(world, brand, topic, post, now_us, last_us, &result);
	}
	return result;
}

static void prepare(struct world *world, const struct stream *stream, struct brand *brand,
		    unsigned seed)
{
	memset(brand, 0, sizeof(*brand));
	series_counts_init(&brand->whole.counts);
	for (size_t i = 0; i < world->topics; i++) {
		series_counts_init(&brand->topics[i].counts);
		world->topic_mood[i] = MOOD_SIGMA * random_normal(&world->random);
	}
	world->event_from_us =
		stream->start_us + 31 * CLOCK_DAY_US + (9 + (int64_t)(seed % 8)) * CLOCK_HOUR_US;
	world->event_to_us = world->event_from_us + (int64_t)EVENT_HOURS * CLOCK_HOUR_US;
}

static void measure(size_t topics, size_t posts, enum event_kind event, double part,
		    unsigned brands)
{
	static const char *const names[] = { "none", "one topic", "one post" };
	struct brand *brand = malloc(sizeof(*brand));
	struct result sum = { 0 };
	unsigned with = 0, without = 0;

	for (unsigned b = 0; brand && b < brands; b++) {
		const struct stream_settings settings = { .comments_a_day = 600,
							  .share = 0.25,
							  .weeks = WEEKS,
							  .roughness = USUAL,
							  .event = { .factor = 1 },
							  .seed = 5000 + b };
		struct world world = { .topics = topics,
				       .posts = posts,
				       .event = event,
				       .part = part,
				       .random = { 77000 + b } };
		struct stream stream;

		if (!stream_make(&settings, &stream))
			exit(3);
		prepare(&world, &stream, brand, b);
		const struct result one = follow(&world, &stream, brand);
		with += one.with;
		without += one.without;
		sum.false_with += one.false_with;
		sum.false_without += one.false_without;
		free(stream.comments);
	}
	free(brand);
	printf("| %zu + %zu | %s", topics, posts, names[event]);
	if (event == EVENT_NONE)
		printf(" | %.2f | %.2f |\n", (double)sum.false_without / brands,
		       (double)sum.false_with / brands);
	else
		printf(", x%.1f | %3.0f %% | %3.0f %% |\n", 1.0 + part * (0.95 - 0.25) / 0.25,
		       100.0 * without / brands, 100.0 * with / brands);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	static const size_t sizes[][2] = { { 5, 5 }, { 40, 10 } };
	long brands = argc > 1 ? strtol(argv[1], NULL, 10) : 12;

	if (brands < 1 || brands > BRANDS_MAX) {
		fprintf(stderr, "usage: inner [BRANDS]   1 to %d brands a cell\n", BRANDS_MAX);
		return 2;
	}
	printf("| topics + posts | event | the brand's series alone | with those within |\n"
	       "| ---: | --- | ---: | ---: |\n");
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		measure(sizes[i][0], sizes[i][1], EVENT_NONE, 0.0, (unsigned)brands);
		for (int event = EVENT_TOPIC; event <= EVENT_POST; event++) {
			for (double part = 0.1; part < 0.25; part += 0.1)
				measure(sizes[i][0], sizes[i][1], (enum event_kind)event, part,
					(unsigned)brands);
		}
	}
	return 0;
}
