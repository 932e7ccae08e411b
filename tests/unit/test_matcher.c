/* test_matcher.c - facts about what hits where, and a differential test against a plain reference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "literal.h"
#include "matcher.h"
#include "phrase.h"
#include "rules_house.h"
#include <stdio.h>

#define RULE(id, more)                                                                             \
	"  - {id: " id ", category: insult, points: 3, hit: [a], miss: [b], " more "}\n"

static const char pack[] =
	"pack: p\nlanguage: sv\n"
	"lists:\n  harm: [döda, mörda, \"slå ihjäl\", \"knivhugg*\"]\n  desk: [08-508 000 00]\n"
	"rules:\n" RULE("word", "words: [idiot]") RULE("prefix", "words: [\"svin*\"]") RULE(
		"suffix",
		"words: [\"*skalle\"]") RULE("part",
					     "words: [\"*hora*\"]") RULE("phrase",
									 "words: [\"gå och dö\"]")
		RULE("gap", "words: [\"jag ska {harm} {dig|er|din familj}\"], gap: 2") RULE(
			"except",
			"words: [\"döda\"], except: [\"döda tiden\", \"att döda\"]") RULE("unless",
											  "words: "
											  "[\"skjut"
											  "a\"], "
											  "unless: "
											  "[\"i "
											  "spelet\""
											  "]")
			RULE("regex", "regex: ['\\bvi vet var (?:du|ni) bor\\b']") RULE(
				"free", "regex: "
					"['[0-9]{6}']") RULE("long", "regex: ['\\bzq[a-f]{30}\\b']")
				RULE("strict", "words: [hejsan], loose: off") RULE(
					"short", "words: [kuk]") RULE("tone",
								      "words: [\"👎🏿 dig\", "
								      "\"🏳️‍🌈 ut\", "
								      "\"🇸🇪\", 🙅🏾]")
					RULE("number",
					     "regex: ['\\b0\\d[\\d -]{6,}\\d'], except: "
					     "[\"{desk}\", \"031-700 000\"]") RULE("hyphen",
										   "words: "
										   "[\"e-"
										   "post\"]")
						RULE("first", "words: [\"fitt+\"]") RULE(
							"last", "words: [\"+luder\", "
								"\"dum +skalle\"]")
							RULE("joined",
							     "words: [\"+blatte+\"], except: "
							     "[\"blattehår*\"]") RULE("emoji",
										      "words: "
										      "[\"🔪\"]")
								RULE("draft", "words: [utkast], "
									      "status: draft")
									RULE("many",
									     "words: [a1, a2, a3, "
									     "\"a4*\", \"b c\"]");

/* What hits, as rule[text] joined by blanks, in the order of finding; loose ones with ~. */
static void hits(struct judge *judge, const char *text, const char *want)
{
	struct error error = { 0 };
	const struct matches *matches =
		judge_find(judge, slice_from(text), language_bit(LANGUAGE_SV), &error);
	char got[2048] = "";
	size_t len = 0;

	assert_non_null(matches);
	for (size_t i = 0; i < matches->count; i++) {
		const struct hit *hit = &matches->hits[i];

		len += (size_t)snprintf(got + len, sizeof(got) - len, "%s%s%s[%.*s]", i ? " " : "",
					hit->form == FORM_LOOSE ? "~" : "",
					judge_ruleset(judge)->rules[hit->rule].name + 2,
					(int)(hit->original.to - hit->original.from),
					text + hit->original.from);
	}
	if (strcmp(got, want) != 0)
		fail_msg("'%s': wanted '%s', got '%s'", text, want, got);
}

