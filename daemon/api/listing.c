/* listing.c - see listing.h. */
#include "listing.h"

/* The partitions that are asked: from the first to before the end. */
struct range {
	unsigned first, end;
};

static struct range range_of(const struct partitions *partitions, struct slice brand)
{
	unsigned number;

	if (brand.len == 0)
		return (struct range){ 0, partitions_count(partitions) };
	number = partitions_number_of(partitions, brand);
	return (struct range){ number, number + 1 };
}

/* One gathering. */
struct gathering {
	struct partitions *partitions;
	const struct listing_page *page;
	struct range range;
	int64_t monotonic_us;
};

/* Where the page before ended. */
static int find(const struct gathering *gathering, struct partitions_place *ret_place,
		struct error *error)
{
	const struct listing_page *page = gathering->page;
	int r = ERROR_NOT_FOUND;

	for (unsigned i = gathering->range.first; r == ERROR_NOT_FOUND && i < gathering->range.end;
	     i++) {
		struct partition partition = { 0 };

		r = partitions_ready(gathering->partitions, i, gathering->monotonic_us, &partition,
				     error);
		if (r == 0)
			r = page->listing->find(&partition, page->filter, &ret_place->at_us, error);
		ret_place->number = i;
	}
	return r;
}

static int list(const struct gathering *gathering, unsigned number,
		const struct partitions_place *place, struct merge *merge, struct error *error)
{
	const struct listing_page *page = gathering->page;
	struct partition partition = { 0 };
	int64_t bound_us = 0;
	int r = partitions_ready(gathering->partitions, number, gathering->monotonic_us, &partition,
				 error);

	if (r < 0)
		return r;
	if (page->goes_on && number != place->number)
		bound_us = partitions_bound(place, number, page->listing->newest_first);
	return page->listing->list(&partition, page->filter, bound_us, merge, error);
}

int listing_gather(struct partitions *partitions, const struct listing_page *page,
		   int64_t monotonic_us, struct merge *merge, struct error *error)
{
	const struct gathering gathering = { partitions, page, range_of(partitions, page->brand),
					     monotonic_us };
	struct partitions_place place = { 0 };
	int r = page->goes_on ? find(&gathering, &place, error) : 0;

	for (unsigned i = gathering.range.first; r == 0 && i < gathering.range.end; i++)
		r = list(&gathering, i, &place, merge, error);
	if (r == 0 && merge_failed(merge))
		r = error_set(error, ERROR_MEMORY, "out of memory; try again");
	return r;
}
