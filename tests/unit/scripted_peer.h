/*
 * scripted_peer.h - a server on loopback that plays a script, well-behaved or not, for tests of
 * what goes out.
 *
 * One thread; each connection gets the next script. A script is a list of lines of conversation:
 * what to wait for (a piece of text that must arrive), then what to answer (NULL: close without a
 * word). Everything that came in is kept.
 */
#ifndef LIVVAKT_TEST_SCRIPTED_PEER_H
#define LIVVAKT_TEST_SCRIPTED_PEER_H

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PEER_SEEN_MAX = 256 * 1024, PEER_CONNECTIONS_MAX = 32, PEER_TURNS_MAX = 12 };

struct peer_turn {
	const char *wait_for;	  /* "": speak first */
	const char *answer;	  /* NULL: close */
	bool hold;		  /* say nothing until the other side gives up */
	const _Atomic bool *gate; /* not NULL: answer only when this has become true */
};

#define SAY(to, what)                                                                              \
	{                                                                                          \
		.wait_for = (to), .answer = (what)                                                 \
	}

struct peer_script {
	struct peer_turn turns[PEER_TURNS_MAX]; /* ends where both are NULL and hold is false */
};

struct scripted_peer {
	int listener;
	unsigned port;
	pthread_t thread;
	const struct peer_script *scripts;
	size_t script_count; /* the last one is repeated */
	char seen[PEER_CONNECTIONS_MAX][PEER_SEEN_MAX / PEER_CONNECTIONS_MAX];
	size_t seen_len[PEER_CONNECTIONS_MAX];
	_Atomic size_t reached[PEER_CONNECTIONS_MAX]; /* turns whose text has come: to be asked
							 while it plays, when `seen` is not */
	_Atomic size_t connections;
};

/* Reads more into the connection's record; false at its end. */
static inline bool peer_read(struct scripted_peer *peer, int socket, size_t which)
{
	char *to = peer->seen[which];
	size_t room = sizeof(peer->seen[which]) - 1 - peer->seen_len[which];
	char dropped[4096];
	ssize_t got = room > 0 ? read(socket, to + peer->seen_len[which], room)
			       : read(socket, dropped, sizeof(dropped));

	if (got > 0 && room > 0) {
		peer->seen_len[which] += (size_t)got;
		to[peer->seen_len[which]] = '\0';
	}
	return got > 0;
}

static inline bool peer_turn_is_end(const struct peer_turn *turn)
{
	return !turn->wait_for && !turn->answer && !turn->hold;
}

static inline void peer_play(struct scripted_peer *peer, int socket, size_t which,
			     const struct peer_script *script)
{
	size_t from = 0;

	for (size_t i = 0; i < PEER_TURNS_MAX && !peer_turn_is_end(&script->turns[i]); i++) {
		const struct peer_turn *turn = &script->turns[i];
		const char *found;

		while (!(found = strstr(peer->seen[which] + from, turn->wait_for))) {
			if (!peer_read(peer, socket, which))
				return;
		}
		from = (size_t)(found - peer->seen[which]) + strlen(turn->wait_for);
		peer->reached[which] = i + 1;
		if (turn->hold) {
			while (peer_read(peer, socket, which))
				continue;
			return;
		}
		while (turn->gate && !*turn->gate)
			poll(NULL, 0, 1);
		if (!turn->answer)
			return;
		if (send(socket, turn->answer, strlen(turn->answer), MSG_NOSIGNAL) < 0)
			return;
	}
}

struct peer_connection {
	struct scripted_peer *peer;
	int socket;
	size_t which;
};

static inline void *peer_serve(void *context)
{
	struct peer_connection *connection = context;
	struct scripted_peer *peer = connection->peer;
	size_t script =
		connection->which < peer->script_count ? connection->which : peer->script_count - 1;

	peer_play(peer, connection->socket, connection->which, &peer->scripts[script]);
	close(connection->socket);
	free(connection);
	return NULL;
}

static inline void *peer_run(void *context)
{
	struct scripted_peer *peer = context;
	pthread_t threads[PEER_CONNECTIONS_MAX];
	size_t count = 0;
	int socket;

	while (count < PEER_CONNECTIONS_MAX && (socket = accept(peer->listener, NULL, NULL)) >= 0) {
		struct peer_connection *connection = malloc(sizeof(*connection));

		if (!connection)
			abort();
		*connection = (struct peer_connection){ peer, socket, count };
		if (pthread_create(&threads[count], NULL, peer_serve, connection) != 0)
			abort();
		peer->connections = ++count;
	}
	for (size_t i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	return NULL;
}

static inline void scripted_peer_start(struct scripted_peer *peer,
				       const struct peer_script *scripts, size_t count)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);

	memset(peer, 0, sizeof(*peer));
	peer->scripts = scripts;
	peer->script_count = count;
	peer->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (peer->listener < 0 ||
	    bind(peer->listener, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(peer->listener, 32) < 0 ||
	    getsockname(peer->listener, (struct sockaddr *)&address, &len) < 0)
		abort();
	peer->port = ntohs(address.sin_port);
	if (pthread_create(&peer->thread, NULL, peer_run, peer) != 0)
		abort();
}

/* Call when the other side has closed its connections: what was seen may be read afterwards. */
static inline void scripted_peer_stop(struct scripted_peer *peer)
{
	shutdown(peer->listener, SHUT_RDWR);
	pthread_join(peer->thread, NULL);
	close(peer->listener);
}

#endif
