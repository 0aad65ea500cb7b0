package io.semblance.cli;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the files that the arguments of {@code import} name, in a stable order. */
final class ImportFiles {

    private static final PathMatcher ALL = _ -> true;

    private final @Nullable ImportFormat format;
    private final boolean recursive;
    private final PathMatcher filter;

    private final List<FoundFile> found = new ArrayList<>();
    private final Set<Path> known = new HashSet<>();
    private int otherTypes;

    /**
     * A file to import.
     *
     * @param path where it is
     * @param name its name for the service: below a directory that was named, its path from there
     * @param format what it contains
     */
    record FoundFile(Path path, String name, ImportFormat format) {}

    /**
     * Creates a search.
     *
     * @param format of every file; null to derive it from each file's name
     * @param recursive whether directories below those named are searched
     * @param glob restricts the files in directories; all if null
     */
    ImportFiles(@Nullable ImportFormat format, boolean recursive, @Nullable String glob) {
        this.format = format;
        this.recursive = recursive;
        this.filter = glob == null ? ALL : Glob.matcher(glob);
    }

    /** The files found, each once. */
    List<FoundFile> found() {
        return List.copyOf(found);
    }

    /** The number of files in directories that are left out because of their type. */
    int otherTypes() {
        return otherTypes;
    }

    /**
     * Adds what one argument names: a file, a directory, or a glob that the shell has not expanded.
     *
     * @throws CommandException if there is no such file, or its format is unknown
     */
    void add(String argument) {
        Path path = existing(argument);
        if (path != null) {
            add(path);
        } else if (Glob.isGlob(argument)) {
            List<Path> matches = Glob.expand(argument);
            if (matches.isEmpty()) {
                throw new CommandException("no file matches %s".formatted(argument));
            }
            matches.forEach(this::add);
        } else {
            throw new CommandException("%s does not exist".formatted(argument));
        }
    }

    /** Null if there is no such file; some systems do not even accept a glob as a path. */
    private static @Nullable Path existing(String argument) {
        try {
            Path path = Path.of(argument);
            return Files.exists(path) ? path : null;
        } catch (InvalidPathException glob) {
            return null;
        }
    }

    private void add(Path path) {
        if (Files.isDirectory(path)) {
            addDirectory(path);
            return;
        }
        String name = path.getFileName().toString();
        ImportFormat known = format != null ? format : ImportFormat.ofName(name);
        if (known == null) {
            throw new CommandException(
                    "the name %s does not show the format of the file; set it with --format"
                            .formatted(path));
        }
        addOnce(new FoundFile(path, name, known));
    }

    private void addDirectory(Path directory) {
        Path base = directory.toAbsolutePath().normalize();
        Path parent = base.getParent() == null ? base : base.getParent();
        for (Path file : tree(directory, recursive ? Integer.MAX_VALUE : 1)) {
            Path relative = directory.relativize(file);
            if (!Files.isRegularFile(file) || !filter.matches(relative)) {
                continue;
            }
            ImportFormat known =
                    format != null ? format : ImportFormat.ofName(file.getFileName().toString());
            if (known == null) {
                otherTypes++;
                continue;
            }
            Path named = parent.relativize(base.resolve(relative));
            addOnce(new FoundFile(file, slashes(named), known));
        }
    }

    private void addOnce(FoundFile file) {
        if (known.add(file.path().toAbsolutePath().normalize())) {
            found.add(file);
        }
    }

    /** The entries below a directory, hidden ones left out, ordered by name. */
    static List<Path> tree(Path directory, int depth) {
        try (Stream<Path> entries = Files.walk(directory, depth)) {
            return entries.filter(entry -> !entry.equals(directory))
                    .filter(entry -> !isHidden(directory.relativize(entry)))
                    .sorted((a, b) -> slashes(a).compareTo(slashes(b)))
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new CommandException(
                    "%s cannot be read: %s".formatted(directory, e.getMessage()), e);
        }
    }

    private static boolean isHidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".") && part.toString().length() > 1) {
                return true;
            }
        }
        return false;
    }

    static String slashes(Path path) {
        return path.toString().replace('\\', '/');
    }
}
