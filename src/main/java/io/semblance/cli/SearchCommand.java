package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.JsonNode;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** Searches a collection of a running service. */
@Command(
        name = "search",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        description = "Searches a collection, and prints the documents found, the best first.",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:success, even if nothing was found",
            "1:failure",
            "2:the arguments are not valid",
            "4:the service cannot be reached"
        },
        footer = {
            "",
            "Examples:",
            "  semblance search 'a robot learns to love' --collection films --limit 3",
            "  semblance search holiday --collection handbook --filter 'year >= 2024' --json"
        })
final class SearchCommand implements Callable<Integer> {

    private static final int MAX_SNIPPET = 240;
    private static final String INDENT = "   ";

    /** How documents are compared with the query. */
    enum Mode {
        HYBRID,
        VECTOR,
        LEXICAL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "QUERY", description = "text to search for")
    private String query;

    @Option(
            names = "--collection",
            required = true,
            paramLabel = "NAME",
            description = "name of the collection")
    private String collection;

    @Mixin private final ServiceOptions options = new ServiceOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "10",
            description = "maximum number of results; default: ${DEFAULT-VALUE}")
    private int limit;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description =
                    "${COMPLETION-CANDIDATES}; default: the service's default, which is hybrid")
    private @Nullable Mode mode;

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description = "condition on metadata, for example \"year >= 2024 AND lang = 'en'\"")
    private @Nullable String filter;

    @Option(names = "--json", description = "print each result as a line of JSON")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        try (ServiceClient service = options.client()) {
            String path = ServiceClient.path("/v1/collections/%s/search", collection);
            JsonNode answer = service.json("POST", path, body());
            for (JsonNode warning : answer.path("warnings")) {
                spec.commandLine().getErr().println(Display.line("warning: " + warning.asString()));
            }
            int rank = 0;
            for (JsonNode hit : answer.path("results")) {
                rank++;
                if (json) {
                    out.println(hit);
                } else {
                    print(out, rank, hit);
                }
            }
            if (rank == 0 && !json) {
                spec.commandLine().getErr().println("nothing found");
            }
        }
        out.flush();
        return ExitStatus.DONE;
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("query", query);
        body.put("limit", limit);
        if (mode != null) {
            body.put("mode", mode.toString());
        }
        if (filter != null) {
            body.put("filter", filter);
        }
        return body;
    }

    private static void print(PrintWriter out, int rank, JsonNode hit) {
        String title = Display.line(hit.path("title").asString(""), MAX_SNIPPET);
        out.println(
                "%d. %s  %s%s"
                        .formatted(
                                rank,
                                String.format(Locale.ROOT, "%.4f", hit.path("score").asDouble(0)),
                                Display.line(hit.path("id").asString("")),
                                title.isEmpty() ? "" : "  " + title));
        String source = source(hit.path("source"));
        if (!source.isEmpty()) {
            out.println(INDENT + source);
        }
        String text = Display.line(hit.path("text").asString(""), MAX_SNIPPET);
        if (!text.isEmpty()) {
            out.println(INDENT + text);
        }
    }

    /** Where in a file the result is. */
    private static String source(JsonNode source) {
        StringBuilder place = new StringBuilder();
        source.properties()
                .forEach(each -> {
                    String value = Display.line(each.getValue().asString(""));
                    place.append(place.isEmpty() ? "" : ", ");
                    place.append(
                            each.getKey().equals("section") ? value : each.getKey() + " " + value);
                });
        return place.toString();
    }
}
