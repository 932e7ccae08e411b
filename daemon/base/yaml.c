/* yaml.c - see yaml.h; the only room that speaks libyaml. Events in, our own small tree out. */
#include "yaml.h"

#include "utf8.h"

#include <yaml.h>

struct builder {
	yaml_parser_t parser;
	struct arena *arena;
	struct complaints *complaints;
	const char *file;
	struct slice text;
	size_t nodes;
	bool failed;
};

static struct place place_of(const struct builder *builder, yaml_mark_t mark)
{
	return (struct place){ builder->file, (unsigned)mark.line + 1, (unsigned)mark.column + 1 };
}

static void fail(struct builder *builder, yaml_mark_t mark, const char *code, const char *text)
{
	if (!builder->failed)
		complaints_add(builder->complaints, place_of(builder, mark), COMPLAINT_ERROR, code,
			       "%s", text);
	builder->failed = true;
}

static struct place place_of_byte(struct slice text, size_t at, const char *file)
{
	struct place place = { file, 1, 1 };

	for (size_t i = 0; i < at && i < text.len; i++) {
		place.column++;
		if (text.data[i] == '\n') {
			place.line++;
			place.column = 1;
		}
	}
	return place;
}

/* libyaml's reader refuses control characters without a mark, but says which byte it was. */
static void complain_control(struct builder *builder)
{
	complaints_add(builder->complaints,
		       place_of_byte(builder->text, builder->parser.problem_offset, builder->file),
		       COMPLAINT_ERROR, "yaml-syntax",
		       "a control character stands here; remove it");
}

/* What libyaml finds, and how it is mended. */
static const struct remedy {
	const char *found; /* a part of what it says */
	bool at_context;   /* better shown where it began */
	const char *remedy;
} remedies[] = {
	{ "escape code", false, "write the character itself" },
	{ "hexdecimal", false,
	  "write the character itself, or a backslash doubled or in 'single quotes'" },
	{ "flow node", false,
	  "between [ ] and { } stands one value behind each comma; quote one that begins with a "
	  "special character" },
	{ "cannot start any token", false,
	  "indent with blanks, not with tabs, and quote text that begins with a special "
	  "character" },
	{ "escape character", false,
	  "a backslash means itself in 'single quotes', not in \"double\" ones" },
	{ "tab character", false, "indent with blanks, not with tabs" },
	{ "flow sequence", true,
	  "close the [ with ], and quote text in it that holds a comma, ': ' or ' #'" },
	{ "flow mapping", true,
	  "close the { with }, and quote text in it that holds a comma, ': ' or ' #'" },
	{ "block collection", false, "indent it as the lines above" },
	{ "block mapping", false, "indent it as the lines above, or quote the text that it is" },
	{ "quoted scalar", true, "close the quotation mark" },
};
static const struct remedy other_remedy = {
	"", false, "quote text that holds ': ' or ' #' or begins with a special character"
};

static const struct remedy *remedy_of(const char *problem, const char *context)
{
	for (size_t i = 0; i < sizeof(remedies) / sizeof(remedies[0]); i++)
		if (strstr(problem, remedies[i].found) || strstr(context, remedies[i].found))
			return &remedies[i];
	return &other_remedy;
}

static void complain_syntax(struct builder *builder)
{
	const yaml_parser_t *parser = &builder->parser;
	const char *problem = parser->problem ? parser->problem : "not YAML";
	const char *context = parser->context ? parser->context : "";
	const struct remedy *remedy = remedy_of(problem, context);
	bool has_mark = parser->problem_mark.line || parser->problem_mark.column;
	yaml_mark_t mark =
		has_mark && !remedy->at_context ? parser->problem_mark : parser->context_mark;

	complaints_add(builder->complaints, place_of(builder, mark), COMPLAINT_ERROR, "yaml-syntax",
		       "%s%s%s; %s", problem, *context ? " " : "", context, remedy->remedy);
}

static bool next_event(struct builder *builder, yaml_event_t *ret_event)
{
	yaml_parser_t *parser = &builder->parser;

	if (yaml_parser_parse(parser, ret_event))
		return true;
	if (parser->error == YAML_MEMORY_ERROR)
		fail(builder, parser->mark, "memory", "out of memory");
	else if (parser->error == YAML_READER_ERROR && !builder->failed)
		complain_control(builder);
	else if (!builder->failed)
		complain_syntax(builder);
	builder->failed = true;
	return false;
}

