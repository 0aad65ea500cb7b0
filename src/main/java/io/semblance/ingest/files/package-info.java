/**
 * Reads a file of another program, such as a PDF, as text with its structure.
 *
 * <p>{@link io.semblance.ingest.files.FileExtractor} passes each file to a parser in another
 * process, which has its own heap, a time limit and no network. A file that exhausts the memory or
 * hangs ends only that process; the next file starts a new one. The classes whose names start with
 * {@code Parser} connect the two processes. {@code ParserMain} and the classes that it uses run
 * only in the other process, and only they use Apache Tika.
 */
@NullMarked
package io.semblance.ingest.files;

import org.jspecify.annotations.NullMarked;
