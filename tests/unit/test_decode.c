/* test_decode.c - JSON into comments: every field, every refusal, and bodies with broken parts. */
#include "facts.h"

#include "clock.h"
#include "crypto.h"
#include "decode.h"

#define NOW_US (INT64_C(1795344945) * CLOCK_SECOND_US)

static struct arena arena;

static int begin(void **state)
{
	struct error error = { 0 };

	(void)state;
	arena_init(&arena, 1 << 16, 256 << 20);
	return crypto_init(&error);
}

static int end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct comment taken(const char *text)
{
	struct error error = { 0 };
	struct comment comment;

	FACT(decode_comment(slice_from(text), NOW_US, &arena, &comment, &error) == 0, "%s: %s",
	     text, error.text);
	return comment;
}

/* A commenter calls himself what he likes, and is judged all the same. */
static void test_names_are_made_fit(void **state)
{
	char text[1000], name[400] = "";
	struct comment comment;

	(void)state;
	comment = taken("{\"text\":\"x\",\"author\":{\"name\":\"Kalle\\tB\\u001b\\n\"}}");
	assert_slice_is(comment.author.name, "Kalle B  ");
	for (int i = 0; i < 150; i++)
		strcat(name, "å"); /* 300 bytes */
	snprintf(text, sizeof(text), "{\"text\":\"x\",\"author\":{\"name\":\"a%s\"}}", name);
	comment = taken(text);
	assert_int_equal(comment.author.name.len, COMMENT_ID_MAX - 1); /* between two letters */
	comment = taken("{\"text\":\"x\",\"author\":{\"name\":\"\"}}");
	assert_int_equal(comment.author.name.len, 0);
}

static void refused(const char *text, const char *want)
{
	const struct comment untouched = { .reach = 77 };
	struct comment comment = untouched;
	struct error error = { 0 };

	FACT(decode_comment(slice_from(text), NOW_US, &arena, &comment, &error) == ERROR_INVALID,
	     "taken: %s", text);
	assert_string_equal(error.text, want);
	assert_memory_equal(&comment, &untouched, sizeof(comment));
	assert_int_equal(decode_comment(slice_from(text), NOW_US, &arena, &comment, NULL),
			 ERROR_INVALID);
}

static void test_every_field(void **state)
{
	struct comment comment = taken(
		"{\"text\":\"Hej \\ud83d\\ude00\",\"id\":\"1\",\"brand\":\"b\",\"channel\":\"fb\","
		"\"post\":\"p\",\"parent\":\"q\",\"url\":\"https://x\",\"lang\":\"sv\","
		"\"ts\":\"2026-11-22T10:00:00Z\",\"reach\":12,\"author\":{\"id\":\"a\","
		"\"name\":\"Anna\",\"followers\":3,\"created_at\":86400,\"staff\":true},"
		"\"unknown\":[1,{\"x\":null}]}");

	(void)state;
	assert_slice_is(comment.text, "Hej 😀");
	assert_slice_is(comment.id, "1");
	assert_slice_is(comment.brand, "b");
	assert_slice_is(comment.channel, "fb");
	assert_slice_is(comment.post, "p");
	assert_slice_is(comment.parent, "q");
	assert_slice_is(comment.url, "https://x");
	assert_slice_is(comment.lang, "sv");
	assert_int_equal(comment.ts_us, NOW_US - (55 * 60 + 45) * CLOCK_SECOND_US);
	assert_int_equal(comment.received_us, NOW_US);
	assert_int_equal(comment.reach, 12);
	assert_slice_is(comment.author.id, "a");
	assert_slice_is(comment.author.name, "Anna");
	assert_int_equal(comment.author.followers, 3);
	assert_int_equal(comment.author.created_at_us, CLOCK_DAY_US);
	assert_true(comment.author.staff);
}

