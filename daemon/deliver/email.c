/* email.c - composing mail; see email.h. */
#include "email.h"

#include "clock.h"
#include "email_address.h"
#include "http_client_check.h"
#include "utf8.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

static const char hex[] = "0123456789ABCDEF";

/* Behind the last @: what Message-IDs are made unique with. */
static const char *domain_of(const char *address)
{
	return strrchr(address, '@') + 1;
}

/* ---- header fields ---- */

static bool is_plain(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.data[i];

		if (byte < 0x20 || byte >= 0x7f || byte == '=')
			return false;
	}
	return true;
}

/* Q encoding with the letters that are safe in a phrase, too (RFC 2047 section 5). */
static size_t encode_q(unsigned char byte, char ret_text[3])
{
	bool letter = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
		      (byte >= 'a' && byte <= 'z');

	if (byte == ' ' || letter || (byte != '\0' && strchr("!*+-/", byte))) {
		ret_text[0] = byte == ' ' ? '_' : (char)byte;
		return 1;
	}
	ret_text[0] = '=';
	ret_text[1] = hex[byte >> 4];
	ret_text[2] = hex[byte & 15];
	return 3;
}

/* Encoded words, one a line of at most 76 characters, never cut within a character; `column` is how
 * far the first line is. */
static void add_encoded_words(struct slice text, size_t column, struct buffer *to)
{
	static const char begin[] = "=?UTF-8?Q?";

	buffer_add_text(to, begin);
	column += sizeof(begin) - 1;

	for (size_t at = 0; at < text.len;) {
		uint32_t code_point;
		size_t bytes = utf8_decode(slice_cut(text, at, text.len), &code_point);
		char encoded[3 * UTF8_MAX_BYTES];
		size_t len = 0;

		bytes = bytes > 0 ? bytes : 1;
		for (size_t i = 0; i < bytes; i++)
			len += encode_q((unsigned char)text.data[at + i], encoded + len);
		if (column + len + 2 > EMAIL_LINE_MAX) {
			buffer_printf(to, "?=\r\n %s", begin);
			column = sizeof(begin);
		}
		buffer_add(to, encoded, len);
		column += len;
		at += bytes;
	}
	buffer_add_text(to, "?=");
}

/* Unstructured text: as it is when it is short plain ASCII, encoded otherwise. */
static void add_text_field(const char *name, struct slice text, struct buffer *to)
{
	buffer_printf(to, "%s: ", name);
	if (text.len > 0 && (!is_plain(text) || text.len + strlen(name) + 2 > EMAIL_LINE_MAX))
		add_encoded_words(text, strlen(name) + 2, to);
	else
		buffer_add_slice(to, text);
	buffer_add_text(to, "\r\n");
}

/* Name and address; the name is always encoded, so nothing in it needs quoting. */
static void add_address_field(const char *field, struct slice text, const char *address,
			      struct buffer *to)
{
	const struct slice name = email_address_name(text);

	buffer_printf(to, "%s: ", field);
	if (name.len > 0) {
		add_encoded_words(name, strlen(field) + 2, to);
		buffer_add_text(to, "\r\n ");
	}
	buffer_printf(to, "<%s>\r\n", address);
}

/* RFC 5322 date in UTC; English names whatever the locale. */
static void add_date(int64_t now_us, struct buffer *to)
{
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	time_t seconds = (time_t)(now_us / CLOCK_SECOND_US);
	struct tm parts;

	if (!gmtime_r(&seconds, &parts)) {
		to->failed = true;
		return;
	}
	buffer_printf(to, "Date: %.3s, %02d %.3s %04d %02d:%02d:%02d +0000\r\n",
		      days + (ptrdiff_t)3 * parts.tm_wday, parts.tm_mday,
		      months + (ptrdiff_t)3 * parts.tm_mon, parts.tm_year + 1900, parts.tm_hour,
		      parts.tm_min, parts.tm_sec);
}

/* Letters, digits, dots and dashes of an id: what a msg-id may hold without quoting. */
static void add_id(struct slice id, struct buffer *to)
{
	for (size_t i = 0; i < id.len && i < MESSAGE_ID_MAX; i++) {
		char byte = id.data[i];
		bool fine = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
			    (byte >= 'a' && byte <= 'z') || byte == '-' || byte == '_';

		buffer_add_char(to, fine ? byte : '-');
	}
}

static void add_id_field(const char *field, struct slice id, const char *domain, struct buffer *to)
{
	buffer_printf(to, "%s: <", field);
	add_id(id, to);
	buffer_printf(to, "@%s>\r\n", domain);
}

/* ---- body ---- */

