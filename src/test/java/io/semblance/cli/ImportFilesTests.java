package io.semblance.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

class ImportFilesTests {

    @TempDir private Path folder;

    @BeforeEach
    void write() throws IOException {
        for (String name :
                List.of(
                        "b.csv",
                        "a.ndjson",
                        "sub/c.pdf",
                        "sub/deep/d.PDF",
                        ".hidden/e.csv",
                        "f.png")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, name);
        }
    }

    private List<String> found(boolean recursive, @Nullable String glob, String... arguments) {
        ImportFiles files = new ImportFiles(null, recursive, glob);
        for (String argument : arguments) {
            files.add(folder + "/" + argument);
        }
        return files.found().stream()
                .map(each -> folder.relativize(each.path()).toString())
                .toList();
    }

    @Test
    void directoriesAreSearchedInAStableOrder() {
        assertThat(found(true, null, ""))
                .containsExactly("a.ndjson", "b.csv", "sub/c.pdf", "sub/deep/d.PDF");
        assertThat(found(false, null, "")).containsExactly("a.ndjson", "b.csv");
    }

    @Test
    void globRestrictsDirectories() {
        assertThat(found(true, "*.{csv,pdf}", "")).containsExactly("b.csv", "sub/c.pdf");
        assertThat(found(true, "sub/**", "")).containsExactly("sub/c.pdf", "sub/deep/d.PDF");
    }

    @Test
    void patternsThatTheShellDidNotExpandAreExpanded() {
        assertThat(found(true, null, "*.[a-n]*")).containsExactly("a.ndjson", "b.csv");
        assertThat(found(true, null, "**/*.PDF")).containsExactly("sub/deep/d.PDF");
        assertThat(found(true, null, "s?b")).containsExactly("sub/c.pdf", "sub/deep/d.PDF");
        assertThatThrownBy(() -> found(true, null, "*.json"))
                .isInstanceOf(CommandException.class)
                .hasMessage("no file matches %s/*.json", folder);
        assertThatThrownBy(() -> found(true, null, "none/*.json"))
                .hasMessageStartingWith("no file");
        assertThatThrownBy(() -> found(true, null, "[.csv")).hasMessageContaining("is not valid");
    }

    @Test
    void fileThatHasTheNameOfAPatternIsTaken() throws IOException {
        Files.writeString(folder.resolve("[1].csv"), "");

        assertThat(found(true, null, "[1].csv")).containsExactly("[1].csv");
    }

    @Test
    void fileIsImportedOnceInTheOrderOfTheArguments() {
        assertThat(found(true, null, "b.csv", "", "sub/../b.csv"))
                .containsExactly("b.csv", "a.ndjson", "sub/c.pdf", "sub/deep/d.PDF");
    }

    @Test
    void documentIsNamedByItsPathFromTheDirectory() {
        ImportFiles files = new ImportFiles(null, true, "d.*");
        files.add(folder.resolve("sub") + "/.");

        assertThat(files.found().getFirst().name()).isEqualTo("sub/deep/d.PDF");
    }

    @Test
    void formatIsThatOfTheExtensionOrOfTheOption() {
        assertThat(ImportFormat.ofName("A.JSONL")).isEqualTo(ImportFormat.NDJSON);
        assertThat(ImportFormat.ofName("a.parquet.gz")).isEqualTo(ImportFormat.PARQUET);
        assertThat(ImportFormat.ofName("a.eml")).isEqualTo(ImportFormat.FILES);
        assertThat(ImportFormat.ofName("a.pdf.gz")).isNull();
        assertThatThrownBy(() -> found(true, null, "f.png"))
                .hasMessage(
                        "the name %s/f.png does not show the format of the file; set it with"
                                + " --format",
                        folder);
        ImportFiles files = new ImportFiles(ImportFormat.CSV, true, null);
        files.add(folder.resolve("f.png").toString());
        assertThat(files.found().getFirst().format()).isEqualTo(ImportFormat.CSV);
    }

    @Test
    void documentsAreGroupedAndRecordsAreNot() throws IOException {
        for (int i : IntStream.range(0, 150).toArray()) {
            Files.writeString(folder.resolve("many-%03d.txt".formatted(i)), "x");
        }
        ImportFiles files = new ImportFiles(null, true, null);
        files.add(folder.toString());

        List<Upload> uploads = ImportPlan.uploads(files.found());

        assertThat(uploads).extracting(each -> each.files().size()).containsExactly(1, 1, 100, 52);
        assertThat(uploads.get(2).name())
                .isEqualTo(folder.resolve("many-000.txt") + " and 99 more files");
    }
}
