/*
 * incidents.c - incidents in the store. What an incident does is alarm's business; that two nodes
 * never do it at once is livvakt.lua's (incident_create, incident_update); here are the calls.
 */
#include "incidents.h"

#include "json.h"
#include "keys.h"
#include "place.h"

#include <stdio.h>
#include <string.h>

#define KEEP_US (INT64_C(400) * 24 * 3600 * 1000000)
/* What the scope of a single comment begins with; its id follows. */
#define COMMENT "comment:"
enum { JSON_BYTES = 65536, PAGE = 50, COMMENT_LEN = sizeof(COMMENT) - 1 };

static void change_command(struct redis_command *command, const char *function,
			   const struct incidents_settings *settings,
			   const struct incident *incident, int64_t now_us,
			   char prefix[KEYS_PREFIX_MAX], char brand[KEYS_BRAND_MAX])
{
	keys_prefix(settings->partition, prefix);
	redis_command_call(command, function, prefix);
	redis_command_add_integer(command, now_us);
	redis_command_add_text(command, incident->id);
	redis_command_add(command, keys_escape(slice_from(incident->brand), brand));
	redis_command_add_text(command, incident->scope);
	redis_command_add_text(command, incident_state_name(incident->state));
	redis_command_add_integer(command, incident->opened_at_us);
}

/* What it is, and what was known when that was decided. */
static void add_claims(struct redis_command *command, const struct incidents_within *seen,
		       const struct incident *incident)
{
	redis_command_add_text(command, incident->beside ? "beside" : "");
	if (!seen)
		return;
	redis_command_add_text(command, "seen");
	for (size_t i = 0; i < seen->count; i++)
		redis_command_add_text(command, seen->scopes[i]);
}

/* Stores the incident as it shall stand; its version in the text is already the new one. */
static int change(struct redis_link *link, struct redis_command *command,
		  const struct incidents_settings *settings, const struct incident *incident,
		  const struct effects *effects, struct error *error)
{
	struct buffer json, packed;
	struct redisReply *reply = NULL;
	int r;

	buffer_init(&json, JSON_BYTES);
	buffer_init(&packed, EFFECTS_BYTES);
	incident_write_json(incident, &json);
	effects_pack(effects, &packed);
	redis_command_add(command, buffer_slice(&json));
	redis_command_add_integer(command, settings->keep_us > 0 ? settings->keep_us : KEEP_US);
	redis_command_add(command, buffer_slice(&packed));
	if (incident->version > 1)
		redis_command_add_integer(command, (int64_t)incident->version - 1);
	add_claims(command, settings->seen, incident);
	if (buffer_failed(&json) || buffer_failed(&packed))
		r = error_set(error, ERROR_LIMIT, "%s or a message of it is too large",
			      incident->id);
	else
		r = redis_link_command(link, command, &reply, error);
	if (r == 0)
		redis_reply_free(reply);
	buffer_done(&packed);
	buffer_done(&json);
	return r;
}

int incident_create_if_none_open(struct redis_link *link, const struct incidents_settings *settings,
				 struct incident *incident, const struct effects *effects,
				 int64_t now_us, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], brand[KEYS_BRAND_MAX];
	struct redis_command command;
	struct incident stored = *incident;

	stored.version = 1;
	change_command(&command, "livvakt_incident_create", settings, &stored, now_us, prefix,
		       brand);
	int r = change(link, &command, settings, &stored, effects, error);
	if (r == 0)
		incident->version = stored.version;
	return r;
}

int incident_update(struct redis_link *link, const struct incidents_settings *settings,
		    struct incident *incident, const struct effects *effects, int64_t now_us,
		    struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], brand[KEYS_BRAND_MAX];
	struct redis_command command;
	struct incident stored = *incident;

	stored.version++;
	if (stored.version < 2)
		return error_set(error, ERROR_INVALID, "%s was never stored", incident->id);
	change_command(&command, "livvakt_incident_update", settings, &stored, now_us, prefix,
		       brand);
	int r = change(link, &command, settings, &stored, effects, error);
	if (r == 0)
		incident->version = stored.version;
	return r;
}

/* --- an author who is forgotten --- */

static bool names_who_is_gone(const struct incident *incident)
{
	return incident->example_count == 0 &&
	       strncmp(incident->scope, COMMENT, COMMENT_LEN) == 0 &&
	       strcmp(incident->scope, "comment:intents") != 0 &&
	       strcmp(incident->scope + COMMENT_LEN, incident->id) != 0;
}

/* The functions keep the scope of before, for what has become its brand's. */
static int remove_name(struct redis_link *link, unsigned partition, const struct incident *before,
		       struct error *error)
{
	char key[KEYS_KEY_MAX], latest[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "UNLINK");
	redis_command_add(&command,
			  keys_build(partition, "incident-latest", slice_from(before->brand),
				     slice_from(before->scope), latest));
	int r = redis_link_carry_out(link, &command, error);
	if (r < 0)
		return r;
	redis_command_init(&command, "HDEL");
	redis_command_add(&command, keys_build(partition, "incident", (struct slice){ 0 },
					       slice_from(before->id), key));
	redis_command_add_text(&command, "narrower");
	return redis_link_carry_out(link, &command, error);
}

int incident_update_forgotten(struct redis_link *link, const struct incidents_settings *settings,
			      struct incident *incident, int64_t now_us, struct error *error)
{
	if (!names_who_is_gone(incident))
		return incident_update(link, settings, incident, NULL, now_us, error);
	const struct incident before = *incident;