static struct yaml *new_node(struct builder *builder, enum yaml_type type,
			     const yaml_event_t *event)
{
	struct yaml *node;

	if (++builder->nodes > YAML_NODES_MAX) {
		fail(builder, event->start_mark, "too-large",
		     "more than a million values in one file; split it");
		return NULL;
	}
	node = arena_calloc(builder->arena, 1, sizeof(*node));
	if (!node) {
		fail(builder, event->start_mark, "memory", "out of memory");
		return NULL;
	}
	node->type = type;
	node->place = place_of(builder, event->start_mark);
	return node;
}

static struct slice scalar_text(struct builder *builder, const yaml_event_t *event)
{
	struct slice text = { (const char *)event->data.scalar.value, event->data.scalar.length };

	if (memchr(text.data, '\0',
		   text.len)) { /* by the escape \0: whoever reads it as a string would see half */
		fail(builder, event->start_mark, "yaml-syntax",
		     "the text holds a NUL character; remove it");
		return (struct slice){ 0 };
	}
	text = arena_copy(builder->arena, text);
	if (!text.data)
		fail(builder, event->start_mark, "memory", "out of memory");
	return text;
}

static bool has_anchor_or_tag(const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return event->data.scalar.anchor || event->data.scalar.tag;
	case YAML_SEQUENCE_START_EVENT:
		return event->data.sequence_start.anchor || event->data.sequence_start.tag;
	case YAML_MAPPING_START_EVENT:
		return event->data.mapping_start.anchor || event->data.mapping_start.tag;
	default:
		return false;
	}
}

/* Of a key or a value; false, and failed, with an anchor, alias or tag. */
static bool without_alias(struct builder *builder, const yaml_event_t *event)
{
	if (event->type != YAML_ALIAS_EVENT && !has_anchor_or_tag(event))
		return true;
	fail(builder, event->start_mark, "yaml-alias",
	     "anchors, aliases and tags (& * !) are not used here; quote the text if it begins "
	     "with such a sign");
	return false;
}

static struct yaml *build(struct builder *builder, yaml_event_t *event, size_t depth);

static struct yaml *build_scalar(struct builder *builder, const yaml_event_t *event)
{
	struct yaml *node = new_node(builder, YAML_SCALAR, event);

	if (!node)
		return NULL;
	node->text = scalar_text(builder, event);
	node->plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	return node->text.data ? node : NULL;
}

static void append(struct yaml *parent, struct yaml **last, struct yaml *child)
{
	if (*last)
		(*last)->next = child;
	else
		parent->first = child;
	*last = child;
	parent->count++;
}

static struct yaml *build_list(struct builder *builder, const yaml_event_t *start, size_t depth)
{
	struct yaml *node = new_node(builder, YAML_LIST, start);
	struct yaml *last = NULL;
	yaml_event_t event;

	while (node && !builder->failed && next_event(builder, &event)) {
		struct yaml *child;

		if (event.type == YAML_SEQUENCE_END_EVENT) {
			yaml_event_delete(&event);
			return node;
		}
		child = build(builder, &event, depth + 1);
		yaml_event_delete(&event);
		if (child)
			append(node, &last, child);
	}
	return NULL;
}

static struct yaml *build_member(struct builder *builder, const yaml_event_t *key, size_t depth)
{
	struct slice name;
	struct yaml *value;
	yaml_event_t event;

	if (!without_alias(builder, key))
		return NULL;
	if (key->type != YAML_SCALAR_EVENT) {
		fail(builder, key->start_mark, "yaml-key", "a key must be a word");
		return NULL;
	}
	name = scalar_text(builder, key);
	if (!name.data || !next_event(builder, &event))
		return NULL;
	value = build(builder, &event, depth + 1);
	yaml_event_delete(&event);
	if (value) {
		value->key = name;
		value->key_place = place_of(builder, key->start_mark);
	}
	return value;
}

static void complain_duplicate(struct builder *builder, const struct yaml *first,
			       const struct yaml *again)
{
	complaints_add(builder->complaints, again->key_place, COMPLAINT_ERROR, "duplicate-key",
		       "\"%.*s\" stands here twice, first in line %u; keep one",
		       (int)again->key.len, again->key.data, first->key_place.line);
}

static int compare_members(const void *a, const void *b)
{
	const struct yaml *const *left = a;
	const struct yaml *const *right = b;
	int order = strcmp((*left)->key.data, (*right)->key.data);

	if (order)
		return order;
	if ((*left)->key_place.line != (*right)->key_place.line)
		return (*left)->key_place.line < (*right)->key_place.line ? -1 : 1;
	return (*left)->key_place.column < (*right)->key_place.column ? -1 : 1;
}

