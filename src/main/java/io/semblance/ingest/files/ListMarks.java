package io.semblance.ingest.files;

import java.util.ArrayDeque;
import java.util.Deque;

/** The marks of the items of nested lists: a hyphen, or the number. Not thread-safe. */
final class ListMarks {

    private static final int MAX_INDENT = 10;

    private final Deque<Level> levels = new ArrayDeque<>();

    /** One list; its items are counted. */
    private static final class Level {
        private final boolean numbered;
        private int items;

        Level(boolean numbered) {
            this.numbered = numbered;
        }
    }

    /** Begins a list; returns whether it is within another one. */
    boolean begin(boolean numbered) {
        levels.push(new Level(numbered));
        return levels.size() > 1;
    }

    /** Ends a list; returns whether it was within another one. */
    boolean end() {
        if (!levels.isEmpty()) {
            levels.pop();
        }
        return !levels.isEmpty();
    }

    /** Whether the next item is the first one of a list that is not within another one. */
    boolean isFirstItem() {
        Level level = levels.peek();
        return level != null && level.items == 0 && levels.size() == 1;
    }

    /** The mark of the next item. */
    String nextMark() {
        Level level = levels.peek();
        if (level == null) {
            return "- ";
        }
        level.items++;
        String indent = "  ".repeat(Math.min(levels.size() - 1, MAX_INDENT));
        return indent + (level.numbered ? level.items + ". " : "- ");
    }
}