static const struct {
	const char *text, *hits;
} facts[] = {
	{ "", "" },
	{ "Du är en IDIOT!", "word[IDIOT]" },
	{ "idioten", "" },
	{ "ärkeidiot", "" },
	{ "idiot,idiot", "word[idiot] word[idiot]" },
	{ "svinet Svin vildsvin", "prefix[svinet] prefix[Svin]" },
	{ "tjockskalle skallen skalle", "suffix[tjockskalle] suffix[skalle]" },
	{ "horan fjollhoran", "part[horan] part[fjollhoran]" },
	{ "fittpolitik Fittorna fittja utfittad", "first[fittpolitik] first[Fittorna]" },
	{ "inkluderar konkludera barnluder ludret", "last[barnluder]" },
	{ "dum tjockskalle, dum skallerorm", "last[dum tjockskalle] suffix[tjockskalle]" },
	{ "jubelblatten blattepolitik blattehår, blatte",
	  "joined[jubelblatten] joined[blattepolitik] joined[blatte]" },
	{ "bl4ttepolitik", "~joined[bl4ttepolitik]" },
	{ "gå och dö", "phrase[gå och dö]" },
	{ "Gå, och...\n dö", "phrase[Gå, och...\n dö]" },
	{ "gå och så dö", "" },
	{ "och gå dö", "" },
	{ "👎🏿 dig 👎 dig 👎🏻 dig", "tone[👎🏿 dig]" },
	{ "🙅🏾 🙅 🙅🏿", "tone[🙅]" },
	{ "🏳️‍🌈 ut 🏳🌈 ut 🏳 ut", "tone[🏳️‍🌈 ut] tone[🏳🌈 ut]" },
	{ "hej🇸🇪då 🇳🇴", "tone[🇸🇪]" },
	{ "gå 🔪 och dö", "emoji[🔪] phrase[gå 🔪 och dö]" },
	{ "jag ska mörda dig", "gap[jag ska mörda dig]" },
	{ "jag ska fan i mörda hela din familj", "gap[jag ska fan i mörda hela din familj]" },
	{ "jag ska fan i helvete mörda dig", "" },
	{ "jag ska slå ihjäl er", "gap[jag ska slå ihjäl er]" },
	{ "jag ska slå er ihjäl", "" },
	{ "jag ska knivhugga er", "gap[jag ska knivhugga er]" },
	{ "jag jag ska ska mörda dig", "gap[jag ska ska mörda dig]" },
	{ "döda tiden", "" },
	{ "döda tiden och döda hen", "except[döda]" },
	{ "att döda", "" },
	{ "tiden döda", "except[döda]" },
	{ "skjuta", "unless[skjuta]" },
	{ "skjuta dem i spelet", "" },
	{ "i spelet kan du skjuta, skjuta", "" },
	{ "Vi vet var du bor", "regex[Vi vet var du bor]" },
	{ "Vi  vet\nvar <b>du</b> bor", "regex[Vi  vet\nvar <b>du</b> bor]" },
	{ "Vi vet var du bor <b>och</b> vi  vet var ni bor",
	  "regex[Vi vet var du bor] regex[vi  vet var ni bor]" },
	{ "zqabcdefabcd<b id=\"a b\">abcdefabcd<i id=\"a b\">abcdefabcd",
	  "long[zqabcdefabcd<b id=\"a b\">abcdefabcd<i id=\"a b\">abcdefabcd]" },
	{ "zqabcdefabcd <b id=\"a b\">abcdefabcd<i id=\"a b\">abcdefabcd", "" },
	{ "vi vet var du borde", "" },
	{ "ring 123456 nu", "free[123456]" },
	{ "1d1ot", "~word[1d1ot]" },
	{ "i d i o t", "~word[i d i o t]" },
	{ "idiot 1d1ot", "word[idiot] ~word[1d1ot]" },
	{ "jag ska m0rda dig", "" },
	{ "jag ska mörd@ dig", "~gap[jag ska mörd@ dig]" },
	{ "h3jsan hejsan", "strict[hejsan]" },
	{ "kuk k0k k u k", "short[kuk]" },
	{ "jag ska d0da d1g", "" },			    /* ö is not o */
	{ "jag ska mörda d1g", "~gap[jag ska mörda d1g]" }, /* three letters beside others */
	/* The disguise is as far away as a phrase reaches, or only the next phrase's. */
	{ "jag ska fan i mörda hela din f4milj", "~gap[jag ska fan i mörda hela din f4milj]" },
	{ "j4gg, jag ska mörda dig", "gap[jag ska mörda dig]" },
	{ "1d1ot, jag ska mörda dig", "gap[jag ska mörda dig] ~word[1d1ot]" },
	{ "jag sk4 🔪 🔪 fan i mörda hela 🔪 din familj",
	  "emoji[🔪] emoji[🔪] emoji[🔪] ~gap[jag sk4 🔪 🔪 fan i mörda hela 🔪 din familj]" },
	{ "08-123 456 78, 08-50800 000 och 031 70 00 00", "number[08-123 456 78]" },
	{ "e-post epost e post", "hyphen[e-post] hyphen[e post]" },
	{ "utkast", "draft[utkast]" }, /* asked for by `check` */
	{ "a1 a3 a45 b c b", "many[a1] many[a3] many[b c] many[a45]" },
	{ "\xC2\xADidi\xC2\xADot", "word[idi\xC2\xADot]" },
};

