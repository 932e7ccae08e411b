/*
 * rule_source.c - walks the rule folders and hands every file to the one who reads its kind.
 *
 * The only place of the judge's room that touches the file system, and only while rules are loaded.
 */
#include "rule_source.h"
#include "buffer.h"
#include "crypto.h"
#include "file.h"
#include "language_file.h"
#include "list_file.h"
#include "suggest.h"
#include <stdio.h>
#include <stdlib.h>

enum { PATH_BYTES_MAX = 4096, CHUNK_BYTES = 1 << 18 };

/* One file on its way in. */
struct intake {
	struct rule_source *source;
	struct complaints *complaints;
	const char *path; /* in the arena */
	size_t root;
	enum language folder;
	struct slice text; /* in the arena */
};

static void complain(struct complaints *complaints, const char *path, const char *code,
		     const char *text)
{
	complaints_add(complaints, (struct place){ path, 0, 0 }, COMPLAINT_ERROR, code, "%s", text);
}

static void out_of_memory(struct complaints *complaints, const char *path)
{
	complain(complaints, path, "too-large",
		 "the rules need more memory than allowed; split or shorten the files");
}

/* Arrays in the arena, doubled by copying when full: these are few. NULL after a complaint. */
static void *grown(struct intake *intake, void *items, size_t count, size_t bytes)
{
	size_t capacity = count ? 2 * count : 8;
	void *bigger;

	if (count > 0 && (count < 8 || (count & (count - 1)) != 0))
		return items; /* full only at 8, 16, 32 … */
	bigger = arena_calloc(&intake->source->arena, capacity, bytes);
	if (!bigger)
		out_of_memory(intake->complaints, intake->path);
	else if (count > 0)
		memcpy(bigger, items, count * bytes);
	return bigger;
}

/* --- kinds of files --- */

/* Whoever takes a pack along to another folder forgets this line: then it finds the lists of one
 * language, and judges another. */
static void check_folder(struct intake *intake, const struct pack *pack)
{
	const language_set norwegian = language_bit(LANGUAGE_NB) | language_bit(LANGUAGE_NN);
	const language_set folder = language_bit(intake->folder);

	if (intake->folder == LANGUAGE_ANY || pack->languages & folder ||
	    (pack->languages & norwegian && folder & norwegian))
		return;
	complaints_add(
		intake->complaints, pack->name.place, COMPLAINT_WARNING, "language-folder",
		"this pack lies in %s/, whose lists it finds, but its rules are for %s; write "
		"language: %s, or move it to the folder of its language (common/ for any)",
		language_name(intake->folder),
		pack->languages & language_bit(LANGUAGE_ANY) ? "every language" : "other languages",
		language_name(intake->folder));
}

static void add_pack(struct intake *intake)
{
	struct rule_source *source = intake->source;
	const struct pack *pack =
		pack_parse(intake->text, intake->path, &source->arena, intake->complaints);
	struct source_pack *items;

	if (!pack)
		return;
	items = grown(intake, source->packs, source->pack_count, sizeof(*items));
	if (!items)
		return;
	source->packs = items;
	check_folder(intake, pack);
	items[source->pack_count++] = (struct source_pack){ intake->root, intake->folder, pack };
}

static void add_language(struct intake *intake)
{
	struct rule_source *source = intake->source;
	struct source_language language = { 0 }, *items;

	if (intake->folder == LANGUAGE_ANY) {
		complain(intake->complaints, intake->path, "unknown-file",
			 "common/ has no language; move this to a language's folder");
		return;
	}
	if (!language_file_parse(intake->text, intake->path, intake->folder, &source->arena,
				 intake->complaints, &language))
		return;
	items = grown(intake, source->languages, source->language_count, sizeof(*items));
	if (!items)
		return;
	source->languages = items;
	items[source->language_count++] = language;
}

