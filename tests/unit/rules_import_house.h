/* rules_import_house.h - an importer's pack and report for a text, and that the pack can be loaded.
 */
#ifndef LIVVAKT_TESTS_RULES_IMPORT_HOUSE_H
#define LIVVAKT_TESTS_RULES_IMPORT_HOUSE_H

#include "rules_house.h"
#include "rules_import.h"

typedef void run_import(struct import *import, struct slice text);

/* What stands behind "rules:" in the pack is `rules`, and the report is `report`. */
static inline void assert_imports(run_import *run, const char *file, const char *action,
				  const char *text, const char *rules, const char *report)
{
	struct import import;
	struct buffer pack;
	struct complaints complaints;
	const char *found;

	import_init(&import, file, CATEGORY_INSULT);
	import.action = slice_from(action);
	run(&import, slice_from(text));
	assert_null(import.failure);
	buffer_init(&pack, 1 << 20);
	import_write(&import, slice_from("p"), slice_from("any"), "test", &pack);
	found = strstr(buffer_text(&pack), "rules:");
	assert_non_null(found);
	assert_string_equal(found + 6, rules);
	assert_string_equal(buffer_text(&import.report), report);

	const struct house_file files[] = { { "common/p.yaml", buffer_text(&pack) } };
	complaints_init(&complaints);
	ruleset_unref(house_load(files, 1, &complaints));
	if (complaints.errors > 0)
		fail_msg("%s\n%s", complaints.items[0].text, buffer_text(&pack));
	complaints_done(&complaints);
	buffer_done(&pack);
	import_done(&import);
}

#endif
