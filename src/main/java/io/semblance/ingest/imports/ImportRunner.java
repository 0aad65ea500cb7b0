package io.semblance.ingest.imports;

import io.semblance.catalog.CollectionCatalog;
import io.semblance.catalog.OpenCollection;
import io.semblance.ingest.DocumentDraft;
import io.semblance.ingest.DocumentOutcome;
import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.ingest.DocumentWriter;
import io.semblance.jobs.JobPart;
import io.semblance.jobs.JobRunner;
import io.semblance.jobs.PartOutcome;

import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the documents of one part of an import. What each document was before the first attempt,
 * new or stored, is kept as a checkpoint: after an interrupted attempt the counts and conflicts are
 * those of the first one.
 */
@Component
final class ImportRunner implements JobRunner {

    private final CollectionCatalog catalog;
    private final DocumentWriter writer;

    ImportRunner(CollectionCatalog catalog, DocumentWriter writer) {
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
            return write(part, PartBuilder.documents(part.payload()));
        } catch (RuntimeException e) {
            PartOutcome outcome = ImportFailures.outcome(e);
            if (outcome == null) {
                throw e;
            }
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PartOutcome write(JobPart part, List<ImportedDocument> documents) {
        ImportSettings settings = ImportSettings.parse(part.settings());
        OpenCollection collection = catalog.get(part.collection());
        List<DocumentDraft> drafts = documents.stream().map(ImportedDocument::draft).toList();
        List<Status> now = writer.plan(collection, drafts);
        List<Status> first = first(part, now);
        PartReport report = new PartReport(documents);
        List<Integer> indexes = new ArrayList<>();
        for (int i = 0; i < drafts.size(); i++) {
            boolean stored = first.get(i) == Status.UPDATED || first.get(i) == Status.UNCHANGED;
            if (stored && settings.onConflict() != OnConflict.REPLACE) {
                report.conflict(i, settings.onConflict());
            } else if (now.get(i) == Status.UNCHANGED) {
                report.add(first.get(i));
            } else {
                indexes.add(i);
            }
        }
        if (!indexes.isEmpty()) {
            List<DocumentOutcome> outcomes =
                    writer.write(
                            collection, indexes.stream().map(drafts::get).toList(), part.caller());
            for (int i = 0; i < outcomes.size(); i++) {
                int index = indexes.get(i);
                report.add(index, outcomes.get(i), first.get(index));
            }
        }
        return report.outcome();
    }

    /** What the documents were before the first attempt of the part. */
    private static List<Status> first(JobPart part, List<Status> now) {
        return part.checkpoint()
                .map(saved -> saved.chars().mapToObj(ImportRunner::status).toList())
                .orElseGet(() -> {
                    if (!now.stream().allMatch(Status.UNCHANGED::equals)) {
                        StringBuilder letters = new StringBuilder();
                        now.forEach(status -> letters.append(status.ordinal()));
                        part.saveCheckpoint(letters.toString());
                    }
                    return now;
                });
    }

    private static Status status(int digit) {
        return Status.values()[digit - '0'];
    }
}
