/*
 * regex.c - see regex.h; the only file that speaks PCRE2.
 *
 * Moderators write patterns and strangers write texts, so every match has limits. JIT needs memory
 * that is writable and executable; where the system forbids that, the interpreter does the same
 * work slower.
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "regex.h"
#include <pcre2.h>
#include <stdatomic.h>
#include <stdint.h>

enum {
	PATTERN_MAX = 4096,	/* bytes of one pattern */
	COMPILED_MAX = 1 << 20, /* bytes of one compiled pattern */
	PARENS_MAX = 50,
	/* PCRE2's JIT counts steps anew at each start position, so what one match may cost is this
	 * times the length of the text: the steps per position shrink as texts grow. */
	STEPS_MAX = 4000,
	STEPS_MIN = 200,
	STEPS_IN_ALL = 2000000,
	DEPTH_MAX = 2000,
	HEAP_KIB_MAX = 2048,
	JIT_STACK_BYTES = 64 << 10,
	JIT_STACK_MAX = 512 << 10,
};

/* Machine code takes four times as long to make as all else, and most regexes are never tried: it
 * is made when first needed, by whichever thread comes first. */
struct regex {
	struct slice pattern;
	pcre2_code *code;	    /* as it was checked; NULL: it was before */
	_Atomic(pcre2_code *) fast; /* NULL: not needed yet */
};

struct regex_scratch {
	pcre2_match_data *data;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	unsigned limits_hit; /* by the text at hand */
};

static int set_error(struct error *error, int code)
{
	PCRE2_UCHAR text[200];

	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		return error_set(error, ERROR_INVALID, "PCRE2 error %d", code);
	return error_set(error, ERROR_INVALID, "%s", (const char *)text);
}

static pcre2_compile_context *new_compile_context(void)
{
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);

	if (!context)
		return NULL;
	pcre2_set_max_pattern_length(context, PATTERN_MAX);
	pcre2_set_parens_nest_limit(context, PARENS_MAX);
	return context;
}

static pcre2_code *compile_code(struct slice pattern, pcre2_compile_context *context, int *ret_code,
				size_t *ret_offset)
{
	return pcre2_compile((PCRE2_SPTR)pattern.data, pattern.len,
			     PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, ret_code, ret_offset,
			     context);
}

struct regex *regex_later(struct slice pattern)
{
	struct regex *regex = calloc(1, sizeof(*regex));

	if (regex)
		regex->pattern = pattern;
	return regex;
}

static struct regex *compile(struct slice pattern, pcre2_compile_context *context,
			     struct error *error, size_t *ret_offset)
{
	struct regex *regex = regex_later(pattern);
	size_t offset = 0, bytes = 0;
	int code = 0;

	if (!regex) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	regex->code = compile_code(pattern, context, &code, &offset);
	if (!regex->code) {
		set_error(error, code);
		if (ret_offset)
			*ret_offset = offset;
		return regex_free(regex);
	}
	if (pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &bytes) == 0 && bytes > COMPILED_MAX) {
		error_set(error, ERROR_INVALID, "the pattern becomes too large; repeat less");
		return regex_free(regex);
	}
	return regex;
}

struct regex *regex_new(struct slice pattern, struct error *error, size_t *ret_offset)
{
	pcre2_compile_context *context = new_compile_context();
	struct regex *regex;

	if (ret_offset)
		*ret_offset = 0;
	if (!context) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	regex = compile(pattern, context, error, ret_offset);
	pcre2_compile_context_free(context);
	return regex;
}

struct regex *regex_free(struct regex *regex)
{
	if (!regex)
		return NULL;
	pcre2_code_free(regex->code);
	pcre2_code_free(atomic_load(&regex->fast));
	free(regex);
	return NULL;
}

/* NULL when memory is out. */
static pcre2_code *compile_again(const struct regex *regex)
{
	pcre2_compile_context *context = new_compile_context();
	size_t offset = 0;
	int code = 0;
	pcre2_code *made = context ? compile_code(regex->pattern, context, &code, &offset) : NULL;

	pcre2_compile_context_free(context);
	return made;
}

