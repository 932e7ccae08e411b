/* test_tally.c - what one judged comment changes: totals, series, recent comments, the queue, hide
 * calls. */
#include "facts.h"

#include "clock.h"
#include "json.h"
#include "tally.h"

#define NOW_US (INT64_C(1795344945) * CLOCK_SECOND_US)

static struct arena arena;
static struct complaints complaints;
static const struct author_keys keys = { .current = { 1 }, .things = { 1 } };

static int begin(void **state)
{
	struct error error = { 0 };

	(void)state;
	arena_init(&arena, 1 << 16, 64 << 20);
	complaints_init(&complaints);
	return crypto_init(&error);
}

static int end(void **state)
{
	(void)state;
	complaints_done(&complaints);
	arena_done(&arena);
	return 0;
}

static struct config *configuration(const char *text)
{
	struct config *config = config_parse(slice_from(text), NULL, &complaints);

	assert_non_null(config);
	return config;
}

static const struct comment comment = {
	.text = { "du er en idiot", 14 },
	.id = { "c-1", 3 },
	.brand = { "acme", 4 },
	.channel = { "fb", 2 },
	.post = { "p-1", 3 },
	.author = { .id = { "a\"1", 3 }, .followers = -1 },
	.ts_us = NOW_US,
	.received_us = NOW_US,
	.reach = -1,
};

static struct match match_of(enum category category, int32_t points, const char *rule)
{
	return (struct match){ .rule = rule, .category = category, .points = points };
}

static void reason_is(const struct match *matches, size_t count, const char *want)
{
	const char *undecided[] = { "x/late" };
	struct verdict verdict = { .action = ACTION_REVIEW,
				   .match_count = count,
				   .undecided = undecided,
				   .undecided_count = count == 0 };

	verdict.matches = (struct match *)(uintptr_t)matches; /* only read */
	assert_slice_is(tally_reason(&verdict, &arena), want);
}

static void test_reasons(void **state)
{
	struct match matches[] = {
		match_of(CATEGORY_NONE, 90000, "x/label"),
		match_of(CATEGORY_INSULT, 4000, "x/mild"),
		match_of(CATEGORY_THREAT, 8000, "x/worse"),
		match_of(CATEGORY_HATE, 8000, "x/equal"),
		match_of(CATEGORY_HATE, 9000, "x/shadow"),
		match_of(CATEGORY_HATE, -9000, "x/against"),
	};
	const struct verdict nothing = { .action = ACTION_HIDE };
	char long_name[600];

	(void)state;
	matches[4].shadow = true;
	reason_is(matches, 6, "threat: x/worse"); /* the first of equals, no label, no shadow */
	matches[2].context = "quoted";
	reason_is(matches, 6, "threat: x/worse (quoted)");
	reason_is(matches, 2, "insult: x/mild");
	reason_is(matches, 0, "undecided: x/late");
	matches[1] = match_of(CATEGORY_SELFHARM, 4000, "x/care"); /* before all else */
	reason_is(matches, 6, "selfharm: x/care, beside threat: x/worse (quoted)");
	reason_is(matches, 2, "selfharm: x/care");
	assert_slice_is(tally_reason(&(struct verdict){ .action = ACTION_HIDE,
							.matches = matches,
							.match_count = 6 },
				     &arena),
			"threat: x/worse (quoted)"); /* which hid it */
	assert_slice_is(tally_reason(&nothing, &arena), "hide");
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	matches[1].rule = long_name;
	assert_int_equal(
		tally_reason(&(struct verdict){ .matches = matches, .match_count = 2 }, &arena).len,
		255);
}

struct tallied {
	struct delta delta;
	struct delta_brand *brand;
	struct buffer packed;
};

static struct tallied tally_of(const struct config *config, const struct comment *of,
			       const struct verdict *verdict)
{
	struct tallied tallied;
	struct tally tally = { .config = config, .keys = &keys, .delta = &tallied.delta };

	delta_init(&tallied.delta, &arena, NOW_US);
	tally_comment(&tally, of, verdict);
	assert_false(tallied.delta.failed);
	tallied.brand = delta_brand(&tallied.delta, of->brand);
	buffer_init(&tallied.packed, DELTA_BYTES);
	assert_true(delta_encode(&tallied.delta, &tallied.packed));
	tallied.delta.messages_end = NULL; /* points into a copy from here on */
	return tallied;
}

