package io.semblance.load;

import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Requests of {@code /embed}, and callers that send them, each on its own connection. */
final class EmbedRequests {

    private EmbedRequests() {}

    /** All texts, in lists of {@code list} texts; an incomplete list at the end is left out. */
    static List<HttpRequest> of(List<Texts.Text> texts, int list) {
        return of(texts, list, HttpRequest::embed);
    }

    /** All texts in lists, as requests that are created by a function. */
    static List<HttpRequest> of(
            List<Texts.Text> texts, int list, Function<List<Texts.Text>, HttpRequest> request) {
        List<HttpRequest> requests = new ArrayList<>();
        for (int from = 0; from + list <= texts.size(); from += list) {
            requests.add(request.apply(texts.subList(from, from + list)));
        }
        return requests;
    }

    /**
     * Sends the requests for a duration; each caller starts with another one.
     *
     * @throws IOException if the status of a response is not 200
     */
    static ClosedLoop.Result drive(
            int port, int callers, List<HttpRequest> requests, Duration duration) throws Exception {
        List<HttpConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < callers; i++) {
                connections.add(new HttpConnection(port));
            }
            return ClosedLoop.run(
                    callers,
                    duration.toNanos(),
                    (caller, number) -> {
                        int first = caller * requests.size() / callers;
                        HttpRequest request = requests.get((first + number) % requests.size());
                        int status = connections.get(caller).send(request);
                        if (status != 200) {
                            throw new IOException("the service answers with " + status);
                        }
                        return new ClosedLoop.Done(request.texts(), request.tokens());
                    });
        } finally {
            for (HttpConnection connection : connections) {
                connection.close();
            }
        }
    }
}
