/* test_listing.c - one list out of three partitions, page by page, beside all of it at once. */
#include "store_house.h"

#include "incidents.h"
#include "keys.h"
#include "listing.h"
#include "partitions.h"

enum { PARTITIONS = 3, COUNT = 60 };

static struct partitions *partitions;

/* Many of them open in the same moment, in different partitions. */
static void make_incidents(void)
{
	for (int i = 0; i < COUNT; i++) {
		struct incident incident = { .scope = "brand", .severity = 2 };
		struct incidents_settings settings = { 0 };

		(void)snprintf(incident.id, sizeof(incident.id), "inc-%02d", i);
		(void)snprintf(incident.brand, sizeof(incident.brand), "brand-%d", i);
		incident.opened_at_us = NOW_US + i / 7;
		settings.partition = keys_partition(slice_from(incident.brand), PARTITIONS);
		OK(incident_create_if_none_open(house.link, &settings, &incident, NULL, NOW_US,
						&oops));
	}
}

static bool add_one(void *context, const struct incident *incident)
{
	if (!merge_takes(context, incident->opened_at_us))
		return false;
	merge_add(context, incident->opened_at_us, slice_from(incident->id));
	return true;
}

static int find(const struct partition *partition, const void *filter, int64_t *ret_at_us,
		struct error *error)
{
	return incident_place(partition->link, partition->number,
			      ((const struct incident_filter *)filter)->after, ret_at_us, error);
}

static int list(const struct partition *partition, const void *filter, int64_t bound_us,
		struct merge *merge, struct error *error)
{
	struct incident_filter own = *(const struct incident_filter *)filter;

	own.before_us = bound_us;
	if (bound_us)
		own.after = S("");
	return incident_list(partition->link, partition->number, &own, add_one, merge, error);
}

static const struct listing incidents = { true, find, list };

static int gather(struct slice brand, struct slice after, size_t max, struct buffer *to,
		  struct error *error)
{
	const struct incident_filter filter = {
		.state = INCIDENT_STATE_COUNT, .brand = brand, .after = after, .max = max
	};
	const struct listing_page page = { &incidents, &filter, brand, after.len > 0, max };
	struct merge merge;
	int r;

	merge_init(&merge, max, true);
	r = listing_gather(partitions, &page, 0, &merge, error);
	merge_write(&merge, to);
	merge_done(&merge);
	return r;
}

static void expect_order(const char *text)
{
	int last_us = COUNT, last_number = 0, seen = 0;

	for (const char *at = text; *at; at += 6 + (at[6] == ',')) {
		char brand[16];
		int i = atoi(at + 4), us = i / 7, number;

		(void)snprintf(brand, sizeof(brand), "brand-%d", i);
		number = (int)keys_partition(slice_from(brand), PARTITIONS);
		assert_true(us < last_us || (us == last_us && number >= last_number));
		last_us = us;
		last_number = number;
		seen++;
	}
	assert_int_equal(seen, COUNT);
}

static void test_pages(void **state)
{
	struct buffer all, pages, page;

	(void)state;
	make_incidents();
	buffer_init(&all, 65536);
	OK(gather(S(""), S(""), 200, &all, &oops));
	expect_order(buffer_text(&all));
	for (size_t max = 1; max < 20; max += 3) {
		char after[INCIDENT_ID_MAX] = "";

		buffer_init(&pages, 65536);
		do {
			buffer_init(&page, 65536);
			OK(gather(S(""), slice_from(after), max, &page, &oops));
			if (page.len && pages.len)
				buffer_add_char(&pages, ',');
			buffer_add_slice(&pages, buffer_slice(&page));
			if (page.len)
				(void)snprintf(after, sizeof(after), "%s",
					       page.data + page.len - strlen("inc-00"));
			buffer_done(&page);
		} while (pages.len < all.len);
		assert_string_equal(buffer_text(&pages), buffer_text(&all));
		buffer_done(&pages);
	}
	buffer_done(&all);
}

static void test_one_brand(void **state)
{
	struct buffer found;
	struct error error = { 0 };

	(void)state;
	make_incidents();
	buffer_init(&found, 65536);
	OK(gather(S("brand-17"), S(""), 10, &found, &oops));
	assert_string_equal(buffer_text(&found), "inc-17");
	assert_int_equal(gather(S(""), S("inc-gone"), 10, &found, &error), ERROR_NOT_FOUND);
	/* Behind the last one of another brand nothing of this one can stand. */
	assert_int_equal(gather(S("brand-17"), S("inc-16"), 10, &found, &error),
			 keys_partition(S("brand-16"), PARTITIONS) ==
					 keys_partition(S("brand-17"), PARTITIONS)
				 ? 0
				 : ERROR_NOT_FOUND);
	buffer_done(&found);
}

static void test_bounds(void **state)
{
	const struct partitions_place place = { 1, 1000 };

	(void)state;
	assert_int_equal(partitions_bound(&place, 0, true), 1000);
	assert_int_equal(partitions_bound(&place, 2, true), 1001);
	assert_int_equal(partitions_bound(&place, 0, false), 1000);
	assert_int_equal(partitions_bound(&place, 2, false), 999);
}

static int up(void **state)
{
	struct error error = { 0 };

	if (house_up(state) < 0)
		return -1;
	const struct redis_settings settings = { .url = managed_url(house.redis) };
	partitions = partitions_new(&settings, PARTITIONS, &error);
	return partitions ? 0 : -1;
}

static int down(void **state)
{
	partitions = partitions_free(partitions);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_pages), TEST(test_one_brand),
					    TEST(test_bounds) };

	return cmocka_run_group_tests(tests, up, down);
}