	(void)snprintf(incident->scope, sizeof(incident->scope), COMMENT "%s", incident->id);
	int r = incident_update(link, settings, incident, NULL, now_us, error);
	return r < 0 ? r : remove_name(link, settings->partition, &before, error);
}

/* --- reading --- */

static int read_incident(struct slice text, struct incident *ret_incident, struct error *error)
{
	struct json *json = json_parse(text, error);

	if (!json)
		return error_prefix(error, "a stored incident cannot be read");
	bool fine = incident_read_json(json, ret_incident);
	json_free(json);
	if (fine)
		return 0;
	return error_set(error, ERROR_INVALID, "a stored incident cannot be read");
}

int incident_load(struct redis_link *link, unsigned partition, struct slice id,
		  struct incident *ret_incident, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	if (id.len == 0 || id.len >= INCIDENT_ID_MAX)
		return error_set(error, ERROR_NOT_FOUND, "no such incident");
	redis_command_init(&command, "HGET");
	redis_command_add(&command,
			  keys_build(partition, "incident", (struct slice){ 0 }, id, key));
	redis_command_add_text(&command, "json");
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	if (redis_reply_is_nil(reply))
		r = error_set(error, ERROR_NOT_FOUND, "no incident %.*s", (int)id.len, id.data);
	else
		r = read_incident(redis_reply_text(reply), ret_incident, error);
	redis_reply_free(reply);
	return r;
}

int incident_latest(struct redis_link *link, unsigned partition, struct slice brand,
		    struct slice scope, struct incident *ret_incident, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "GET");
	redis_command_add(&command, keys_build(partition, "incident-latest", brand, scope, key));
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	if (redis_reply_is_nil(reply))
		r = error_set(error, ERROR_NOT_FOUND, "there was no incident");
	else
		r = incident_load(link, partition, redis_reply_text(reply), ret_incident, error);
	redis_reply_free(reply);
	return r;
}

static int show(const struct redisReply *reply,
		bool (*each)(void *context, const struct incident *incident), void *context,
		struct error *error)
{
	for (size_t i = 0; i < redis_reply_count(reply); i++) {
		struct incident incident;
		int r = read_incident(redis_reply_text(redis_reply_at(reply, i)), &incident, error);
		if (r < 0)
			return r;
		if (!each(context, &incident))
			break;
	}
	return 0;
}

/* `command` has its function; what it answers is shown. */
static int list_some(struct redis_link *link, const struct redis_command *command,
		     bool (*each)(void *context, const struct incident *incident), void *context,
		     struct error *error)
{
	struct redisReply *reply = NULL;
	int r = redis_link_command(link, command, &reply, error);

	if (r < 0)
		return r;
	r = show(reply, each, context, error);
	redis_reply_free(reply);
	return r;
}

int incident_list(struct redis_link *link, unsigned partition, const struct incident_filter *filter,
		  bool (*each)(void *context, const struct incident *incident), void *context,
		  struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], brand[KEYS_BRAND_MAX];
	struct redis_command command;
	size_t max = filter->max ? filter->max : PAGE;
	bool all = filter->state == INCIDENT_STATE_COUNT;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_incident_list", prefix);
	redis_command_add(&command, keys_escape(filter->brand, brand));
	redis_command_add_text(&command, all ? "" : incident_state_name(filter->state));
	redis_command_add(&command, filter->after);
	redis_command_add_integer(&command,
				  max < INCIDENTS_PAGE_MAX ? (int64_t)max : INCIDENTS_PAGE_MAX);
	if (filter->before_us)
		redis_command_add_integer(&command, filter->before_us);
	return list_some(link, &command, each, context, error);
}

static int list_scopes(struct redis_link *link, unsigned partition, struct slice brand,
		       struct slice scope, bool begins,
		       bool (*each)(void *context, const struct incident *incident), void *context,
		       struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], escaped[KEYS_BRAND_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_incident_list_scope", prefix);
	redis_command_add(&command, keys_escape(brand, escaped));
	redis_command_add(&command, scope);
	redis_command_add_integer(&command, INCIDENTS_SCOPE_MAX);
	redis_command_add_text(&command, begins ? "1" : "0");
	return list_some(link, &command, each, context, error);
}

int incident_list_scope(struct redis_link *link, unsigned partition, struct slice brand,
			struct slice scope,
			bool (*each)(void *context, const struct incident *incident), void *context,
			struct error *error)
{
	return list_scopes(link, partition, brand, scope, false, each, context, error);
}

int incident_list_scopes(struct redis_link *link, unsigned partition, struct slice brand,
			 struct slice begins,
			 bool (*each)(void *context, const struct incident *incident),
			 void *context, struct error *error)
{
	return list_scopes(link, partition, brand, begins, true, each, context, error);
}

int incident_list_within(struct redis_link *link, unsigned partition, struct slice brand,
			 bool (*each)(void *context, const struct incident *incident),
			 void *context, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], escaped[KEYS_BRAND_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_incident_list_within", prefix);
	redis_command_add(&command, keys_escape(brand, escaped));
	return list_some(link, &command, each, context, error);
}

int incident_place(struct redis_link *link, unsigned partition, struct slice id,
		   int64_t *ret_opened_us, struct error *error)
{
	return place_read(link, partition, "incidents", id, ret_opened_us, error);
}