static void test_facts(void **state)
{
	struct judge *judge = house_judge("sv/p.yaml", pack);

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		hits(judge, facts[i].text, facts[i].hits);
	judge_free(judge);
}

/* What no text may do: grow beyond bounds, or take for ever. */
static void test_limits(void **state)
{
	struct judge *judge = house_judge("sv/p.yaml", pack);
	static char text[COMMENT_TEXT_MAX + 1];
	struct error error = { 0 };
	const struct matches *matches;

	(void)state;
	for (size_t i = 0; i + 7 <= COMMENT_TEXT_MAX; i += 7)
		memcpy(text + i, "idiot, ", 8);
	matches = judge_find(judge, slice_from(text), language_bit(LANGUAGE_SV), &error);
	assert_int_equal(matches->count, MATCHER_RULE_HITS_MAX);
	assert_int_equal(matches->undecided_count, 0);

	for (size_t i = 0; i + 2 <= COMMENT_TEXT_MAX; i += 2)
		memcpy(text + i, "a ", 3);
	matches = judge_find(judge, slice_from(text), language_bit(LANGUAGE_SV), &error);
	assert_true(matches->undecided_count > 0);
	assert_string_equal(matches->undecided[0], "judge/too-many-words");
	judge_free(judge);
}

/* What does not count takes no room from what does, until there is so much of it that a person
 * looks. */
static void test_excused_in_masses(void **state)
{
	static const char excused[] = "08-508 000 00, ", found[] = "08-123 456 78";
	struct judge *judge = house_judge("sv/p.yaml", pack);
	char text[2048];
	struct error error = { 0 };
	const struct matches *matches;
	size_t len = 0;

	(void)state;
	for (int i = 0; i < MATCHER_REGEX_FINDS_MAX - 1; i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", excused);
	snprintf(text + len, sizeof(text) - len, "%s", found);
	matches = judge_find(judge, slice_from(text), language_bit(LANGUAGE_SV), &error);
	assert_int_equal(matches->count, 1);
	assert_int_equal(matches->undecided_count, 0);

	len += (size_t)snprintf(text + len, sizeof(text) - len, "%s", excused);
	snprintf(text + len, sizeof(text) - len, "%s", found);
	matches = judge_find(judge, slice_from(text), language_bit(LANGUAGE_SV), &error);
	assert_int_equal(matches->count, 0);
	assert_int_equal(matches->undecided_count, 1);
	assert_string_equal(matches->undecided[0], "p/number");
	judge_free(judge);
}

/* --- differential: the same rules by a reference that is plain and slow --- */

struct random {
	uint64_t state;
};

static uint32_t next(struct random *random, uint32_t below)
{
	random->state = random->state * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(random->state >> 33) % below;
}

static const char *const pieces[] = {
	"jag",	   "ska",     "döda",	   "dig",      "er",
	"din",	   "familj",  "slå",	   "ihjäl",    "knivhugga",
	"idiot",   "idioten", "svin",	   "svinhora", "fitt",
	"kärring", "luder",   "bil",	   "blatte",   "politik",
	"konk",	   "skalle",  "hora",	   "gå",       "och",
	"dö",	   "tiden",   "att",	   "skjuta",   "vi vet var du bor",
	"123456",  "1d1ot",   "i d i o t", "kuk",      "e-post",
	"🔪",	   "a1",      "a45",	   "b",	       "c",
	".",	   ",",	      "!",	   "\n",       "-",
	"’",	   "ö",	      "fan",	   "mörd@",    "http://x.se/idiot",
	"@idiot",  "#idiot",  "S V I N",   "аttack",   "",
};
enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };

