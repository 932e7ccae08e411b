/*
 * rules_import_meta.c - see rules_import_meta.h. An expression is read into a tree, as Perl binds
 * its signs, and the tree becomes rules: `all` and `none` of an and, `any` of an or, `at_least` of
 * a sum.
 *
 *     either:   both { "||" both }
 *     both:     compared { "&&" compared }
 *     compared: sum [ ( ">=" | ">" | "<=" | "<" | "==" ) number ]
 *     sum:      one { "+" one }
 *     one:      "!" one | "(" either ")" | name
 */
#include "rules_import_meta.h"

enum { NESTING_MAX = 16 }; /* brackets and signs within each other */

enum kind { NAME, NOT, AND, OR, SUM };

struct node {
	enum kind kind;
	bool compared;		  /* of a sum: its least is said, not one */
	unsigned least;		  /* of a sum: so many must hold */
	struct import_rule *rule; /* of a name */
	struct node *first, *last, *next;
	size_t count;
};

struct reading {
	struct import *import;
	struct slice text;
	size_t at;
	unsigned nesting;
	import_find_rule *find;
	void *context;
	const char *refusal; /* the first; NULL: none yet */
};

static void *refuse(struct reading *reading, const char *why)
{
	if (!reading->refusal)
		reading->refusal = why;
	return NULL;
}

static struct node *make(struct reading *reading, enum kind kind)
{
	struct node *node = arena_calloc(&reading->import->arena, 1, sizeof(*node));

	if (!node)
		return refuse(reading, "there is not enough memory for it");
	*node = (struct node){ .kind = kind, .least = 1 };
	return node;
}

static void add(struct node *node, struct node *child)
{
	if (node->last)
		node->last->next = child;
	else
		node->first = child;
	node->last = child;
	node->count++;
}

static struct node *make_of(struct reading *reading, enum kind kind, struct node *child)
{
	struct node *node = child ? make(reading, kind) : NULL;

	if (node)
		add(node, child);
	return node;
}

/* --- signs --- */

static void skip_blanks(struct reading *reading)
{
	while (reading->at < reading->text.len &&
	       (unsigned char)reading->text.data[reading->at] <= ' ')
		reading->at++;
}

static bool take_sign(struct reading *reading, const char *sign)
{
	size_t len = strlen(sign);

	skip_blanks(reading);
	if (reading->text.len - reading->at < len ||
	    memcmp(reading->text.data + reading->at, sign, len) != 0)
		return false;
	reading->at += len;
	return true;
}

static bool is_name_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_';
}

static struct slice take_name(struct reading *reading)
{
	size_t from;

	skip_blanks(reading);
	from = reading->at;
	while (reading->at < reading->text.len && is_name_byte(reading->text.data[reading->at]))
		reading->at++;
	return slice_cut(reading->text, from, reading->at);
}

/* --- from text to tree --- */

static struct node *read_either(struct reading *reading);

static struct node *read_name(struct reading *reading)
{
	struct slice name = take_name(reading);
	struct node *node;

	if (name.len == 0)
		return refuse(reading, "it cannot be read");
	if (name.data[0] >= '0' && name.data[0] <= '9')
		return refuse(reading, "it reckons with more than how many of its rules hold");
	if (take_sign(reading, "("))
		return refuse(reading, "it asks a function of SpamAssassin's");
	node = make(reading, NAME);
	if (!node)
		return NULL;
	node->rule = reading->find(reading->context, name);
	return node->rule ? node : refuse(reading, "it rests on a rule that was left out");
}

/* Not of not is what it was. */
static struct node *read_one(struct reading *reading)
{
	struct node *node;

	if (reading->nesting == NESTING_MAX)
		return refuse(reading, "it is nested more than 16 deep");
	reading->nesting++;
	if (take_sign(reading, "!")) {
		node = read_one(reading);
		node = node && node->kind == NOT ? node->first : make_of(reading, NOT, node);
	} else if (take_sign(reading, "(")) {
		node = read_either(reading);
		if (node && !take_sign(reading, ")"))
			node = refuse(reading, "a bracket is not closed");
	} else {
		node = read_name(reading);
	}
	reading->nesting--;
	return node;
}