static void test_absent_fields(void **state)
{
	struct comment comment = taken("{\"text\":\"x\",\"id\":null,\"brand\":null,\"author\":null,"
				       "\"ts\":null,\"reach\":null}");

	(void)state;
	assert_slice_is(comment.brand, "default");
	assert_int_equal(comment.id.len, 26);
	assert_int_equal(comment.channel.len + comment.author.id.len + comment.url.len, 0);
	assert_int_equal(comment.ts_us, NOW_US);
	assert_int_equal(comment.reach, -1);
	assert_int_equal(comment.author.followers, -1);
	assert_int_equal(comment.author.created_at_us, 0);
	assert_false(comment.author.staff);
	assert_slice_is(taken("{\"text\":\"x\",\"author\":\"anna\"}").author.id, "anna");
	assert_slice_is(taken("{\"text\":\"x\",\"brand\":\"\"}").brand, "default");
	assert_int_equal(taken("{\"text\":\"x\",\"author\":{\"staff\":null,\"followers\":null}}")
				 .author.followers,
			 -1);
}

static void test_times(void **state)
{
	(void)state;
	assert_int_equal(taken("{\"text\":\"x\",\"ts\":1795344000}").ts_us,
			 INT64_C(1795344000000000));
	assert_int_equal(taken("{\"text\":\"x\",\"ts\":\"1795344000\"}").ts_us,
			 INT64_C(1795344000000000));
	assert_int_equal(taken("{\"text\":\"x\",\"ts\":0.5}").ts_us, 500000);
	assert_int_equal(taken("{\"text\":\"x\",\"ts\":1795344946}").ts_us,
			 NOW_US); /* ahead of the clock */
	assert_int_equal(taken("{\"text\":\"x\",\"ts\":7000000000}").ts_us, NOW_US);
}

/* Who judges files has no clock: times stay as they were told. */
static void test_without_a_clock(void **state)
{
	struct error error = { 0 };
	struct comment comment;

	(void)state;
	assert_int_equal(
		decode_comment(slice_from("{\"text\":\"x\",\"ts\":\"2026-11-22T10:55:45Z\","
					  "\"edited_at\":\"2026-11-22T10:55:46Z\"}"),
			       0, &arena, &comment, &error),
		0);
	assert_int_equal(comment.ts_us, NOW_US);
	assert_int_equal(comment.edited_us, NOW_US + CLOCK_SECOND_US);
	assert_int_equal(
		decode_comment(slice_from("{\"text\":\"x\"}"), 0, &arena, &comment, &error), 0);
	assert_int_equal(comment.ts_us, 0);
}

static void test_refusals(void **state)
{
	static const char time[] =
		"ts must be a time as 2026-11-22T10:55:45Z or in seconds since 1970";

	(void)state;
	refused("{}", "text is missing or empty");
	refused("{\"text\":null}", "text is missing or empty");
	refused("{\"text\":\" \\t\\r\\n\"}", "text is missing or empty");
	refused("{\"Text\":\"x\"}", "text is missing or empty");
	refused("{\"text\":5}", "text must be a string, not a number (write it in quotes: long "
				"numbers lose digits)");
	refused("{\"text\":[\"x\"]}", "text must be a string, not an array");
	refused("{\"text\":\"x\",\"id\":12}",
		"id must be a string, not a number (write it in quotes: long numbers lose digits)");
	refused("{\"text\":\"x\",\"brand\":{}}", "brand must be a string, not an object");
	refused("{\"text\":\"x\",\"channel\":true}", "channel must be a string, not true or false");
	refused("{\"text\":\"x\",\"id\":\"a\\nb\"}", "id must not hold control characters");
	refused("{\"text\":\"x\",\"url\":\"\\u007f\"}", "url must not hold control characters");
	refused("{\"text\":\"x\",\"lang\":\"12345678901234567\"}",
		"lang is 17 bytes long; at most 16 are taken");
	refused("{\"text\":\"x\",\"author\":5}",
		"author must be a string or an object, not a number");
	refused("{\"text\":\"x\",\"author\":{\"id\":5}}",
		"author.id must be a string, not a number (write it in quotes: long numbers lose "
		"digits)");
	refused("{\"text\":\"x\",\"author\":{\"id\":\"\\u0001\"}}",
		"author.id must not hold control characters");
	refused("{\"text\":\"x\",\"author\":{\"followers\":-1}}",
		"author.followers must be a whole number from 0 to 2^53");
	refused("{\"text\":\"x\",\"author\":{\"followers\":\"1\"}}",
		"author.followers must be a whole number, not a string");
	refused("{\"text\":\"x\",\"author\":{\"staff\":1}}",
		"author.staff must be true or false, not a number");
	refused("{\"text\":\"x\",\"author\":{\"created_at\":\"x\"}}",
		"author.created_at must be a time as 2026-11-22T10:55:45Z or in seconds since "
		"1970");
	refused("{\"text\":\"x\",\"reach\":1.5}", "reach must be a whole number from 0 to 2^53");
	refused("{\"text\":\"x\",\"reach\":1e300}", "reach must be a whole number from 0 to 2^53");
	refused("{\"text\":\"x\",\"ts\":\"yesterday\"}", time);
	refused("{\"text\":\"x\",\"ts\":-1}", time);
	refused("{\"text\":\"x\",\"ts\":1795344945000}",
		"ts must be a time as 2026-11-22T10:55:45Z or in seconds since 1970; are these "
		"milliseconds?");
	refused("{\"text\":\"x\",\"ts\":1e300}", time);
	refused("{\"text\":\"x\",\"ts\":\"\"}", time);
	refused("{\"text\":\"x\",\"ts\":true}", "ts must be a time, not true or false");
	refused("[]", "a comment must be an object, not an array");
	refused("\"x\"", "a comment must be an object, not a string");
	refused("", "is empty");
	refused("{\"text\":\"a\\u0000b\"}", "holds \\u0000, which no text may (byte 10)");
	refused("{\"text\":\"x\",\"text\":\"y\"}", "has the key \"text\" twice in one object");
}

