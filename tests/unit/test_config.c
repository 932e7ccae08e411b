/* test_config.c - the configuration file: what it gives, what brands inherit, what is complained
 * about and where. */
#include "facts.h"

#include "clock.h"
#include "config.h"
#include "config_tables.h"
#include "config_thresholds.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct complaints complaints;

static struct config *parse(const char *text)
{
	complaints_done(&complaints);
	return config_parse(slice_from(text), "/etc/livvakt/livvakt.yaml", &complaints);
}

static struct config *taken(const char *text)
{
	struct config *config = parse(text);

	FACT(config && complaints.errors == 0, "%s: %s", text,
	     complaints.count ? complaints.items[0].text : "");
	return config;
}

/* Exactly one complaint, there, with these words. */
static void refused(const char *text, const char *code, unsigned line, unsigned column,
		    const char *words)
{
	struct config *config = parse(text);
	const struct complaint *first = &complaints.items[0];

	FACT(!config, "taken: %s", text);
	FACT(complaints.errors == 1, "%s: %zu complaints, the first: %s", text, complaints.errors,
	     first->text);
	FACT(strcmp(first->code, code) == 0, "%s: %s: %s", text, first->code, first->text);
	FACT(first->line == line && first->column == column, "%s: at %u:%u", text, first->line,
	     first->column);
	FACT(strstr(first->text, words), "%s: %s", text, first->text);
	assert_string_equal(first->file, "/etc/livvakt/livvakt.yaml");
}

static int end(void **state)
{
	(void)state;
	complaints_done(&complaints);
	return 0;
}

static void test_defaults(void **state)
{
	struct config *config = config_load(NULL, &complaints);
	const struct config_brand *brand;

	(void)state;
	assert_non_null(config);
	assert_null(config->path);
	assert_string_equal(config->listen_address, "127.0.0.1");
	assert_int_equal(config->listen_port, 8787);
	assert_string_equal(config->redis, "managed");
	assert_int_equal(config->judges, 2);
	assert_int_equal(config->body_bytes, 8 << 20);
	assert_int_equal(config->resolve_after_us, 30 * CLOCK_MINUTE_US);
	assert_int_equal(config->rules_count + config->brand_count + config->people_count +
				 config->hide_count,
			 0);
	assert_null(config->email.url);
	assert_true(config->email.starttls);
	brand = config_brand(config, BYTES("anything"));
	assert_ptr_equal(brand, &config->defaults);
	assert_true(brand->policy == CONFIG_NONE);
	assert_memory_equal(&brand->thresholds, &thresholds_default, sizeof(thresholds_default));
	assert_null(config_free(config));
	assert_null(config_free(NULL));
}

static void test_roles(void **state)
{
	struct config *config = taken("{}");

	(void)state;
	for (int role = 0; role < CONFIG_ROLE_COUNT; role++)
		assert_true(config_has_role(config, (enum config_role)role));
	config_free(config);
	config = taken("roles: [deliver, console]\n");
	assert_true(config_has_role(config, CONFIG_ROLE_CONSOLE));
	assert_true(config_has_role(config, CONFIG_ROLE_DELIVER));
	assert_false(config_has_role(config, CONFIG_ROLE_ALARM));
	config_free(config);
	refused("roles: [intake, juge]", "unknown-name", 1, 17, "did you mean \"judge\"?");
	refused("roles: [5]", "unknown-name", 1, 9, "intake, judge, alarm");
	refused("roles: []", "nobody", 1, 8, "leave it out");
	refused("roles: judge", "nobody", 1, 8, "leave it out");
}