static const pcre2_code *fastest(struct regex *regex)
{
	pcre2_code *fast = atomic_load_explicit(&regex->fast, memory_order_acquire), *made;

	if (fast)
		return fast;
	made = regex->code ? pcre2_code_copy(regex->code) : compile_again(regex);
	if (!made)
		return regex->code;
	/* A refusal is fine: pcre2_match then interprets. */
	(void)pcre2_jit_compile(made, PCRE2_JIT_COMPLETE);
	if (atomic_compare_exchange_strong(&regex->fast, &fast, made))
		return made;
	pcre2_code_free(made); /* another thread was quicker */
	return fast;
}

struct regex_scratch *regex_scratch_new(void)
{
	struct regex_scratch *scratch = calloc(1, sizeof(*scratch));

	if (!scratch)
		return NULL;
	scratch->data = pcre2_match_data_create(1, NULL);
	scratch->context = pcre2_match_context_create(NULL);
	if (!scratch->data || !scratch->context)
		return regex_scratch_free(scratch);
	/* Where there is no JIT there is no stack for it either: NULL is fine. */
	scratch->stack = pcre2_jit_stack_create(JIT_STACK_BYTES, JIT_STACK_MAX, NULL);
	pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
	pcre2_set_depth_limit(scratch->context, DEPTH_MAX);
	pcre2_set_heap_limit(scratch->context, HEAP_KIB_MAX);
	return scratch;
}

struct regex_scratch *regex_scratch_free(struct regex_scratch *scratch)
{
	if (!scratch)
		return NULL;
	pcre2_jit_stack_free(scratch->stack);
	pcre2_match_context_free(scratch->context);
	pcre2_match_data_free(scratch->data);
	free(scratch);
	return NULL;
}

void regex_scratch_begin(struct regex_scratch *scratch)
{
	scratch->limits_hit = 0;
}

void regex_scratch_tighten(struct regex_scratch *scratch)
{
	scratch->limits_hit++;
}

/* Halved for each limit that was hit, so that twenty bad regexes cost a text twice what one does.
 */
static uint32_t steps_for(const struct regex_scratch *scratch, size_t bytes)
{
	enum { HALVED_MAX = 8 };
	size_t steps = STEPS_IN_ALL / (bytes + 1);

	if (steps > STEPS_MAX)
		steps = STEPS_MAX;
	if (steps < STEPS_MIN)
		steps = STEPS_MIN;
	return (uint32_t)(steps >>
			  (scratch->limits_hit < HALVED_MAX ? scratch->limits_hit : HALVED_MAX)) +
	       1;
}

enum regex_result regex_find(struct regex *regex, struct regex_scratch *scratch, struct slice text,
			     size_t from, struct span *ret_span)
{
	const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scratch->data);
	const pcre2_code *code = fastest(regex);
	int found;

	if (!code)
		return REGEX_UNDECIDED;
	pcre2_set_match_limit(scratch->context, steps_for(scratch, text.len - from));
	found = pcre2_match(code, (PCRE2_SPTR)text.data, text.len, from,
			    PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, scratch->data, scratch->context);
	if (found == PCRE2_ERROR_NOMATCH)
		return REGEX_NO;
	if (found < 0)
		return REGEX_UNDECIDED;
	if (offsets[0] >= offsets[1])
		return REGEX_NO; /* \K behind the match: nothing that could be shown */
	*ret_span = (struct span){ offsets[0], offsets[1] };
	return REGEX_YES;
}

bool regex_matches_empty(const struct regex *regex, struct regex_scratch *scratch)
{
	static const char *const probes[] = { "", "x", "a b" };

	pcre2_set_match_limit(scratch->context, STEPS_MAX);
	for (size_t i = 0; i < sizeof(probes) / sizeof(probes[0]); i++) {
		const PCRE2_SIZE *offsets = pcre2_get_ovector_pointer(scratch->data);
		int found = pcre2_match(regex->code, (PCRE2_SPTR)probes[i], strlen(probes[i]), 0, 0,
					scratch->data, scratch->context);

		if (found >= 0 && offsets[0] >= offsets[1])
			return true;
	}
	return false;
}

void regex_version(char ret_version[REGEX_VERSION_MAX])
{
	int size = pcre2_config(PCRE2_CONFIG_VERSION, NULL);

	ret_version[0] = '\0';
	if (size > 0 && size <= REGEX_VERSION_MAX)
		(void)pcre2_config(PCRE2_CONFIG_VERSION, ret_version);
}