static void sized(const char *key, size_t len, bool fine)
{
	struct error error = { 0 };
	struct comment comment;
	struct buffer text;

	buffer_init(&text, 1 << 20);
	buffer_printf(&text, "{\"%s\":\"", key);
	for (size_t i = 0; i < len; i++)
		buffer_add_char(&text, 'x');
	buffer_add_text(&text, strcmp(key, "text") ? "\",\"text\":\"x\"}" : "\"}");
	FACT((decode_comment(buffer_slice(&text), NOW_US, &arena, &comment, &error) == 0) == fine,
	     "%s of %zu", key, len);
	buffer_done(&text);
}

static void test_sizes(void **state)
{
	static const char *const keys[] = { "id", "brand", "channel", "post", "parent", "author" };

	(void)state;
	sized("text", COMMENT_TEXT_MAX, true);
	sized("text", COMMENT_TEXT_MAX + 1, false);
	sized("url", COMMENT_URL_MAX, true);
	sized("url", COMMENT_URL_MAX + 1, false);
	sized("lang", COMMENT_LANG_MAX, true);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		sized(keys[i], COMMENT_ID_MAX, true);
		sized(keys[i], COMMENT_ID_MAX + 1, false);
	}
}

static void test_derived_ids(void **state)
{
	static const char *const different[] = {
		"{\"text\":\"x\"}",
		"{\"text\":\"x \"}",
		"{\"text\":\"x\",\"brand\":\"b\"}",
		"{\"text\":\"x\",\"channel\":\"b\"}",
		"{\"text\":\"x\",\"post\":\"b\"}",
		"{\"text\":\"x\",\"parent\":\"b\"}",
		"{\"text\":\"x\",\"author\":\"b\"}",
		"{\"text\":\"x\",\"ts\":1}",
		"{\"text\":\"x\",\"ts\":1.000001}",
		"{\"text\":\"x\",\"ts\":1795344999}", /* ahead of the clock */
	};
	const size_t count = sizeof(different) / sizeof(different[0]);
	struct comment later;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		struct slice id = taken(different[i]).id;

		assert_int_equal(decode_comment(slice_from(different[i]), NOW_US + CLOCK_SECOND_US,
						&arena, &later, NULL),
				 0);
		FACT(slice_equal(later.id, id), "%s: another id a second later", different[i]);
		for (size_t k = 0; k < i; k++)
			FACT(!slice_equal(id, taken(different[k]).id), "%s and %s", different[i],
			     different[k]);
	}
	assert_true(slice_equal(
		taken("{\"text\":\"x\",\"ts\":60}").id,
		taken("{\"ts\":\"1970-01-01T01:01:00+01:00\",\"text\":\"\\u0078\",\"reach\":9}")
			.id));
}

