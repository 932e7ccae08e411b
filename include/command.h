/* command.h - the subcommands: each a function of its own file in daemon/command/. */
#ifndef LIVVAKT_COMMAND_H
#define LIVVAKT_COMMAND_H

/* argv[0] is the subcommand's name. Gives the exit status (error.h). */
struct command {
	const char *name, *summary;
	int (*run)(int argc, char **argv);
};

int command_run(int argc, char **argv);
int command_check(int argc, char **argv);
int command_score(int argc, char **argv);
int command_eval(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_detect(int argc, char **argv);
int command_send(int argc, char **argv);
int command_incidents(int argc, char **argv);
int command_oncall(int argc, char **argv);
int command_silence(int argc, char **argv);
int command_queue(int argc, char **argv);
int command_deliveries(int argc, char **argv);
int command_state(int argc, char **argv);
int command_backup(int argc, char **argv);
int command_export(int argc, char **argv);
int command_forget(int argc, char **argv);
int command_poison(int argc, char **argv);
int command_rotate_key(int argc, char **argv);
int command_repartition(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_train(int argc, char **argv);

#endif
