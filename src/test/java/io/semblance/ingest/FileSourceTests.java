package io.semblance.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.ingest.DocumentOutcome.Status;
import io.semblance.ingest.files.Section;
import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import java.util.List;
import java.util.Map;

/** Where in a file a result was found. */
class FileSourceTests extends HttpTests {

    private static final String TEXT =
            "The lighthouse keeper wrote every evening in a book that nobody else was allowed to"
                    + " read.\n\n"
                    + "Boats\n\n"
                    + "The railway replaced the boats.";

    @Autowired private DocumentWriter writer;

    private Status write(List<Section> sections) {
        var draft = new DocumentDraft("a", null, TEXT, Map.of(), null, null, sections);
        return writer.write("sources", List.of(draft)).getFirst().status();
    }

    private String sourceOf(String query) {
        var answer =
                service.post(
                        "/v1/collections/sources/search",
                        "{\"query\":\"%s\",\"groupBy\":\"chunk\",\"limit\":1}".formatted(query));
        return answer.json().at("/results/0/source").toString();
    }

    @Test
    void aHitNamesTheSectionInWhichItsChunkBegins() {
        service.delete("/v1/collections/sources");
        assertThat(
                        service.put(
                                        "/v1/collections/sources",
                                        "{\"chunking\":{\"maxTokens\":32,\"overlap\":0}}")
                                .status())
                .isEqualTo(201);
        assertThat(write(List.of())).isEqualTo(Status.CREATED);
        assertThat(sourceOf("lighthouse")).isEmpty();

        List<Section> sections =
                List.of(
                        new Section(0, 1, null, null, null),
                        new Section(TEXT.indexOf("Boats"), 2, "Part › Boats", null, null));
        assertThat(write(sections)).isEqualTo(Status.UPDATED);

        assertThat(write(sections)).isEqualTo(Status.UNCHANGED);
        assertThat(sourceOf("lighthouse keeper")).isEqualTo("{\"page\":1}");
        assertThat(sourceOf("railway boats"))
                .isEqualTo("{\"page\":2,\"section\":\"Part › Boats\"}");
    }
}
