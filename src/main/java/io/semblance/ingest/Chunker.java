package io.semblance.ingest;

import io.semblance.embedding.TokenCounter;
import io.semblance.ingest.DocumentRefusedException.Reason;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts documents into chunks: whole sentences up to a number of tokens, the last ones of a chunk
 * repeated at the beginning of the next. The budget counts all that the model reads with a chunk:
 * special tokens, the document prefix and the title, which is put before every chunk.
 */
final class Chunker {

    /** What stands between title and chunk. */
    private static final String TITLE_END = "\n";

    private final TokenCounter counter;
    private final Locale locale;
    private final int maxTokens;
    private final int overlap;

    /**
     * @param maxTokens of a chunk with all that is read with it; no more than the model reads count
     * @param overlap tokens repeated at most; less than half of what a chunk has room for counts
     */
    Chunker(TokenCounter counter, Locale locale, int maxTokens, int overlap) {
        this.counter = counter;
        this.locale = locale;
        this.maxTokens = Math.min(maxTokens, counter.maxTokens());
        this.overlap = overlap;
    }

    /**
     * A chunk.
     *
     * @param heading what stands before it when it is embedded; may be empty
     * @param text of the whole document
     */
    record Piece(TextSpan span, String heading, String text) {

        /** What is embedded: the title and the chunk's text. Created at each call. */
        String passage() {
            return heading + span.of(text);
        }
    }

    /**
     * The chunks of a text that is not blank, in order; together they have all of it.
     *
     * @param maxChunks that may be
     * @throws DocumentRefusedException if there are more
     */
    List<Piece> chunks(@Nullable String title, String text, int maxChunks) {
        int room = maxTokens - counter.overhead();
        String heading = heading(title, room / 2);
        room -= heading.isEmpty() ? 0 : counter.count(List.of(heading))[0];
        return pack(text, room, maxChunks).stream()
                .map(span -> new Piece(span, heading, text))
                .toList();
    }

    /** The title as it stands before a chunk; a long one is cut to its part of the budget. */
    private String heading(@Nullable String title, int maxTitleTokens) {
        if (title == null || title.isBlank()) {
            return "";
        }
        int end = counter.cut(title, maxTitleTokens)[0];
        return title.substring(0, end).strip() + TITLE_END;
    }

    private List<TextSpan> pack(String text, int room, int maxChunks) {
        List<TextSpan> spans = new ArrayList<>();
        Sentences sentences = Sentences.of(text, locale, counter, room);
        int maxOverlap = Math.min(overlap, room / 2);
        int first = 0;
        while (sentences.has(first)) {
            requireFewer(spans.size(), maxChunks);
            int tokens = 0;
            int next = first;
            while (sentences.has(next) && tokens + sentences.tokens(next) <= room) {
                tokens += sentences.tokens(next);
                next++;
            }
            // A sentence of a single character may have more tokens than there is room for.
            next = Math.max(next, first + 1);
            next = shrink(text, sentences, first, next, room);
            spans.add(new TextSpan(sentences.span(first).start(), sentences.span(next - 1).end()));
            first =
                    sentences.has(next)
                            ? overlapStart(sentences, first, next, maxOverlap, room)
                            : next;
            sentences.forget(first);
        }
        return spans;
    }

    private static void requireFewer(int chunks, int maxChunks) {
        if (chunks >= maxChunks) {
            throw new DocumentRefusedException(
                    Reason.TEXT_TOO_LONG,
                    "text",
                    "the text has more than the %d chunks that fit into the memory for writes; split the document, create the collection with a larger chunking.maxTokens, or raise semblance.limits.write-memory or the heap"
                            .formatted(maxChunks));
        }
    }

    /** Sentences together may have more tokens than each by itself: the last ones then wait. */
    private int shrink(String text, Sentences sentences, int first, int next, int room) {
        int end = next;
        while (end > first + 1) {
            TextSpan span =
                    new TextSpan(sentences.span(first).start(), sentences.span(end - 1).end());
            if (counter.count(List.of(span.of(text)))[0] <= room) {
                return end;
            }
            end--;
        }
        return end;
    }

    /** Where the next chunk begins so that it repeats a little, and has room for something new. */
    private static int overlapStart(
            Sentences sentences, int first, int next, int maxOverlap, int room) {
        int start = next;
        int repeated = 0;
        while (start - 1 > first
                && repeated + sentences.tokens(start - 1) <= maxOverlap
                && repeated + sentences.tokens(start - 1) + sentences.tokens(next) <= room) {
            start--;
            repeated += sentences.tokens(start);
        }
        return start;
    }
}
