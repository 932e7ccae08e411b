/* test_crypto.c - known answers, and what must differ. */
#include "facts.h"

#include "crypto.h"

static int start(void **state)
{
	struct error error = { 0 };

	(void)state;
	return crypto_init(&error) | crypto_init(&error); /* safe to repeat */
}

static void mac_is(struct slice key, struct slice message, const char *want_hex)
{
	uint8_t mac[CRYPTO_SHA256_BYTES];
	char hex[2 * CRYPTO_SHA256_BYTES + 1];

	crypto_hmac_sha256(key, message, mac);
	for (size_t i = 0; i < sizeof(mac); i++)
		snprintf(hex + 2 * i, 3, "%02x", mac[i]);
	hex[strlen(want_hex)] = '\0'; /* one vector is cut */
	assert_string_equal(hex, want_hex);
}

static struct slice repeated(char *room, int byte, size_t count)
{
	memset(room, byte, count);
	return (struct slice){ room, count };
}

/* RFC 4231, 4.2 to 4.8 */
static void test_hmac_vectors(void **state)
{
	char key[131], message[50], counting[25];

	(void)state;
	for (size_t i = 0; i < sizeof(counting); i++)
		counting[i] = (char)(i + 1);
	mac_is(repeated(key, 0x0b, 20), BYTES("Hi There"),
	       "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
	mac_is(BYTES("Jefe"), BYTES("what do ya want for nothing?"),
	       "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
	mac_is(repeated(key, 0xaa, 20), repeated(message, 0xdd, 50),
	       "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
	mac_is((struct slice){ counting, sizeof(counting) }, repeated(message, 0xcd, 50),
	       "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
	mac_is(repeated(key, 0x0c, 20), BYTES("Test With Truncation"),
	       "a3b6167473100ee06e0c796c2955552b");
	mac_is(repeated(key, 0xaa, 131),
	       BYTES("Test Using Larger Than Block-Size Key - Hash Key First"),
	       "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
	mac_is(repeated(key, 0xaa, 131),
	       BYTES("This is a test using a larger than block-size key and a larger than "
		     "block-size data. The "
		     "key needs to be hashed before being used by the HMAC algorithm."),
	       "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2");
	mac_is((struct slice){ NULL, 0 }, (struct slice){ NULL, 0 },
	       "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

/* RFC 4648, section 10 */
static void test_base64_encode(void **state)
{
	char text[9];

	(void)state;
	assert_true(crypto_base64_encode(BYTES(""), text, sizeof(text)));
	assert_string_equal(text, "");
	assert_true(crypto_base64_encode((struct slice){ NULL, 0 }, text, sizeof(text)));
	assert_true(crypto_base64_encode(BYTES("f"), text, sizeof(text)));
	assert_string_equal(text, "Zg==");
	assert_true(crypto_base64_encode(BYTES("foobar"), text, sizeof(text)));
	assert_string_equal(text, "Zm9vYmFy");
	assert_true(crypto_base64_encode(BYTES("\xff\xfe\xfd"), text, sizeof(text)));
	assert_string_equal(text, "//79");
	assert_false(crypto_base64_encode(BYTES("foobar7"), text, sizeof(text)));
	assert_false(crypto_base64_encode(BYTES("foobar"), text, 8)); /* no room for the end */
	assert_false(crypto_base64_encode(BYTES(""), text, 0));
	assert_false(crypto_base64_encode((struct slice){ "x", SIZE_MAX }, text, sizeof(text)));
}

static void decodes(struct slice text, struct slice want)
{
	uint8_t bytes[6];
	size_t len = 77;

	FACT(crypto_base64_decode(text, bytes, sizeof(bytes), &len), "%.*s was refused",
	     (int)text.len, text.data);
	assert_int_equal(len, want.len);
	assert_memory_equal(bytes, want.data, want.len);
}

static void no_base64(struct slice text)
{
	uint8_t bytes[6];
	size_t len = 77;

	FACT(!crypto_base64_decode(text, bytes, sizeof(bytes), &len), "%.*s was taken",
	     (int)text.len, text.data);
	assert_int_equal(len, 77);
}

static void test_base64_decode(void **state)
{
	(void)state;
	decodes(BYTES(""), BYTES(""));
	decodes(BYTES("Zg=="), BYTES("f"));
	decodes(BYTES("Zm8="), BYTES("fo"));
	decodes(BYTES("Zm9vYmFy"), BYTES("foobar"));
	decodes(BYTES("AAAA"), BYTES("\0\0\0"));
	decodes((struct slice){ NULL, 0 }, BYTES(""));
	no_base64(BYTES("Zm9vYmFyYg==")); /* seven bytes into six */
	no_base64(BYTES("Zg"));
	no_base64(BYTES("Zg="));
	no_base64(BYTES("Zg==="));
	no_base64(BYTES("Zh==")); /* bits left over */
	no_base64(BYTES("Zg==Zg=="));
	no_base64(BYTES("Zm9v\n"));
	no_base64(BYTES("Zm 9v"));
	no_base64(BYTES("-_-_")); /* the URL alphabet is another one */
	no_base64(BYTES("Zm9\0"));
	no_base64(BYTES("="));
}

static void id_of(const struct slice *parts, size_t count, char ret_id[CRYPTO_ID_TEXT_MAX])
{
	crypto_content_id(parts, count, ret_id);
	assert_int_equal(strlen(ret_id), 26);
	assert_int_equal(strspn(ret_id, "0123456789abcdefghjkmnpqrstvwxyz"), 26);
}

static void test_content_ids(void **state)
{
	const struct slice lists[][3] = {
		{ BYTES("ab"), BYTES("c"), BYTES("") },	  { BYTES("a"), BYTES("bc"), BYTES("") },
		{ BYTES("abc"), BYTES(""), BYTES("") },	  { BYTES(""), BYTES("abc"), BYTES("") },
		{ BYTES("ab"), BYTES("c\0"), BYTES("") }, { BYTES("ab"), BYTES("c"), BYTES("\0") },
	};
	const size_t count = sizeof(lists) / sizeof(lists[0]);
	char ids[6][CRYPTO_ID_TEXT_MAX], again[CRYPTO_ID_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < count; i++) {
		id_of(lists[i], 3, ids[i]);
		id_of(lists[i], 3, again);
		assert_string_equal(ids[i], again);
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(ids[i], ids[k]);
	}
	id_of(lists[0], 2, again); /* an empty part is a part */
	assert_string_not_equal(again, ids[0]);
	id_of(NULL, 0, again);
}

/* Kept messages bear them: BLAKE2b by another hand, Python's hashlib. */
static void test_content_ids_stay(void **state)
{
	static const struct {
		size_t len;
		const char *id;
	} facts[] = {
		{ 0, "k5m30ejb3qffabnv69qwtkbsf0" },
		{ 1, "34xbyy7ndvxcnm0cn6m2wctf40" },
		{ 513, "sfcrsmfm1n7d14z2ppkpnpr56w" },
	};
	char room[513], id[CRYPTO_ID_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct slice text = repeated(room, 'x', facts[i].len);
		const struct slice parts[] = { BYTES("hide"), text, BYTES("a"), text };

		id_of(parts, 4, id);
		assert_string_equal(id, facts[i].id);
	}
}

static void test_author_hash(void **state)
{
	const uint8_t key[CRYPTO_KEY_BYTES] = { 1 }, other[CRYPTO_KEY_BYTES] = { 2 };
	uint64_t hash = crypto_author_hash(key, BYTES("brand"), BYTES("anna"));

	(void)state;
	assert_true(hash == crypto_author_hash(key, BYTES("brand"), BYTES("anna")));
	assert_true(hash != crypto_author_hash(key, BYTES("brand"), BYTES("Anna")));
	assert_true(hash != crypto_author_hash(key, BYTES("bran"), BYTES("danna")));
	assert_true(hash != crypto_author_hash(key, BYTES("other"), BYTES("anna")));
	assert_true(hash != crypto_author_hash(other, BYTES("brand"), BYTES("anna")));
}

static void test_comparing_and_wiping(void **state)
{
	uint8_t secret[16], random[2][16];

	(void)state;
	assert_true(crypto_equal(BYTES("a\0b"), BYTES("a\0b")));
	assert_false(crypto_equal(BYTES("a\0b"), BYTES("a\0c")));
	assert_false(crypto_equal(BYTES("ab"), BYTES("abc")));
	assert_true(crypto_equal((struct slice){ NULL, 0 }, BYTES("")));
	crypto_random(random[0], sizeof(random[0]));
	crypto_random(random[1], sizeof(random[1]));
	assert_memory_not_equal(random[0], random[1], sizeof(random[0]));
	memset(secret, 0x5a, sizeof(secret));
	crypto_wipe(secret, 15);
	for (size_t i = 0; i < 15; i++)
		assert_int_equal(secret[i], 0);
	assert_int_equal(secret[15], 0x5a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hmac_vectors),	     cmocka_unit_test(test_base64_encode),
		cmocka_unit_test(test_base64_decode),	     cmocka_unit_test(test_content_ids),
		cmocka_unit_test(test_content_ids_stay),     cmocka_unit_test(test_author_hash),
		cmocka_unit_test(test_comparing_and_wiping),
	};

	return cmocka_run_group_tests(tests, start, NULL);
}
