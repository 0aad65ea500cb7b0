package io.semblance.web.documents;

import io.semblance.ingest.imports.FileSource;
import io.semblance.web.error.ApiError;
import io.semblance.web.error.ApiException;
import io.semblance.web.error.ErrorCode;

import jakarta.servlet.http.HttpServletRequest;

import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.impl.FileUploadIOException;
import org.apache.tomcat.util.http.fileupload.servlet.ServletRequestContext;
import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** The files of a body of {@code multipart/form-data} (RFC 7578), read as a stream. */
final class MultipartFiles implements FileSource {

    /** Bytes of the headers of a file, which contain its name. */
    private static final int MAX_HEADERS = 8_192;

    private final FileItemIterator items;
    private boolean empty = true;

    private MultipartFiles(FileItemIterator items) {
        this.items = items;
    }

    static MultipartFiles of(HttpServletRequest request) throws IOException {
        FileUpload upload = new FileUpload();
        upload.setPartHeaderSizeMax(MAX_HEADERS);
        try {
            return new MultipartFiles(upload.getItemIterator(new ServletRequestContext(request)));
        } catch (FileUploadException e) {
            throw malformed(e);
        }
    }

    @Override
    public @Nullable UploadedFile next() throws IOException {
        try {
            if (!items.hasNext()) {
                requireFile();
                return null;
            }
            empty = false;
            FileItemStream item = items.next();
            String name = item.getName();
            if (item.isFormField() || name == null || name.isBlank()) {
                throw ApiException.invalid(
                        item.getFieldName(),
                        "the form field '%s' is not a file; send each file with its name, as curl does with -F file=@report.pdf"
                                .formatted(item.getFieldName()));
            }
            return new UploadedFile(name, item.getContentType(), item.openStream());
        } catch (FileUploadException | FileUploadIOException e) {
            throw malformed(e);
        } catch (InvalidFileNameException e) {
            throw new ApiException(
                    ApiError.badRequest(
                            ErrorCode.MALFORMED_FILE,
                            "the name of a file must not contain a NUL character",
                            null));
        }
    }

    private void requireFile() {
        if (empty) {
            throw ApiException.missing(
                    "file", "send at least one file, as curl does with -F file=@report.pdf");
        }
    }

    private static ApiException malformed(Exception failure) {
        return new ApiException(
                ApiError.badRequest(
                        ErrorCode.MALFORMED_FILE,
                        "the body is not multipart/form-data: " + failure.getMessage(),
                        null));
    }
}
