/* test_email.c - mails as they go over the wire, and what servers answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "email.h"
#include <stdio.h>
#include <string.h>

#define NOW (INT64_C(1795312800) * CLOCK_SECOND_US) /* 2026-11-22T02:00:00Z */

static struct message plain_message(void)
{
	return (struct message){ .id = slice_from("msg-1"),
				 .kind = MESSAGE_EMAIL,
				 .receiver = slice_from("anna@example.org"),
				 .subject = slice_from("Fjord: 42 negative comments"),
				 .thread = slice_from("inc-1"),
				 .incident = slice_from("inc-1"),
				 .body = slice_from("Hello\nAnna\n") };
}

static const char *compose(const char *from, const struct message *message)
{
	static char text[64 * 1024];
	const struct config_email settings = { .from = from };
	struct buffer mail;
	struct error error;

	buffer_init(&mail, EMAIL_BYTES_MAX);
	assert_int_equal(email_compose(&settings, message, NOW, &mail, &error), 0);
	snprintf(text, sizeof(text), "%s", buffer_text(&mail));
	buffer_done(&mail);
	return text;
}

static void holds(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("<%s> is not in:\n%s", piece, text);
}

static void test_whole_mail(void **state)
{
	struct message message = plain_message();

	(void)state;
	assert_string_equal(compose("alarm@livvakt.example.org", &message),
			    "Date: Sun, 22 Nov 2026 02:00:00 +0000\r\n"
			    "From: <alarm@livvakt.example.org>\r\n"
			    "To: <anna@example.org>\r\n"
			    "Subject: Fjord: 42 negative comments\r\n"
			    "Message-ID: <msg-1@livvakt.example.org>\r\n"
			    "In-Reply-To: <inc-1@livvakt.example.org>\r\n"
			    "References: <inc-1@livvakt.example.org>\r\n"
			    "X-Livvakt-Incident: inc-1\r\n"
			    "Auto-Submitted: auto-generated\r\n"
			    "List-Id: Livvakt <livvakt.livvakt.example.org>\r\n"
			    "MIME-Version: 1.0\r\n"
			    "Content-Type: text/plain; charset=UTF-8\r\n"
			    "Content-Transfer-Encoding: quoted-printable\r\n"
			    "\r\n"
			    "Hello\r\n"
			    "Anna\r\n");
}

static void test_a_phone_can_sort(void **state)
{
	struct message message = plain_message();

	(void)state;
	message.event = slice_from("incident.opened");
	message.severity = 2;
	message.news = MESSAGE_PAGE;
	holds(compose("a@example.org", &message), "X-Livvakt-Event: incident.opened\r\n"
						  "X-Livvakt-Severity: 2\r\n"
						  "Importance: high\r\nX-Priority: 1\r\n");
	message.severity = 3;
	holds(compose("a@example.org", &message), "Importance: normal\r\nX-Priority: 3\r\n");
	message.news = MESSAGE_RELIEF;
	holds(compose("a@example.org", &message), "Importance: low\r\nX-Priority: 5\r\n");
}

static void test_names_and_subjects_are_encoded(void **state)
{
	struct message message = plain_message();
	const char *mail;

	(void)state;
	message.subject = slice_from("Blåbær: 3 µ");
	mail = compose("Livvakt på vakt <alarm@example.org>", &message);
	holds(mail, "From: =?UTF-8?Q?Livvakt_p=C3=A5_vakt?=\r\n <alarm@example.org>\r\n");
	holds(mail, "Subject: =?UTF-8?Q?Bl=C3=A5b=C3=A6r=3A_3_=C2=B5?=\r\n");
	message.subject = slice_from("=?UTF-8?Q?forged?=");
	holds(compose("a@example.org", &message),
	      "Subject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fforged=3F=3D?=\r\n");
	mail = compose("\"Quoted, \\\" name\" <alarm@example.org>", &message);
	holds(mail, "From: =?UTF-8?Q?Quoted=2C_=5C=22_name?=\r\n <alarm@example.org>\r\n");
}

/* No line over 78 bytes, every line ends in CRLF, nothing but ASCII. */
static void check_wire(const char *mail)
{
	for (const char *at = mail; *at;) {
		size_t len = strcspn(at, "\n");

		assert_int_equal(at[len], '\n');
		assert_true(len > 0 && at[len - 1] == '\r');
		assert_in_range(len, 1, 79);
		for (size_t i = 0; i + 1 < len; i++)
			assert_true(at[i] >= 0x20 && at[i] < 0x7f);
		at += len + 1;
	}
}

static size_t count_of(const char *text, const char *piece)
{
	size_t count = 0;

	for (const char *at = strstr(text, piece); at; at = strstr(at + 1, piece))
		count++;
	return count;
}

static void test_strangers_cannot_add_headers(void **state)
{
	struct message message = plain_message();
	const char *mail;

	(void)state;
	message.subject = slice_from("Fjord\r\nBcc: all@example.org\r\n\r\nNew body");
	message.id = slice_from("msg>\r\nBcc: x");
	message.incident = slice_from("inc\r\nBcc: x");
	mail = compose("a@example.org", &message);
	check_wire(mail);
	assert_int_equal(count_of(mail, "\r\nBcc"), 0);
	assert_int_equal(count_of(mail, "\r\n\r\n"), 1);
	holds(mail, "=0D=0ABcc=3A_all=40");
	holds(mail, "Message-ID: <msg---Bcc--x@example.org>\r\n");
}

