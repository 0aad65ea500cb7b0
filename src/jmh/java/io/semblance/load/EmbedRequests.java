package io.semblance.load;

import io.semblance.peer.ClosedLoop;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Requests of {@code /embed}, and callers who send them on connections of their own. */
final class EmbedRequests {

    private EmbedRequests() {}

    /** All texts, in lists of so many; what is left over at the end is left out. */
    static List<HttpRequest> of(List<Texts.Text> texts, int list) {
        List<HttpRequest> requests = new ArrayList<>();
        for (int from = 0; from + list <= texts.size(); from += list) {
            requests.add(HttpRequest.embed(texts.subList(from, from + list)));
        }
        return requests;
    }

    /**
     * Sends them for so long, each caller from another one on.
     *
     * @throws IOException if one is not answered with 200
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