static void test_inheritance(void **state)
{
	struct config *config =
		taken("defaults:\n"
		      "  minimum_authors: 7\n"
		      "  thresholds: {threat: {review: 1.5, hide: never}, spam: {hide: 9}}\n"
		      "brands:\n"
		      "  - name: a\n"
		      "  - {name: b, minimum_authors: 3, thresholds: {threat: {hide: 2}}}\n");
	const struct config_brand *a = config_brand(config, BYTES("a")),
				  *b = config_brand(config, BYTES("b"));

	(void)state;
	assert_ptr_equal(a, &config->brands[0]);
	assert_ptr_equal(b, &config->brands[1]);
	assert_ptr_equal(config_brand(config, BYTES("A")), &config->defaults);
	assert_ptr_equal(config_brand(config, BYTES("a\0")), &config->defaults);
	assert_ptr_equal(config_brand(config, BYTES("")), &config->defaults);
	assert_int_equal(a->minimum_authors, 7);
	assert_int_equal(a->minimum_negative, 5);
	assert_int_equal(b->minimum_authors, 3);
	assert_int_equal(config->defaults.minimum_authors, 7);
	assert_int_equal(a->thresholds.review[CATEGORY_THREAT], 1500);
	assert_int_equal(a->thresholds.hide[CATEGORY_THREAT], THRESHOLD_NEVER);
	assert_int_equal(b->thresholds.review[CATEGORY_THREAT], 1500);
	assert_int_equal(b->thresholds.hide[CATEGORY_THREAT], 2000);
	assert_int_equal(b->thresholds.hide[CATEGORY_SPAM], 9000);
	assert_int_equal(b->thresholds.hide[CATEGORY_HATE], thresholds_default.hide[CATEGORY_HATE]);
	config_free(config);
}

static const char house[] =
	"webhooks:\n"
	"  - {name: chat, url: \"https://example.org/x\", secret_file: chat.secret, all_events: "
	"true}\n"
	"people:\n"
	"  - {name: anna, full_name: Anna B, email: anna@example.org}\n"
	"  - {name: bo, webhook: chat}\n"
	"email: {url: \"smtp://127.0.0.1:25\", from: l@example.org, starttls: false}\n"
	"schedules:\n"
	"  - {name: social, people: [bo, anna, bo], shift: 12h, start: "
	"\"1970-01-02T01:00:00+01:00\"}\n"
	"policies:\n"
	"  - name: loud\n"
	"    repeat: 0\n"
	"    steps:\n"
	"      - {notify: [schedule social, webhook chat], wait: 10m}\n"
	"      - {notify: [person anna]}\n"
	"  - {name: quiet, steps: [{notify: [person bo]}]}\n"
	"brands: [{name: a}, {name: b, policy: quiet}]\n";

static void test_names_become_indexes(void **state)
{
	struct config *config = taken(house);
	const struct config_step *step = config->policies[0].steps;

	(void)state;
	assert_string_equal(config->webhooks[0].secret_file, "/etc/livvakt/chat.secret");
	assert_true(config->webhooks[0].all_events);
	assert_true(config->people[0].webhook == CONFIG_NONE);
	assert_int_equal(config->people[1].webhook, 0);
	assert_int_equal(config->schedules[0].people_count, 3);
	assert_int_equal(config->schedules[0].people[0], 1);
	assert_int_equal(config->schedules[0].people[1], 0);
	assert_int_equal(config->schedules[0].shift_us, 12 * CLOCK_HOUR_US);
	assert_int_equal(config->schedules[0].start_us, CLOCK_DAY_US);
	assert_int_equal(config->policies[0].repeat, 0);
	assert_int_equal(config->policies[1].repeat, 1);
	assert_int_equal(config->policies[0].step_count, 2);
	assert_int_equal(step[0].target_count, 2);
	assert_int_equal(step[0].targets[0].kind, CONFIG_TARGET_SCHEDULE);
	assert_int_equal(step[0].targets[1].kind, CONFIG_TARGET_WEBHOOK);
	assert_int_equal(step[0].wait_us, 10 * CLOCK_MINUTE_US);
	assert_int_equal(step[1].targets[0].kind, CONFIG_TARGET_PERSON);
	assert_int_equal(step[1].wait_us, 5 * CLOCK_MINUTE_US);
	assert_int_equal(config->defaults.policy, 0); /* the first serves who names none */
	assert_int_equal(config->brands[0].policy, 0);
	assert_int_equal(config->brands[1].policy, 1);
	assert_true(config->operations == CONFIG_NONE);
	config_free(config);
}