static void add_sentiment(struct intake *intake)
{
	struct rule_source *source = intake->source;
	struct source_sentiment sentiment = { .language = intake->folder }, *items;

	if (!sentiment_file_parse(intake->text, intake->path, &source->arena, intake->complaints,
				  &sentiment.words))
		return;
	items = grown(intake, source->sentiments, source->sentiment_count, sizeof(*items));
	if (!items)
		return;
	source->sentiments = items;
	items[source->sentiment_count++] = sentiment;
}

static void add_list(struct intake *intake)
{
	struct rule_source *source = intake->source;
	const char *slash = strrchr(intake->path, '/'), *name = slash ? slash + 1 : intake->path;
	struct source_list *items, list = {
		.root = intake->root,
		.language = intake->folder,
		.name = { name, strlen(name) - strlen(".txt") },
		.place = { intake->path, 1, 1 },
	};

	if (!list_file_parse(intake->text, intake->path, &source->arena, intake->complaints,
			     &list.entries))
		return;
	items = grown(intake, source->lists, source->list_count, sizeof(*items));
	if (!items)
		return;
	source->lists = items;
	items[source->list_count++] = list;
}

/* --- what is where --- */

static const char *const folder_names[] = { "common", "sv", "nb", "nn", "da", "de", "en" };
enum { FOLDERS = sizeof(folder_names) / sizeof(folder_names[0]) };

static bool folder_from_name(const char *name, size_t len, enum language *ret_language)
{
	enum language language = LANGUAGE_ANY;

	for (size_t i = 0; i < FOLDERS; i++) {
		if (strlen(folder_names[i]) != len || memcmp(folder_names[i], name, len) != 0)
			continue;
		if (i > 0)
			(void)language_from_name(slice_from(folder_names[i]), &language);
		*ret_language = language;
		return true;
	}
	return false;
}

static bool ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), end_len = strlen(end);

	return len > end_len && strcmp(name + len - end_len, end) == 0;
}

typedef void add_file(struct intake *intake);

/* Who reads a file of this name within a language's folder; NULL: nobody. */
static add_file *reader_of(const char *name)
{
	if (strncmp(name, "lists/", 6) == 0)
		return ends_with(name + 6, ".txt") && !strchr(name + 6, '/') ? add_list : NULL;
	if (strchr(name, '/'))
		return NULL;
	if (strcmp(name, "language.yaml") == 0)
		return add_language;
	if (strcmp(name, "sentiment.txt") == 0)
		return add_sentiment;
	return ends_with(name, ".yaml") ? add_pack : NULL;
}