static bool packs(const struct tallied *tallied, const char *words)
{
	return memmem(tallied->packed.data, tallied->packed.len, words, strlen(words)) != NULL;
}

static size_t series_count(const struct tallied *tallied)
{
	size_t count = 0;

	for (const struct delta_series *series = tallied->brand->series; series;
	     series = series->next)
		count++;
	return count;
}

static void test_an_allowed_comment(void **state)
{
	const char *labels[] = { "intent:complaint", "topic:", "topic:boycott", "topics:x" };
	const struct verdict verdict = { .polarity = POLARITY_NEGATIVE,
					 .labels = labels,
					 .label_count = 4 };
	struct config *config = configuration("hide: [{name: h, url: u}]");
	struct tallied tallied = tally_of(config, &comment, &verdict);

	(void)state;
	assert_int_equal(tallied.brand->totals.values[TOTAL_judged], 1);
	assert_int_equal(tallied.brand->totals.values[TOTAL_negative], 1);
	assert_int_equal(tallied.brand->totals.values[TOTAL_allow], 1);
	/* The brand's, and within it the channel's, the post's and one topic's; whose language is
	 * not known has no series of it. */
	assert_int_equal(series_count(&tallied), 4);
	assert_slice_is(tallied.brand->series->scope, "brand");
	assert_slice_is(tallied.brand->series->next->scope, "channel:fb");
	assert_null(tallied.brand->series->next->authors);
	assert_slice_is(tallied.brand->series->next->next->scope, "post:p-1");
	assert_slice_is(tallied.brand->series->next->next->next->scope, "topic:boycott");
	assert_int_equal(tallied.brand->series->next->next->negatives, 1);
	assert_true(packs(&tallied, "topic:boycott"));
	assert_non_null(tallied.brand->series->authors);
	assert_int_equal(tallied.brand->recent_count, 1);
	assert_null(tallied.brand->queue); /* nobody is bothered */
	assert_null(tallied.delta.messages);
	assert_false(
		packs(&tallied, "a\"1")); /* the author's id stays out; only its hash is counted */
	buffer_done(&tallied.packed);
	config_free(config);
}

static void test_a_reviewed_comment(void **state)
{
	struct match matches[] = { match_of(CATEGORY_INSULT, 4000, "sv/idiot") };
	const struct verdict verdict = { .action = ACTION_REVIEW,
					 .polarity = POLARITY_POSITIVE,
					 .matches = matches,
					 .match_count = 1,
					 .ruleset = "0123456789abcdef" };
	struct config *config = configuration("hide: [{name: h, url: u}]");
	struct tallied tallied = tally_of(config, &comment, &verdict);

	(void)state;
	assert_int_equal(tallied.brand->totals.values[TOTAL_review], 1);
	assert_non_null(tallied.brand->queue);
	assert_null(tallied.delta.messages); /* a person looks first */
	assert_true(packs(&tallied, "insult: sv/idiot"));
	assert_true(packs(&tallied, "du er en idiot"));
	assert_non_null(tallied.brand->series
				->authors); /* abuse counts as negative whatever its polarity */
	buffer_done(&tallied.packed);
	config_free(config);
}

/* As recent.c packs it: before the sentiment. */
static enum recent_standing standing_in(const struct tallied *tallied, int32_t sentiment)
{
	const char *at =
		memmem(tallied->packed.data, tallied->packed.len, &sentiment, sizeof(sentiment));

	assert_non_null(at);
	assert_true(at > tallied->packed.data);
	return (enum recent_standing)at[-1];
}