static void test_operations_may_have_a_policy_of_their_own(void **state)
{
	struct config *config = taken("people: [{name: bo, email: bo@example.org}]\n"
				      "email: {url: 'smtp://127.0.0.1:25', from: l@example.org}\n"
				      "policies: [{name: a, steps: [{notify: [person bo]}]},\n"
				      "  {name: b, steps: [{notify: [person bo]}]}]\n"
				      "operations: b\n");

	(void)state;
	assert_int_equal(config->operations, 1);
	config_free(config);
	refused("operations: nobody", "unknown-name", 1, 13, "no policy \"nobody\"; add it");
}

static void test_areas(void **state)
{
	struct config *config = taken(
		"policies:\n"
		"  - {name: usual, steps: [{notify: [person anna]}]}\n"
		"  - {name: vans, steps: [{notify: [person anna]}]}\n"
		"people: [{name: anna, webhook: w}]\n"
		"webhooks: [{name: w, url: \"https://example.org/x\", secret_file: s}]\n"
		"areas:\n"
		"  - {name: logistics, policy: vans, topics: [delivery, price], languages: dan}\n"
		"  - {name: shop, brand: a, policy: usual, channels: site}\n");

	(void)state;
	assert_int_equal(config->area_count, 2);
	assert_int_equal(config->areas[0].policy, 1);
	assert_null(config->areas[0].brand);
	assert_int_equal(config->areas[0].topics.count, 2);
	assert_string_equal(config->areas[0].topics.items[1], "price");
	assert_string_equal(config->areas[0].languages.items[0], "da");
	assert_int_equal(config->areas[0].channels.count, 0);
	assert_string_equal(config->areas[1].brand, "a");
	assert_string_equal(config->areas[1].channels.items[0], "site");
	config_free(config);
}

static void test_connections_are_few(void **state)
{
	(void)state;
	config_free(taken("partitions: 64\njudges: 7\n"));
	refused("partitions: 64\njudges: 8\n", "too-many-judges", 2, 9,
		"64 partitions with 8 judges");
}

static void test_nights(void **state)
{
#define WITH(night)                                                                                \
	"webhooks: [{name: w, url: \"https://example.org/x\", secret_file: s}]\n"                  \
	"policies: [{name: p, steps: [{notify: [webhook w]}], " night "}]\n"
	struct config *config = taken(WITH("night: 22:00-06:45, wakes: 1"));

	(void)state;
	assert_int_equal(config->policies[0].night_from_us, 22 * CLOCK_HOUR_US);
	assert_int_equal(config->policies[0].night_to_us, 6 * CLOCK_HOUR_US + 45 * CLOCK_MINUTE_US);
	assert_int_equal(config->policies[0].wakes, 1);
	config_free(config);
	refused(WITH("night: 22-7"), "wrong-type", 2, 61, "as 22:00-07:00, not \"22-7\"");
	refused(WITH("night: 24:00-07:00"), "wrong-type", 2, 61, "as 22:00-07:00");
	refused(WITH("night: 07:00-07:00"), "wrong-type", 2, 61, "as 22:00-07:00");
	refused(WITH("wakes: 3"), "missing-key", 2, 61, "say when that is");
#undef WITH
}

static void test_areas_that_are_wrong(void **state)
{
#define POLICY                                                                                     \
	"policies: [{name: p, steps: [{notify: [webhook w]}]}]\n"                                  \
	"webhooks: [{name: w, url: \"https://example.org/x\", secret_file: s}]\n"
	(void)state;
	refused("areas: 5", "wrong-type", 1, 8, "begin each item with");
	refused(POLICY "areas: [{name: a, policy: p}]", "areas", 3, 9,
		"topics, channels or languages");
	refused(POLICY "areas: [{name: a, topics: x}]", "missing-key", 3, 9, "policy");
	refused(POLICY "areas: [{name: a, topics: x, policy: q}]", "unknown-name", 3, 9,
		"no policy \"q\"");
	refused(POLICY "areas: [{name: a, topics: [], policy: p}]", "wrong-type", 3, 27,
		"a name or a list of names");
	refused(POLICY "areas: [{name: a, topics: [[x]], policy: p}]", "wrong-type", 3, 28,
		"must be text");
	refused(POLICY "areas: [{name: a, languages: danish, policy: p}]", "unknown-name", 3, 30,
		"name sv, nb, nn, da, de or en");
	refused(POLICY
		"areas:\n  - {name: a, topics: x, policy: p}\n  - {name: a, topics: y, policy: p}",
		"duplicate-name", 5, 5, "stands twice under areas");
#undef POLICY
}

