/*
 * fuzz_rules_import.c - any bytes as rules of another system (the first byte chooses which): the
 * pack that is written can always be loaded. Compiling takes long, so the first byte's upper half
 * also says whether to: otherwise the pack is only read.
 */
#include "crypto.h"
#include "rule_source.h"
#include "rules_import_automoderator.h"
#include "rules_import_lists.h"
#include "rules_import_spamassassin.h"
#include "ruleset_inside.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void load(struct slice pack, bool compile)
{
	struct complaints complaints;
	struct rule_source source;
	struct error error = { 0 };

	if (crypto_init(&error) < 0)
		abort();
	complaints_init(&complaints);
	rule_source_init(&source);
	rule_source_add(&source, 0, "common/p.yaml", "common/p.yaml", pack, &complaints);
	rule_source_finish(&source);
	if (compile)
		ruleset_unref(ruleset_build(&source, &complaints));
	if (complaints.errors > 0) {
		complaints_print(&complaints, stderr);
		abort();
	}
	rule_source_done(&source);
	complaints_done(&complaints);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const importers[])(struct import * import, struct slice text) = {
		import_facebook,
		import_discourse,
		import_automoderator,
		import_spamassassin,
	};
	struct import import;
	struct buffer pack;

	if (size == 0 || size > 1 << 16)
		return 0;
	import_init(&import, "fuzz", CATEGORY_INSULT);
	importers[data[0] % 4](&import, (struct slice){ (const char *)data + 1, size - 1 });
	buffer_init(&pack, 16 << 20);
	if (!import.failure) {
		import_write(&import, slice_from("p"), slice_from("any"), "fuzz", &pack);
		if (import.first)
			load(buffer_slice(&pack), data[0] >= 'p');
	}
	buffer_done(&pack);
	import_done(&import);
	return 0;
}