/* Sums within a sum are one sum, unless they were compared already. */
static void add_up(struct node *sum, struct node *part)
{
	struct node *next;

	if (part->kind != SUM || part->compared) {
		add(sum, part);
		return;
	}
	for (struct node *child = part->first; child; child = next) {
		next = child->next;
		child->next = NULL;
		add(sum, child);
	}
}

static struct node *read_sum(struct reading *reading)
{
	struct node *node = read_one(reading), *sum = node;

	while (node && take_sign(reading, "+")) {
		if (sum->kind != SUM || sum->compared)
			sum = make_of(reading, SUM, sum);
		node = read_one(reading);
		if (!sum || !node)
			return NULL;
		add_up(sum, node);
	}
	return node ? sum : NULL;
}

/* How many must hold for each sign, beside its number; `fewer`: must not hold. `==` is both. */
static const struct comparison {
	const char *sign;
	unsigned more;
	bool fewer, equal;
} comparisons[] = {
	{ ">=", 0, false, false }, { "<=", 1, true, false }, { "==", 0, false, true },
	{ ">", 1, false, false },  { "<", 0, true, false },
};

/* At most two digits; more are more than there can be rules. */
static bool take_number(struct reading *reading, unsigned *ret_number)
{
	struct slice number = take_name(reading);

	*ret_number = 0;
	for (size_t i = 0; i < number.len; i++) {
		if (number.data[i] < '0' || number.data[i] > '9' || i > 1)
			return false;
		*ret_number = *ret_number * 10 + (unsigned)(number.data[i] - '0');
	}
	return number.len > 0 &&
	       (reading->at == reading->text.len || reading->text.data[reading->at] != '.');
}

/* `fewer`: for who wants fewer, of whom the opposite is to be said. */
static struct node *sum_of_least(struct reading *reading, const struct node *of, unsigned least,
				 bool fewer)
{
	struct node *sum = make(reading, SUM);

	if (!sum)
		return NULL;
	*sum = *of;
	sum->next = NULL;
	sum->least = least;
	sum->compared = true;
	if (least == 0 || least > sum->count)
		return refuse(reading,
			      (least == 0) != fewer ? "it always holds" : "it never holds");
	return sum;
}

/* Just so many: so many, and not one more. */
static struct node *sum_of_just(struct reading *reading, const struct node *of, unsigned number)
{
	struct node *just, *more;

	if (number == 0)
		return make_of(reading, NOT, sum_of_least(reading, of, 1, false));
	just = sum_of_least(reading, of, number, false);
	if (!just || number == of->count)
		return just;
	more = make_of(reading, NOT, sum_of_least(reading, of, number + 1, false));
	just = make_of(reading, AND, just);
	if (just && more)
		add(just, more);
	return more ? just : NULL;
}

static struct node *compare(struct reading *reading, const struct comparison *comparison,
			    struct node *sum)
{
	unsigned number;

	if (sum->kind != SUM || sum->compared)
		sum = make_of(reading, SUM, sum);
	if (!sum)
		return NULL;
	if (!take_number(reading, &number))
		return refuse(reading, "it compares with what is no small whole number");
	if (comparison->equal)
		return sum_of_just(reading, sum, number);
	sum = sum_of_least(reading, sum, number + comparison->more, comparison->fewer);
	return comparison->fewer ? make_of(reading, NOT, sum) : sum;
}

static struct node *read_compared(struct reading *reading)
{
	struct node *sum = read_sum(reading);

	for (size_t i = 0; sum && i < sizeof(comparisons) / sizeof(comparisons[0]); i++)
		if (take_sign(reading, comparisons[i].sign))
			return compare(reading, &comparisons[i], sum);
	return sum;
}

