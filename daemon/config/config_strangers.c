/* config_strangers.c - see config_strangers.h. */
#include "config_strangers.h"

#include "crypto.h"
#include "log.h"

static bool is_new(struct config_strangers *strangers, struct slice brand)
{
	static const uint8_t key[CRYPTO_SHORT_KEY_BYTES];
	const uint64_t hash = crypto_short_hash(key, &brand, 1);

	for (size_t i = 0; i < CONFIG_STRANGERS_MAX; i++) {
		uint64_t there = 0;

		if (atomic_compare_exchange_strong(&strangers->met[i], &there, hash))
			return true;
		if (there == hash)
			return false;
	}
	return false;
}

bool config_strangers_meet(struct config_strangers *strangers, const struct config *config,
			   struct slice brand)
{
	if (config->brand_count == 0 || !is_new(strangers, brand))
		return false;
	const char *near = config_brand_suggest(config, brand);
	log_warning("comments come for the brand \"%.*s\", which the configuration does not name: "
		    "the defaults and the first policy serve it%s%s%s",
		    (int)brand.len, brand.data, near ? "; is it \"" : "", near ? near : "",
		    near ? "\"?" : "");
	return true;
}
