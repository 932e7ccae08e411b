/* test_check_excuses.c - facts about exceptions that excuse nothing, and words that are always
 * excused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check_excuses.h"
#include "rules_house.h"
#include <stdio.h>

#define LISTS "lists:\n  bad: [tölp, fårskalle]\nrules:\n"

/* The keys of a rule, and the one complaint, about this text. */
static const struct {
	const char *keys, *code, *text;
} rows[] = {
	{ "words: [tölp], except: [tölp i byn]", NULL, NULL },
	{ "words: [tölp], except: [byn]", "idle-except", "'byn'" },
	{ "words: [tölp], except: [tölpig]", "idle-except", "'tölpig'" },
	{ "words: [\"tölp*\"], except: [tölpig]", NULL, NULL },
	{ "words: [\"*tölp\"], except: [\"stadstölp*\"]", NULL, NULL },
	{ "words: [\"+tölp\"], except: [stadstölpen]", NULL, NULL },
	{ "words: [\"+tölp\"], except: [skurken]", "idle-except", "'skurken'" },
	{ "words: [\"{bad}\"], except: [en fårskalle]", NULL, NULL },
	{ "words: [\"{bad}\"], except: [ett får]", "idle-except", "'ett får'" },
	{ "words: [tölp], except: [\"{min|din} {bad}\"]", NULL, NULL },
	{ "words: [din stora tölp], except: [stora hus]", NULL, NULL },
	/* what else may stand in a find */
	{ "words: [\"din {bad}\"], gap: 2, except: [lilla]", NULL, NULL },
	{ "words: [tölp], regex: ['t.lpaktig'], except: [byn]", NULL, NULL },
	{ "words: [din tölp], except: [\"🙂\"]", NULL, NULL },
	/* and how else it is written */
	{ "words: [tölpen], except: [tlöpen nu]", NULL, NULL },
	{ "words: [tölpen där], except: [tolpen]", NULL, NULL },
	{ "words: [muslimer], except: [mus limer]", NULL, NULL },
	{ "words: [slå dig], except: [dej]", NULL, NULL },
	/* words that are never found */
	{ "words: [tölp, kräk], except: [kräk]", "excused-word", "'kräk'" },
	{ "words: [tölp, kräk], unless: [\"krä*\"]", "excused-word", "'kräk'" },
	{ "words: [tölp, ditt kräk där], except: [\"kräk där\"]", "excused-word",
	  "'ditt kräk där'" },
	{ "words: [tölp, ditt kräk där], except: [\"där kräk\"]", NULL, NULL },
	{ "words: [tölp, ditt kräk där], gap: 1, except: [\"kräk där\"]", NULL, NULL },
	{ "words: [\"tölp*\"], except: [tölp]", NULL, NULL },
	{ "words: [\"{bad}\"], except: [tölp]", NULL, NULL }, /* a list serves others, too */
	{ "words: [tölp], unless: [byn]", NULL, NULL },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct house_file files[] = {
			{ "nb/language.yaml",
			  "language: nb\ncommon: [og]\nspoken: {dig: [dej]}\n" },
			{ "sv/p.yaml", NULL },
		};
		struct house_file given[] = { files[0], files[1] };
		struct complaints loading, complaints;
		struct rule_source source;
		char pack[1024];
		bool good;

		snprintf(pack, sizeof(pack),
			 "pack: p\nlanguage: sv\n" LISTS
			 "  - {id: a, label: topic:x, %s, hit: [a], "
			 "miss: [b]}\n",
			 rows[i].keys);
		given[1].text = pack;
		complaints_init(&loading);
		complaints_init(&complaints);
		house_read(&source, given, 2, &loading);
		assert_int_equal(loading.errors, 0);
		good = check_excuses(&source, &source.packs[0], &source.packs[0].pack->rules[0],
				     &complaints);
		if (complaints.count != (rows[i].code != NULL))
			fail_msg("%zu complaints (%s) of: %s", complaints.count,
				 complaints.count ? complaints.items[0].text : "none",
				 rows[i].keys);
		assert_int_equal(good, rows[i].code == NULL);
		if (rows[i].code) {
			assert_string_equal(complaints.items[0].code, rows[i].code);
			assert_ptr_equal(strstr(complaints.items[0].text, rows[i].text),
					 complaints.items[0].text);
			assert_int_equal(complaints.items[0].line, 6);
			assert_int_equal(complaints.items[0].weight, COMPLAINT_WARNING);
		}
		rule_source_done(&source);
		complaints_done(&complaints);
		complaints_done(&loading);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
