/* test_config_strangers.c - a brand that the configuration does not name is said once, and only
 * where it names some. */
#include "facts.h"

#include "config_strangers.h"
#include "crypto.h"

static struct config_strangers strangers;
static struct config_brand brands[] = { { .name = "Malmö" }, { .name = "Acme" } };

static int forget(void **state)
{
	(void)state;
	strangers = (struct config_strangers){ 0 };
	return 0;
}

static bool meets(const struct config *config, const char *brand)
{
	return config_strangers_meet(&strangers, config, slice_from(brand));
}

static void test_once_each(void **state)
{
	const struct config config = { .brands = brands, .brand_count = 2 };

	(void)state;
	assert_true(meets(&config, "Malmo"));
	assert_true(meets(&config, "default"));
	assert_false(meets(&config, "Malmo"));
	assert_false(meets(&config, "default"));
}

static void test_where_none_are_named_all_are_known(void **state)
{
	const struct config config = { .brand_count = 0 };

	(void)state;
	assert_false(meets(&config, "Malmo"));
}

static void test_no_end_of_names(void **state)
{
	const struct config config = { .brands = brands, .brand_count = 2 };
	size_t said = 0;

	(void)state;
	for (unsigned i = 0; i < 2 * CONFIG_STRANGERS_MAX; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "brand %u", i);
		said += meets(&config, name);
	}
	assert_int_equal(said, CONFIG_STRANGERS_MAX);
	assert_false(meets(&config, "brand 0"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_once_each, forget),
		cmocka_unit_test_setup(test_where_none_are_named_all_are_known, forget),
		cmocka_unit_test_setup(test_no_end_of_names, forget),
	};
	struct error error = { 0 };

	assert_int_equal(crypto_init(&error), 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
