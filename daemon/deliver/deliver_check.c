/* deliver_check.c - see deliver_check.h; the rules themselves are in webhook, hide and email. */
#include "deliver_check.h"

#include "crypto.h"
#include "email.h"
#include "file.h"
#include "hide.h"
#include "webhook.h"
#include <stdlib.h>
#include <string.h>

static void complain(const struct config *config, struct complaints *complaints, const char *code,
		     const char *what, const char *name, const char *text)
{
	const struct place place = { .file = config->path ? config->path : "(defaults)" };

	complaints_add(complaints, place, COMPLAINT_ERROR, code, "%s%s%s: %s", what,
		       name ? " " : "", name ? name : "", text);
}

static void check_webhook(const struct config *config, const struct config_webhook *webhook,
			  struct complaints *complaints)
{
	const char *trouble = webhook_url_complaint(webhook->url);
	struct webhook_keys keys;
	struct error error;

	if (trouble)
		complain(config, complaints, "webhook-url", "webhook", webhook->name, trouble);
	if (webhook_keys_read(webhook->secret_file, &keys, &error) < 0)
		complain(config, complaints, "webhook-secret", "webhook", webhook->name,
			 error.text);
	else
		crypto_wipe(&keys, sizeof(keys));
}

/* A file whose first line is a secret can be read. */
static void check_secret(const struct config *config, const char *path, const char *what,
			 const char *name, struct complaints *complaints)
{
	struct error error;
	char *secret = path ? file_read_secret(path, &error) : NULL;

	if (path && !secret)
		complain(config, complaints, "secret-file", what, name, error.text);
	crypto_free_secret(secret);
}

static void check_hide(const struct config *config, const struct config_hide *hide,
		       struct complaints *complaints)
{
	struct error error;

	if (hide_complaint(hide, &error))
		complain(config, complaints, "hide-call", "hide", hide->name, error.text);
	check_secret(config, hide->secret_file, "hide", hide->name, complaints);
}

void deliver_check(const struct config *config, struct complaints *complaints)
{
	const char *trouble = email_settings_complaint(&config->email);

	if (trouble)
		complain(config, complaints, "email", "email", NULL, trouble);
	check_secret(config, config->email.password_file, "email", NULL, complaints);
	check_secret(config, config->token_file, "token_file", NULL, complaints);
	check_secret(config, config->redis_password_file, "redis_password_file", NULL, complaints);
	for (size_t i = 0; i < config->webhook_count; i++)
		check_webhook(config, &config->webhooks[i], complaints);
	for (size_t i = 0; i < config->hide_count; i++)
		check_hide(config, &config->hides[i], complaints);
}