static void test_new_and_silent_accounts(void **state)
{
	static const struct {
		int64_t followers, age_us; /* -1: not told */
		enum recent_standing standing;
	} cases[] = {
		{ -1, -1, RECENT_STANDING_UNKNOWN },
		{ 12, -1, RECENT_STANDING_SETTLED },
		{ 0, -1, RECENT_STANDING_NEWCOMER },
		{ -1, 7 * CLOCK_DAY_US, RECENT_STANDING_SETTLED },
		{ -1, 7 * CLOCK_DAY_US - 1, RECENT_STANDING_NEWCOMER },
		{ 12, CLOCK_HOUR_US, RECENT_STANDING_NEWCOMER },
		{ 0, 900 * CLOCK_DAY_US, RECENT_STANDING_NEWCOMER },
	};
	const struct verdict verdict = { .polarity = POLARITY_NEGATIVE, .sentiment = -77654321 };
	struct config *config = configuration("hide: [{name: h, url: u}]");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct comment of = comment;

		of.author.followers = cases[i].followers;
		of.author.created_at_us = cases[i].age_us < 0 ? 0 : of.ts_us - cases[i].age_us;
		struct tallied tallied = tally_of(config, &of, &verdict);
		assert_int_equal(standing_in(&tallied, verdict.sentiment), cases[i].standing);
		buffer_done(&tallied.packed);
	}
	config_free(config);
}

static void test_nobody_known(void **state)
{
	const struct verdict verdict = { .polarity = POLARITY_NEGATIVE };
	struct config *config = configuration("");
	struct comment nameless = comment;
	struct tallied tallied;

	(void)state;
	nameless.author.id = (struct slice){ NULL, 0 };
	tallied = tally_of(config, &nameless, &verdict);
	assert_null(tallied.brand->series->authors);
	buffer_done(&tallied.packed);
	config_free(config);
}

static void test_a_hidden_comment(void **state)
{
	const struct verdict verdict = { .action = ACTION_HIDE,
					 .polarity = POLARITY_NEGATIVE,
					 .ruleset = "0" };
	struct config *config = configuration(
		"hide: [{name: mine, url: u, channel: fb}, {name: theirs, url: u, channel: yt}]");
	struct tallied tallied = tally_of(config, &comment, &verdict);

	(void)state;
	assert_int_equal(tallied.brand->totals.values[TOTAL_hide], 1);
	assert_non_null(tallied.brand->queue); /* a person sees what was hidden */
	assert_non_null(tallied.delta.messages);
	assert_true(packs(&tallied, "mine"));
	assert_false(packs(&tallied, "theirs"));
	buffer_done(&tallied.packed);
	config_free(config);
}

static size_t hides(const struct config *config, const struct comment *of,
		    struct message ret_messages[3])
{
	const struct tally_wish wish = { of, BYTES("insult: x"), BYTES("sv/x"), NOW_US };
	struct tally_messages messages;

	assert_int_equal(tally_hide_messages(config, &wish, &arena, &messages, NULL), 0);
	assert_in_range(messages.count, 0, 3);
	for (size_t i = 0; i < messages.count; i++) {
		assert_int_equal(messages.items[i].due_us, NOW_US);
		ret_messages[i] = messages.items[i].message;
	}
	return messages.count;
}

static void test_hide_messages(void **state)
{
	struct config *config = configuration("hide: [{name: all, url: u}, {name: fb, url: u, "
					      "channel: fb}, {name: yt, url: u, channel: yt}]");
	struct message messages[3], again[3];
	struct comment other = comment;
	struct json *body;

	(void)state;
	assert_int_equal(hides(config, &comment, messages), 2);
	assert_slice_is(messages[0].receiver, "all");
	assert_slice_is(messages[1].receiver, "fb");
	assert_int_equal(messages[0].kind, MESSAGE_HIDE);
	assert_slice_is(messages[0].thread, "c-1");
	assert_slice_is(messages[0].brand, "acme");
	assert_int_equal(messages[0].created_us, NOW_US);
	assert_true(messages[0].id.len < MESSAGE_ID_MAX);
	assert_memory_equal(messages[0].id.data, "msg-", 4);
	assert_false(slice_equal(messages[0].id, messages[1].id));
	body = json_parse(messages[0].body, NULL);
	assert_non_null(body);
	assert_slice_is(json_get_string(body, "author"), "a\"1");
	assert_slice_is(json_get_string(body, "reason"), "insult: x");
	assert_slice_is(json_get_string(body, "rule"), "sv/x");
	assert_null(json_get(body, "secret"));
	json_free(body);
	assert_int_equal(hides(config, &comment, again), 2);
	assert_true(
		slice_equal(again[0].id, messages[0].id)); /* the same wish is the same message */
	other.id = BYTES("c-2");
	assert_int_equal(hides(config, &other, again), 2);
	assert_false(slice_equal(again[0].id, messages[0].id));
	other = comment;
	other.channel = BYTES("FB");
	assert_int_equal(hides(config, &other, again), 1);
	config_free(config);
}

