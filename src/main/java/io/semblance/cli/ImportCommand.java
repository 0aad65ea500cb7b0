package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** Imports files into a collection of a running service. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        sortOptions = false,
        description = {
            "Imports files into a collection, which is created if it does not exist, and waits"
                    + " until they are stored.",
            "",
            "Records: .ndjson, .jsonl, .csv, .json (an array), .parquet, each also with .gz."
                    + " Documents: .txt, .md, .html, .pdf, .docx, .pptx, .xlsx, .epub, .eml.",
            "",
            "After Ctrl-C or a lost connection, run the same command again: it continues with the"
                + " job that exists, and does not upload a file again that has been imported with"
                + " the same options. Use --again to import it once more, for example after"
                + " documents were deleted."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:everything was imported",
            "1:failure",
            "2:the arguments are not valid",
            "3:some documents failed",
            "4:the service cannot be reached",
            "130:interrupted"
        },
        footer = {
            "",
            "Examples:",
            "  semblance import films.csv --collection films --text-field plot,cast",
            "  semblance import handbook/ --collection handbook --glob '*.pdf'",
            "  zcat dump.json.gz | jq -c '.rows[]' | semblance import - --collection rows"
        })
final class ImportCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "files, directories or patterns such as 'data/**/*.csv'; - is standard input,"
                            + " ndjson unless --format says otherwise")
    private List<String> files;

    @Option(
            names = "--collection",
            required = true,
            paramLabel = "NAME",
            description = "name of the collection")
    private String collection;

    @Mixin private final ServiceOptions options = new ServiceOptions();

    @Mixin private final ImportSettings settings = new ImportSettings();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description =
                    "format of all files: ${COMPLETION-CANDIDATES}; default: by the extension of"
                            + " each file")
    private @Nullable ImportFormat format;

    @Option(
            names = "--recursive",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "whether to search the directories in a directory; default: --recursive")
    private boolean recursive;

    @Option(
            names = "--glob",
            paramLabel = "PATTERN",
            description = "import only these files of a directory, for example '*.pdf'")
    private @Nullable String glob;

    @Option(names = "--no-wait", description = "upload only; the service imports in the background")
    private boolean noWait;

    @Option(
            names = "--again",
            description = "import even if the same files were imported with the same options")
    private boolean again;

    @Option(
            names = "--progress",
            paramLabel = "MODE",
            description =
                    "${COMPLETION-CANDIDATES}; default: auto, which is a bar on a terminal and"
                            + " lines in a log")
    private Progress.@Nullable Mode progress;

    @Override
    public Integer call() {
        List<Upload> uploads = uploads();
        var shown = Progress.of(progress, spec.commandLine().getErr());
        try (ServiceClient service = options.client();
                Interruption interruption = new Interruption()) {
            ImportRun run =
                    new ImportRun(
                            service, collection, shown, interruption, spec.commandLine().getOut());
            return run.all(uploads, settings, again, !noWait);
        }
    }

    private List<Upload> uploads() {
        if (files.contains(STANDARD_INPUT)) {
            if (files.size() > 1) {
                throw invalid("- (standard input) cannot be combined with files");
            }
            if (format == ImportFormat.FILES) {
                throw invalid("standard input cannot have the format files; name the files");
            }
            return List.of(Upload.standardInput(format == null ? ImportFormat.NDJSON : format));
        }
        ImportFiles search = new ImportFiles(format, recursive, glob);
        files.forEach(search::add);
        if (search.otherTypes() > 0) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "%s of other types left out"
                                    .formatted(Display.count(search.otherTypes(), "file")));
        }
        if (search.found().isEmpty()) {
            throw new CommandException("no file to import in " + String.join(", ", files));
        }
        return ImportPlan.uploads(search.found());
    }

    private ParameterException invalid(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