static void complain_of_folder(struct complaints *complaints, const char *path, const char *inside)
{
	struct slice name = { inside, strcspn(inside, "/") };
	const char *near = suggest_nearest(name, folder_names, FOLDERS);

	complaints_add(
		complaints, (struct place){ path, 0, 0 }, COMPLAINT_ERROR, "unknown-file",
		"a rule folder holds common/ and one folder a language (sv nb nn da de en)%s%s%s; "
		"rename it or move it away",
		near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
}

static bool find_reader(struct complaints *complaints, const char *path, const char *inside,
			enum language *ret_folder, add_file **ret_reader)
{
	size_t len = strcspn(inside, "/");

	if (!folder_from_name(inside, len, ret_folder) || inside[len] == '\0') {
		complain_of_folder(complaints, path, inside);
		return false;
	}
	*ret_reader = reader_of(inside + len + 1);
	if (!*ret_reader)
		complain(complaints, path, "unknown-file",
			 "here belong packs (<name>.yaml), language.yaml, sentiment.txt and "
			 "lists/<name>.txt; rename it or move it away");
	return *ret_reader != NULL;
}

void rule_source_init(struct rule_source *source)
{
	*source = (struct rule_source){ .store = NULL };
	arena_init(&source->arena, CHUNK_BYTES, RULE_SOURCE_BYTES_MAX);
}

void rule_source_done(struct rule_source *source)
{
	arena_done(&source->arena);
	free(source->files);
	free(source->parts);
	*source = (struct rule_source){ .store = NULL };
}

/* False when memory is out. */
static bool add_file_to(struct rule_source *source, const struct source_file *file)
{
	size_t count = source->file_count;
	struct source_file *files = reallocarray(source->files, count + 1, sizeof(*files));
	struct slice *parts;

	if (!files)
		return false;
	source->files = files;
	parts = reallocarray(source->parts, 2 * (count + 1), sizeof(*parts));
	if (!parts)
		return false;
	source->parts = parts;
	files[count] = *file;
	parts[2 * count] = slice_from(file->inside);
	parts[2 * count + 1] = file->text;
	source->file_count++;
	return true;
}

/* False after a complaint. */
static bool gather(struct rule_source *source, size_t root, const char *path, const char *inside,
		   struct slice text, struct complaints *complaints)
{
	struct source_file file = { .root = root };

	if (source->file_count >= RULE_SOURCE_FILES_MAX) {
		complain(complaints, path, "too-large",
			 "more than 4000 rule files; put some together");
		return false;
	}
	file.path = arena_string(&source->arena, slice_from(path));
	file.inside = file.path ? file.path + strlen(path) - strlen(inside) : NULL;
	file.text = arena_copy(&source->arena, text);
	if (file.path && file.text.data && add_file_to(source, &file))
		return true;
	out_of_memory(complaints, path);
	return false;
}

static void parse(struct rule_source *source, const struct source_file *file,
		  struct complaints *complaints)
{
	struct intake intake = {
		.source = source,
		.complaints = complaints,
		.path = file->path,
		.root = file->root,
		.text = file->text,
	};
	add_file *reader = NULL;

	if (find_reader(complaints, file->path, file->inside, &intake.folder, &reader))
		reader(&intake);
}

void rule_source_add(struct rule_source *source, size_t root, const char *path, const char *inside,
		     struct slice text, struct complaints *complaints)
{
	if (gather(source, root, path, inside, text, complaints))
		parse(source, &source->files[source->file_count - 1], complaints);
}

/* --- hash --- */

static unsigned crockford_value(char digit)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	const char *at = strchr(digits, digit);

	return at ? (unsigned)(at - digits) : 0;
}

/* The first 64 bits of the content id, as 16 hexadecimal digits. */
static void hash_of(const char *id, char ret_hash[RULE_HASH_TEXT_MAX])
{
	uint64_t hash = 0;

	for (size_t i = 0; i < 13 && id[i]; i++)
		hash = hash << 5 | crockford_value(id[i]);
	snprintf(ret_hash, RULE_HASH_TEXT_MAX, "%016llx", (unsigned long long)hash);
}

void rule_source_hash(const struct slice *parts, size_t count, char ret_hash[RULE_HASH_TEXT_MAX])
{
	char id[CRYPTO_ID_TEXT_MAX];

	crypto_content_id(parts, count, id);
	hash_of(id, ret_hash);
}

void rule_source_finish(struct rule_source *source)
{
	crypto_content_id(source->parts, 2 * source->file_count, source->id);
	hash_of(source->id, source->hash);
}

/* --- the walk --- */

struct walk {
	struct rule_source *source;
	struct complaints *complaints;
	struct buffer content;
	size_t root;
	size_t root_len; /* bytes of the root's path, and a slash */
};

static void walk_folder(struct walk *walk, const char *folder, unsigned depth);

static void walk_file(struct walk *walk, const char *path)
{
	const char *inside = path + walk->root_len;
	struct error error = { 0 };
	enum language folder;
	add_file *reader;

	if (!find_reader(walk->complaints, path, inside, &folder, &reader))
		return; /* not read: it may be anything */
	if (file_exists(path) && !file_is_regular(path)) {
		complain(walk->complaints, path, "unreadable",
			 "this is no file but a pipe, a socket or a device; take it out");
		return;
	}
	buffer_clear(&walk->content);
	if (file_read(path, PACK_FILE_MAX, &walk->content, &error) < 0)
		complain(walk->complaints, path, "unreadable", error.text);
	else
		(void)gather(walk->source, walk->root, path, inside, buffer_slice(&walk->content),
			     walk->complaints);
}

