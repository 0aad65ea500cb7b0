package io.semblance.ingest.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A parser of the executable jar, whose libraries are jars within it. */
@Timeout(120)
class ExecutableJarIT {

    private static final String JAR = System.getProperty("semblance.jar");

    @TempDir Path parent;

    @Test
    void readsFilesAndEndsWithItsInput() throws IOException, InterruptedException {
        Path folder = Files.createDirectory(parent.resolve("parser"));
        Process process = new ParserCommand(DataSize.ofMegabytes(256), JAR, true).start(folder);
        try (DataInputStream replies = new DataInputStream(process.getInputStream())) {
            try (DataOutputStream requests = new DataOutputStream(process.getOutputStream())) {
                assertThat(replies.readByte()).isEqualTo((byte) ParseReply.READY);
                for (String name :
                        new String[] {
                            "pandoc.docx", "two-columns.pdf", "book.epub", "letter.eml"
                        }) {
                    String path = Fixtures.file(name).toString();
                    new ParseRequest(path, name, null, 10_000).writeTo(requests);

                    assertThat(ParseReply.readFrom(replies))
                            .as(name)
                            .isInstanceOf(ParseReply.Parsed.class);
                }
            }
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            assertThat(folder).doesNotExist();
        } finally {
            process.destroyForcibly();
        }
    }
}
