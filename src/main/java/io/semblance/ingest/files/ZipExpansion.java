package io.semblance.ingest.files;

import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * Recognises zip bombs among the formats that are zip files, such as DOCX, before they are parsed:
 * a small part that expands to very much. A file that states wrong sizes is stopped by the limits
 * of the parser.
 */
final class ZipExpansion {

    /** The least size of a part to be checked: XML up to this size is parsed quickly. */
    private static final long MIN_BYTES = 50L << 20;

    /** The largest expansion of a part that is plausible; that of XML is usually 5 to 30. */
    private static final long MAX_RATIO = 100;

    private ZipExpansion() {}

    /** Whether a file is a zip file with such a part. */
    static boolean isBomb(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            return zip.stream().anyMatch(ZipExpansion::isBomb);
        } catch (ZipException e) {
            // Not a zip file, or a damaged one; the parser says which.
            return false;
        }
    }

    private static boolean isBomb(ZipEntry part) {
        return part.getSize() > MIN_BYTES
                && part.getSize() > MAX_RATIO * Math.max(1, part.getCompressedSize());
    }
}
