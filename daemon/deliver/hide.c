/* hide.c - templates of hide calls; see hide.h. */
#include "hide.h"

#include "http_client_check.h"
#include "suggest.h"
#include "webhook.h"
#include <assert.h>
#include <string.h>

static const char *const field_names[] = {
	[HIDE_ID] = "id",     [HIDE_BRAND] = "brand",	[HIDE_CHANNEL] = "channel",
	[HIDE_POST] = "post", [HIDE_AUTHOR] = "author", [HIDE_REASON] = "reason",
	[HIDE_RULE] = "rule", [HIDE_SECRET] = "secret",
};
static_assert(sizeof(field_names) / sizeof(field_names[0]) == HIDE_FIELD_COUNT,
	      "a name for each field");

/* ---- fields ---- */

void hide_fields_read(const struct json *body, struct hide_fields *ret_fields)
{
	for (size_t i = 0; i < HIDE_FIELD_COUNT; i++)
		ret_fields->values[i] = json_string(json_get(body, field_names[i]));
	ret_fields->values[HIDE_SECRET] = (struct slice){ NULL, 0 };
}

void hide_fields_write(const struct hide_fields *fields, struct buffer *to)
{
	struct json_writer writer;

	json_write_begin(&writer, to);
	json_write_object(&writer);
	for (size_t i = 0; i < HIDE_SECRET; i++) {
		if (fields->values[i].len > 0)
			json_write_member_string(&writer, field_names[i], fields->values[i]);
	}
	json_write_object_end(&writer);
}

/* ---- filling in ---- */

static bool is_unreserved(unsigned char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= 'a' && byte <= 'z') || (byte != '\0' && strchr("-._~", byte));
}

static int add_to_url(struct slice value, struct buffer *to, struct error *error)
{
	(void)error;
	for (size_t i = 0; i < value.len; i++) {
		unsigned char byte = (unsigned char)value.data[i];

		if (is_unreserved(byte))
			buffer_add_char(to, (char)byte);
		else
			buffer_printf(to, "%%%02X", byte);
	}
	return 0;
}

static int add_to_header(struct slice value, struct buffer *to, struct error *error)
{
	if (slice_has_control(value))
		return error_set(error, ERROR_INVALID,
				 "a value for a header holds a line end or another control "
				 "character");
	buffer_add_slice(to, value);
	return 0;
}

/* As a JSON string without its quotation marks: those are the template's. */
static int add_to_body(struct slice value, struct buffer *to, struct error *error)
{
	struct json_writer writer;
	struct buffer quoted;

	buffer_init(&quoted, HIDE_TEXT_MAX);
	json_write_begin(&writer, &quoted);
	json_write_string(&writer, value);
	bool fits = !buffer_failed(&quoted) && quoted.len >= 2;
	if (fits)
		buffer_add(to, quoted.data + 1, quoted.len - 2);
	buffer_done(&quoted);
	return fits ? 0 : error_set(error, ERROR_INVALID, "a value for the body is too long");
}

static int (*const add_to[])(struct slice value, struct buffer *to, struct error *error) = {
	[HIDE_IN_URL] = add_to_url,
	[HIDE_IN_HEADER] = add_to_header,
	[HIDE_IN_BODY] = add_to_body,
};

/* The field whose {name} begins at `at`; HIDE_FIELD_COUNT when none does. */
static enum hide_field field_at(const char *at, size_t *ret_len)
{
	for (size_t i = 0; i < HIDE_FIELD_COUNT; i++) {
		size_t len = strlen(field_names[i]);

		if (at[0] == '{' && strncmp(at + 1, field_names[i], len) == 0 &&
		    at[len + 1] == '}') {
			*ret_len = len + 2;
			return (enum hide_field)i;
		}
	}
	return HIDE_FIELD_COUNT;
}

int hide_expand(const char *template, enum hide_place place, const struct hide_fields *fields,
		struct buffer *to, struct error *error)
{
	for (const char *at = template; *at;) {
		size_t len = 1;
		enum hide_field field = field_at(at, &len);

		if (field == HIDE_FIELD_COUNT) {
			buffer_add_char(to, *at);
		} else {
			int code = add_to[place](fields->values[field], to, error);

			if (code < 0)
				return error_prefix(error, "{%s}", field_names[field]);
		}
		at += len;
	}
	if (buffer_failed(to))
		return error_set(error, ERROR_INVALID,
				 "what comes out of the template is too long");
	return 0;
}

/* ---- complaints ---- */

/* {word} of small letters that is no field: a slip of the pen. JSON's own braces never look like
 * that. */
static bool find_misspelt(const char *template, struct slice *ret_word)
{
	for (const char *at = strchr(template, '{'); at; at = strchr(at + 1, '{')) {
		size_t len = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_"), ignored;

		if (len > 0 && at[len + 1] == '}' && field_at(at, &ignored) == HIDE_FIELD_COUNT) {
			*ret_word = (struct slice){ at + 1, len };
			return true;
		}
	}
	return false;
}

static bool complain_of_field(const char *where, const char *template, struct error *error)
{
	struct slice word;

	if (!template || !find_misspelt(template, &word))
		return false;
	const char *nearest = suggest_nearest(word, field_names, HIDE_FIELD_COUNT);
	if (nearest)
		error_set(error, ERROR_INVALID, "%s: there is no field {%.*s}; did you mean {%s}?",
			  where, (int)word.len, word.data, nearest);
	else
		error_set(error, ERROR_INVALID,
			  "%s: there is no field {%.*s}; there are {id} {brand} {channel} {post} "
			  "{author} {reason} {rule} {secret}",
			  where, (int)word.len, word.data);
	return true;
}

static bool complain_of_shape(const struct config_hide *hide, struct error *error)
{
	struct http_request request = {
		.method = hide->method,
		.url = hide->url,
		.headers = (const char *const *)hide->headers,
		.header_count = hide->header_count,
	};

	if (hide->secret_file && webhook_url_complaint(hide->url)) {
		error_set(error, ERROR_INVALID, "url: %s", webhook_url_complaint(hide->url));
		return true;
	}
	return http_client_check_request(&request, error) < 0;
}

bool hide_complaint(const struct config_hide *hide, struct error *error)
{
	if (complain_of_field("url", hide->url, error) ||
	    complain_of_field("body", hide->body, error))
		return true;
	for (size_t i = 0; i < hide->header_count; i++) {
		if (complain_of_field("headers", hide->headers[i], error))
			return true;
	}
	return complain_of_shape(hide, error);
}

/* ---- answers ---- */

enum hide_answer hide_judge_status(int status)
{
	if (status >= 200 && status < 300)
		return HIDE_DONE;
	if (status == 404 || status == 410)
		return HIDE_GONE;
	/* A wrong request stays wrong; a refused login (401, 403), a time-out and "too many" are
	 * mended by people or time. */
	if (status == 400 || status == 405 || status == 411 || status == 413 || status == 414 ||
	    status == 415 || status == 422)
		return HIDE_REFUSED;
	return HIDE_TRY_AGAIN;
}