/* Sorted, so that a mapping of a hundred thousand keys takes no square time. */
static void check_duplicates(struct builder *builder, const struct yaml *mapping)
{
	const struct yaml **members =
		malloc((mapping->count ? mapping->count : 1) * sizeof(*members));
	size_t count = 0;

	if (!members) {
		complaints_add(builder->complaints, mapping->place, COMPLAINT_ERROR, "memory",
			       "out of memory");
		return;
	}
	for (const struct yaml *member = mapping->first; member; member = member->next)
		members[count++] = member;
	qsort(members, count, sizeof(*members), compare_members);
	for (size_t i = 1; i < count; i++) {
		if (slice_equal(members[i - 1]->key, members[i]->key))
			complain_duplicate(builder, members[i - 1], members[i]);
	}
	free(members);
}

static struct yaml *build_mapping(struct builder *builder, const yaml_event_t *start, size_t depth)
{
	struct yaml *node = new_node(builder, YAML_MAPPING, start);
	struct yaml *last = NULL;
	yaml_event_t event;

	while (node && !builder->failed && next_event(builder, &event)) {
		struct yaml *child;

		if (event.type == YAML_MAPPING_END_EVENT) {
			yaml_event_delete(&event);
			check_duplicates(builder, node);
			return node;
		}
		child = build_member(builder, &event, depth);
		yaml_event_delete(&event);
		if (child)
			append(node, &last, child);
	}
	return NULL;
}

/* The value that begins with `event`, which stays the caller's. */
static struct yaml *build(struct builder *builder, yaml_event_t *event, size_t depth)
{
	if (!without_alias(builder, event))
		return NULL;
	if (depth > YAML_DEPTH_MAX) {
		fail(builder, event->start_mark, "yaml-depth", "nested too deeply");
		return NULL;
	}
	switch (event->type) {
	case YAML_SCALAR_EVENT:
		return build_scalar(builder, event);
	case YAML_SEQUENCE_START_EVENT:
		return build_list(builder, event, depth);
	case YAML_MAPPING_START_EVENT:
		return build_mapping(builder, event, depth);
	default:
		fail(builder, event->start_mark, "yaml-syntax", "a value is expected here");
		return NULL;
	}
}

/* Between stream start and stream end: nothing, or one document. */
static struct yaml *build_documents(struct builder *builder)
{
	struct yaml *root = NULL;
	yaml_event_t event;
	bool end = false;

	while (!end && !builder->failed && next_event(builder, &event)) {
		if (event.type == YAML_STREAM_END_EVENT) {
			end = true;
			if (!root)
				root = new_node(builder, YAML_MAPPING, &event);
		} else if (event.type == YAML_DOCUMENT_START_EVENT && root) {
			fail(builder, event.start_mark, "yaml-syntax",
			     "a second document begins here; keep one");
		} else if (event.type != YAML_STREAM_START_EVENT &&
			   event.type != YAML_DOCUMENT_START_EVENT &&
			   event.type != YAML_DOCUMENT_END_EVENT) {
			root = build(builder, &event, 0);
		}
		yaml_event_delete(&event);
	}
	return builder->failed ? NULL : root;
}

const struct yaml *yaml_parse(struct slice text, const char *file, struct arena *arena,
			      struct complaints *complaints)
{
	const struct yaml *root;
	size_t bad_at = 0;

	text = slice_without_mark(text);
	struct builder builder = {
		.arena = arena, .complaints = complaints, .file = file, .text = text
	};
	if (!utf8_valid(text, &bad_at)) {
		complaints_add(complaints, place_of_byte(text, bad_at, file), COMPLAINT_ERROR,
			       "not-utf8", "the file is not UTF-8 here; save it as UTF-8");
		return NULL;
	}
	if (!yaml_parser_initialize(&builder.parser)) {
		complaints_add(complaints, (struct place){ file, 0, 0 }, COMPLAINT_ERROR, "memory",
			       "out of memory");
		return NULL;
	}
	yaml_parser_set_encoding(&builder.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&builder.parser,
				     (const unsigned char *)(text.data ? text.data : ""), text.len);
	root = build_documents(&builder);
	yaml_parser_delete(&builder.parser);
	return root;
}

const struct yaml *yaml_get(const struct yaml *mapping, const char *key)
{
	if (!mapping || mapping->type != YAML_MAPPING)
		return NULL;
	for (const struct yaml *member = mapping->first; member; member = member->next) {
		if (slice_is(member->key, key))
			return member;
	}
	return NULL;
}

const char *yaml_type_name(enum yaml_type type)
{
	static const char *const names[] = {
		[YAML_SCALAR] = "a single value",
		[YAML_LIST] = "a list",
		[YAML_MAPPING] = "a mapping (key: value)",
	};

	return names[type];
}
