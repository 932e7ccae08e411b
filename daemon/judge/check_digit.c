/*
 * check_digit.c - see check_digit.h. From each place where a number can begin its characters are
 * gathered without what groups them, and each length that ends a group is tried.
 */
#include "check_digit.h"
#include "letters.h"
#include "utf8.h"

const char *const check_digit_names[CHECK_DIGIT_COUNT] = {
	[CHECK_DIGIT_IBAN] = "iban",
	[CHECK_DIGIT_CARD] = "card",
	[CHECK_DIGIT_PERSONNUMMER] = "personnummer",
	[CHECK_DIGIT_FODSELSNUMMER] = "fodselsnummer",
	[CHECK_DIGIT_CPR] = "cpr",
	[CHECK_DIGIT_HETU] = "hetu",
};

enum { NUMBER_MAX = 34 }; /* characters of the longest IBAN */

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool is_letter(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static unsigned digit(char byte)
{
	return (unsigned)(byte - '0');
}

/* Two digits. */
static unsigned pair(const char *at)
{
	return 10 * digit(at[0]) + digit(at[1]);
}

static bool all_digits(const char *number, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!is_digit(number[i]))
			return false;
	return true;
}

/* --- sums --- */

/* ISO/IEC 7812-1, annex B. */
static bool luhn(const char *number, size_t len)
{
	unsigned sum = 0;

	for (size_t i = 0; i < len; i++) {
		unsigned value = digit(number[len - 1 - i]) << (i % 2);

		sum += value > 9 ? value - 9 : value;
	}
	return sum % 10 == 0;
}

