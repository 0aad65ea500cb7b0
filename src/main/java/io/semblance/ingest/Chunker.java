package io.semblance.ingest;

import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.DocumentRefusedException.Reason;
import io.semblance.ingest.files.Section;
import io.semblance.value.Caller;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits documents into chunks of whole sentences up to a number of tokens, preferably between
 * paragraphs, list items or rows of a table, and before headings. The last sentences of a chunk are
 * repeated at the start of the next one (overlap). The token budget includes everything that the
 * model reads with a chunk: special tokens, the document prompt and the title, which precedes every
 * chunk.
 */
final class Chunker {

    /** The separator between title and chunk. */
    private static final String TITLE_END = "\n";

    /**
     * Changes whenever the same text could get other chunks or passages; part of the content hash.
     * Version 1 filled each chunk as far as it could.
     */
    static final int VERSION = 2;

    private final TokenCounter counter;
    private final Locale locale;
    private final int maxTokens;
    private final int overlap;
    private final Caller caller;

    /**
     * @param maxTokens the token budget of a chunk, at most the model's maximum; a higher value
     *     means that maximum
     * @param overlap the most tokens that are repeated; at most half of the room of a chunk is used
     * @param caller the client that waits for the document
     */
    Chunker(TokenCounter counter, Locale locale, int maxTokens, int overlap, Caller caller) {
        this.counter = counter;
        this.locale = locale;
        this.maxTokens = Math.min(maxTokens, counter.maxTokens());
        this.overlap = overlap;
        this.caller = caller;
    }

    /**
     * A chunk of a document.
     *
     * @param span its place in the text
     * @param heading the title and separator that are embedded before it; may be empty
     * @param text the whole document's text
     */
    record ChunkText(TextSpan span, String heading, String text) {

        /** The text that is embedded: the title and the chunk's text. Created on each call. */
        String passage() {
            return heading + span.of(text);
        }

        /** The chunk's text; the title if there is none. */
        String content() {
            String own = span.of(text);
            return own.isBlank() ? heading : own;
        }
    }

    /**
     * The chunks of a text, in order; together they cover the whole text. A blank text is one
     * chunk, for which the title is embedded.
     *
     * @param title must not be blank if the text is blank
     * @param maxChunks the most chunks that are allowed
     * @throws DocumentRefusedException if there are more
     * @throws io.semblance.value.AbandonedException if the caller no longer waits
     */
    List<ChunkText> chunks(@Nullable String title, String text, int maxChunks) {
        return chunks(title, text, List.of(), maxChunks);
    }

    /**
     * The chunks of a text of a file, which also end where its sections do.
     *
     * @param sections in the order of their starts
     * @see #chunks(String, String, int)
     */
    List<ChunkText> chunks(
            @Nullable String title, String text, List<Section> sections, int maxChunks) {
        int room = maxTokens - counter.overhead();
        String heading = heading(title, text);
        if (text.isBlank()) {
            return List.of(new ChunkText(new TextSpan(0, text.length()), heading, text));
        }
        room -= heading.isEmpty() ? 0 : counter.count(List.of(heading))[0];
        return pack(text, sections, room, maxChunks).stream()
                .map(span -> new ChunkText(span, heading, text))
                .toList();
    }

    /**
     * What is embedded before each chunk of a text: the title with its separator. A long title is
     * truncated to half of the token budget, or to all of it if the text is blank.
     */
    String heading(@Nullable String title, String text) {
        if (title == null || title.isBlank()) {
            return "";
        }
        int room = maxTokens - counter.overhead();
        boolean alone = text.isBlank();
        String start = title.substring(0, counter.cut(title, alone ? room : room / 2)[0]).strip();
        return alone ? start : start + TITLE_END;
    }

    private List<TextSpan> pack(String text, List<Section> sections, int room, int maxChunks) {
        List<TextSpan> spans = new ArrayList<>();
        SentenceSplitter sentences = SentenceSplitter.of(text, sections, locale, counter, room);
        int maxOverlap = Math.min(overlap, room / 2);
        int first = 0;
        while (sentences.has(first)) {
            caller.requireWaiting();
            requireAtMost(maxChunks, spans.size() + 1);
            int next = ChunkEnd.of(sentences, first, room);
            // A single character may have more tokens than the chunk has room for.
            next = Math.max(next, first + 1);
            if (sentences.has(next) && sentences.boundary(next) == Boundary.SENTENCE) {
                next = ContentBoundary.find(text, sentences, first, next, room);
            }
            next = shrink(text, sentences, first, next, room);
            spans.add(new TextSpan(sentences.span(first).start(), sentences.span(next - 1).end()));
            first =
                    sentences.has(next)
                            ? overlapStart(sentences, first, next, maxOverlap, room)
                            : next;
            sentences.discardBefore(first);
        }
        return spans;
    }

    /**
     * Checks the number of chunks.
     *
     * @throws DocumentRefusedException if there are more than the maximum
     */
    static void requireAtMost(int maxChunks, int chunks) {
        if (chunks > maxChunks) {
            throw new DocumentRefusedException(
                    Reason.TEXT_TOO_LONG,
                    "text",
                    "the text needs more than the %d chunks that fit into the memory for writes; split the document, create the collection with a larger chunking.maxTokens, or raise semblance.limits.write-memory or the heap"
                            .formatted(maxChunks));
        }
    }

    /**
     * The end of the chunk. Sentences together may have more tokens than the sum of their counts;
     * the last ones then move to the next chunk.
     */
    private int shrink(String text, SentenceSplitter sentences, int first, int next, int room) {
        int end = next;
        while (end > first + 1) {
            TextSpan span =
                    new TextSpan(sentences.span(first).start(), sentences.span(end - 1).end());
            int excess = counter.count(List.of(span.of(text)))[0] - room;
            if (excess <= 0) {
                return end;
            }
            do {
                end--;
                excess -= sentences.tokens(end);
            } while (excess > 0 && end > first + 1);
        }
        return end;
    }

    /**
     * The first sentence of the next chunk, which repeats the overlap and leaves room for a new
     * sentence. Nothing before a heading is repeated.
     */
    private static int overlapStart(
            SentenceSplitter sentences, int first, int next, int maxOverlap, int room) {
        int start = next;
        int repeated = 0;
        while (start - 1 > first
                && sentences.boundary(start) != Boundary.HEADING
                && repeated + sentences.tokens(start - 1) <= maxOverlap
                && repeated + sentences.tokens(start - 1) + sentences.tokens(next) <= room) {
            start--;
            repeated += sentences.tokens(start);
        }
        return start;
    }
}
