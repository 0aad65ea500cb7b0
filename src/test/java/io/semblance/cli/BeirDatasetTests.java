package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class BeirDatasetTests {

    @TempDir private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(
                folder.resolve("corpus.jsonl"),
                """
                {"_id":"d1","title":"T","text":"One"}

                {"id":"d2","text":"Two"}
                """);
        Files.writeString(
                folder.resolve("queries.jsonl"),
                """
                {"_id":"q1","text":"one?"}
                {"_id":"q2","text":"unjudged"}
                """);
        Files.writeString(
                folder.resolve("qrels.tsv"), "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n");
    }

    @Test
    void readsDocumentsQueriesAndJudgements() {
        BeirDataset data = BeirDataset.read(folder);

        assertThat(data.corpus())
                .containsExactly(
                        new BeirDataset.Passage("d1", "T", "One"),
                        new BeirDataset.Passage("d2", "", "Two"));
        assertThat(data.queries()).isEqualTo(Map.of("q1", "one?"));
        assertThat(data.judgements()).isEqualTo(Map.of("q1", Map.of("d1", 2)));
    }

    @Test
    void readsTheJudgementsWhereBeirPutsThem() throws IOException {
        Files.createDirectory(folder.resolve("qrels"));
        Files.move(folder.resolve("qrels.tsv"), folder.resolve("qrels").resolve("test.tsv"));

        assertThat(BeirDataset.read(folder).judgements()).containsOnlyKeys("q1");
    }

    @Test
    void leavesOutWhatIsBlankAndCountsIt() throws IOException {
        Files.writeString(
                folder.resolve("corpus.jsonl"),
                """
                {"_id":"d1","title":"T","text":""}
                {"_id":"d2","title":" ","text":"\\n"}
                {"_id":"d3","title":null,"text":null}
                {"_id":"d4"}
                {"_id":"d5","text":"Five"}
                """);
        Files.writeString(
                folder.resolve("queries.jsonl"),
                """
                {"_id":"q1","text":"one?"}
                {"_id":"q2","text":" "}
                """);
        Files.writeString(
                folder.resolve("qrels.tsv"), "query-id\tcorpus-id\tscore\nq1\td1\t2\nq2\td5\t1\n");
        BeirDataset data = BeirDataset.read(folder);

        assertThat(data.corpus()).extracting(BeirDataset.Passage::id).containsExactly("d1", "d5");
        assertThat(data.blankDocuments()).isEqualTo(3);
        assertThat(data.queries()).containsOnlyKeys("q1");
        assertThat(data.blankQueries()).isEqualTo(1);
    }

    @Test
    void saysWhichFileAndLineIsWrong() throws IOException {
        Path corpus = folder.resolve("corpus.jsonl");
        for (String line : List.of("{\"text\":\"no id\"}", "{\"_id\":", "[1]")) {
            Files.writeString(corpus, "{\"_id\":\"d1\",\"text\":\"One\"}\n" + line);
            assertThatThrownBy(() -> BeirDataset.read(folder))
                    .isInstanceOf(CommandException.class)
                    .hasMessageStartingWith(corpus + ", line 2: ");
        }
        Files.delete(corpus);
        assertThatThrownBy(() -> BeirDataset.read(folder))
                .hasMessageContaining("corpus.jsonl cannot be read");
    }

    @Test
    void saysWhichJudgementIsWrong() throws IOException {
        Files.writeString(folder.resolve("qrels.tsv"), "q1\td1\tgood\n");
        assertThatThrownBy(() -> BeirDataset.read(folder)).hasMessageContaining("got: good");

        Files.writeString(folder.resolve("qrels.tsv"), "q1 d1 1\n");
        assertThatThrownBy(() -> BeirDataset.read(folder))
                .hasMessageContaining("separated by tabs");
    }
}