/* One more than there may be. */
static void refused_by_number(const char *begin, const char *item, int most, const char *words)
{
	struct buffer text;

	buffer_init(&text, 1 << 20);
	buffer_add_text(&text, begin);
	for (int i = 0; i <= most; i++)
		buffer_printf(&text, "  - {name: n%d, %s}\n", i, item);
	buffer_add_text(&text, "webhooks: [{name: w, url: \"https://x.org/\", secret_file: s}]\n");
	refused(buffer_text(&text), "too-many", 3, 3, words);
	buffer_done(&text);
}

static void test_too_many(void **state)
{
	(void)state;
	refused_by_number("body: 1MiB\nevents:\n",
			  "from: 2026-03-03T00:00:00Z, to: 2026-03-04T00:00:00Z", CONFIG_EVENTS_MAX,
			  "more than 200 events");
	refused_by_number("policies: [{name: p, steps: [{notify: [webhook w]}]}]\nareas:\n",
			  "topics: x, policy: p", CONFIG_AREAS_MAX, "more than 200 areas");
}

static void test_planned_events(void **state)
{
	struct config *config =
		taken("events:\n"
		      "  - {name: launch, brand: a, from: 2026-12-01T08:00:00Z, to: "
		      "2026-12-01T20:00:00Z, factor: 3.5}\n"
		      "  - {name: match, from: 2026-12-02T18:00:00Z, to: 2026-12-02T22:00:00Z}\n");

	(void)state;
	assert_int_equal(config->event_count, 2);
	assert_string_equal(config->events[0].brand, "a");
	assert_int_equal(config->events[0].factor, 3500);
	assert_int_equal(config->events[0].to_us - config->events[0].from_us, 12 * CLOCK_HOUR_US);
	assert_null(config->events[1].brand);
	assert_int_equal(config->events[1].factor, 2000);
	config_free(config);
	refused("events: 5", "wrong-type", 1, 9, "begin each item with");
	refused("events: [{name: x, from: 2026-12-01T08:00:00Z}]", "missing-key", 1, 10, "to");
	refused("events: [{name: x, from: 2026-12-01T08:00:00Z, to: 2026-12-01T07:00:00Z}]",
		"events", 1, 10, "ends before it begins");
	refused("events: [{name: x, from: 2026-12-01T08:00:00Z, to: 2026-12-01T09:00:00Z, factor: "
		"1}]",
		"wrong-type", 1, 82, "above 1, at most 100");
}

static void test_unknown_names(void **state)
{
	(void)state;
	refused("brands: [{name: a, policy: x}]", "unknown-name", 1, 10, "no policy \"x\"; add it");
	refused("webhooks: [{name: chat, url: u, secret_file: s}]\npeople: [{name: bo, webhook: "
		"caht}]",
		"unknown-name", 2, 10, "no webhook \"caht\"; did you mean \"chat\"?");
	refused("webhooks: [{name: chat, url: u, secret_file: s}]\n"
		"policies: [{name: p, steps: [{notify: [webhook chta]}]}]",
		"unknown-name", 2, 40, "did you mean \"chat\"?");
	refused("policies: [{name: p, steps: [{notify: [person  x]}]}]", "unknown-name", 1, 40,
		"no person \" x\"");
	refused("webhooks: [{name: chat, url: u, secret_file: s}]\npeople: [{name: bo, webhook: "
		"chat}]\n"
		"schedules: [{name: s, people: [bo, bob]}]",
		"unknown-name", 3, 31, "no person \"bob\"");
}

static void test_repeated_names(void **state)
{
	(void)state;
	refused("brands: [{name: a}, {name: b}, {name: a}]", "duplicate-name", 1, 32,
		"\"a\" stands twice under brands");
	refused("hide: [{name: h, url: u}, {name: h, url: u}]", "duplicate-name", 1, 27,
		"under hide");
}

