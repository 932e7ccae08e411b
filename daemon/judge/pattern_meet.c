/* pattern_meet.c - see pattern_meet.h. */
#include "pattern_meet.h"

bool pattern_covers(const struct pattern *wide, const struct pattern *narrow)
{
	const struct pattern *a = wide, *b = narrow;
	struct slice part = pattern_text(a, FORM_PLAIN), text = pattern_text(b, FORM_PLAIN);

	if (part.len > text.len)
		return false;
	switch (a->kind) {
	case PATTERN_EXACT:
		return b->kind == PATTERN_EXACT && a->tone == b->tone && slice_equal(part, text);
	case PATTERN_PREFIX:
		return (b->kind == PATTERN_EXACT || b->kind == PATTERN_PREFIX ||
			b->kind == PATTERN_FIRST) &&
		       memcmp(text.data, part.data, part.len) == 0;
	case PATTERN_SUFFIX:
		return (b->kind == PATTERN_EXACT || b->kind == PATTERN_SUFFIX) &&
		       memcmp(text.data + text.len - part.len, part.data, part.len) == 0;
	case PATTERN_PART:
		return memmem(text.data, text.len, part.data, part.len) != NULL;
	case PATTERN_FIRST:
	case PATTERN_LAST:
	case PATTERN_JOINED:
		return slice_equal(part, text) &&
		       (b->kind == PATTERN_EXACT || a->kind == PATTERN_JOINED) &&
		       (b->kind == PATTERN_EXACT || pattern_is_compound(b->kind));
	}
	return false;
}

/* --- the same word, otherwise written --- */

static bool begins(struct slice text, struct slice start)
{
	return slice_begins_with(text, start);
}

static bool ends(struct slice text, struct slice end)
{
	return text.len >= end.len &&
	       slice_equal(slice_cut(text, text.len - end.len, text.len), end);
}

static bool holds(struct slice text, struct slice part)
{
	return memmem(text.data, text.len, part.data, part.len) != NULL;
}

static bool has_marks(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.data[i] >= 0x80)
			return true;
	return false;
}

/* What is left of both without what they begin and end with alike. */
static void cut_alike(struct slice *a, struct slice *b, size_t *ret_behind)
{
	size_t behind = 0;

	while (a->len > 0 && b->len > 0 && a->data[0] == b->data[0]) {
		*a = slice_cut(*a, 1, a->len);
		*b = slice_cut(*b, 1, b->len);
	}
	while (a->len > 0 && b->len > 0 && a->data[a->len - 1] == b->data[b->len - 1]) {
		*a = slice_cut(*a, 0, a->len - 1);
		*b = slice_cut(*b, 0, b->len - 1);
		behind++;
	}
	*ret_behind = behind;
}

/* Two letters swapped, an inner one left out, a letter without its marks. */
static bool is_slip(struct slice a, struct slice b)
{
	enum { SPELT_MOST = 3 }; /* bytes: an æ as ae */
	size_t behind;

	cut_alike(&a, &b, &behind);
	if (a.len > SPELT_MOST || b.len > SPELT_MOST)
		return false;
	if (has_marks(a) || has_marks(b))
		return true;
	if (a.len == 2 && b.len == 2)
		return a.data[0] == b.data[1] && a.data[1] == b.data[0];
	return a.len + b.len == 1 && behind > 0;
}

/* --- maybe --- */

static bool is_open(const struct pattern *pattern)
{
	return pattern->kind != PATTERN_EXACT;
}

/* Compounds change their ends (gubbe, gubbar), so only how they begin is sure. */
static bool meets_compound(const struct pattern *compound, const struct pattern *other)
{
	enum { STEM_SURE = 4 }; /* bytes */
	struct slice stem = pattern_text(compound, FORM_PLAIN);

	if (stem.len > STEM_SURE)
		stem.len = STEM_SURE;
	return is_open(other) || holds(pattern_text(other, FORM_PLAIN), stem);
}

static bool meet_open(const struct pattern *a, struct slice wide, const struct pattern *b,
		      struct slice text)
{
	if (a->kind == PATTERN_PREFIX)
		return b->kind == PATTERN_EXACT	   ? begins(text, wide)
		       : b->kind == PATTERN_PREFIX ? begins(text, wide) || begins(wide, text)
						   : true;
	if (a->kind == PATTERN_SUFFIX)
		return b->kind == PATTERN_EXACT	   ? ends(text, wide)
		       : b->kind == PATTERN_SUFFIX ? ends(text, wide) || ends(wide, text)
						   : true;
	return is_open(b) || holds(text, wide);
}

static bool meet_in(const struct pattern *a, const struct pattern *b, enum form form)
{
	struct slice one = pattern_text(a, form), other = pattern_text(b, form);

	if (one.len == 0 || other.len == 0)
		return false;
	if (is_open(a))
		return meet_open(a, one, b, other);
	if (is_open(b))
		return meet_open(b, other, a, one);
	return slice_equal(one, other) || is_slip(one, other);
}

bool pattern_meets(const struct pattern *a, const struct pattern *b)
{
	if (pattern_is_compound(a->kind))
		return meets_compound(a, b);
	if (pattern_is_compound(b->kind))
		return meets_compound(b, a);
	return meet_in(a, b, FORM_PLAIN) || meet_in(a, b, FORM_LOOSE);
}