static struct node *read_joined(struct reading *reading, enum kind kind, const char *sign,
				struct node *(*read)(struct reading *reading))
{
	struct node *node = read(reading), *joined = node;

	while (node && take_sign(reading, sign)) {
		if (joined == node)
			joined = make_of(reading, kind, node);
		node = read(reading);
		if (!joined || !node)
			return NULL;
		add(joined, node);
	}
	return node ? joined : NULL;
}

static struct node *read_both(struct reading *reading)
{
	return read_joined(reading, AND, "&&", read_compared);
}

static struct node *read_either(struct reading *reading)
{
	return read_joined(reading, OR, "||", read_both);
}

static struct node *read_whole(struct reading *reading)
{
	struct node *node = read_either(reading);

	skip_blanks(reading);
	if (node && reading->at < reading->text.len && reading->text.data[reading->at] != '#')
		return refuse(reading, "it reckons with more than how many of its rules hold");
	return node;
}

/* --- from tree to rules --- */

static void emit(struct reading *reading, struct import_rule *rule, const struct node *node);

/* The rule that holds where the node does: the named one, or a part made for it. */
static void rest(struct reading *reading, struct import_rule *rule, enum import_rests rests,
		 const struct node *node)
{
	struct import_rule *on = node->rule;

	if (node->kind != NAME) {
		on = import_part(reading->import, rule);
		if (!on) {
			refuse(reading, "too many rules");
			return;
		}
		emit(reading, on, node);
	}
	if (!reading->refusal && !import_rest(reading->import, rule, rests, on))
		refuse(reading, "it joins too many rules, too deeply, or cannot hold");
}

static void rest_on_each(struct reading *reading, struct import_rule *rule, enum import_rests rests,
			 const struct node *of)
{
	for (const struct node *child = of->first; child && !reading->refusal; child = child->next)
		if (child->kind == NOT)
			refuse(reading, "it may hold where nothing is found");
		else
			rest(reading, rule, rests, child);
}

/* None of several is none of each. */
static void rest_on_none(struct reading *reading, struct import_rule *rule, const struct node *node)
{
	if (node->kind == OR || (node->kind == SUM && node->least == 1))
		rest_on_each(reading, rule, IMPORT_NONE, node);
	else
		rest(reading, rule, IMPORT_NONE, node);
}

static void emit_and(struct reading *reading, struct import_rule *rule, const struct node *node)
{
	for (const struct node *child = node->first; child && !reading->refusal;
	     child = child->next) {
		if (child->kind == AND)
			emit_and(reading, rule, child);
		else if (child->kind == NOT)
			rest_on_none(reading, rule, child->first);
		else
			rest(reading, rule, IMPORT_ALL, child);
	}
}

static void emit(struct reading *reading, struct import_rule *rule, const struct node *node)
{
	switch (node->kind) {
	case NAME:
		rest(reading, rule, IMPORT_ALL, node);
		break;
	case NOT:
		refuse(reading, "it may hold where nothing is found");
		break;
	case AND:
		emit_and(reading, rule, node);
		break;
	case OR:
		rest_on_each(reading, rule, IMPORT_ANY, node);
		break;
	case SUM:
		rule->at_least = node->least;
		rest_on_each(reading, rule, node->least > 1 ? IMPORT_AT_LEAST : IMPORT_ANY, node);
		break;
	}
	if (rule->rests[IMPORT_ALL].count + rule->rests[IMPORT_ANY].count +
		    rule->rests[IMPORT_AT_LEAST].count ==
	    0)
		refuse(reading, "it may hold where nothing is found");
}

const char *import_meta(struct import *import, struct import_rule *rule, struct slice expression,
			import_find_rule *find, void *context)
{
	struct reading reading = {
		.import = import,
		.text = expression,
		.find = find,
		.context = context,
	};
	const struct node *tree = read_whole(&reading);

	if (tree)
		emit(&reading, rule, tree);
	return reading.refusal;
}
