/* email_address.c - see email_address.h. */
#include "email_address.h"

/* Where the `<` of `Anna Berg <anna@example.org>` stands; at the end when there is none. */
static size_t find_bracket(struct slice text)
{
	const char *open = text.len > 0 ? memchr(text.data, '<', text.len) : NULL;

	return open ? (size_t)(open - text.data) : text.len;
}

static bool is_margin(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '"';
}

bool email_address_bare(struct slice text, char ret_address[EMAIL_ADDRESS_MAX + 1])
{
	const size_t open = find_bracket(text);
	struct slice address = text;

	if (slice_has_control(text))
		return false;
	if (open < text.len) {
		if (text.data[text.len - 1] != '>')
			return false;
		address = slice_cut(text, open + 1, text.len - 1);
	}
	if (address.len == 0 || address.len > EMAIL_ADDRESS_MAX)
		return false;
	const char *at = memchr(address.data, '@', address.len);
	if (!at || at == address.data || at + 1 == address.data + address.len)
		return false;
	for (size_t i = 0; i < address.len; i++) {
		unsigned char byte = (unsigned char)address.data[i];

		if (byte <= 0x20 || byte >= 0x7f || strchr("<>,;\"", (char)byte))
			return false;
	}
	memcpy(ret_address, address.data, address.len);
	ret_address[address.len] = '\0';
	return true;
}

struct slice email_address_name(struct slice text)
{
	const size_t open = find_bracket(text);
	struct slice name = slice_cut(text, 0, open < text.len ? open : 0);

	while (name.len > 0 && is_margin(name.data[name.len - 1]))
		name.len--;
	while (name.len > 0 && is_margin(name.data[0]))
		name = slice_cut(name, 1, name.len);
	return name;
}
