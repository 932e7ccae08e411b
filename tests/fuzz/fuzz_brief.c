/*
 * fuzz_brief.c - any bytes as brand, driver, scope and comment: the page keeps its width, the mail
 * has exactly one header block without fields of a stranger's making, and the webhook's body is
 * JSON of the promised size.
 */
#include "brief.h"
#include "email.h"
#include "json.h"
#include "page.h"
#include "utf8.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void must(bool fine)
{
	if (!fine)
		abort();
}

/* The next piece of the input, up to a byte 0xff, as terminated text. */
static void take(struct slice *rest, char *field, size_t size)
{
	const char *end = rest->len > 0 ? memchr(rest->data, 0xff, rest->len) : NULL;
	size_t len = end ? (size_t)(end - rest->data) : rest->len;

	snprintf(field, size, "%.*s", (int)len, rest->len > 0 ? rest->data : "");
	*rest = slice_cut(*rest, end ? len + 1 : len, rest->len);
}

static struct incident make_incident(struct slice bytes)
{
	struct incident incident = { .id = "inc-1", .driver_count = 1, .example_count = 1 };
	char number[20] = "";

	take(&bytes, number, sizeof(number));
	take(&bytes, incident.brand, sizeof(incident.brand));
	take(&bytes, incident.scope, sizeof(incident.scope));
	take(&bytes, incident.drivers[0], sizeof(incident.drivers[0]));
	take(&bytes, incident.acknowledged_by, sizeof(incident.acknowledged_by));
	take(&bytes, incident.examples[0].channel, sizeof(incident.examples[0].channel));
	take(&bytes, incident.examples[0].text, sizeof(incident.examples[0].text));
	incident.negative = strtoull(number, NULL, 10);
	incident.window_us = (int64_t)(incident.negative >> 2);
	incident.expected = (int64_t)(incident.negative >> 1);
	return incident;
}

static void check_page(struct slice page)
{
	size_t column = 0;

	for (size_t i = 0; i < page.len; i++) {
		unsigned char byte = (unsigned char)page.data[i];

		must(byte == '\n' || (byte >= 0x20 && byte != 0x7f));
		column = byte == '\n' ? 0 : column + ((byte & 0xc0) != 0x80);
		must(column <= PAGE_COLUMNS);
	}
}

static void check_mail(struct slice mail)
{
	struct slice header;
	const char *end = memmem(mail.data, mail.len, "\r\n\r\n", 4);
	size_t line = 0, lines = 0;

	must(end != NULL);
	header = slice_cut(mail, 0, (size_t)(end - mail.data));
	for (size_t i = 0; i < mail.len; i++) {
		unsigned char byte = (unsigned char)mail.data[i];

		must(byte == '\r' || byte == '\n' || (byte >= 0x20 && byte < 0x7f));
		must(byte != '\n' || (i > 0 && mail.data[i - 1] == '\r'));
		line = byte == '\n' ? 0 : line + 1;
		must(line <= EMAIL_LINE_MAX + 2);
	}
	for (size_t i = 0; i + 1 < header.len; i++)
		lines += header.data[i] == '\n' && header.data[i + 1] != ' ';
	must(lines == 12 - 1); /* email_compose writes so many fields, whatever is in them */
}

static void compose(struct slice subject, struct slice text)
{
	const struct config_email settings = { .from = "alarm@example.org" };
	const struct message message = { .id = { "msg-1", 5 },
					 .receiver = { "anna@example.org", 16 },
					 .subject = subject,
					 .thread = { "inc-1", 5 },
					 .body = text };
	struct buffer mail;

	buffer_init(&mail, EMAIL_BYTES_MAX);
	must(email_compose(&settings, &message, 0, &mail, NULL) == 0);
	check_mail(buffer_slice(&mail));
	buffer_done(&mail);
}

static void write_all(const struct brief *brief)
{
	struct buffer subject, text, envelope;

	buffer_init(&subject, 4096);
	buffer_init(&text, (size_t)1 << 18);
	buffer_init(&envelope, (size_t)1 << 18);
	brief_write_subject(brief, &subject);
	brief_write_text(brief, &text);
	brief_write_webhook(brief, &envelope);
	must(!subject.failed && !text.failed && !envelope.failed);
	must(subject.len <= BRIEF_SUBJECT_BYTES && !memchr(subject.data, '\n', subject.len));
	check_page(buffer_slice(&text));
	compose(buffer_slice(&subject), buffer_slice(&text));

	struct json *json = json_parse(buffer_slice(&envelope), NULL);
	must(json && envelope.len < BRIEF_WEBHOOK_BYTES);
	json_free(json);
	buffer_done(&envelope);
	buffer_done(&text);
	buffer_done(&subject);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct slice bytes = { (const char *)data, len };

	if (len == 0)
		return 0;
	const struct incident incident = make_incident(slice_cut(bytes, 1, len));
	const char *names[] = { incident.brand, incident.acknowledged_by };
	const struct brief brief = {
		.event = (enum brief_event)(data[0] % BRIEF_EVENT_COUNT),
		.incident = &incident,
		.told = names,
		.told_count = 2,
		.next = names,
		.next_count = data[0] & 1,
		.now_us = incident.window_us,
	};

	write_all(&brief);
	return 0;
}