/* Folders stand directly in the root, and in them only lists/. */
static bool folder_is_known(const struct walk *walk, const char *path, unsigned depth)
{
	const char *inside = path + walk->root_len, *name = strrchr(path, '/') + 1;
	enum language folder;

	if (depth == 0)
		return folder_from_name(inside, strlen(inside), &folder);
	return depth == 1 && strcmp(name, "lists") == 0;
}

static void walk_name(struct walk *walk, const char *folder, const char *name, unsigned depth)
{
	char path[PATH_BYTES_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s", folder, name);

	if (len < 0 || len >= PATH_BYTES_MAX)
		complain(walk->complaints, folder, "unreadable", "a path in here is too long");
	else if (!file_is_folder(path))
		walk_file(walk, path);
	else if (folder_is_known(walk, path, depth))
		walk_folder(walk, path, depth + 1);
	else
		complain_of_folder(walk->complaints, path, path + walk->root_len);
}

static void walk_folder(struct walk *walk, const char *folder, unsigned depth)
{
	struct file_names names = { 0 };
	struct error error = { 0 };

	if (file_list(folder, &names, &error) < 0) {
		complain(walk->complaints, folder, "unreadable", error.text);
		return;
	}
	for (size_t i = 0; i < names.count; i++)
		walk_name(walk, folder, names.names[i], depth);
	file_names_free(&names);
}

bool rule_source_gather(struct rule_source *source, const char *const *folders, size_t count,
			struct complaints *complaints)
{
	size_t errors = complaints->errors;
	struct error error = { 0 };
	struct walk walk = { .source = source, .complaints = complaints };

	rule_source_init(source);
	if (crypto_init(&error) < 0) {
		complain(complaints, "rules", "too-large", error.text);
		return false;
	}
	buffer_init(&walk.content, PACK_FILE_MAX);
	for (walk.root = 0; walk.root < count; walk.root++) {
		char root[PATH_BYTES_MAX];
		size_t len = strlen(folders[walk.root]);

		while (len > 1 && folders[walk.root][len - 1] == '/')
			len--;
		if (len >= sizeof(root)) {
			complain(complaints, "rules", "unreadable",
				 "the path of a rule folder is too long");
			continue;
		}
		memcpy(root, folders[walk.root], len);
		root[len] = '\0';
		walk.root_len = len + 1;
		walk_folder(&walk, root, 0);
	}
	buffer_done(&walk.content);
	rule_source_finish(source);
	return complaints->errors == errors;
}

void rule_source_parse(struct rule_source *source, struct complaints *complaints)
{
	for (size_t i = 0; i < source->file_count; i++)
		parse(source, &source->files[i], complaints);
}

bool rule_source_read(struct rule_source *source, const char *const *folders, size_t count,
		      struct complaints *complaints)
{
	size_t errors = complaints->errors;

	(void)rule_source_gather(source, folders, count, complaints);
	rule_source_parse(source, complaints);
	return complaints->errors == errors;
}

/* --- lists by their names --- */

static const struct pack_texts *find_own_list(const struct pack *pack, struct slice name)
{
	for (size_t i = 0; i < pack->list_count; i++)
		if (slice_equal(pack->lists[i].name, name))
			return &pack->lists[i].entries;
	return NULL;
}

/* The same root goes before others, the language's folder before common/. */
static const struct pack_texts *find_list_file(const struct rule_source *source,
					       const struct source_pack *pack, struct slice name)
{
	const struct pack_texts *best = NULL;
	int best_rank = -1;

	for (size_t i = 0; i < source->list_count; i++) {
		const struct source_list *list = &source->lists[i];
		int rank = 2 * (list->language == pack->folder) + (list->root == pack->root);

		if (list->language != pack->folder && list->language != LANGUAGE_ANY)
			continue;
		if (!slice_equal(list->name, name) || rank <= best_rank)
			continue;
		best = &list->entries;
		best_rank = rank;
	}
	return best;
}

const struct pack_texts *rule_source_list(const struct rule_source *source,
					  const struct source_pack *pack, struct slice name)
{
	const struct pack_texts *entries = find_own_list(pack->pack, name);

	return entries ? entries : find_list_file(source, pack, name);
}