static void test_unknown_keys(void **state)
{
	(void)state;
	refused("judges: 2\njugdes: 3", "unknown-key", 2, 1, "did you mean \"judges\"?");
	refused("defaults: {name: x}", "unknown-key", 1, 12, "defaults has no key \"name\"");
	refused("brands:\n  - {name: a, treshold: 1}", "unknown-key", 2, 15, "a brand has no key");
	refused("hide: [{name: h, url: u, secret: x}]", "inline-secret", 1, 26, "secret_file");
	refused("email: {url: u, from: f, password: x}", "inline-secret", 1, 26, "password_file");
	refused("judges: 1\njudges: 2", "duplicate-key", 2, 1, "twice");
}

static void test_sections_of_wrong_type(void **state)
{
	(void)state;
	refused("redis: managed\nredis_replicas: 1", "redis-replicas", 2, 17, "has no replicas");
	refused("redis: redis://h:99999", "redis-url", 1, 8, "is no port");
	refused("redis: rediss://h", "redis-url", 1, 8, "stunnel");
	refused("[a]", "wrong-type", 1, 1,
		"the configuration is a mapping (key: value), not a list");
	refused("brands: x", "wrong-type", 1, 9, "brands must be a list");
	refused("people: {name: a}", "wrong-type", 1, 9, "people must be a list");
	refused("brands: [a]", "wrong-type", 1, 10,
		"a brand is a mapping (key: value), not a single value");
	refused("rules: {a: /usr}", "wrong-type", 1, 8, "rules must be a path or a list");
	refused("rules: [/a, [b]]", "wrong-type", 1, 13, "an entry of rules must be text");
	refused("hide: [{name: h, url: u, headers: x}]", "wrong-type", 1, 35,
		"headers must be a list");
	refused("brands: [{}]", "missing-key", 1, 10, "a brand needs \"name\"");
	refused("webhooks: [{name: a, url: u}]", "missing-key", 1, 12,
		"a webhook needs \"secret_file\"");
}

static void test_thresholds(void **state)
{
	(void)state;
	refused("defaults: {thresholds: 5}", "wrong-type", 1, 24, "by category");
	refused("defaults: {thresholds: [1]}", "wrong-type", 1, 24, "by category");
	refused("defaults: {thresholds: {insutl: {review: 1}}}", "unknown-key", 1, 33,
		"did you mean \"insult\"?");
	refused("defaults: {thresholds: {x: {review: 1}}}", "unknown-key", 1, 28,
		"they are threat hate");
	refused("defaults: {thresholds: {spam: 5}}", "wrong-type", 1, 31,
		"write {review: 4, hide: 8}");
	refused("defaults: {thresholds: {spam: {shade: 5}}}", "unknown-key", 1, 39,
		"not \"shade\"");
	refused("defaults: {thresholds: {spam: {review: 0}}}", "wrong-type", 1, 40, "above 0");
	refused("defaults: {thresholds: {spam: {review: -1}}}", "wrong-type", 1, 40, "above 0");
	refused("defaults: {thresholds: {spam: {hide: 1000.001}}}", "wrong-type", 1, 38,
		"at most 1000");
	refused("defaults: {thresholds: {spam: {hide: Never}}}", "wrong-type", 1, 38, "or never");
	refused("defaults: {thresholds: {spam: {hide: 3}}}", "thresholds", 1, 31,
		"hide must not lie below review");
	refused("defaults: {thresholds: {spam: {review: never}}}", "thresholds", 1, 31,
		"below review");
	config_free(taken("defaults: {thresholds: {spam: {review: never, hide: never}, hate: "
			  "{review: 1000, hide: 1000}}}"));
}

static void test_absent_thresholds(void **state)
{
	struct thresholds thresholds = thresholds_default;

	(void)state;
	config_thresholds_read(NULL, &thresholds, &complaints);
	assert_memory_equal(&thresholds, &thresholds_default, sizeof(thresholds));
	assert_int_equal(complaints.errors, 0);
}

