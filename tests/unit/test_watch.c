/* test_watch.c - facts about the single comment that a person must see now. */
#include "facts.h"

#include "watch.h"

static const char *both[] = { "intent:emergency", "intent:journalist" };
static const char *other[] = { "intent:complaint" };

static const struct {
	const char *what;
	struct verdict verdict;
	int64_t reach, followers;
	bool staff;
	unsigned severity; /* 0: not watched */
} facts[] = {
	{ "a complaint", { .polarity = POLARITY_NEGATIVE }, -1, -1, false, 0 },
	{ "a threat", { .action = ACTION_HIDE, .scores = { 9 } }, -1, -1, false, 3 },
	{ "a grave threat", { .action = ACTION_HIDE, .scores = { 17 } }, -1, -1, false, 2 },
	{ "a mild threat beside an insult",
	  { .action = ACTION_HIDE, .scores = { 3, 0, 20 } },
	  -1,
	  -1,
	  false,
	  0 },
	{ "a threat that a person shall look at",
	  { .action = ACTION_REVIEW, .scores = { 7 } },
	  -1,
	  -1,
	  false,
	  0 },
	{ "a threat against others and himself",
	  { .action = ACTION_REVIEW,
	    .scores = { 9, [CATEGORY_SELFHARM] = 5000 },
	    .threats_meant = 9 },
	  -1,
	  -1,
	  false,
	  3 },
	{ "one that he quotes, and himself",
	  { .action = ACTION_REVIEW,
	    .scores = { 9, [CATEGORY_SELFHARM] = 5000 },
	    .threats_meant = 7 },
	  -1,
	  -1,
	  false,
	  0 },
	{ "an emergency", { .labels = both, .label_count = 1 }, -1, -1, false, 3 },
	{ "a happy one",
	  { .labels = both, .label_count = 1, .polarity = POLARITY_POSITIVE },
	  -1,
	  -1,
	  false,
	  0 },
	{ "a journalist, however friendly",
	  { .labels = both + 1, .label_count = 1, .polarity = POLARITY_POSITIVE },
	  -1,
	  -1,
	  false,
	  3 },
	{ "another intent", { .labels = other, .label_count = 1 }, -1, -1, false, 0 },
	{ "a journalist of ours", { .labels = both, .label_count = 2 }, -1, -1, true, 0 },
	{ "one of ours", { .action = ACTION_HIDE, .scores = { 9 } }, -1, -1, true, 0 },
	{ "anger that many read", { .polarity = POLARITY_NEGATIVE }, 100000, -1, false, 3 },
	{ "anger of somebody with many followers",
	  { .polarity = POLARITY_NEGATIVE },
	  -1,
	  250000,
	  false,
	  3 },
	{ "praise that many read", { .polarity = POLARITY_POSITIVE }, 5000000, -1, false, 0 },
	{ "anger that some read", { .polarity = POLARITY_NEGATIVE }, 99999, 99999, false, 0 },
};

static void each_comment_is_watched_or_not(void **state)
{
	struct thresholds thresholds = thresholds_default;

	(void)state;
	thresholds.hide[CATEGORY_THREAT] = 8;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const struct comment comment = {
			.reach = facts[i].reach,
			.author = { .followers = facts[i].followers, .staff = facts[i].staff },
		};
		const struct watch_settings settings = { &thresholds, true };
		struct watch watch = { .reason = NULL };

		if (watch_comment(&comment, &facts[i].verdict, &settings, &watch) !=
			    (facts[i].severity > 0) ||
		    watch.severity != facts[i].severity)
			fail_msg("%s: severity %u", facts[i].what, watch.severity);
		assert_true(!watch.reason == !facts[i].severity);
	}
}

static void a_brand_may_leave_intents_out(void **state)
{
	const struct watch_settings settings = { &thresholds_default, false };
	const struct comment comment = { .reach = -1, .author = { .followers = -1 } };
	const struct verdict asked = { .labels = both, .label_count = 2 };
	const struct verdict threat = {
		.action = ACTION_HIDE, .scores = { 99000 }, .labels = both, .label_count = 2
	};
	struct watch watch;

	(void)state;
	assert_false(watch_comment(&comment, &asked, &settings, &watch));
	assert_true(watch_comment(&comment, &threat, &settings, &watch));
	assert_string_equal(watch.reason, "a threat");
	assert_string_equal(watch.by, "threat");
	assert_int_equal(watch.points, 99000);
	assert_int_equal(watch.line, thresholds_default.hide[CATEGORY_THREAT]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(each_comment_is_watched_or_not),
					    cmocka_unit_test(a_brand_may_leave_intents_out) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