/* What a body gives, as "line:text …" and "line:error …". */
static void body(enum decode_kind kind, struct slice bytes, const char *want_comments,
		 const char *want_refusals)
{
	struct error error = { 0 };
	struct decoded decoded;
	struct buffer text;

	buffer_init(&text, 1 << 16);
	FACT(decode_body(bytes, kind, NOW_US, &arena, &decoded, &error) == 0, "%s", error.text);
	for (size_t i = 0; i < decoded.count; i++)
		buffer_printf(&text, "%zu:%s ", decoded.lines[i], decoded.comments[i].text.data);
	assert_string_equal(buffer_text(&text), want_comments);
	buffer_clear(&text);
	for (size_t i = 0; i < decoded.refused; i++)
		buffer_printf(&text, "%zu:%s\n", decoded.refusals[i].line,
			      decoded.refusals[i].error);
	assert_string_equal(buffer_text(&text), want_refusals);
	buffer_done(&text);
}

#define EMPTY_BODY "0:the body is empty; send a comment as {\"text\":\"...\"}\n"
#define NO_END ":the array does not end here: ] is missing\n"

static void test_objects_and_arrays(void **state)
{
	(void)state;
	body(DECODE_JSON, BYTES("{\"text\":\"a\"}"), "1:a ", "");
	body(DECODE_JSON, BYTES(" [ {\"text\":\"a\"} , {\"text\":\"b\"} ] \n"), "1:a 2:b ", "");
	body(DECODE_JSON, BYTES("\xef\xbb\xbf[{\"text\":\"a\"}]"), "1:a ",
	     ""); /* a byte order mark */
	body(DECODE_JSON, BYTES("[]"), "", "");
	body(DECODE_JSON, BYTES(""), "", EMPTY_BODY);
	body(DECODE_JSON, (struct slice){ NULL, 0 }, "", EMPTY_BODY);
	body(DECODE_JSON, BYTES(" \r\n"), "", EMPTY_BODY);
	body(DECODE_JSON, BYTES("[{\"text\":\"],[{\\\"\"},{\"text\":\"b\"}]"), "1:],[{\" 2:b ", "");
}

static void test_broken_elements(void **state)
{
	(void)state;
	body(DECODE_JSON, BYTES("[{\"text\":\"a\"},{\"text\":5},nope,{\"text\":\"d\"}]"),
	     "1:a 4:d ",
	     "2:text must be a string, not a number (write it in quotes: long numbers lose "
	     "digits)\n"
	     "3:is not JSON (byte 0)\n");
	body(DECODE_JSON, BYTES("[{\"text\":\"a\xff\"},{\"text\":\"b\"}]"), "2:b ",
	     "1:is not UTF-8 (byte 10)\n");
	body(DECODE_JSON, BYTES("[{\"text\":\"a\"},]"), "1:a ", "2:is empty\n");
	body(DECODE_JSON, BYTES("[,]"), "", "1:is empty\n2:is empty\n");
	body(DECODE_JSON, BYTES("[{\"text\":\"a\"}"), "1:a ", "1" NO_END);
	body(DECODE_JSON, BYTES("["), "", "1" NO_END);
	body(DECODE_JSON, BYTES("[{\"text\":\"a\"}] x"), "1:a ",
	     "0:the body goes on after the array's end\n");
	body(DECODE_JSON, BYTES("[{\"text\":\"a\"},{\"text\":\"b"), "1:a ",
	     "2:ends within a string (byte 10)\n2" NO_END);
	body(DECODE_JSON, BYTES("[\"\\"), "", "1:ends within a string (byte 2)\n1" NO_END);
	body(DECODE_JSON, BYTES("{\"text\":\"a\"}\n{\"text\":\"b\"}"), "",
	     "1:goes on after its end (byte 12)\n");
}