static size_t make_text(struct random *random, char *text, size_t size)
{
	size_t len = 0, count = 1 + next(random, 14);

	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const char *piece = pieces[next(random, PIECES)];
		const char *blank = next(random, 8) == 0 ? "" : " ";
		int used = snprintf(text + len, size - len, "%s%s", piece, blank);

		assert_true(used >= 0 && (size_t)used < size - len);
		len += (size_t)used;
	}
	return len;
}

/* Slots from `slot` on, from the word `at` on, in order, gaps kept: can they end with the word
 * `last`? */
static bool reaches(const struct phrase *phrase, enum form form, const struct word_view *view,
		    size_t slot, size_t at, size_t last)
{
	unsigned others = 0;

	for (; at <= last && at < view->count; at++) {
		uint32_t lengths = wordset_lengths(phrase->sets[slot], form, view, at, false);

		for (size_t n = 1; n <= TERM_SEQUENCE_MAX; n++) {
			if (!(lengths & 1u << n) || at + n - 1 > last)
				continue;
			if (slot + 1 == phrase->count
				    ? at + n - 1 == last
				    : reaches(phrase, form, view, slot + 1, at + n, last))
				return true;
		}
		if (slot == 0)
			return false; /* the first slot stands at the first word */
		if (view->words[at].kind != WORD_EMOJI && ++others > phrase->gap)
			return false;
	}
	return false;
}

static bool phrase_hit_in(const struct matches *matches, uint32_t rule, enum form form,
			  size_t first, size_t last)
{
	for (size_t i = 0; i < matches->count; i++) {
		const struct hit *hit = &matches->hits[i];

		if (hit->rule == rule && hit->form == form && hit->first <= last &&
		    first <= hit->last)
			return true;
	}
	return false;
}

/* Every place where the reference finds a phrase of a rule without except and unless overlaps a
 * hit, and every hit is one that the reference finds. Only the plain form: what counts in disguise
 * has rules of its own. */
static void compare_phrases(const struct ruleset *ruleset, const struct matches *matches,
			    const char *text)
{
	const struct word_view *view = &matches->view[FORM_PLAIN];

	for (size_t p = 0; p < ruleset->phrase_count; p++) {
		const struct phrase *phrase = ruleset->phrases[p];
		const char *name = ruleset->rules[phrase->rule].name;

		if (phrase->role == TERM_UNLESS || strstr(name, "except") || strstr(name, "unless"))
			continue;
		for (size_t first = 0; first < view->count; first++)
			for (size_t last = first; last < view->count && last < first + 40; last++)
				if (reaches(phrase, FORM_PLAIN, view, 0, first, last) &&
				    !phrase_hit_in(matches, phrase->rule, FORM_PLAIN, first, last))
					fail_msg("'%s': %s at words %zu to %zu was missed", text,
						 name, first, last);
	}
	for (size_t i = 0; i < matches->count; i++) {
		const struct hit *hit = &matches->hits[i];

		if (hit->phrase && !reaches(hit->phrase, hit->form, &matches->view[hit->form], 0,
					    hit->first, hit->last))
			fail_msg("'%s': %s is no occurrence", text, ruleset->rules[hit->rule].name);
	}
}

