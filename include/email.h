/*
 * email.h - a message as an e-mail after RFC 5322, and what an SMTP server's answer means.
 *
 * Pure: text in, text out. Every mail of an incident refers to the same thread id, so that a mail
 * program shows them as one conversation; a mail keeps its Message-ID over all tries, so that one
 * that arrives twice is seen once. Header fields hold neither control characters nor anything but
 * ASCII: other text is encoded after RFC 2047; the body is UTF-8, quoted-printable.
 */
#ifndef LIVVAKT_EMAIL_H
#define LIVVAKT_EMAIL_H

#include "buffer.h"
#include "config.h"
#include "error.h"
#include "message.h"
#include <stdbool.h>
#include <stdint.h>

enum { EMAIL_LINE_MAX = 76, EMAIL_BYTES_MAX = 1 << 20 };

/* The whole mail with CRLF line ends. ERROR_INVALID when sender or receiver cannot be used. */
MUST_CHECK int email_compose(const struct config_email *settings, const struct message *message,
			     int64_t now_us, struct buffer *to, struct error *error);

/* What is wrong with the settings, and how to mend it: a password would travel in the clear, say.
 * NULL when fine; a literal. */
const char *email_settings_complaint(const struct config_email *settings);

/* STARTTLS or nothing: as configured, but a server on this machine that asks for no login is talked
 * to in the clear (the certificates of such servers are hardly ever valid, and nothing leaves the
 * machine). */
bool email_requires_tls(const struct config_email *settings);

/* True where a reply code means that trying again is no use. Refused logins and demands for TLS or
 * a login (530, 534, 535, 538), full mailboxes (552) and a server that turns everybody away (554,
 * 521) are mended by people or by time, so those are tried again. */
bool email_is_final(int reply_code);

#endif