static void test_lines(void **state)
{
	(void)state;
	body(DECODE_LINES, BYTES("{\"text\":\"a\"}\n{\"text\":\"b\"}"), "1:a 2:b ", "");
	body(DECODE_LINES, BYTES("\n\r\n {\"text\":\"a\"}\r\n\n\n{\"text\":\"b\"}\n"), "3:a 6:b ",
	     "");
	body(DECODE_LINES, BYTES("{\"text\":\"a\"}\n{\"text\":\n\"b\"}\n{\"text\":\"c\"}\n"),
	     "1:a 4:c ",
	     "2:ends before its last bracket is closed (byte 8)\n3:goes on after its end (byte "
	     "3)\n");
	body(DECODE_LINES, BYTES("[{\"text\":\"a\"}]\n"), "",
	     "1:a comment must be an object, not an array\n");
	body(DECODE_LINES, BYTES("{\"text\":\"a\"}\n\0\n{\"text\":\"c\"}"), "1:a 3:c ",
	     "2:holds a NUL byte (byte 0)\n");
	body(DECODE_LINES, BYTES("\xef\xbb\xbf{\"text\":\"a\"}\n"), "1:a ", "");
	body(DECODE_LINES, BYTES("\n \n"), "", EMPTY_BODY);
}

static void repeat(struct buffer *text, const char *line, size_t count)
{
	buffer_init(text, 16 << 20);
	for (size_t i = 0; i < count; i++)
		buffer_add_text(text, line);
}

static void test_limits(void **state)
{
	struct decoded decoded = { .count = 77 };
	struct error error = { 0 };
	struct buffer text;

	(void)state;
	repeat(&text, "5\n", DECODE_REFUSALS_KEPT + 5);
	assert_int_equal(
		decode_body(buffer_slice(&text), DECODE_LINES, NOW_US, &arena, &decoded, &error),
		0);
	assert_int_equal(decoded.count, 0);
	assert_int_equal(decoded.refused, DECODE_REFUSALS_KEPT + 5);
	assert_int_equal(decoded.refusals[DECODE_REFUSALS_KEPT - 1].line, DECODE_REFUSALS_KEPT);
	buffer_done(&text);
	decoded.count = 77;
	repeat(&text, "{\"text\":\"x\",\"id\":\"1\"}\n", DECODE_COMMENTS_MAX + 1);
	assert_int_equal(
		decode_body(buffer_slice(&text), DECODE_LINES, NOW_US, &arena, &decoded, &error),
		ERROR_LIMIT);
	assert_non_null(strstr(error.text, "more than 100000 comments"));
	assert_int_equal(decoded.count, 77);
	buffer_done(&text);
}

static void test_memory(void **state)
{
	struct decoded decoded = { .count = 77 };
	struct error error = { 0 };
	struct arena small;

	(void)state;
	for (size_t limit = 0; limit < 16384; limit += 256) {
		int r;

		arena_init(&small, 64, limit);
		r = decode_body(BYTES("[{\"text\":\"a\"},5,{\"text\":\"b\"}]"), DECODE_JSON, NOW_US,
				&small, &decoded, &error);
		assert_true(r == 0 || r == ERROR_MEMORY);
		assert_int_equal(decoded.count, r == 0 ? 2 : 77);
		if (limit == 0)
			assert_int_equal(r, ERROR_MEMORY);
		decoded.count = 77;
		arena_done(&small);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_names_are_made_fit, begin, end),
		cmocka_unit_test_setup_teardown(test_every_field, begin, end),
		cmocka_unit_test_setup_teardown(test_absent_fields, begin, end),
		cmocka_unit_test_setup_teardown(test_times, begin, end),
		cmocka_unit_test_setup_teardown(test_without_a_clock, begin, end),
		cmocka_unit_test_setup_teardown(test_refusals, begin, end),
		cmocka_unit_test_setup_teardown(test_sizes, begin, end),
		cmocka_unit_test_setup_teardown(test_derived_ids, begin, end),
		cmocka_unit_test_setup_teardown(test_objects_and_arrays, begin, end),
		cmocka_unit_test_setup_teardown(test_broken_elements, begin, end),
		cmocka_unit_test_setup_teardown(test_lines, begin, end),
		cmocka_unit_test_setup_teardown(test_limits, begin, end),
		cmocka_unit_test_setup_teardown(test_memory, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