static void listens(const char *written, const char *address, unsigned port)
{
	char text[128];
	struct config *config;

	snprintf(text, sizeof(text), "listen: \"%s\"", written);
	if (!address) {
		refused(text, "listen", 1, 9, "as 127.0.0.1:8787");
		return;
	}
	config = taken(text);
	assert_string_equal(config->listen_address, address);
	assert_int_equal(config->listen_port, port);
	config_free(config);
}

static void test_listen(void **state)
{
	(void)state;
	listens("127.0.0.9:0", "127.0.0.9", 0);
	listens("[::1]:8787", "::1", 8787);
	listens("localhost:65535", "localhost", 65535);
	listens("localhost:65536", NULL, 0);
	listens("localhost", NULL, 0);
	listens("localhost:", NULL, 0);
	listens(":8787", NULL, 0);
	listens("8787", NULL, 0);
	listens("[::1]", NULL, 0);
	listens("localhost:80 ", NULL, 0);
	listens("localhost:+80", NULL, 0);
}

static void test_open_to_all(void **state)
{
	(void)state;
	refused("listen: \"0.0.0.0:1\"", "open-to-all", 1, 9, "set token_file");
	refused("listen: \"[::]:1\"", "open-to-all", 1, 9, "set token_file");
	refused("listen: \"192.0.2.1:1\"", "open-to-all", 1, 9, "set token_file");
	config_free(taken("listen: \"0.0.0.0:1\"\ntoken_file: t\n"));
}

static void test_steps(void **state)
{
	(void)state;
	refused("policies: [{name: p, steps: []}]", "nobody", 1, 12, "the policy needs steps");
	refused("policies: [{name: p, steps: [{notify: []}]}]", "nobody", 1, 30,
		"the step needs notify");
	refused("policies: [{name: p, steps: [{notify: person anna}]}]", "nobody", 1, 30,
		"the step needs notify");
	refused("policies: [{name: p, steps: [{notify: [anna]}]}]", "wrong-type", 1, 40,
		"person NAME");
	refused("policies: [{name: p, steps: [{notify: [human anna]}]}]", "wrong-type", 1, 40,
		"person NAME");
	refused("policies: [{name: p, steps: [{notify: [[person, anna]]}]}]", "wrong-type", 1, 40,
		"person NAME");
	refused("schedules: [{name: s, people: []}]", "nobody", 1, 13, "the schedule needs people");
	refused("schedules: [{name: s, people: []}]", "nobody", 1, 13, "names from people");
}

static void test_schedules_of_a_place(void **state)
{
	static const char turns[] =
		"people:\n"
		"  - {name: anna, webhook: w}\n"
		"  - {name: bo, webhook: w}\n"
		"webhooks: [{name: w, url: \"https://example.org/x\", secret_file: s}]\n"
		"schedules:\n"
		"  - name: s\n"
		"    people: [anna]\n"
		"    timezone: Europe/Oslo\n"
		"    overrides:\n"
		"      - {person: bo, from: \"2026-12-24T00:00:00Z\", to: "
		"\"2026-12-25T00:00:00Z\"}\n"
		"  - {name: t, people: [bo]}\n";
	struct config *config = taken(turns);

	(void)state;
	assert_int_equal(config->schedules[0].zone.minutes, 60);
	assert_true(config->schedules[0].zone.summer);
	assert_int_equal(config->schedules[0].override_count, 1);
	assert_int_equal(config->schedules[0].overrides[0].person, 1);
	assert_int_equal(config->schedules[0].overrides[0].to_us -
				 config->schedules[0].overrides[0].from_us,
			 CLOCK_DAY_US);
	assert_int_equal(config->schedules[1].zone.minutes, 0);
	assert_int_equal(config->schedules[1].override_count, 0);
	config_free(config);
	refused("people: [{name: a, webhook: w}]\nwebhooks: [{name: w, url: \"https://x.org/x\", "
		"secret_file: s}]\n"
		"schedules: [{name: s, people: [a], timezone: Europe/Olso}]",
		"timezone", 3, 46, "did you mean \"Europe/Oslo\"");
	refused("people: [{name: anna, webhook: w}]\nwebhooks: [{name: w, url: "
		"\"https://x.org/x\", secret_file: s}]\n"
		"schedules: [{name: s, people: [anna], overrides: [{person: ana, from: "
		"\"2026-12-24T00:00:00Z\", to: \"2026-12-25T00:00:00Z\"}]}]",
		"unknown-name", 3, 51, "did you mean \"anna\"");
	refused("people: [{name: a, webhook: w}]\nwebhooks: [{name: w, url: \"https://x.org/x\", "
		"secret_file: s}]\n"
		"schedules: [{name: s, people: [a], overrides: [{person: a, from: "
		"\"2026-12-24T00:00:00Z\", to: \"2026-12-24T00:00:00Z\"}]}]",
		"overrides", 3, 48, "ends before it begins");
}

