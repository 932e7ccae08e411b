/* domain.c - see domain.h. Both libraries' tables are built in and constant: no file is read. */
#include "domain.h"
#include "forms.h"
#include <idn2.h>
#include <libpsl.h>

enum { LABEL_MAX = 63 };

/* Labels between 1 and LABEL_MAX bytes long, parted by single dots. */
static bool is_well_formed(struct slice name)
{
	size_t label = 0;

	for (size_t i = 0; i < name.len; i++) {
		label = name.data[i] == '.' ? 0 : label + 1;
		if (label > LABEL_MAX || (label == 0 && (i == 0 || name.data[i - 1] == '.')))
			return false;
	}
	return label > 0;
}

/* Letters instead of xn--…; folded once more, since what punycode hides was never folded. */
static size_t undo_punycode(struct slice name, char *ret_name)
{
	char terminated[DOMAIN_MAX + 1], folded[4 * DOMAIN_MAX];
	char *unicode = NULL;
	size_t len = 0;

	memcpy(terminated, name.data, name.len);
	terminated[name.len] = '\0';
	if (idn2_to_unicode_8z8z(terminated, &unicode, 0) == IDN2_OK)
		len = forms_fold_plain(slice_from(unicode), folded, sizeof(folded));
	idn2_free(unicode);
	if (len == 0 || len > DOMAIN_MAX)
		return 0;
	memcpy(ret_name, folded, len);
	return len;
}

/* The full stop of Chinese and Japanese parts labels too. */
static size_t plain_dots(struct slice name, char *ret_name)
{
	static const char dot[] = "\xE3\x80\x82";
	size_t len = 0;

	for (size_t i = 0; i < name.len && len < DOMAIN_MAX; i++) {
		bool wide = name.len - i >= 3 && memcmp(name.data + i, dot, 3) == 0;

		ret_name[len++] = wide ? '.' : name.data[i];
		i += wide ? 2 : 0;
	}
	while (len > 0 && ret_name[len - 1] == '.')
		len--;
	return len;
}

size_t domain_spell(struct slice name, char *ret_name)
{
	char bytes[DOMAIN_MAX + 1];
	struct slice spelt = { bytes, 0 };

	if (name.len > DOMAIN_MAX)
		return 0;
	spelt.len = plain_dots(name, bytes);
	if (!is_well_formed(spelt))
		return 0;
	if (!memmem(bytes, spelt.len, "xn--", 4)) {
		memcpy(ret_name, bytes, spelt.len);
		return spelt.len;
	}
	spelt.len = undo_punycode(spelt, ret_name);
	return is_well_formed((struct slice){ ret_name, spelt.len }) ? spelt.len : 0;
}

static bool ask(struct slice name, int type)
{
	char terminated[DOMAIN_MAX + 1];

	if (name.len == 0 || name.len > DOMAIN_MAX)
		return false;
	memcpy(terminated, name.data, name.len);
	terminated[name.len] = '\0';
	return psl_is_public_suffix2(psl_builtin(), terminated, type) == 1;
}

bool domain_is_public_suffix(struct slice name)
{
	return ask(name, PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

bool domain_has_known_end(struct slice name)
{
	size_t from = name.len;

	while (from > 0 && name.data[from - 1] != '.')
		from--;
	return ask(slice_cut(name, from, name.len), PSL_TYPE_ICANN | PSL_TYPE_NO_STAR_RULE);
}

bool domain_is_address(struct slice name)
{
	unsigned dots = 0, number = 0, digits = 0;

	for (size_t i = 0; i <= name.len; i++) {
		char byte = i < name.len ? name.data[i] : '.';

		if (byte != '.') {
			if (byte < '0' || byte > '9')
				return false;
			number = number * 10 + (unsigned)(byte - '0');
			digits++;
			continue;
		}
		if (digits == 0 || digits > 3 || number > 255)
			return false;
		number = digits = 0;
		dots++;
	}
	return dots == 4;
}

const char *domain_suffixes_version(void)
{
	const char *sum = psl_builtin_sha1sum();

	return sum && sum[0] ? sum : psl_get_version();
}

const char *domain_punycode_version(void)
{
	return idn2_check_version(NULL);
}
