package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Exports a collection of a running service. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        sortOptions = false,
        description = {
            "Exports the documents of a collection, ordered by id, in a form that import accepts.",
            "",
            "The file gets its name only when it is complete. If its name ends with .gz, it is"
                    + " compressed."
        },
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:the export is complete",
            "1:failure; the export is not complete",
            "2:the arguments are not valid",
            "4:the service cannot be reached",
            "130:interrupted; the export is not complete"
        },
        footer = {
            "",
            "Examples:",
            "  semblance export --collection films -o films.ndjson.gz --vectors",
            "  semblance export --collection films --filter 'year >= 2000' | jq .title"
        })
final class ExportCommand implements Callable<Integer> {

    private static final int BUFFER_BYTES = 1 << 16;

    /** The formats of an export. */
    enum Format {
        NDJSON,
        PARQUET;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Spec private CommandSpec spec;

    @Option(
            names = "--collection",
            required = true,
            paramLabel = "NAME",
            description = "name of the collection")
    private String collection;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            defaultValue = "-",
            description = "file to write; default: -, which is standard output")
    private Path output;

    @Option(
            names = "--vectors",
            description = "export the vectors too; import stores them without embedding again")
    private boolean vectors;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default: ndjson")
    private @Nullable Format format;

    @Option(
            names = "--filter",
            paramLabel = "FILTER",
            description = "only documents whose metadata match, for example \"year >= 2024\"")
    private @Nullable String filter;

    @Mixin private final ServiceOptions options = new ServiceOptions();

    @Override
    public Integer call() {
        boolean toStandardOutput = output.toString().equals("-");
        Progress progress =
                Progress.of(
                        toStandardOutput ? Progress.Mode.NONE : null, spec.commandLine().getErr());
        try (ServiceClient service = options.client();
                Interruption interruption = new Interruption();
                InputStream body = service.open(path()).body()) {
            if (toStandardOutput) {
                copy(body, System.out, progress);
                return ExitStatus.DONE;
            }
            try (ExportFile file = ExportFile.create(output)) {
                interruption.set(() -> {
                    file.discard();
                    progress.line("interrupted; %s was not written".formatted(output));
                });
                long bytes = copy(body, file.stream(), progress);
                file.complete();
                interruption.set(null);
                progress.line("%s: %s received".formatted(output, Display.bytes(bytes)));
            }
            return ExitStatus.DONE;
        } catch (IOException e) {
            throw new CommandException(
                    "the export is not complete: %s".formatted(e.getMessage()), e);
        } finally {
            progress.clear();
        }
    }

    private String path() {
        StringBuilder path =
                new StringBuilder(ServiceClient.path("/v1/collections/%s/export", collection));
        path.append("?vectors=").append(vectors);
        if (format != null) {
            path.append("&format=").append(format);
        }
        if (filter != null) {
            path.append("&filter=").append(ServiceClient.encode(filter));
        }
        return path.toString();
    }

    private long copy(InputStream from, OutputStream to, Progress progress) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            bytes += count;
            if (to instanceof PrintStream printed && printed.checkError()) {
                throw new IOException("standard output was closed");
            }
            progress.show(output.toString(), Progress.UNKNOWN, Display.bytes(bytes) + " received");
        }
        to.flush();
        return bytes;
    }
}