static void test_people_and_email(void **state)
{
	static const char mail[] = "email: {url: \"smtp://127.0.0.1\", from: l@example.org}\n";
	static const char *const wrong[] = {
		"anna",	 "Anna <a@example.org>", "a@b,c@d",
		"a@b c", "\\\"a@b\\\"",		 "a@b\\n",
		"anna@", "@example.org",	 "ann\u00e5@example.org"
	};
	char text[256];

	(void)state;
	refused("people: [{name: anna}]", "unreachable", 1, 10,
		"anna has neither email nor webhook");
	refused("people: [{name: anna, email: a@example.org}]", "email", 1, 1,
		"there is no email:");
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		snprintf(text, sizeof(text), "%speople: [{name: anna, email: \"%s\"}]", mail,
			 wrong[i]);
		refused(text, "email", 2, 10, "is no e-mail address");
	}
}

/* One model or several; each a path beside the file. */
static void test_models(void **state)
{
	struct config *config = taken("sentiment_model: mood.model\n");

	(void)state;
	assert_int_equal(config->sentiment_model_count, 1);
	assert_string_equal(config->sentiment_models[0], "/etc/livvakt/mood.model");
	config_free(config);
	config = taken("sentiment_model: [sv.model, /srv/de.model]\n");
	assert_int_equal(config->sentiment_model_count, 2);
	assert_string_equal(config->sentiment_models[0], "/etc/livvakt/sv.model");
	assert_string_equal(config->sentiment_models[1], "/srv/de.model");
	config_free(config);
	config = taken("judges: 2\n");
	assert_int_equal(config->sentiment_model_count, 0);
	config_free(config);
	refused("sentiment_model: {sv: sv.model}", "wrong-type", 1, 18,
		"sentiment_model must be a path or a list");
	refused("sentiment_model: [a, [b]]", "wrong-type", 1, 22,
		"an entry of sentiment_model must be text");
}

static void test_rules_and_hides(void **state)
{
	struct config *config = taken("rules: [/usr/share/livvakt/rules, ours, ../x]\n"
				      "hide: [{name: h, url: u, channel: fb, headers: [\"A: "
				      "{secret}\", b], body: \"{}\"}]\n"
				      "token_file: credential:token\n");

	(void)state;
	assert_int_equal(config->rules_count, 3);
	assert_string_equal(config->rules[0], "/usr/share/livvakt/rules");
	assert_string_equal(config->rules[1], "/etc/livvakt/ours");
	assert_string_equal(config->rules[2], "/etc/livvakt/../x");
	assert_string_equal(config->hides[0].method, "POST");
	assert_int_equal(config->hides[0].header_count, 2);
	assert_string_equal(config->hides[0].headers[0], "A: {secret}");
	assert_string_equal(config->token_file, "credential:token");
	config_free(config);
}

static void test_all_complaints_at_once(void **state)
{
	(void)state;
	assert_null(parse("judges: 0\nbody: x\nlisten: y\nbrands: [{name: a, policy: p}]\npeople: "
			  "[{name: b}]\n"));
	assert_int_equal(complaints.errors, 5);
	assert_true(complaints_has(&complaints, "out-of-range"));
	assert_true(complaints_has(&complaints, "wrong-type"));
	assert_true(complaints_has(&complaints, "listen"));
	assert_true(complaints_has(&complaints, "unknown-name"));
	assert_true(complaints_has(&complaints, "unreachable"));
}

