package io.semblance.cli;

import io.semblance.cli.ImportFiles.FoundFile;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** Divides files into uploads: a file with records is one upload, documents are sent in groups. */
final class ImportPlan {

    private static final int MAX_FILES = 100;
    private static final long MAX_BYTES = 64L << 20;

    private ImportPlan() {}

    /** Returns the files with records in their order, then the groups of documents. */
    static List<Upload> uploads(List<FoundFile> files) {
        List<Upload> uploads = new ArrayList<>();
        List<Upload.NamedFile> group = new ArrayList<>();
        List<Upload> groups = new ArrayList<>();
        long bytes = 0;
        for (FoundFile file : files) {
            Upload.NamedFile named = new Upload.NamedFile(file.path(), file.name());
            if (file.format() != ImportFormat.FILES) {
                uploads.add(
                        new Upload(
                                file.path().toString(),
                                file.format(),
                                ImportFormat.isGzip(file.name()),
                                List.of(named)));
                continue;
            }
            long size = size(file);
            if (!group.isEmpty() && (group.size() == MAX_FILES || bytes + size > MAX_BYTES)) {
                groups.add(documents(group));
                group.clear();
                bytes = 0;
            }
            group.add(named);
            bytes += size;
        }
        if (!group.isEmpty()) {
            groups.add(documents(group));
        }
        uploads.addAll(groups);
        return uploads;
    }

    private static Upload documents(List<Upload.NamedFile> group) {
        String first = group.getFirst().path().toString();
        String name =
                group.size() == 1
                        ? first
                        : "%s and %s"
                                .formatted(first, Display.count(group.size() - 1, "more file"));
        return new Upload(name, ImportFormat.FILES, false, group);
    }

    private static long size(FoundFile file) {
        try {
            return Files.size(file.path());
        } catch (IOException e) {
            throw new CommandException(
                    "%s cannot be read: %s".formatted(file.path(), e.getMessage()), e);
        }
    }
}
