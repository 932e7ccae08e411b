/*
 * literal_part.c - see literal_part.h: small sets of strings, joined side by side and as
 * alternatives.
 */
#include "literal_part.h"
#include <stdint.h>

/* --- sets --- */

void literal_part_none(struct literal_part *part)
{
	part->exact = false;
	part->digits = part->unbroken = 0;
	part->signs = 0;
	part->sign = part->digit = false;
	part->set.count = 0;
	part->set.behind_sign = part->set.before_digit = false;
}

void literal_part_empty(struct literal_part *part)
{
	literal_part_none(part);
	part->exact = true;
	part->set.count = 1;
	part->set.items[0] = (struct slice){ "", 0 };
}

size_t literal_set_shortest(const struct literal_set *set)
{
	size_t shortest = SIZE_MAX;

	for (size_t i = 0; i < set->count; i++)
		if (set->items[i].len < shortest)
			shortest = set->items[i].len;
	return set->count ? shortest : 0;
}

/* How often, roughly, a text holds one of them; lower is better. Letters are worth a factor of
 * about four each. */
static uint64_t cost_of(const struct literal_set *set)
{
	uint64_t cost = 0;

	if (literal_set_shortest(set) == 0)
		return UINT64_MAX;
	for (size_t i = 0; i < set->count; i++)
		cost += UINT64_C(1) << 2 * (set->items[i].len > 9 ? 0 : 9 - set->items[i].len);
	return cost;
}

static void keep_better(struct literal_set *best, const struct literal_set *other)
{
	if (cost_of(other) < cost_of(best))
		*best = *other;
}

bool literal_set_add(struct literal_set *set, struct slice string)
{
	for (size_t i = 0; i < set->count; i++)
		if (slice_equal(set->items[i], string))
			return true;
	if (set->count == LITERAL_SET_MAX)
		return false;
	set->items[set->count++] = string;
	return true;
}

static bool join(struct arena *arena, struct slice a, struct slice b, struct slice *ret_joined)
{
	char *bytes;

	if (a.len + b.len > LITERAL_BYTES_MAX)
		return false;
	if (a.len == 0 || b.len == 0) {
		*ret_joined = a.len ? a : b;
		return true;
	}
	bytes = arena_alloc(arena, a.len + b.len);
	if (!bytes)
		return false;
	memcpy(bytes, a.data, a.len);
	memcpy(bytes + a.len, b.data, b.len);
	*ret_joined = (struct slice){ bytes, a.len + b.len };
	return true;
}

/* Every string of `a` followed by every one of `b`; false when that is too many or too long. */
static bool multiply(struct arena *arena, struct literal_set *a, const struct literal_set *b)
{
	struct literal_set product = { .behind_sign = a->behind_sign };

	if (a->count * b->count > LITERAL_SET_MAX)
		return false;
	if (a->count == 1 && b->count == 1) /* letter after letter: most of what regexes are */
		return join(arena, a->items[0], b->items[0], &a->items[0]);
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++) {
			struct slice joined;

			if (!join(arena, a->items[i], b->items[j], &joined) ||
			    !literal_set_add(&product, joined))
				return false;
		}
	*a = product;
	return true;
}

/* --- parts side by side --- */

void literal_run_begin(struct literal_run *run)
{
	*run = (struct literal_run){ .exact = true,
				     .tail = { .count = 1, .items = { { "", 0 } } } };
}

void literal_run_break(struct literal_run *run)
{
	keep_better(&run->best, &run->tail);
	run->tail.count = 1;
	run->tail.items[0] = (struct slice){ "", 0 };
	run->tail.behind_sign = run->last > 0;
	run->tail.before_digit = false;
	run->exact = false;
}

void literal_run_add(struct literal_run *run, const struct literal_part *part, struct arena *arena)
{
	if (part->exact && multiply(arena, &run->tail, &part->set))
		return;
	run->tail.before_digit = part->digit;
	literal_run_break(run);
	if (part->exact)
		run->tail = part->set;
	else
		keep_better(&run->best, &part->set);
}

/* An assertion parts nothing. */
static void count_unbroken(struct literal_run *run, const struct literal_part *part, unsigned times)
{
	bool nothing = part->exact && part->set.count == 1 && part->set.items[0].len == 0;
	unsigned within = times > 0 ? part->unbroken : 0;

	if (part->sign)
		run->last += times < LITERAL_UNBROKEN_MAX - run->last
				     ? times
				     : LITERAL_UNBROKEN_MAX - run->last;
	else if (!nothing)
		run->last = 0;
	within = within > run->last ? within : run->last;
	run->unbroken = run->unbroken > within ? run->unbroken : within;
}

void literal_run_count(struct literal_run *run, const struct literal_part *part, unsigned times)
{
	count_unbroken(run, part, times);
	if (times > 0)
		run->signs |= part->signs;
	for (; part->digits > 0 && times > 0 && run->digits < LITERAL_DIGITS_MAX; times--)
		run->digits += part->digits;
}

void literal_run_end(struct literal_run *run, struct literal_part *ret_part)
{
	if (!run->exact)
		literal_run_break(run);
	ret_part->exact = run->exact;
	ret_part->digits = run->digits;
	ret_part->signs = run->signs;
	ret_part->sign = ret_part->digit = false; /* it may be several */
	ret_part->unbroken = run->unbroken;
	ret_part->set = run->exact ? run->tail : run->best;
}

/* One alternative more. */
void literal_part_unite(struct literal_part *all, const struct literal_part *one)
{
	unsigned digits = one->digits < all->digits ? one->digits : all->digits;
	unsigned unbroken = one->unbroken < all->unbroken ? one->unbroken : all->unbroken;
	uint64_t signs = one->signs & all->signs;
	bool fits = true;

	all->exact = all->exact && one->exact;
	all->set.behind_sign = all->set.behind_sign && one->set.behind_sign;
	all->set.before_digit = all->set.before_digit && one->set.before_digit;
	if (one->set.count == 0)
		all->set.count = 0;
	for (size_t i = 0; all->set.count > 0 && i < one->set.count && fits; i++)
		fits = literal_set_add(&all->set, one->set.items[i]);
	if (!fits || all->set.count == 0)
		literal_part_none(all);
	all->digits = digits;
	all->signs = signs;
	all->unbroken = unbroken;
}
