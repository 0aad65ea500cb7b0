package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Compares the tokens that a model folder declares with the added tokens of its {@code
 * tokenizer.json}.
 */
final class SpecialTokenCheck {

    private static final String SPECIAL_TOKEN = "SpecialToken";

    private final Path file;
    private final JsonNode root;

    /**
     * @param root content of the file; its vocabulary is not needed
     */
    SpecialTokenCheck(Path file, JsonNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Requires that the folder and the file agree.
     *
     * @throws TokenizerException if the file does not have one of the tokens, or surrounds texts
     *     with others
     */
    void require(TokenizerSettings settings) {
        settings.tokens().forEach(this::requireAdded);
        if (settings.kind() != TokenizerSettings.Kind.GENERIC) {
            for (AddedToken token : settings.tokens()) {
                requireInFrame(token);
            }
        }
    }

    private void requireAdded(AddedToken token) {
        JsonNode added = added(token.content());
        if (added == null) {
            throw contradiction(token, "does not have it among its added_tokens");
        }
        if (token.id() != null && token.id() != added.path("id").asInt(-1)) {
            throw contradiction(
                    token, "gives it the id %s, not %d".formatted(added.path("id"), token.id()));
        }
        if (token.special()
                && !added.path("special").asBoolean(false)
                && added.path("normalized").asBoolean(true)
                && !root.path("normalizer").isNull()) {
            throw contradiction(token, "has it as a token that is not special");
        }
    }

    private @Nullable JsonNode added(String content) {
        for (JsonNode token : root.path("added_tokens")) {
            if (token.path("content").asString("").equals(content)) {
                return token;
            }
        }
        return null;
    }

    /** Compares the special token before or after a text, if the file adds one there. */
    private void requireInFrame(AddedToken token) {
        String framing =
                switch (token.setting()) {
                    case "cls_token" -> framing(root.path("post_processor"), true);
                    case "sep_token" -> framing(root.path("post_processor"), false);
                    default -> null;
                };
        if (framing != null && !framing.equals(token.content())) {
            throw contradiction(token, "has '%s' there in its post_processor".formatted(framing));
        }
    }

    private static @Nullable String framing(JsonNode processor, boolean before) {
        String type = processor.path("type").asString("");
        return switch (type) {
            case "BertProcessing", "RobertaProcessing" ->
                    processor.path(before ? "cls" : "sep").path(0).asString(null);
            case "TemplateProcessing" -> {
                JsonNode single = processor.path("single");
                JsonNode step = single.path(before ? 0 : single.size() - 1);
                yield step.path(SPECIAL_TOKEN).path("id").asString(null);
            }
            case "Sequence" ->
                    processor
                            .path("processors")
                            .valueStream()
                            .map(each -> framing(each, before))
                            .filter(Objects::nonNull)
                            .findFirst()
                            .orElse(null);
            default -> null;
        };
    }

    private TokenizerException contradiction(AddedToken token, String otherwise) {
        return TokenizerException.contradiction(
                "%s names the token '%s' (%s), but %s %s; make them agree: save the tokenizer again, or remove the token"
                        .formatted(
                                token.file(), token.content(), token.setting(), file, otherwise));
    }
}
