package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;

/**
 * A token that a file next to {@code tokenizer.json} declares. Transformers adds it to a tokenizer
 * that does not have it, and then recognizes it in texts.
 *
 * @param file name of the file that declares it
 * @param setting the file's setting that declares it
 * @param content the token's text
 * @param id the token's input id; null if the file gives none
 * @param special whether it is matched in a text before the text is normalized
 */
public record AddedToken(
        String file, String setting, String content, @Nullable Integer id, boolean special) {

    private static final List<String> SINGLE =
            List.of(
                    "cls_token",
                    "sep_token",
                    "pad_token",
                    "unk_token",
                    "mask_token",
                    "bos_token",
                    "eos_token");
    private static final List<String> SEVERAL =
            List.of("additional_special_tokens", "extra_special_tokens");
    private static final String DECODER = "added_tokens_decoder";

    /**
     * The tokens of a file whose settings, such as {@code cls_token}, name the role of each token.
     *
     * @param file name of the file: {@code tokenizer_config.json} or {@code
     *     special_tokens_map.json}
     */
    public static List<AddedToken> ofSettings(String file, JsonNode content) {
        List<AddedToken> tokens = new ArrayList<>();
        for (String setting : SINGLE) {
            add(tokens, file, setting, content.path(setting));
        }
        for (String setting : SEVERAL) {
            content.path(setting).valueStream().forEach(token -> add(tokens, file, setting, token));
        }
        content.path(DECODER)
                .propertyStream()
                .forEach(token ->
                        tokens.add(
                                new AddedToken(
                                        file,
                                        DECODER,
                                        token.getValue().path("content").asString(""),
                                        id(token.getKey()),
                                        token.getValue().path("special").asBoolean(false))));
        return tokens;
    }

    private static void add(List<AddedToken> tokens, String file, String setting, JsonNode token) {
        String content = token.isString() ? token.asString() : token.path("content").asString("");
        if (!content.isEmpty()) {
            tokens.add(new AddedToken(file, setting, content, null, true));
        }
    }

    /**
     * The id of a key; -1, which no token has, if the key is not a number: the comparison then
     * fails.
     */
    private static int id(String key) {
        try {
            return Integer.parseInt(key);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * The tokens of a file that maps tokens to input ids.
     *
     * @param file name of the file: {@code added_tokens.json}
     */
    public static List<AddedToken> ofIds(String file, JsonNode content) {
        return content.propertyStream()
                .map(token ->
                        new AddedToken(
                                file,
                                token.getKey(),
                                token.getKey(),
                                token.getValue().asInt(-1),
                                false))
                .toList();
    }
}