static bool is_date(unsigned year, unsigned month, unsigned day)
{
	static const unsigned char days[] = { 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	if (month < 1 || month > 12 || day < 1 || day > days[month - 1])
		return false;
	return leap || month != 2 || day < 29;
}

/* --- accounts and cards --- */

/* Lengths of the SWIFT registry of IBANs. */
static const struct {
	char country[3];
	unsigned char len;
} iban_lengths[] = {
	{ "ad", 24 }, { "ae", 23 }, { "al", 28 }, { "at", 20 }, { "az", 28 }, { "ba", 20 },
	{ "be", 16 }, { "bg", 22 }, { "bh", 22 }, { "br", 29 }, { "by", 28 }, { "ch", 21 },
	{ "cr", 22 }, { "cy", 28 }, { "cz", 24 }, { "de", 22 }, { "dk", 18 }, { "do", 28 },
	{ "ee", 20 }, { "eg", 29 }, { "es", 24 }, { "fi", 18 }, { "fo", 18 }, { "fr", 27 },
	{ "gb", 22 }, { "ge", 22 }, { "gi", 23 }, { "gl", 18 }, { "gr", 27 }, { "gt", 28 },
	{ "hr", 21 }, { "hu", 28 }, { "ie", 22 }, { "il", 23 }, { "iq", 23 }, { "is", 26 },
	{ "it", 27 }, { "jo", 30 }, { "kw", 30 }, { "kz", 20 }, { "lb", 28 }, { "lc", 32 },
	{ "li", 21 }, { "lt", 20 }, { "lu", 20 }, { "lv", 21 }, { "ly", 25 }, { "mc", 27 },
	{ "md", 24 }, { "me", 22 }, { "mk", 19 }, { "mr", 27 }, { "mt", 31 }, { "mu", 30 },
	{ "nl", 18 }, { "no", 15 }, { "pk", 24 }, { "pl", 28 }, { "ps", 29 }, { "pt", 25 },
	{ "qa", 29 }, { "ro", 24 }, { "rs", 22 }, { "sa", 24 }, { "sc", 31 }, { "se", 24 },
	{ "si", 19 }, { "sk", 24 }, { "sm", 27 }, { "st", 25 }, { "sv", 28 }, { "tl", 23 },
	{ "tn", 24 }, { "tr", 26 }, { "ua", 29 }, { "va", 22 }, { "vg", 24 }, { "xk", 20 },
};

/* ISO 7064 MOD 97-10: the first four characters go to the end, letters count from 10. */
static bool iban(const char *number, size_t len)
{
	size_t wanted = 0;
	unsigned rest = 0;

	for (size_t i = 0; i < sizeof(iban_lengths) / sizeof(iban_lengths[0]); i++)
		if (memcmp(iban_lengths[i].country, number, 2) == 0)
			wanted = iban_lengths[i].len;
	if (len != wanted || !all_digits(number + 2, 2))
		return false;
	for (size_t i = 0; i < len; i++) {
		char byte = number[(i + 4) % len];

		rest = is_digit(byte) ? rest * 10 + digit(byte)
				      : rest * 100 + (unsigned)(byte - 'a') + 10;
		rest %= 97;
	}
	return rest == 1;
}

/* The first digit tells the trade: 3 to 6 are cards that people pay with. */
static bool card(const char *number, size_t len)
{
	bool same = true;

	for (size_t i = 1; i < len; i++)
		same = same && number[i] == number[0];
	return all_digits(number, len) && number[0] >= '3' && number[0] <= '6' && !same &&
	       luhn(number, len);
}

/* --- people --- */

/* YYMMDDNNNC or YYYYMMDDNNNC; 60 more days for those who are registered elsewhere. */
static bool personnummer(const char *number, size_t len)
{
	const char *ten = number + (len - 10);
	unsigned year = pair(ten), day;

	if ((len != 10 && len != 12) || !all_digits(number, len))
		return false;
	if (len == 12 && pair(number) != 18 && pair(number) != 19 && pair(number) != 20)
		return false;
	year += len == 12 ? pair(number) * 100 : 2000; /* without a century leap years are alike */
	day = pair(ten + 4);
	return is_date(year, pair(ten + 2), day > 60 ? day - 60 : day) && luhn(ten, 10);
}

/* Modulus 11: false when the weighted sum of all, check digit with weight 1, leaves a rest. */
static bool weighs_eleven(const char *number, const char *weights)
{
	unsigned sum = 0;

	for (size_t i = 0; weights[i]; i++)
		sum += digit(number[i]) * digit(weights[i]);
	return sum % 11 == 0;
}

/* DDMMYYNNNCC; 40 more days in D-numbers, 40 or 80 more months in those of hospitals and tests. */
static bool fodselsnummer(const char *number, size_t len)
{
	unsigned day = pair(number), month = pair(number + 2);

	if (len != 11 || !all_digits(number, len))
		return false;
	day = day > 40 ? day - 40 : day;
	month = month > 80 ? month - 80 : month > 40 ? month - 40 : month;
	return is_date(2000 + pair(number + 4), month, day) &&
	       weighs_eleven(number, "3761894521") && weighs_eleven(number, "54327654321");
}

/* The century that the seventh digit and the year tell. */
static unsigned cpr_century(unsigned seventh, unsigned year)
{
	if (seventh <= 3)
		return 1900;
	if (seventh == 4 || seventh == 9)
		return year <= 36 ? 2000 : 1900;
	return year <= 57 ? 2000 : 1800;
}

/* DDMMYYNNNN */
static bool cpr(const char *number, size_t len)
{
	unsigned year;

	if (len != 10 || !all_digits(number, len))
		return false;
	year = pair(number + 4);
	return is_date(cpr_century(digit(number[6]), year) + year, pair(number + 2), pair(number));
}

/* DDMMYYNNNC, its sign for the century (which may be a dash) already out or a letter:
 * DDMMYYaNNNC. */
static bool hetu(const char *number, size_t len)
{
	static const char marks[] = "0123456789abcdefhjklmnprstuvwxy", centuries[] = "yxwvuabcdef";
	const char *serial = number + 6;
	unsigned value;

	if (len == 11 && strchr(centuries, number[6]))
		serial++;
	else if (len != 10)
		return false;
	if (!all_digits(number, 6) || !all_digits(serial, 3))
		return false;
	value = pair(number) * 10000 + pair(number + 2) * 100 + pair(number + 4);
	value = value * 1000 + digit(serial[0]) * 100 + pair(serial + 1);
	return is_date(2000 + pair(number + 4), pair(number + 2), pair(number)) &&
	       marks[value % 31] == serial[3];
}

/* --- finding them --- */

static const struct kind {
	bool letters;	      /* may hold letters */
	unsigned least, most; /* characters, without blanks and dashes */
	bool (*valid)(const char *number, size_t len);
} kinds[CHECK_DIGIT_COUNT] = {
	[CHECK_DIGIT_IBAN] = { true, 15, NUMBER_MAX, iban },
	[CHECK_DIGIT_CARD] = { false, 13, 19, card },
	[CHECK_DIGIT_PERSONNUMMER] = { false, 10, 12, personnummer },
	[CHECK_DIGIT_FODSELSNUMMER] = { false, 11, 11, fodselsnummer },
	[CHECK_DIGIT_CPR] = { false, 10, 10, cpr },
	[CHECK_DIGIT_HETU] = { true, 10, 11, hetu },
};

static bool is_part(const struct kind *kind, char byte)
{
	return is_digit(byte) || (kind->letters && is_letter(byte));
}

/* What people group digits by: blanks of any width, dots, dashes and minus signs, as they or their
 * keyboards write them. */
static bool groups(uint32_t code)
{
	return (code < 0x80 && strchr(" -+.", (int)code) && code) || code == 0xA0 ||
	       code == 0x2009 || code == 0x202F || (code >= 0x2010 && code <= 0x2015) ||
	       code == 0x2212;
}

/* Bytes of the one sign that may stand between two groups; 0: none does. */
static size_t sign_at(struct slice text, size_t at)
{
	uint32_t code;
	size_t len;

	if (at == text.len)
		return 0;
	len = utf8_decode(slice_cut(text, at, text.len), &code);
	return len > 0 && groups(code) ? len : 0;
}

static bool ends_group(struct slice text, size_t at)
{
	uint32_t code;

	return at == text.len ||
	       (utf8_decode(slice_cut(text, at, text.len), &code) > 0 && !letters_in_word(code));
}

/* May a number begin here? */
static bool begins_group(struct slice text, size_t at)
{
	size_t before = at;

	while (before > 0 && ((unsigned char)text.data[before - 1] & 0xC0) == 0x80)
		before--;
	return at == 0 || ends_group(text, before - 1);
}

static bool holds_at(const struct kind *kind, struct slice text, size_t at)
{
	char number[NUMBER_MAX];
	size_t len = 0;

	while (at < text.len && len < kind->most && is_part(kind, text.data[at])) {
		number[len++] = text.data[at++];
		if (len >= kind->least && ends_group(text, at) && kind->valid(number, len))
			return true;
		at += sign_at(text, at);
	}
	return false;
}

bool check_digit_holds(enum check_digit kind, struct slice text)
{
	for (size_t at = 0; at < text.len; at++)
		if (is_part(&kinds[kind], text.data[at]) && begins_group(text, at) &&
		    holds_at(&kinds[kind], text, at))
			return true;
	return false;
}

bool check_digit_any(unsigned kinds_wanted, struct slice text)
{
	for (int kind = 0; kind < CHECK_DIGIT_COUNT; kind++)
		if (kinds_wanted & 1u << kind && check_digit_holds((enum check_digit)kind, text))
			return true;
	return false;
}

/* --- the same number --- */

enum { SAME_MAX = 20, SAME_LEAST = 5 }; /* digits */

/* The last digits, without zeros in front: those are how one dials, not who answers. */
static size_t last_digits(struct slice text, char *ret_digits)
{
	char all[SAME_MAX];
	size_t len = 0, zeros = 0;

	for (size_t i = text.len; i > 0 && len < SAME_MAX; i--)
		if (is_digit(text.data[i - 1]))
			all[SAME_MAX - ++len] = text.data[i - 1];
	while (zeros < len && all[SAME_MAX - len + zeros] == '0')
		zeros++;
	len -= zeros;
	memcpy(ret_digits, all + SAME_MAX - len, len);
	return len;
}

bool check_digit_same(struct slice found, struct slice known)
{
	char a[SAME_MAX], b[SAME_MAX];
	size_t a_len = last_digits(found, a), b_len = last_digits(known, b);
	size_t least = a_len < b_len ? a_len : b_len;

	return least >= SAME_LEAST && memcmp(a + a_len - least, b + b_len - least, least) == 0;
}

bool check_digit_is_among(struct slice found, const struct slice *known, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (check_digit_same(found, known[i]))
			return true;
	return false;
}

bool check_digit_is_number(struct slice text)
{
	size_t digits = 0, step;

	for (size_t at = 0; at < text.len; at += step) {
		step = is_digit(text.data[at]) || memchr("/()", text.data[at], 3)
			       ? 1
			       : sign_at(text, at);
		if (step == 0)
			return false;
		digits += is_digit(text.data[at]);
	}
	return digits >= SAME_LEAST;
}
