package io.semblance.ingest;

/** What separates a piece of a text from the piece before it; a later constant separates more. */
enum Boundary {
    /** Nothing but the end of a sentence, or not even that in a long sentence. */
    SENTENCE,
    /** The start of a list item, of a row of a table or of a line of code. */
    LINE,
    /** A blank line. */
    PARAGRAPH,
    /** The start of a heading or of a sheet. */
    HEADING
}
