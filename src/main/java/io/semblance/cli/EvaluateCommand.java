package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** Measures the search quality of a running service on a BEIR dataset. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:everything was measured",
            "1:failure",
            "2:the arguments are not valid",
            "4:the service cannot be reached",
            "130:interrupted"
        },
        footer = {
            "",
            "Example:",
            "  semblance evaluate scifact --max-tokens 512 --mode vector,hybrid"
        },
        description = {
            "Loads a BEIR dataset (a folder with corpus.jsonl, queries.jsonl and qrels.tsv) into a"
                + " running service, runs its queries, and prints nDCG@10, recall and MRR for each"
                + " search mode."
        })
final class EvaluateCommand implements Callable<Integer> {

    private static final int DOCUMENTS_A_REQUEST = 100;

    @Spec private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "folder of the dataset")
    private Path folder;

    @Mixin private final ServiceOptions options = new ServiceOptions();

    @Option(
            names = "--collection",
            description = "name of the collection; default: evaluate-FOLDER")
    private @Nullable String collection;

    @Option(
            names = "--keep",
            description = "use the collection if it exists, and do not delete it afterwards")
    private boolean keep;

    @Option(
            names = "--model",
            description = "embedding model; default: the service's default model")
    private @Nullable String model;

    @Option(
            names = "--max-tokens",
            description = "maximum tokens per chunk; default: the service's default")
    private @Nullable Integer maxTokens;

    @Option(
            names = "--language",
            description = "language of the texts; default: the service's default")
    private @Nullable String language;

    @Option(
            names = "--mode",
            split = ",",
            defaultValue = "vector,lexical,hybrid",
            description = "search modes; default: ${DEFAULT-VALUE}")
    private List<String> modes;

    @Option(
            names = "--exact",
            description =
                    "exact search: compare with every chunk instead of using the vector index")
    private boolean exact;

    @Option(
            names = "--parallel",
            defaultValue = "4",
            description = "concurrent queries; default: ${DEFAULT-VALUE}")
    private int parallel;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        BeirDataset data = BeirDataset.read(folder);
        String name = collection != null ? collection : defaultName();
        try (ServiceClient service = options.client()) {
            EvaluatedCollection documents = new EvaluatedCollection(service, name);
            boolean created = documents.create(definition());
            if (!created && !keep) {
                throw new CommandException(
                        "the collection '%s' already exists; use it with --keep, or choose another name with --collection"
                                .formatted(name));
            }
            try {
                load(documents, data);
                describe(out, documents, data);
                out.println(Evaluation.HEADING);
                for (String mode : modes) {
                    out.println(new Evaluation(documents, data, mode, exact, parallel).run());
                    out.flush();
                }
            } finally {
                if (!keep) {
                    documents.drop();
                }
            }
        }
        return ExitStatus.DONE;
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

    private static void load(EvaluatedCollection documents, BeirDataset data) {
        List<BeirDataset.Passage> corpus = data.corpus();
        for (int from = 0; from < corpus.size(); from += DOCUMENTS_A_REQUEST) {
            int to = Math.min(from + DOCUMENTS_A_REQUEST, corpus.size());
            documents.put(new ArrayList<>(corpus.subList(from, to)));
        }
    }

    private static void describe(PrintWriter out, EvaluatedCollection documents, BeirDataset data) {
        var shown = documents.description();
        out.printf(
                Locale.ROOT,
                "%,d documents in %,d chunks of at most %d tokens, %,d queries, model %s (%s)%n",
                shown.path("documents").asLong(),
                shown.path("chunks").asLong(),
                shown.path("chunking").path("maxTokens").asInt(),
                data.queries().size(),
                shown.path("model").asString(),
                shown.path("modelVersion").asString());
        if (data.blankDocuments() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d documents with neither title nor text were skipped%n",
                    data.blankDocuments());
        }
        if (data.blankQueries() > 0) {
            out.printf(Locale.ROOT, "%,d queries without text were skipped%n", data.blankQueries());
        }
    }
}
