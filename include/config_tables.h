/* config_tables.h - the sections of the configuration file as tables; for config.c alone and for
 * the documentation. */
#ifndef LIVVAKT_CONFIG_TABLES_H
#define LIVVAKT_CONFIG_TABLES_H

#include "settings.h"

extern const struct settings_table config_table, config_brand_table, config_defaults_table,
	config_person_table, config_schedule_table, config_override_table, config_policy_table,
	config_step_table, config_area_table, config_event_table, config_webhook_table,
	config_hide_table, config_email_table;

#endif