static void test_long_fields(void **state)
{
	static char subject[600], body[4000];
	struct message message = plain_message();

	(void)state;
	for (size_t i = 0; i + 3 <= sizeof(subject); i += 3)
		memcpy(subject + i, "\xe2\x82\xac", 3);
	memset(body, '=', sizeof(body));
	message.subject = (struct slice){ subject, sizeof(subject) };
	message.body = (struct slice){ body, sizeof(body) };
	check_wire(compose("a@example.org", &message));
	assert_int_equal(count_of(compose("a@example.org", &message), "=E2=82=AC"),
			 200); /* none cut in the middle */
}

static void body_becomes(const char *body, const char *want)
{
	struct message message = plain_message();

	message.body = slice_from(body);
	const char *mail = compose("a@example.org", &message);
	assert_string_equal(strstr(mail, "\r\n\r\n") + 4, want);
}

static void test_bodies(void **state)
{
	(void)state;
	body_becomes("", "");
	body_becomes("no end", "no end\r\n");
	body_becomes("a = b\n", "a =3D b\r\n");
	body_becomes("blank at the end \nx\t\n", "blank at the end=20\r\nx=09\r\n");
	body_becomes("crlf\r\nhere\r\n", "crlf\r\nhere\r\n");
	body_becomes("p\xc3\xa5\n", "p=C3=A5\r\n");
	body_becomes(".\n..\n", ".\r\n..\r\n"); /* dots are doubled by libcurl */
	body_becomes("01234567890123456789012345678901234567890123456789012345678901234567890123456"
		     "78901234567890",
		     "012345678901234567890123456789012345678901234567890123456789012345678901234="
		     "\r\n5678901234567890\r\n");
}

static void test_unusable_addresses(void **state)
{
	struct config_email settings = { .from = "nobody" };
	struct message message = plain_message();
	struct buffer mail;
	struct error error;

	(void)state;
	buffer_init(&mail, EMAIL_BYTES_MAX);
	assert_int_equal(email_compose(&settings, &message, NOW, &mail, &error), ERROR_INVALID);
	settings.from = "a@example.org";
	message.receiver = slice_from("a@example.org\r\nBcc: b@example.org");
	assert_int_equal(email_compose(&settings, &message, NOW, &mail, &error), ERROR_INVALID);
	buffer_done(&mail);
}

static void test_settings(void **state)
{
	static const struct {
		struct config_email settings;
		const char *because;
		bool tls;
	} cases[] = {
		{ { .url = NULL, .starttls = false }, NULL, false },
		{ { .url = "smtp://mail.example.org:587", .from = "a@b", .starttls = true },
		  NULL,
		  true },
		{ { .url = "smtp://mail.example.org:25", .from = "a@b" }, NULL, false },
		{ { .url = "smtp://127.0.0.1:25", .from = "a@b", .starttls = true }, NULL, false },
		{ { .url = "smtp://localhost:25",
		    .from = "a@b",
		    .username = "u",
		    .password_file = "p",
		    .starttls = true },
		  NULL,
		  true },
		{ { .url = "smtp://localhost:25",
		    .from = "a@b",
		    .username = "u",
		    .password_file = "p" },
		  NULL,
		  false },
		{ { .url = "smtps://mail.example.org",
		    .from = "a@b",
		    .username = "u",
		    .password_file = "p" },
		  NULL,
		  false },
		{ { .url = "smtp://mail.example.org",
		    .from = "a@b",
		    .username = "u",
		    .password_file = "p" },
		  "in the clear",
		  false },
		{ { .url = "smtp://mail.example.org",
		    .from = "a@b",
		    .username = "u",
		    .starttls = true },
		  "password_file",
		  true },
		{ { .url = "smtp://mail.example.org", .from = "me", .starttls = true },
		  "from must be",
		  true },
		{ { .url = "smtp://mail.example.org", .starttls = true }, "from must be", true },
		{ { .url = "mail.example.org", .from = "a@b", .starttls = true },
		  "begins with smtp://",
		  true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *complaint = email_settings_complaint(&cases[i].settings);

		assert_int_equal(complaint != NULL, cases[i].because != NULL);
		assert_true(!complaint || strstr(complaint, cases[i].because));
		if (cases[i].settings.url)
			assert_int_equal(email_requires_tls(&cases[i].settings), cases[i].tls);
	}
}

static void test_reply_codes(void **state)
{
	static const int final[] = { 500, 501, 503, 550, 551, 553, 555, 571 };
	static const int passing[] = { 0,   220, 250, 354, 421, 450, 451, 452, 454,
				       521, 530, 534, 535, 538, 552, 554, 600 };

	(void)state;
	for (size_t i = 0; i < sizeof(final) / sizeof(final[0]); i++)
		assert_true(email_is_final(final[i]));
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++)
		assert_false(email_is_final(passing[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_mail),
		cmocka_unit_test(test_a_phone_can_sort),
		cmocka_unit_test(test_names_and_subjects_are_encoded),
		cmocka_unit_test(test_strangers_cannot_add_headers),
		cmocka_unit_test(test_long_fields),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_unusable_addresses),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_reply_codes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