/* Quoted-printable (RFC 2045 section 6.7): lines of at most 76, blanks at a line's end encoded. */
static void add_body(struct slice text, struct buffer *to)
{
	size_t column = 0;

	for (size_t at = 0; at < text.len; at++) {
		unsigned char byte = (unsigned char)text.data[at];
		bool last = at + 1 == text.len || text.data[at + 1] == '\n';
		bool plain = (byte > 0x20 && byte < 0x7f && byte != '=') || (byte == ' ' && !last);
		size_t len = plain ? 1 : 3;

		if (byte == '\n') {
			buffer_add_text(to, "\r\n");
			column = 0;
			continue;
		}
		if (byte == '\r')
			continue;
		if (column + len > EMAIL_LINE_MAX - 1) {
			buffer_add_text(to, "=\r\n");
			column = 0;
		}
		if (plain)
			buffer_add_char(to, (char)byte);
		else
			buffer_printf(to, "=%02X", byte);
		column += len;
	}
	if (column > 0)
		buffer_add_text(to, "\r\n");
}

/* ---- the whole ---- */

static void add_thread(const struct message *message, const char *domain, struct buffer *to)
{
	if (message->thread.len > 0) {
		add_id_field("In-Reply-To", message->thread, domain, to);
		add_id_field("References", message->thread, domain, to);
	}
	if (message->incident.len > 0) {
		buffer_add_text(to, "X-Livvakt-Incident: ");
		add_id(message->incident, to);
		buffer_add_text(to, "\r\n");
	}
}

/* So that a phone can tell what may wait; what somebody has, or is over, may. */
static void add_importance(const struct message *message, struct buffer *to)
{
	static const struct {
		const char *importance;
		unsigned priority;
	} marks[] = { { "high", 1 }, { "normal", 3 }, { "low", 5 } };
	const size_t mark = message->news == MESSAGE_RELIEF ? 2 : message->severity > 2;

	if (message->event.len == 0 || message->severity == 0)
		return; /* by a Livvakt that did not say it */
	add_text_field("X-Livvakt-Event", message->event, to);
	buffer_printf(to, "X-Livvakt-Severity: %u\r\nImportance: %s\r\nX-Priority: %u\r\n",
		      message->severity, marks[mark].importance, marks[mark].priority);
}

int email_compose(const struct config_email *settings, const struct message *message,
		  int64_t now_us, struct buffer *to, struct error *error)
{
	const struct slice from = slice_from(settings->from);
	char sender[EMAIL_ADDRESS_MAX + 1], receiver[EMAIL_ADDRESS_MAX + 1];

	if (!email_address_bare(from, sender))
		return error_set(error, ERROR_INVALID,
				 "email.from is no e-mail address; write it as alarm@example.org");
	if (!email_address_bare(message->receiver, receiver))
		return error_set(error, ERROR_INVALID,
				 "the receiver's e-mail address cannot be used");

	const char *domain = domain_of(sender);
	add_date(now_us, to);
	add_address_field("From", from, sender, to);
	add_address_field("To", message->receiver, receiver, to);
	add_text_field("Subject", message->subject, to);
	add_id_field("Message-ID", message->id, domain, to);
	add_thread(message, domain, to);
	add_importance(message, to);
	buffer_printf(to, "Auto-Submitted: auto-generated\r\nList-Id: Livvakt <livvakt.%s>\r\n",
		      domain);
	buffer_add_text(to, "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
			    "Content-Transfer-Encoding: quoted-printable\r\n\r\n");
	add_body(message->body, to);
	if (buffer_failed(to))
		return error_set(error, ERROR_MEMORY, "no memory left for an e-mail");
	return 0;
}

/* ---- rules ---- */

const char *email_settings_complaint(const struct config_email *settings)
{
	char address[EMAIL_ADDRESS_MAX + 1];

	if (!settings->url)
		return NULL;
	bool whole_tls = strncasecmp(settings->url, "smtps://", 8) == 0;

	if (!whole_tls && strncasecmp(settings->url, "smtp://", 7) != 0)
		return "the mail server's address begins with smtp:// or smtps://";
	if (!email_address_bare(slice_from(settings->from), address))
		return "from must be an e-mail address, as alarm@example.org or Livvakt "
		       "<alarm@example.org>";
	if (settings->username && !settings->password_file)
		return "a username needs a password_file";
	if (settings->username && !whole_tls && !settings->starttls &&
	    !http_client_is_loopback(settings->url))
		return "the password would be sent in the clear; remove `starttls: false`, or use "
		       "smtps://";
	return NULL;
}

bool email_requires_tls(const struct config_email *settings)
{
	return settings->starttls &&
	       (settings->username || !http_client_is_loopback(settings->url));
}

bool email_is_final(int reply_code)
{
	static const int mendable[] = { 521, 530, 534, 535, 538, 552, 554 };

	if (reply_code < 500 || reply_code > 599)
		return false;
	for (size_t i = 0; i < sizeof(mendable) / sizeof(mendable[0]); i++) {
		if (mendable[i] == reply_code)
			return false;
	}
	return true;
}
