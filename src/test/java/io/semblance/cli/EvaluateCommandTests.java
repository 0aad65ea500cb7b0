package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.semblance.web.HttpTests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The main job from end to end: documents in, ranked answers out, measured as a user would. */
@ExtendWith(OutputCaptureExtension.class)
class EvaluateCommandTests extends HttpTests {

    private static final String SAMPLE = "src/test/resources/sample";

    @Test
    void hybridSearchOfTheSampleIsBetterThanEitherHalf(CapturedOutput output) {
        int status = Commands.run("evaluate", SAMPLE, "--url", "http://localhost:" + port);

        assertThat(status).isZero();
        assertThat(output).contains("59 documents in 59 chunks");
        double vector = ndcg(output, "vector");
        double lexical = ndcg(output, "lexical");
        double hybrid = ndcg(output, "hybrid");
        assertThat(vector).isGreaterThan(0.94);
        assertThat(lexical).isGreaterThan(0.88);
        assertThat(hybrid).isGreaterThan(vector).isGreaterThan(lexical);
        assertThat(service.get("/v1/collections/evaluate-sample").status())
                .as("the collection is dropped at the end")
                .isEqualTo(404);
    }

    @Test
    void collectionThatExistsIsUsedOnlyIfToldSo(CapturedOutput output) {
        String[] arguments = {
            "evaluate",
            SAMPLE,
            "--url",
            "http://localhost:" + port,
            "--collection",
            "kept",
            "--mode",
            "lexical",
            "--keep"
        };
        assertThat(Commands.run(arguments)).isZero();
        assertThat(Commands.run(arguments)).isZero();
        arguments[arguments.length - 1] = "--exact";
        assertThat(Commands.run(arguments)).isEqualTo(1);

        assertThat(output)
                .contains(
                        "the collection 'kept' already exists; use it with --keep, or choose"
                                + " another name with --collection");
        assertThat(service.get("/v1/collections/kept").json().path("documents").asInt())
                .isEqualTo(59);
    }

    @Test
    void blankRowsAreSkippedAndCounted(CapturedOutput output, @TempDir Path folder)
            throws IOException {
        Files.writeString(
                folder.resolve("corpus.jsonl"),
                """
                {"_id":"title","title":"How to reset a password","text":""}
                {"_id":"neither","title":"","text":" "}
                {"_id":"text","text":"Bread needs time."}
                """);
        Files.writeString(
                folder.resolve("queries.jsonl"),
                """
                {"_id":"q","text":"reset my password"}
                {"_id":"blank","text":""}
                """);
        Files.writeString(
                folder.resolve("qrels.tsv"),
                "query-id\tcorpus-id\tscore\nq\ttitle\t1\nblank\ttext\t1\n");

        assertThat(
                        Commands.run(
                                "evaluate",
                                folder.toString(),
                                "--collection",
                                "blanks",
                                "--url",
                                "http://localhost:" + port))
                .isZero();
        assertThat(output)
                .contains("2 documents in 2 chunks", ", 1 queries,")
                .contains("1 documents with neither title nor text were skipped")
                .contains("1 queries without text were skipped");
        assertThat(ndcg(output, "hybrid")).isEqualTo(1);
    }

    @Test
    void serviceThatIsNotThereIsNamed(CapturedOutput output) {
        assertThat(Commands.run("evaluate", SAMPLE, "--url", "http://localhost:1")).isEqualTo(4);

        assertThat(output)
                .contains("cannot connect to http://localhost:1/v1/collections")
                .contains("; is the service running? Set its URL with --url");
    }

    @Test
    void wrongArgumentsAreExplained(CapturedOutput output) {
        assertThat(Commands.run("evaluate")).isEqualTo(2);

        assertThat(output).contains("Missing required parameter: 'FOLDER'");
    }

    private static double ndcg(CapturedOutput output, String mode) {
        Matcher line =
                Pattern.compile("^%s +(\\S+)".formatted(mode), Pattern.MULTILINE)
                        .matcher(output.getOut());
        assertThat(line.find()).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
