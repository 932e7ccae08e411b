/* command_rules.h - what follows `livvakt rules`, each in a file of its own but for explain, which
 * is in rules.c. argv[0] is the word behind "rules". */
#ifndef LIVVAKT_COMMAND_RULES_H
#define LIVVAKT_COMMAND_RULES_H

int command_rules_diff(int argc, char **argv);
int command_rules_import(int argc, char **argv);
int command_rules_reload(int argc, char **argv);

#endif
