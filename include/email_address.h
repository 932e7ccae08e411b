/* email_address.h - what people write as an e-mail address: `Anna Berg <anna@example.org>`. */
#ifndef LIVVAKT_EMAIL_ADDRESS_H
#define LIVVAKT_EMAIL_ADDRESS_H

#include "slice.h"
#include <stdbool.h>

enum { EMAIL_ADDRESS_MAX = 254 };

/* The bare address of `Anna Berg <anna@example.org>` or `anna@example.org`, terminated. False, and
 * nothing written, when there is none that mail can be sent to: no @, blanks, control characters,
 * too long. Internationalised addresses are not taken. */
bool email_address_bare(struct slice text, char ret_address[EMAIL_ADDRESS_MAX + 1]);

/* `Anna Berg` of the same, without blanks and quotation marks at its ends; empty when there is no
 * name. */
struct slice email_address_name(struct slice text);

#endif
