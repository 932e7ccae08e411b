/* followed.c - see followed.h. */
#include "followed.h"

struct tail {
	struct followed *followed;
	struct within *within;
	struct slice brand;
	int64_t limit; /* the last minute that counts */
};

static void take_whole(struct followed *followed, const struct journal_entry *entry)
{
	followed->news = followed->news || entry->amount[SERIES_NEGATIVE] > 0;
	if (followed->known)
		(void)series_counts_change(&followed->counts, entry->minute, entry->amount);
}

static void take(void *context, const struct journal_entry *entry)
{
	const struct tail *tail = context;

	if (entry->minute > tail->limit)
		return;
	if (!slice_is(entry->scope, "brand"))
		within_count(tail->within, tail->brand, entry);
	else
		take_whole(tail->followed, entry);
}

static int keep(void *context, struct slice scope, const struct series_counts *counts,
		bool at_place, struct error *error)
{
	struct followed *followed = context;

	(void)scope;
	(void)error;
	followed->news =
		followed->news || counts->all_hours.negative > followed->counts.all_hours.negative;
	followed->counts = *counts;
	followed->known = at_place;
	return 0;
}

int followed_read(struct followed *followed, struct redis_link *link, unsigned partition,
		  struct slice brand, struct within *within, int64_t now_us, struct error *error)
{
	struct tail tail = { followed, within, brand, series_counts_limit(now_us) };
	const struct slice scope = slice_from("brand");
	const struct series_query query = { .partition = partition,
					    .brand = brand,
					    .scopes = &scope,
					    .count = 1,
					    .place = &followed->place,
					    .limit = tail.limit,
					    .each = keep,
					    .context = followed };
	bool lost;

	if (followed->counts.last_minute > tail.limit) { /* our own clock was ahead */
		within_forget(within, brand);
		followed->known = false;
	}
	int r = series_follow(link, partition, brand, &followed->place, take, &tail, &lost, error);

	if (r < 0)
		return r;
	if (lost) {
		within_forget(within, brand);
		followed->known = false;
	}
	return followed->known ? 0 : series_read_many(link, &query, error);
}
