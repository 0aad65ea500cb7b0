package io.semblance.load;

import io.semblance.peer.ClosedLoop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Requests with lists of one size to one server. All clients take the next request, so a text is
 * sent again only after all other texts. Every response has status 200 and as many values as the
 * client's first one, whose vectors are counted before the measured time begins.
 */
final class ServerLoad {

    private final EmbeddingServer server;
    private final List<HttpRequest> requests;
    private final AtomicInteger next = new AtomicInteger();

    ServerLoad(EmbeddingServer server, List<Texts.Text> texts, int list) {
        this.server = server;
        this.requests = EmbedRequests.of(texts, list, server::request);
        if (requests.isEmpty()) {
            throw new IllegalArgumentException(
                    "a corpus has %d texts, a request needs %d".formatted(texts.size(), list));
        }
    }

    /**
     * Sends requests for a duration, with one connection for each client.
     *
     * @throws ServerException if a response is not as expected
     */
    ClosedLoop.Result run(int clients, Duration duration) throws Exception {
        List<Client> all = new ArrayList<>();
        try {
            for (int i = 0; i < clients; i++) {
                all.add(new Client(server.connect()));
            }
            return ClosedLoop.run(
                    clients,
                    duration.toNanos(),
                    (client, number) ->
                            all.get(client)
                                    .call(requests.get(next.getAndIncrement() % requests.size())));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ServerException failure) {
                throw failure;
            }
            throw e;
        } finally {
            for (Client client : all) {
                client.connection.close();
            }
        }
    }

    /** A client, used by one thread. */
    private final class Client {

        private final HttpConnection connection;
        private long values;

        Client(HttpConnection connection) {
            this.connection = connection;
        }

        ClosedLoop.Done call(HttpRequest request) throws ServerException {
            String body = server.send(connection, request);
            long commas = body.chars().filter(c -> c == ',').count();
            if (values == 0) {
                server.vectors(body, request.texts());
                values = commas;
            } else if (values != commas) {
                throw server.failure(
                        "responded with %d values after %d for as many texts"
                                .formatted(commas, values));
            }
            return new ClosedLoop.Done(request.texts(), request.tokens());
        }
    }
}
