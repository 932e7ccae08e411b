/* soured.c - see soured.h: counts in, a slow finding told. */
#include "soured.h"

#include "incident.h"
#include "souring.h"

#include <math.h>

#define SCOPE slice_from(INCIDENT_SOURING)

/* One look, and what raise asks of it. */
struct look {
	const struct soured_case *what;
	struct detect_settings settings;
	struct finding finding;
	struct evidence evidence;
};

/* The story is the brand's. */
static struct story_case story_of(const struct look *look)
{
	const struct soured_case *what = look->what;

	return (struct story_case){ .link = what->link,
				    .partition = what->raise->partition,
				    .brand = what->brand,
				    .scope = slice_from("brand"),
				    .finding = &look->finding,
				    .now_us = what->now_us };
}

/* A source that names no authors is not held to a minimum of them. */
static int may_open(void *context, bool *ret_may, struct error *error)
{
	struct look *look = context;
	const struct story_case story = story_of(look);
	const uint64_t enough = look->settings.minimum_authors;
	uint64_t authors;
	int r = story_authors(look->what->story, &story, enough, &authors, error);

	*ret_may = r == 0 && (authors == 0 || authors >= enough);
	return r;
}

static void tell(void *context, bool opens, struct raise_story *ret_story)
{
	struct look *look = context;
	const struct story_case story = story_of(look);

	(void)opens; /* what was before cannot be told by five minutes */
	souring_explain(look->what->counts, &look->settings, look->what->now_us, &look->evidence);
	ret_story->evidence = &look->evidence;
	story_tell(look->what->story, &story, ret_story);
}

static int raise(struct look *look, struct error *error)
{
	const struct soured_case *what = look->what;
	const struct raise_case found = { .brand = what->brand,
					  .scope = SCOPE,
					  .finding = &look->finding,
					  .may_open = may_open,
					  .tell = tell,
					  .context = look };

	return raise_finding(what->link, what->raise, &found, what->now_us, NULL, error);
}

/* What people said of earlier ones moves its line. */
static int take_past(struct look *look, struct error *error)
{
	const struct soured_case *what = look->what;
	struct raise_past past = { .read_us = 0 };
	int r = raise_told(what->link, what->raise, what->brand, SCOPE, &look->settings.before,
			   error);

	if (r == 0)
		r = raise_follow_past(what->link, what->raise, what->brand, SCOPE, what->now_us, 0,
				      &past, error);
	look->settings.quiet_weeks *= pow(10.0, (double)past.margin / 1000);
	return r;
}

int soured_look(struct soured *soured, const struct soured_case *what, struct error *error)
{
	const int64_t hour = series_hour_of(what->now_us);
	struct look look = { .what = what, .settings = *what->settings };

	if (hour == soured->hour)
		return 0;
	int r = take_past(&look, error);
	if (r < 0)
		return r;
	souring_evaluate(what->counts, &look.settings, what->now_us, &look.finding);
	r = look.finding.window_us > 0 ? raise(&look, error) : 0;
	soured->hour = r == 0 ? hour : soured->hour;
	return r;
}
