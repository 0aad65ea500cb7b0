package io.semblance.ingest.imports;

import io.semblance.catalog.CatalogException;
import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.embedding.EmbeddingException;
import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.DocumentOutcome;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.ingest.DocumentWriter;
import io.semblance.ingest.files.FileRefusedException;
import io.semblance.jobs.JobFailure;
import io.semblance.jobs.JobPart;
import io.semblance.jobs.JobRunner;
import io.semblance.jobs.PartOutcome;
import io.semblance.store.StoreException;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Writes the documents of one part of an import. What each document was before the first attempt,
 * new or stored, is kept as a checkpoint: after an interrupted attempt the counts and conflicts are
 * those of the first one.
 */
@Component
final class ImportRunner implements JobRunner {

    private final CollectionCatalog catalog;
    private static final Duration PARSER_RETRY = Duration.ofSeconds(5);

    private final DocumentWriter writer;
    private final FileReader files;

    ImportRunner(CollectionCatalog catalog, DocumentWriter writer, FileReader files) {
        this.files = files;
        this.catalog = catalog;
        this.writer = writer;
    }

    @Override
    public String type() {
        return DocumentImport.TYPE;
    }

    @Override
    public PartOutcome run(JobPart part) {
        try {
            ImportSettings settings = ImportSettings.parse(part.settings());
            return switch (settings.kind()) {
                case RECORDS -> records(part, settings);
                case FILES -> file(part, settings);
            };
        } catch (EmbeddingException | CatalogException | StoreException e) {
            PartOutcome outcome = ImportFailures.outcome(e);
            if (outcome == null) {
                throw e;
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PartOutcome records(JobPart part, ImportSettings settings) throws IOException {
        List<ImportedDocument> documents = PartBuilder.documents(part.payload());
        return write(
                part,
                settings,
                documents.stream().map(ImportedDocument::draft).toList(),
                documents.stream().map(ImportedDocument::source).toList());
    }

    private PartOutcome file(JobPart part, ImportSettings settings) throws IOException {
        FileReader.FileDocument document;
        try {
            document = files.read(part);
        } catch (IllegalStateException e) {
            part.caller().requireWaiting();
            return new PartOutcome.Retry(PARSER_RETRY, String.valueOf(e.getMessage()));
        }
        FileRefusedException refusal = document.refusal();
        if (refusal != null) {
            String detail = String.valueOf(refusal.getMessage());
            return new PartOutcome.Finished(
                    1,
                    Map.of(),
                    List.of(document.source().error(refusal.reason().code(), detail, null)));
        }
        return write(
                part,
                settings,
                List.of(Objects.requireNonNull(document.draft())),
                List.of(document.source()));
    }

    private PartOutcome write(
            JobPart part,
            ImportSettings settings,
            List<DocumentDraft> drafts,
            List<ItemSource> sources) {
        OpenCollection collection = catalog.get(part.collection());
        if (!collection.definition().indexName().equals(settings.index())) {
            return new PartOutcome.JobFailed(
                    new JobFailure(
                            "collection_not_found",
                            "the collection '%s' was dropped after the import was accepted"
                                    .formatted(part.collection())));
        }
        List<Status> now = writer.plan(collection, drafts);
        List<Status> first = first(part, now);
        PartReport report = new PartReport(sources);
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            boolean stored =
                    first.get(i) == Status.UPDATED
                            || first.get(i) == Status.UNCHANGED
                            // Stored by another client after the first attempt.
                            || now.get(i) == Status.UPDATED;
            if (stored && settings.onConflict() != OnConflict.REPLACE) {
                report.conflict(i, settings.onConflict());
            } else if (now.get(i) == Status.UNCHANGED) {
                report.add(first.get(i));
            } else {
                indexes.add(i);
            }
        }
        if (!indexes.isEmpty()) {
            write(part, collection, drafts, indexes, report, first);
        }
        part.caller().requireWaiting();
        return report.outcome();
    }

    /**
     * Writes documents together; if the model fails, one by one, so that only those at fault fail.
     */
    private void write(
            JobPart part,
            OpenCollection collection,
            List<DocumentDraft> drafts,
            List<Integer> indexes,
            PartReport report,
            List<Status> first) {
        List<DocumentOutcome> outcomes;
        try {
            outcomes =
                    writer.write(
                            collection, indexes.stream().map(drafts::get).toList(), part.caller());
        } catch (EmbeddingException e) {
            if (ImportFailures.outcome(e) != null) {
                throw e;
            }
            writeEach(part, collection, drafts, indexes, report, first);
            return;
        }
        List<Integer> again = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            DocumentOutcome outcome = outcomes.get(i);
            if (outcome.failure() instanceof EmbeddingException failure
                    && ImportFailures.outcome(failure) == null) {
                again.add(indexes.get(i));
            } else {
                report.add(indexes.get(i), outcome, first.get(indexes.get(i)));
            }
        }
        writeEach(part, collection, drafts, again, report, first);
    }

    private void writeEach(
            JobPart part,
            OpenCollection collection,
            List<DocumentDraft> drafts,
            List<Integer> indexes,
            PartReport report,
            List<Status> first) {
        for (int index : indexes) {
            try {
                List<DocumentDraft> one = List.of(drafts.get(index));
                DocumentOutcome outcome = writer.write(collection, one, part.caller()).getFirst();
                report.add(index, outcome, first.get(index));
            } catch (EmbeddingException e) {
                if (ImportFailures.outcome(e) != null) {
                    throw e;
                }
                report.fail(index, e);
            }
        }
    }

    /** What the documents were before the first attempt of the part. */
    private static List<Status> first(JobPart part, List<Status> now) {
        return part.checkpoint()
                .map(saved -> Arrays.stream(saved.split(",")).map(Status::valueOf).toList())
                .orElseGet(() -> {
                    if (!now.stream().allMatch(Status.UNCHANGED::equals)) {
                        part.saveCheckpoint(
                                now.stream().map(Status::name).collect(Collectors.joining(",")));
                    }
                    return now;
                });
    }
}