/* Each regex on the whole text, without literals. */
static void compare_regexes(const struct ruleset *ruleset, const struct matches *matches,
			    struct regex_scratch *scratch, const char *text)
{
	struct slice plain = matches->view[FORM_PLAIN].text;

	for (size_t r = 0; r < ruleset->regex_count; r++) {
		struct span span = { 0, 0 };
		size_t from = 0, left = MATCHER_RULE_HITS_MAX;

		for (; from < plain.len && left > 0; from = span.to, left--) {
			bool found = false;

			if (regex_find(ruleset->regexes[r].regex, scratch, plain, from, &span) !=
			    REGEX_YES)
				break;
			for (size_t i = 0; i < matches->count; i++)
				found |= !matches->hits[i].phrase &&
					 matches->hits[i].form == FORM_PLAIN &&
					 matches->hits[i].span.from == span.from &&
					 matches->hits[i].span.to == span.to &&
					 matches->hits[i].rule == ruleset->regexes[r].rule;
			if (!found)
				fail_msg("'%s': %s was missed", text,
					 ruleset->rules[ruleset->regexes[r].rule].name);
		}
	}
}

static bool take_kept(void *context, const char *name, struct buffer *ret_bytes)
{
	const struct buffer *kept = context;

	(void)name;
	buffer_add_slice(ret_bytes, buffer_slice(kept));
	return kept->len > 0;
}

static void keep(void *context, const char *name, struct slice bytes)
{
	(void)name;
	buffer_add_slice(context, bytes);
}

/* The second of two that are built: its literals were compiled for the first. */
static struct judge *judge_from_kept(void)
{
	const struct house_file file = { "sv/p.yaml", pack };
	struct judge *judge = NULL;
	struct buffer kept;
	const struct scanner_store store = { take_kept, keep, &kept };
	size_t kept_first = 0;

	buffer_init(&kept, SCANNER_KEPT_MAX);
	for (int i = 0; i < 2; i++) {
		struct complaints complaints;
		struct rule_source source;
		struct ruleset *ruleset;
		struct error error = { 0 };

		judge_free(judge);
		complaints_init(&complaints);
		house_read(&source, &file, 1, &complaints);
		source.store = &store;
		ruleset = ruleset_build(&source, &complaints);
		rule_source_done(&source);
		complaints_done(&complaints);
		judge = judge_new(ruleset, &error);
		ruleset_unref(ruleset);
		kept_first = kept_first ? kept_first : kept.len;
	}
	assert_int_equal(kept.len, kept_first); /* kept once, taken once */
	buffer_done(&kept);
	return judge;
}

static void test_differential(void **state)
{
	enum { TEXTS = 20000 };
	struct judge *judge = judge_from_kept();
	struct regex_scratch *scratch = regex_scratch_new();
	struct random random = { 20261122 };
	struct error error = { 0 };
	size_t hits_seen = 0;
	char text[1024];

	(void)state;
	for (size_t i = 0; i < TEXTS; i++) {
		struct slice slice = { text, make_text(&random, text, sizeof(text)) };
		const struct matches *matches =
			judge_find(judge, slice, language_bit(LANGUAGE_SV), &error);

		assert_non_null(matches);
		hits_seen += matches->count;
		compare_phrases(judge_ruleset(judge), matches, text);
		compare_regexes(judge_ruleset(judge), matches, scratch, text);
	}
	assert_true(hits_seen > TEXTS); /* it was about something */
	regex_scratch_free(scratch);
	judge_free(judge);
}

