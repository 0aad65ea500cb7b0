package io.semblance.cli;

import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Patterns of file names: {@code *}, {@code **}, {@code ?}, {@code […]} and {@code {a,b}}. */
final class Glob {

    private Glob() {}

    static boolean isGlob(String argument) {
        return argument.matches(".*[*?\\[{].*");
    }

    /**
     * Matches relative paths. A pattern without a slash applies to the last name of a path.
     *
     * @throws CommandException if the pattern is not valid
     */
    static PathMatcher matcher(String pattern) {
        PathMatcher matcher = compiled(pattern);
        return pattern.contains("/") ? matcher : path -> matcher.matches(path.getFileName());
    }

    /** The files and directories that match, ordered by name. Hidden ones never match. */
    static List<Path> expand(String pattern) {
        String[] names = pattern.split("/", -1);
        StringBuilder start = new StringBuilder();
        int literal = 0;
        while (!isGlob(names[literal])) {
            start.append(names[literal]).append('/');
            literal++;
        }
        Path root = Path.of(start.toString());
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        boolean deep = pattern.contains("**");
        PathMatcher matcher = compiled(pattern.substring(start.length()));
        return ImportFiles.tree(root, deep ? Integer.MAX_VALUE : names.length - literal).stream()
                .filter(path -> matcher.matches(root.relativize(path)))
                .filter(path -> !deep || Files.isRegularFile(path))
                .toList();
    }

    private static PathMatcher compiled(String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        } catch (PatternSyntaxException e) {
            throw new CommandException(
                    "the pattern %s is not valid: %s".formatted(pattern, e.getDescription()), e);
        }
    }
}
