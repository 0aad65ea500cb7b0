package io.semblance.ingest.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/** Which fields become which parts of a document. */
class FieldMappingTests {

    private static final Map<String, @Nullable Object> FILM =
            Map.of("title", "Alien", "plot", "In space.", "year", 1979);

    @Test
    void fieldMayBeTitleAndText() {
        FieldMapping mapping = new FieldMapping(null, "title", List.of("title", "plot"), List.of());

        ImportedDocument document = mapping.document(1, FILM);

        assertThat(document.title()).isEqualTo("Alien");
        assertThat(document.text()).isEqualTo("Alien\n\nIn space.");
        assertThat(document.metadata()).isEqualTo(Map.of("year", 1979));
    }

    @Test
    void fieldMayBeIdAndTitle() {
        FieldMapping mapping = new FieldMapping("title", "title", List.of("plot"), List.of());

        ImportedDocument document = mapping.document(1, FILM);

        assertThat(document.id()).isEqualTo("Alien");
        assertThat(document.title()).isEqualTo("Alien");
        assertThat(document.metadata()).isEqualTo(Map.of("year", 1979));
    }

    @Test
    void rejectsNumbersThatAreNotFinite() {
        for (Object value :
                List.of(
                        Double.POSITIVE_INFINITY,
                        List.of(1, Double.NEGATIVE_INFINITY),
                        Map.of("a", List.of(Double.NaN)))) {
            assertThatThrownBy(() ->
                            FieldMapping.DEFAULT.document(
                                    1, Map.of("text", "Words.", "size", value)))
                    .isInstanceOf(ItemRefusedException.class)
                    .hasMessageContaining("'size'");
        }
    }
}