static void test_earlier_complaints_do_not_count(void **state)
{
	struct config *config;

	(void)state;
	complaints_add(&complaints, (struct place){ 0 }, COMPLAINT_ERROR, "other",
		       "of somebody else");
	config = config_parse(BYTES(""), NULL, &complaints);
	assert_non_null(config);
	config_free(config);
}

static void test_files(void **state)
{
	(void)state;
	assert_null(config_load("/nowhere/livvakt.yaml", &complaints));
	assert_int_equal(complaints.errors, 1);
	assert_string_equal(complaints.items[0].code, "unreadable");
	assert_non_null(strstr(complaints.items[0].text, "No such file"));
	assert_null(config_load("/", &complaints));
	assert_int_equal(complaints.errors, 2);
}

/* Commands in mails name the file from whatever folder they are typed in. */
static void test_found_from_anywhere(void **state)
{
	char folder[] = "/tmp/livvakt-config-XXXXXX", whole[64];

	(void)state;
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	FILE *file = fopen("a.yaml", "w");
	assert_non_null(file);
	assert_int_equal(fclose(file), 0);
	snprintf(whole, sizeof(whole), "%s/a.yaml", folder);
	const char *const paths[] = { "a.yaml", "./a.yaml", whole };
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct config *config = config_load(paths[i], &complaints);

		assert_non_null(config);
		assert_string_equal(config->path, paths[i]);
		assert_string_equal(config->whole_path, whole);
		config_free(config);
	}
	assert_int_equal(remove("a.yaml"), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(remove(folder), 0);
}

/* Each default lies within its own range, or the loader would assert. */
static void test_tables(void **state)
{
	static const struct settings_table *const tables[] = {
		&config_table,	      &config_brand_table,    &config_defaults_table,
		&config_person_table, &config_schedule_table, &config_policy_table,
		&config_step_table,   &config_webhook_table,  &config_hide_table,
		&config_email_table,  &config_override_table,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		for (size_t k = 0; k < tables[i]->count; k++) {
			const struct setting *setting = &tables[i]->settings[k];

			assert_true(setting->help && strlen(setting->help) > 3);
			assert_false(setting->required && setting->fallback);
			for (size_t m = 0; m < k; m++)
				assert_string_not_equal(setting->key, tables[i]->settings[m].key);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_defaults, end),
		cmocka_unit_test_teardown(test_inheritance, end),
		cmocka_unit_test_teardown(test_roles, end),
		cmocka_unit_test_teardown(test_names_become_indexes, end),
		cmocka_unit_test_teardown(test_operations_may_have_a_policy_of_their_own, end),
		cmocka_unit_test_teardown(test_areas, end),
		cmocka_unit_test_teardown(test_nights, end),
		cmocka_unit_test_teardown(test_areas_that_are_wrong, end),
		cmocka_unit_test_teardown(test_too_many, end),
		cmocka_unit_test_teardown(test_connections_are_few, end),
		cmocka_unit_test_teardown(test_planned_events, end),
		cmocka_unit_test_teardown(test_unknown_names, end),
		cmocka_unit_test_teardown(test_repeated_names, end),
		cmocka_unit_test_teardown(test_unknown_keys, end),
		cmocka_unit_test_teardown(test_sections_of_wrong_type, end),
		cmocka_unit_test_teardown(test_thresholds, end),
		cmocka_unit_test_teardown(test_absent_thresholds, end),
		cmocka_unit_test_teardown(test_listen, end),
		cmocka_unit_test_teardown(test_open_to_all, end),
		cmocka_unit_test_teardown(test_steps, end),
		cmocka_unit_test_teardown(test_schedules_of_a_place, end),
		cmocka_unit_test_teardown(test_people_and_email, end),
		cmocka_unit_test_teardown(test_models, end),
		cmocka_unit_test_teardown(test_rules_and_hides, end),
		cmocka_unit_test_teardown(test_all_complaints_at_once, end),
		cmocka_unit_test_teardown(test_earlier_complaints_do_not_count, end),
		cmocka_unit_test_teardown(test_files, end),
		cmocka_unit_test_teardown(test_found_from_anywhere, end),
		cmocka_unit_test_teardown(test_tables, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
