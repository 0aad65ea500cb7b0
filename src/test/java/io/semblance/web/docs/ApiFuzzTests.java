package io.semblance.web.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;
import io.semblance.web.Service.Answer;
import io.semblance.web.docs.FuzzRequests.Request;

import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Requests that the served description gives, as it says, nearly so, and not at all: whatever is
 * sent, the answer is a described one and tells nothing of the inside.
 *
 * <p>The seed is the same in every run; {@code mvn test -Dtest=ApiFuzzTests -Dfuzz.seed=7
 * -Dfuzz.requests=100000} takes another.
 */
@TestPropertySource(properties = "semblance.model=bge-small-en-v1.5-q")
class ApiFuzzTests extends HttpTests {

    private static final long SEED = Long.getLong("fuzz.seed", 20_261_126L);
    private static final int REQUESTS = Integer.getInteger("fuzz.requests", 10_000);
    private static final int MAX_FINDINGS = 30;

    /** No error is as long: what is longer is vectors, or a page of the UI. */
    private static final int LONG = 50_000;

    /** Of the inside: classes, stack traces, SQL. No request has any of it. */
    private static final Pattern INSIDE =
            Pattern.compile(
                    "Exception|\\.java:|\\bat"
                        + " [a-z]+\\.[a-z]+\\.|io\\.semblance|org\\.|java\\.|jakarta\\.|tools\\.jackson|SQLSTATE|JDBC|(?i:\\bselect\\b.+\\bfrom\\b|\\binsert"
                        + " into\\b)");

    /** Metrics have names of classes, the description has the words for them. */
    private static final Set<String> TELLS_OF_THE_INSIDE =
            Set.of("/metrics", "/actuator/prometheus", "/actuator/info", "/v3/api-docs");

    private final HttpClient client = HttpClient.newHttpClient();

    /** One of each kind. */
    private final Map<String, String> findings = new TreeMap<>();

    @Test
    void everyAnswerIsDescribedAndTellsNothingOfTheInside() throws Exception {
        JsonNode root = service.get("/v3/api-docs").json();
        ServedDescription described = new ServedDescription(root);
        FuzzRequests requests = new FuzzRequests(root, SEED);
        Map<Integer, Integer> statuses = new TreeMap<>();
        for (int i = 0; i < REQUESTS && findings.size() < MAX_FINDINGS; i++) {
            Request request = requests.next();
            Answer answer = send(request);
            statuses.merge(answer.status(), 1, Integer::sum);
            for (String problem : problems(described, request, answer)) {
                findings.putIfAbsent(
                        "%s %s: %s".formatted(request.method(), request.route(), problem),
                        "%n  request %d of seed %d: %s%n  %s%n  → %d %s"
                                .formatted(
                                        i,
                                        SEED,
                                        problem,
                                        request,
                                        answer.status(),
                                        answer.body().length() > 500
                                                ? answer.body().substring(0, 500) + "…"
                                                : answer.body()));
            }
        }
        System.out.printf("fuzz: seed %d, answers by status %s%n", SEED, statuses);

        assertThat(findings.values()).isEmpty();
        assertThat(statuses.keySet()).contains(200, 201, 204, 400, 404, 405, 406, 415, 422);
    }

    private static List<String> problems(
            ServedDescription described, Request request, Answer answer) {
        List<String> problems = new ArrayList<>();
        if (answer.status() >= 500 && answer.status() != 501) {
            problems.add("a failure");
        }
        if (request.route().isPresent()) {
            problems.addAll(described.problems(request.method(), request.route().get(), answer));
        } else if (answer.status() >= 400 && !request.method().equals("TRACE")) {
            problems.addAll(described.errorProblems(answer));
        }
        if (request.fits() && isAboutForm(answer)) {
            problems.add("refused though it is as described");
        }
        if (!TELLS_OF_THE_INSIDE.contains(request.route().orElse(""))
                && answer.body().length() < LONG
                && INSIDE.matcher(answer.body()).find()) {
            problems.add("tells of the inside");
        }
        return problems;
    }

    private static boolean isAboutForm(Answer answer) {
        return answer.status() >= 400
                && (Set.of(405, 406, 413, 415).contains(answer.status())
                        || answer.body().contains("malformed_json")
                        || answer.body().contains("unknown_field"));
    }

    private Answer send(Request request) throws IOException, InterruptedException {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + request.path()))
                        .timeout(Duration.ofSeconds(30))
                        .method(
                                request.method(),
                                !request.body().hasRemaining()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofByteArray(request.bytes()));
        request.headers().forEach(builder::setHeader);
        HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body(), response);
    }
}
