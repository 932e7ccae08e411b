/* test_mute_request.c - what a person asks for when they ask for silence, and what is refused. */
#include "store_house.h"

#include "clock.h"
#include "config.h"
#include "crypto.h"
#include "mute_request.h"

static struct config *config, *nobody;

/* What of a request differs from a good one. */
struct wish {
	const char *brand, *scope, *length, *until, *by, *reason;
};

static const struct wish good = { "Fjordbrus", NULL, "2h", NULL, "anna", "new prices" };

static void add(struct json_writer *writer, const char *key, const char *value)
{
	if (value)
		json_write_member_text(writer, key, value);
}

static int ask(const struct config *of, const struct wish *wish, struct mute *ret_mute)
{
	const struct partition partition = { 0, house.link };
	struct json_writer writer;
	struct buffer text;

	buffer_init(&text, 1 << 16);
	json_write_begin(&writer, &text);
	json_write_object(&writer);
	add(&writer, "brand", wish->brand);
	add(&writer, "scope", wish->scope);
	add(&writer, "for", wish->length);
	add(&writer, "until", wish->until);
	add(&writer, "by", wish->by);
	add(&writer, "reason", wish->reason);
	json_write_object_end(&writer);
	struct json *body = json_parse(buffer_slice(&text), NULL);
	int r = mute_request_read(of, &partition, body, NOW_US, ret_mute, &oops);
	json_free(body);
	buffer_done(&text);
	return r;
}

static void refused(const struct wish *wish, const char *why)
{
	struct mute mute;

	oops = (struct error){ 0 };
	assert_int_equal(ask(config, wish, &mute), ERROR_INVALID);
	if (!strstr(oops.text, why))
		fail_msg("<%s> is not in <%s>", why, oops.text);
}

static void test_a_good_one(void **state)
{
	struct wish wish = good;
	struct mute mute;

	(void)state;
	OK(ask(config, &wish, &mute));
	assert_string_equal(mute.brand, "Fjordbrus");
	assert_string_equal(mute.scope, "brand");
	assert_string_equal(mute.by, "Anna Berg"); /* as messages call her */
	assert_string_equal(mute.reason, "new prices");
	assert_int_equal(mute.from_us, NOW_US);
	assert_int_equal(mute.until_us, NOW_US + 2 * HOUR_US);
	assert_int_equal(strlen(mute.id), 30);

	char until[CLOCK_TEXT_MAX];
	wish.length = NULL;
	wish.until = clock_format(NOW_US + 7 * DAY_US, until);
	wish.by = "anna@example.org";
	OK(ask(config, &wish, &mute));
	assert_int_equal(mute.until_us, NOW_US + 7 * DAY_US);
	assert_string_equal(mute.by, "Anna Berg");
	wish.by = " whoever "; /* nobody is known */
	wish.reason = " new prices\n";
	OK(ask(nobody, &wish, &mute));
	assert_string_equal(mute.by, "whoever");
	assert_string_equal(mute.reason, "new prices");
}

static void test_who_when_and_why(void **state)
{
	static char long_text[300];

	(void)state;
	(void)memset(long_text, 'x', sizeof(long_text) - 1);
	refused(&(struct wish){ "Fjordbrus", NULL, "2h", NULL, "ana", "x" },
		"no person \"ana\" is known; did you mean \"anna\"?");
	refused(&(struct wish){ "Fjordbrus", NULL, "2h", NULL, "", "x" }, "say who you are");
	refused(&(struct wish){ "Fjordbrus", NULL, "2h", NULL, "anna", NULL }, "say why");
	refused(&(struct wish){ "Fjordbrus", NULL, "2h", NULL, "anna", long_text }, "256 bytes");
	refused(&(struct wish){ "Fjordbrus", NULL, "2h", NULL, "anna", " \t " }, "say why");
	refused(&(struct wish){ "Fjordbrus", NULL, "2h", NULL, "  ", "x" }, "say who you are");
	refused(&(struct wish){ "Fjordbrus", NULL, "2 h", NULL, "anna", "x" }, "no length of time");
	refused(&(struct wish){ "Fjordbrus", NULL, "0", NULL, "anna", "x" }, "later than now");
	refused(&(struct wish){ "Fjordbrus", NULL, "8d", NULL, "anna", "x" }, "7 days at most");
	refused(&(struct wish){ "Fjordbrus", NULL, NULL, "noon", "anna", "x" }, "is no time");
	refused(&(struct wish){ "Fjordbrus", NULL, NULL, "2001-01-01T00:00:00Z", "anna", "x" },
		"later than now");
	refused(&(struct wish){ "Fjordbrus", NULL, "2h", "2199-01-01T00:00:00Z", "anna", "x" },
		"say how long");
	refused(&(struct wish){ "Fjordbrus", NULL, NULL, NULL, "anna", "x" }, "say how long");
}

