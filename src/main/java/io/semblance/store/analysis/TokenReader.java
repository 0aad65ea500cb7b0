package io.semblance.store.analysis;

import org.jspecify.annotations.Nullable;

/** Reads the tokens of a text, block by block. Not thread-safe. */
final class TokenReader {

    private final TextBlocks blocks;
    private TokenScanner scanner = new TokenScanner("");

    TokenReader(String text) {
        this.blocks = new TextBlocks(text);
    }

    /** The next token; null at the end. */
    @Nullable Token token() {
        while (true) {
            Token token = scanner.token();
            if (token != null) {
                return token;
            }
            String block = blocks.block();
            if (block == null) {
                return null;
            }
            scanner = new TokenScanner(TextNormalizer.normalize(block));
        }
    }
}