/* A person's word is final, so it is not taken where it cannot be carried out. */
static void test_a_wish_is_whole_or_refused(void **state)
{
	struct config *config = configuration("hide: [{name: a, url: u}, {name: b, url: u}]");
	const struct tally_wish wish = { &comment, BYTES("x"), BYTES(""), NOW_US };
	struct error error = { 0 };
	int r = ERROR_MEMORY;

	(void)state;
	for (size_t limit = 0; r < 0 && limit < 1 << 14; limit += 64) {
		struct tally_messages messages = { NULL, 0 };
		struct arena small;

		arena_init(&small, 64, limit);
		r = tally_hide_messages(config, &wish, &small, &messages, &error);
		assert_int_equal(messages.count, r < 0 ? 0 : 2);
		assert_true(r == 0 || r == ERROR_MEMORY);
		arena_done(&small);
	}
	assert_int_equal(r, 0);
	config_free(config);
}

/* Who edits a comment says nothing a second time. */
static void test_an_edit_is_no_further_voice(void **state)
{
	const struct verdict verdict = { .polarity = POLARITY_NEGATIVE };
	const struct counted earlier = { .ts_us = NOW_US, .polarity = POLARITY_NEGATIVE };
	struct config *config = configuration("{}");
	struct comment said = comment;
	struct delta delta;
	const struct tally tally = { .config = config, .keys = &keys, .delta = &delta };

	(void)state;
	said.text = slice_from(
		"They have poisoned all the children of our whole town and never told us");
	said.ts_us = NOW_US;
	delta_init(&delta, &arena, NOW_US);
	tally_comment(&tally, &said, &verdict);
	assert_int_equal(delta_brand(&delta, said.brand)->negative_voices, 1);
	tally_edit(&tally, &said, &verdict, &earlier);
	assert_int_equal(delta_brand(&delta, said.brand)->negative_voices, 1);
	assert_false(delta.failed);
	config_free(config);
}

static void test_memory(void **state)
{
	const struct verdict verdict = { .action = ACTION_HIDE,
					 .polarity = POLARITY_NEGATIVE,
					 .ruleset = "0" };
	struct config *config = configuration("hide: [{name: h, url: u}]");
	bool failed = true;

	(void)state;
	for (size_t limit = 0; failed && limit < 1 << 16; limit += 64) {
		struct arena small;
		struct delta delta;
		struct tally tally = { .config = config, .keys = &keys, .delta = &delta };

		arena_init(&small, 64, limit);
		delta_init(&delta, &small, NOW_US);
		tally_comment(&tally, &comment, &verdict);
		failed = delta.failed;
		FACT(failed || delta.messages,
		     "%zu bytes: the hide call was lost and nobody said so", limit);
		arena_done(&small);
	}
	assert_false(failed);
	config_free(config);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_reasons, begin, end),
		cmocka_unit_test_setup_teardown(test_an_allowed_comment, begin, end),
		cmocka_unit_test_setup_teardown(test_a_reviewed_comment, begin, end),
		cmocka_unit_test_setup_teardown(test_new_and_silent_accounts, begin, end),
		cmocka_unit_test_setup_teardown(test_nobody_known, begin, end),
		cmocka_unit_test_setup_teardown(test_a_hidden_comment, begin, end),
		cmocka_unit_test_setup_teardown(test_hide_messages, begin, end),
		cmocka_unit_test_setup_teardown(test_a_wish_is_whole_or_refused, begin, end),
		cmocka_unit_test_setup_teardown(test_an_edit_is_no_further_voice, begin, end),
		cmocka_unit_test_setup_teardown(test_memory, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
