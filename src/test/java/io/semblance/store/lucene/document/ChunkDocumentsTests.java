package io.semblance.store.lucene.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.store.Chunk;
import io.semblance.store.Document;
import io.semblance.store.Language;
import io.semblance.store.analysis.TextAnalysis;
import io.semblance.value.Embedding;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

class ChunkDocumentsTests {

    private final ChunkDocuments blocks =
            new ChunkDocuments(VectorSpace.COSINE, TextAnalysis.of(Language.SIMPLE));

    @Test
    void chunksShareTheFieldsOfTheMetadata() {
        var first = new ArrayList<Object>();
        for (var chunk : blocks.of(document(3))) {
            var fields = List.<Object>of((Object[]) chunk.getFields(Fields.FILTER));
            if (first.isEmpty()) {
                first.addAll(fields);
            }
            assertThat(fields).hasSize(4);
            for (int i = 0; i < 4; i++) {
                assertThat(fields.get(i)).isSameAs(first.get(i));
            }
        }
    }

    @Test
    void buildsChunksOneByOne() {
        var block = blocks.of(document(2));
        var chunks = block.iterator();

        assertThat(chunks.next()).isNotSameAs(block.iterator().next());
        assertThat(chunks.next().getFields(Fields.FIRST_CHUNK)).isEmpty();
        assertThat(chunks.hasNext()).isFalse();
    }

    private static Document document(int chunks) {
        return new Document(
                "a",
                null,
                "text",
                Map.of("n", List.of(1, 2, 3)),
                "h",
                IntStream.range(0, chunks)
                        .mapToObj(i -> new Chunk(0, 4, Embedding.of(1, 0)))
                        .toList());
    }
}
