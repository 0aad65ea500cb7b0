package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** Measures how well a running service answers the queries of a test collection. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        description = {
            "Loads a BEIR-format folder (corpus.jsonl, queries.jsonl, qrels.tsv) into a running"
                + " service, asks its queries, and prints nDCG@10, recall and MRR for each mode."
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final int DOCUMENTS_A_REQUEST = 100;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "the test collection")
    private Path folder;

    @Option(
            names = "--url",
            defaultValue = "http://localhost:8080",
            description = "the service; default ${DEFAULT-VALUE}")
    private URI url;

    @Option(
            names = "--api-key",
            defaultValue = "${env:SEMBLANCE_SECURITY_APIKEY}",
            description = "default: the environment's SEMBLANCE_SECURITY_APIKEY")
    private @Nullable String apiKey;

    @Option(names = "--collection", description = "default: evaluate-FOLDER")
    private @Nullable String collection;

    @Option(names = "--keep", description = "use the collection if it exists, and leave it there")
    private boolean keep;

    @Option(names = "--model", description = "default: the service's")
    private @Nullable String model;

    @Option(names = "--max-tokens", description = "of a chunk; default: the service's")
    private @Nullable Integer maxTokens;

    @Option(names = "--language", description = "default: the service's")
    private @Nullable String language;

    @Option(
            names = "--mode",
            split = ",",
            defaultValue = "vector,lexical,hybrid",
            description = "default ${DEFAULT-VALUE}")
    private List<String> modes;

    @Option(names = "--exact", description = "compare with every chunk instead of asking the index")
    private boolean exact;

    @Option(
            names = "--parallel",
            defaultValue = "4",
            description = "queries at a time; default ${DEFAULT-VALUE}")
    private int parallel;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        BeirFolder data = BeirFolder.read(folder);
        String name = collection != null ? collection : defaultName();
        try (ServiceClient service = new ServiceClient(url, apiKey)) {
            boolean created = service.putCollection(name, definition());
            if (!created && !keep) {
                throw new CommandException(
                        "the collection '%s' exists; --keep uses it, --collection names another"
                                .formatted(name));
            }
            try {
                load(service, name, data);
                describe(out, service, name, data);
                out.println(Evaluation.HEADING);
                for (String mode : modes) {
                    out.println(new Evaluation(service, name, data, mode, exact, parallel).run());
                    out.flush();
                }
            } finally {
                if (!keep) {
                    service.dropCollection(name);
                }
            }
        }
        return 0;
    }

    private String defaultName() {
        String last = folder.toAbsolutePath().normalize().getFileName().toString();
        return "evaluate-" + last.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "-");
    }

    private Map<String, Object> definition() {
        Map<String, Object> definition = new LinkedHashMap<>();
        if (model != null) {
            definition.put("model", model);
        }
        if (language != null) {
            definition.put("language", language);
        }
        if (maxTokens != null) {
            definition.put("chunking", Map.of("maxTokens", maxTokens));
        }
        return definition;
    }

    private static void load(ServiceClient service, String name, BeirFolder data) {
        List<BeirFolder.Passage> corpus = data.corpus();
        for (int from = 0; from < corpus.size(); from += DOCUMENTS_A_REQUEST) {
            int to = Math.min(from + DOCUMENTS_A_REQUEST, corpus.size());
            service.putDocuments(name, new ArrayList<>(corpus.subList(from, to)));
        }
    }

    private static void describe(
            PrintWriter out, ServiceClient service, String name, BeirFolder data) {
        var shown = service.collection(name);
        out.printf(
                Locale.ROOT,
                "%,d documents in %,d chunks of at most %d tokens, %,d queries, model %s (%s)%n",
                shown.path("documents").asLong(),
                shown.path("chunks").asLong(),
                shown.path("chunking").path("maxTokens").asInt(),
                data.queries().size(),
                shown.path("model").asString(),
                shown.path("modelVersion").asString());
    }
}