/* Patterns put together from parts, run behind their literals and without: the same finds. */
static void make_pattern(struct random *random, char *pattern, size_t size)
{
	static const char *const parts[] = {
		"jag",
		"ska",
		"d(?:ö|o)da?",
		"[dh]ig",
		"id+iot",
		"\\bsvin\\w*",
		"(?:hora|kuk)?",
		".{0,4}",
		" ",
		"\\s+",
		"dö",
		"(?=och)",
		"(?<!a)tt",
		"\\d{2,}",
		"[^a]",
		"b|c",
		"(?:och|att|er)",
		"k?uk",
		"i.i",
		"skal{2}e",
	};
	size_t len = 0, count = 1 + next(random, 4);

	pattern[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(pattern + len, size - len, "%s",
					parts[next(random, sizeof(parts) / sizeof(parts[0]))]);
}

static void test_literals_lose_no_match(void **state)
{
	enum { PATTERNS = 400, TEXTS = 40 };
	struct regex_scratch *scratch = regex_scratch_new();
	struct random random = { 7 };
	size_t matched = 0, guarded = 0;

	(void)state;
	for (size_t p = 0; p < PATTERNS; p++) {
		char pattern[256], text[1024];
		struct literals literals = { 0 };
		struct error error = { 0 };
		struct arena arena;
		struct regex *regex;

		make_pattern(&random, pattern, sizeof(pattern));
		arena_init(&arena, 4096, 4 << 20);
		regex = regex_new(slice_from(pattern), &error, NULL);
		assert_non_null(regex);
		guarded += literal_of_regex(slice_from(pattern), &arena, &literals);
		for (size_t t = 0; t < TEXTS; t++) {
			struct slice slice = { text, make_text(&random, text, sizeof(text)) };
			struct span span;
			bool held = literals.count == 0;

			if (regex_find(regex, scratch, slice, 0, &span) != REGEX_YES)
				continue;
			matched++;
			for (size_t i = 0; i < literals.count; i++)
				held |= memmem(slice.data, slice.len, literals.items[i].data,
					       literals.items[i].len) != NULL;
			if (!held)
				fail_msg("/%s/ matches '%s', which holds none of its literals",
					 pattern, text);
		}
		regex_free(regex);
		arena_done(&arena);
	}
	assert_true(matched > 500 && guarded > PATTERNS / 2);
	regex_scratch_free(scratch);
}

/* A pack of such patterns, looked for by the engine and its gates, and each one tried in full. */
static void test_engine_loses_no_match(void **state)
{
	enum { PATTERNS = 25, TEXTS = 80000 };
	static char source[PATTERNS * 512];
	struct regex_scratch *scratch = regex_scratch_new();
	struct random random = { 11 };
	struct error error = { 0 };
	size_t len, hits_seen = 0;
	struct judge *judge;
	char text[1024];

	(void)state;
	len = (size_t)snprintf(source, sizeof(source), "pack: p\nlanguage: sv\nrules:\n");
	for (size_t i = 0; i < PATTERNS; i++) {
		char pattern[256];

		make_pattern(&random, pattern, sizeof(pattern));
		len += (size_t)snprintf(
			source + len, sizeof(source) - len,
			"  - {id: r%zu, category: insult, points: 1, loose: off, hit: "
			"[a], miss: [b], regex: ['x?%s[^x]']}\n",
			i, pattern);
	}
	judge = house_judge("sv/p.yaml", source);
	for (size_t i = 0; i < TEXTS; i++) {
		struct slice slice = { text, make_text(&random, text, sizeof(text)) };
		const struct matches *matches =
			judge_find(judge, slice, language_bit(LANGUAGE_SV), &error);

		assert_non_null(matches);
		hits_seen += matches->count;
		compare_regexes(judge_ruleset(judge), matches, scratch, text);
	}
	assert_true(hits_seen > TEXTS / 2);
	regex_scratch_free(scratch);
	judge_free(judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),	     cmocka_unit_test(test_engine_loses_no_match),
		cmocka_unit_test(test_limits),	     cmocka_unit_test(test_excused_in_masses),
		cmocka_unit_test(test_differential), cmocka_unit_test(test_literals_lose_no_match),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
