import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks or rewrites the format of every Java file below the given folders: google-java-format,
 * AOSP style, unused imports removed. Run by the build as {@code java Format.java check|write
 * FOLDER...}.
 */
public final class Format {

    public static void main(String[] args) throws IOException, FormatterException {
        boolean write = args[0].equals("write");
        var formatter =
                new Formatter(
                        JavaFormatterOptions.builder()
                                .style(JavaFormatterOptions.Style.AOSP)
                                .build());
        List<Path> unformatted = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            for (Path file : javaFiles(Path.of(args[i]))) {
                String source = Files.readString(file);
                String formatted =
                        formatter.formatSourceAndFixImports(
                                RemoveUnusedImports.removeUnusedImports(source));
                if (!formatted.equals(source)) {
                    unformatted.add(file);
                    if (write) {
                        Files.writeString(file, formatted);
                    }
                }
            }
        }
        if (!write && !unformatted.isEmpty()) {
            unformatted.forEach(file -> System.err.println("not formatted: " + file));
            System.err.println("Run: mvn process-sources -Dformat.mode=write");
            System.exit(1);
        }
    }

    private static List<Path> javaFiles(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
    }
}
