package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.semblance.value.Caller;
import io.semblance.value.CallerGoneException;
import io.semblance.value.Deadline;
import io.semblance.value.Embedding;
import io.semblance.web.HttpTests;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Exports of a collection that others change. */
class DocumentExportTests extends HttpTests {

    private static final String NAME = "exported";

    @Autowired private DocumentWriter writer;
    @Autowired private Documents documents;
    @Autowired private DocumentExport export;

    @BeforeEach
    void fill() {
        service.delete("/v1/collections/" + NAME);
        writer.write(
                NAME,
                IntStream.range(100, 700).mapToObj(i -> draft("d" + i, "Text " + i)).toList());
    }

    @Test
    void exportsEachDocumentOnce() throws IOException {
        List<String> ids = new ArrayList<>();
        export.export(NAME, null, false, Caller.NO_DEADLINE, document -> ids.add(document.id()));

        assertThat(ids)
                .containsExactlyElementsOf(
                        IntStream.range(100, 700).mapToObj(i -> "d" + i).toList());
    }

    @Test
    void aDocumentDeletedDuringTheExportIsAbsent() throws IOException {
        List<ExportedDocument> exported = new ArrayList<>();
        export.export(
                NAME,
                null,
                false,
                Caller.NO_DEADLINE,
                document -> {
                    if (exported.isEmpty()) {
                        documents.delete(NAME, List.of("d150", "d100", "d699"));
                        writer.write(NAME, List.of(draft("d151", "New text")));
                    }
                    exported.add(document);
                });

        assertThat(exported).hasSize(598);
        assertThat(exported)
                .extracting(ExportedDocument::id)
                .contains("d100")
                .doesNotContain("d150", "d699");
        assertThat(exported)
                .filteredOn(document -> document.id().equals("d151"))
                .extracting(ExportedDocument::text)
                .containsExactly("New text");
    }

    @Test
    void endsWhenTheCallerNoLongerWaits() {
        AtomicInteger polls = new AtomicInteger();
        Caller leaving = new Caller(Deadline.NONE, () -> polls.incrementAndGet() > 5);
        AtomicInteger exported = new AtomicInteger();

        assertThatThrownBy(() ->
                        export.export(NAME, null, true, leaving, _ -> exported.incrementAndGet()))
                .isInstanceOf(CallerGoneException.class);
        assertThat(exported.get()).isBetween(1, 100);
    }

    @Test
    void passesOnTheFailureOfItsSink() {
        assertThatThrownBy(() ->
                        export.export(
                                NAME,
                                null,
                                true,
                                Caller.NO_DEADLINE,
                                _ -> {
                                    throw new IOException("no space left");
                                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no space left");
    }

    private static DocumentDraft draft(String id, String text) {
        float[] components = new float[384];
        components[Math.floorMod(text.hashCode(), 384)] = 1;
        return new DocumentDraft(id, null, text, null, Embedding.owning(components));
    }
}
