/* test_hide.c - templates filled with strangers' text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "hide.h"
#include <string.h>

static struct hide_fields nasty(void)
{
	struct hide_fields fields = { 0 };

	fields.values[HIDE_ID] = slice_from("a/b?c=\"1\"&d#%\r\n");
	fields.values[HIDE_BRAND] = slice_from("Fjørd {id}");
	fields.values[HIDE_CHANNEL] = slice_from("face-book_1.~");
	fields.values[HIDE_SECRET] = slice_from("s3cret");
	return fields;
}

static void expands(const char *template, enum hide_place place, const char *want)
{
	struct hide_fields fields = nasty();
	struct buffer to;
	struct error error;

	buffer_init(&to, HIDE_TEXT_MAX);
	int code = hide_expand(template, place, &fields, &to, &error);
	assert_int_equal(code, want ? 0 : ERROR_INVALID);
	if (want)
		assert_string_equal(buffer_text(&to), want);
	buffer_done(&to);
}

static void test_expanding(void **state)
{
	(void)state;
	expands("https://x/{id}/{channel}", HIDE_IN_URL,
		"https://x/a%2Fb%3Fc%3D%221%22%26d%23%25%0D%0A/face-book_1.~");
	expands("https://x/{brand}", HIDE_IN_URL,
		"https://x/Fj%C3%B8rd%20%7Bid%7D"); /* what is filled in is not a template */
	expands("{post}{author}{reason}{rule}", HIDE_IN_URL, "");
	expands("{\"id\":\"{id}\",\"x\":{}}", HIDE_IN_BODY,
		"{\"id\":\"a/b?c=\\\"1\\\"&d#%\\r\\n\",\"x\":{}}");
	expands("Authorization: Bearer {secret}", HIDE_IN_HEADER, "Authorization: Bearer s3cret");
	expands("X-Id: {id}", HIDE_IN_HEADER, NULL); /* a line end in a header */
	expands("{Id} {ids} {id {", HIDE_IN_BODY, "{Id} {ids} {id {");
	expands("", HIDE_IN_BODY, "");
}

static void test_too_long(void **state)
{
	static char wide[HIDE_TEXT_MAX];
	struct hide_fields fields = { 0 };
	struct buffer to;
	struct error error;

	(void)state;
	memset(wide, '"', sizeof(wide));
	fields.values[HIDE_REASON] = (struct slice){ wide, sizeof(wide) };
	for (unsigned place = 0; place <= HIDE_IN_BODY; place++) {
		buffer_init(&to, HIDE_TEXT_MAX);
		assert_int_equal(
			hide_expand("x{reason}", (enum hide_place)place, &fields, &to, &error),
			ERROR_INVALID);
		buffer_done(&to);
	}
}

static void test_fields_there_and_back(void **state)
{
	struct hide_fields fields = nasty(), back;
	struct buffer body;
	struct error error;

	(void)state;
	buffer_init(&body, 4096);
	hide_fields_write(&fields, &body);
	assert_null(strstr(buffer_text(&body),
			   "s3cret")); /* the secret is not stored with the message */
	struct json *json = json_parse(buffer_slice(&body), &error);
	assert_non_null(json);
	hide_fields_read(json, &back);
	for (size_t i = 0; i < HIDE_SECRET; i++)
		assert_true(slice_equal(back.values[i], fields.values[i]));
	assert_int_equal(back.values[HIDE_SECRET].len, 0);
	json_free(json);
	buffer_done(&body);
}

static void test_fields_of_a_wrong_type(void **state)
{
	struct hide_fields fields;
	struct error error;
	struct json *json =
		json_parse(slice_from("{\"id\":7,\"brand\":null,\"secret\":\"mine\"}"), &error);

	(void)state;
	assert_non_null(json);
	hide_fields_read(json, &fields);
	for (size_t i = 0; i < HIDE_FIELD_COUNT; i++)
		assert_int_equal(fields.values[i].len, 0);
	json_free(json);
}

static void complains(struct config_hide hide, const char *because)
{
	struct error error = { .text = "" };

	assert_int_equal(hide_complaint(&hide, &error), because != NULL);
	if (because && !strstr(error.text, because))
		fail_msg("<%s> is not in <%s>", because, error.text);
}

static void test_complaints(void **state)
{
	static const char *good[] = { "X-Reason: {reason}" }, *no_colon[] = { "Bearer {secret}" },
			  *typo[] = { "X: {scret}" };
	const struct config_hide fine = {
		.name = "hide",
		.method = "POST",
		.url = "https://example.org/{id}",
		.body = "{\"a\":{\"b\":\"{rule}\"}}",
		.headers = good,
		.header_count = 1,
		.secret_file = "/etc/secret",
	};
	struct config_hide hide;

	(void)state;
	complains(fine, NULL);
	hide = fine, hide.url = "https://example.org/{idd}";
	complains(hide, "url: there is no field {idd}; did you mean {id}?");
	hide = fine, hide.body = "{zzzzzzzz}";
	complains(hide, "there are {id} {brand}");
	hide = fine, hide.headers = typo;
	complains(hide, "did you mean {secret}?");
	hide = fine, hide.headers = no_colon;
	complains(hide, "`Name: value`");
	hide = fine, hide.method = "post";
	complains(hide, "capitals");
	hide = fine, hide.url = "http://example.org/{id}";
	complains(hide, "in the clear");
	hide.secret_file = NULL; /* nothing secret: as one likes */
	complains(hide, NULL);
	hide = fine, hide.url = "https://example.org/a b";
	complains(hide, "blank");
}

static void test_answers(void **state)
{
	(void)state;
	assert_int_equal(hide_judge_status(200), HIDE_DONE);
	assert_int_equal(hide_judge_status(204), HIDE_DONE);
	assert_int_equal(hide_judge_status(404), HIDE_GONE);
	assert_int_equal(hide_judge_status(410), HIDE_GONE);
	assert_int_equal(hide_judge_status(400), HIDE_REFUSED);
	assert_int_equal(hide_judge_status(422), HIDE_REFUSED);
	assert_int_equal(hide_judge_status(401), HIDE_TRY_AGAIN); /* a token can be mended */
	assert_int_equal(hide_judge_status(301), HIDE_TRY_AGAIN);
	assert_int_equal(hide_judge_status(429), HIDE_TRY_AGAIN);
	assert_int_equal(hide_judge_status(500), HIDE_TRY_AGAIN);
	assert_int_equal(hide_judge_status(0), HIDE_TRY_AGAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_expanding),
		cmocka_unit_test(test_too_long),
		cmocka_unit_test(test_fields_there_and_back),
		cmocka_unit_test(test_fields_of_a_wrong_type),
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