static void test_brands(void **state)
{
	struct wish wish = good;
	struct mute mute;

	(void)state;
	refused(&(struct wish){ "", NULL, "2h", NULL, "anna", "x" }, "which brand");
	wish.brand = "Fjordburs";
	refused(&wish, "no brand \"Fjordburs\" is known; did you mean \"Fjordbrus\"?");
	wish.brand = "quite another";
	refused(&wish, "no brand \"quite another\" is known");
	redis_reply_free(ASK("ZADD", "lv:{p0}:brands", "1", "quite another"));
	OK(ask(config, &wish, &mute)); /* by its comments */
}

static void test_scopes(void **state)
{
	static const char *const fine[] = {
		"brand",       "topic:price",	"channel:web",	      "post:new",
		"language:nn", "silence:brand", "silence:channel:web"
	};
	static const struct {
		const char *scope, *why;
	} bad[] = {
		{ "topic:prise", "did you mean \"topic:price\"?" },
		{ "topics:price", "did you mean topic:…?" },
		{ "price", "there are topic:…, channel:…" },
		{ "topic:", "scope \"topic:\" does not say which" },
		{ "post:", "scope \"post:\" does not say which" },
		{ "post:  ", "scope \"post:\" does not say which" },
		{ "channel:price", "no comment with \"channel:price\" is known" },
		{ "language:xx", "there are sv, nb" },
		{ "language:swe", "there are sv, nb" }, /* incidents never call it so */
		{ "comment:c1", "no scope \"comment:c1\"" },
		{ "silence:topic:price", "silence:brand and silence:channel:" },
		{ "silence:channel:wub", "did you mean \"channel:web\"?" },
	};
	struct wish wish = good;
	struct mute mute;

	(void)state;
	redis_reply_free(ASK("ZADD", "lv:{p0}:scopes:Fjordbrus", "1795345200000000", "topic:price",
			     "1795345200000000", "channel:web"));
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		wish.scope = fine[i];
		OK(ask(config, &wish, &mute));
		assert_string_equal(mute.scope, fine[i]);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		wish.scope = bad[i].scope;
		refused(&wish, bad[i].why);
	}
}

static struct config *parse(struct slice text)
{
	struct complaints complaints;

	complaints_init(&complaints);
	struct config *parsed = config_parse(text, "test", &complaints);
	complaints_done(&complaints);
	return parsed;
}

static int up(void **state)
{
	config = parse(S("people: [{name: anna, full_name: Anna Berg, email: anna@example.org}]\n"
			 "email: {url: \"smtp://127.0.0.1:25\", from: l@example.org}\n"
			 "brands: [{name: Fjordbrus}]\n"));
	nobody = parse(S("brands: [{name: Fjordbrus}]\n"));
	return config && nobody && crypto_init(&oops) == 0 ? house_up(state) : -1;
}

static int down(void **state)
{
	config_free(config);
	config_free(nobody);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_a_good_one), TEST(test_who_when_and_why),
					    TEST(test_brands), TEST(test_scopes) };

	return cmocka_run_group_tests(tests, up, down);
}
