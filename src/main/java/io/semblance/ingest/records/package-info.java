/**
 * Reads the records of an uploaded file one by one: lines of NDJSON, rows of CSV, elements of a
 * JSON array. A record that cannot be read is reported with its line, and the next one is read.
 */
@NamedInterface("records")
@NullMarked
package io.semblance.ingest.records;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
