package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A {@code tokenizer.json} with the settings of its model folder applied. Not thread-safe. */
final class TokenizerJson {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String NORMALIZER = "normalizer";
    private static final String PRE_TOKENIZER = "pre_tokenizer";

    /** The members that settings are compared with. */
    private static final Set<String> COMPARED_MEMBERS =
            Set.of("added_tokens", NORMALIZER, PRE_TOKENIZER, "post_processor");

    private final Path file;
    private final ObjectNode root;
    private final List<String> changes = new ArrayList<>();

    private TokenizerJson(Path file, ObjectNode root) {
        this.file = file;
        this.root = root;
    }

    /**
     * Reads a file and applies settings.
     *
     * @throws TokenizerException if they contradict it and neither takes precedence
     */
    static TokenizerJson of(Path file, TokenizerSettings settings) {
        if (!(JSON.readTree(file) instanceof ObjectNode root)) {
            throw new TokenizerException("%s is not a JSON object".formatted(file));
        }
        TokenizerJson json = new TokenizerJson(file, root);
        json.apply(settings);
        return json;
    }

    /**
     * Compares a file with settings, without reading its vocabulary, which is most of the file.
     *
     * @throws TokenizerException if they contradict it
     */
    static void requireAgreement(Path file, TokenizerSettings settings) {
        TokenizerJson json = new TokenizerJson(file, withoutVocabulary(file));
        new SpecialTokenCheck(file, json.root).require(settings);
        json.apply(settings);
    }

    private static ObjectNode withoutVocabulary(Path file) {
        ObjectNode members = JSON.createObjectNode();
        try (JsonParser parser = JSON.createParser(file)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new TokenizerException("%s is not a JSON object".formatted(file));
            }
            while (members.size() < COMPARED_MEMBERS.size()
                    && parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if (COMPARED_MEMBERS.contains(name)) {
                    members.set(name, parser.<JsonNode>readValueAsTree());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return members;
    }

    /** The side of the file's {@code truncation}, a member that precedes the vocabulary. */
    static Encoding.Side truncationSide(Path file) {
        if (!Files.isRegularFile(file)) {
            return Encoding.Side.RIGHT;
        }
        try (JsonParser parser = JSON.createParser(file)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean truncation = parser.currentName().equals("truncation");
                parser.nextToken();
                if (truncation) {
                    JsonNode found = parser.readValueAsTree();
                    return found.path("direction").asString("").equals("Left")
                            ? Encoding.Side.LEFT
                            : Encoding.Side.RIGHT;
                }
                parser.skipChildren();
            }
        } catch (JacksonException e) {
            // Loading the file reports the error.
        }
        return Encoding.Side.RIGHT;
    }

    /**
     * The changes, which become part of the model's version; empty if the file already does all
     * that is set.
     */
    String changes() {
        return String.join(",", changes);
    }

    /** The file's content with the changes. */
    byte[] content() {
        return JSON.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
    }

    private void apply(TokenizerSettings settings) {
        switch (settings.kind()) {
            case BERT -> applyBert(settings);
            case ROBERTA -> applyRoberta(settings);
            case ALBERT -> {
                requireLowerCase(orTrue(settings.lowerCase()));
                requireStripAccents(settings.stripAccents());
                requirePrefixSpace(settings.prefixSpace());
            }
            case OTHER -> {
                requireLowerCase(settings.lowerCase());
                requireBert("strip_accents", "strip_accents", settings.stripAccents());
                requireBert(
                        "tokenize_chinese_chars", "handle_chinese_chars", settings.splitChinese());
                requirePrefixSpace(settings.prefixSpace());
            }
            case GENERIC -> requirePrefixSpace(settings.prefixSpace());
        }
        if (settings.lowerCaseFirst() && !lowerCases()) {
            ObjectNode sequence = root.objectNode();
            sequence.put("type", "Sequence");
            var steps = sequence.putArray("normalizers");
            steps.addObject().put("type", "Lowercase");
            steps(root.path(NORMALIZER), "normalizers").forEach(steps::add);
            root.set(NORMALIZER, sequence);
            changes.add("lowercase first");
        }
    }

    private void applyBert(TokenizerSettings settings) {
        if (root.path(NORMALIZER) instanceof ObjectNode normalizer
                && isA(normalizer, "BertNormalizer")) {
            set(normalizer, "lowercase", orTrue(settings.lowerCase()));
            set(normalizer, "strip_accents", settings.stripAccents());
            set(normalizer, "handle_chinese_chars", orTrue(settings.splitChinese()));
        } else {
            requireLowerCase(settings.lowerCase());
        }
    }

    private void applyRoberta(TokenizerSettings settings) {
        if (root.path(PRE_TOKENIZER) instanceof ObjectNode preTokenizer
                && isA(preTokenizer, "ByteLevel")) {
            set(preTokenizer, "add_prefix_space", Boolean.TRUE.equals(settings.prefixSpace()));
        } else {
            requirePrefixSpace(settings.prefixSpace());
        }
    }

    private static boolean orTrue(@Nullable Boolean setting) {
        return setting == null || setting;
    }

    private void set(ObjectNode node, String name, @Nullable Boolean value) {
        JsonNode present = node.path(name);
        Boolean before = present.isBoolean() ? Boolean.valueOf(present.asBoolean()) : null;
        if (value == null ? before != null : !value.equals(before)) {
            node.put(name, value);
            changes.add(name + "=" + value);
        }
    }

    private void requireLowerCase(@Nullable Boolean lowerCase) {
        if (lowerCase != null && lowerCase != lowerCases()) {
            throw contradiction("do_lower_case", lowerCase);
        }
    }

    /** Checks ALBERT's {@code keep_accents}, which is the opposite of {@code strip_accents}. */
    private void requireStripAccents(@Nullable Boolean strip) {
        boolean strips =
                steps(root.path(NORMALIZER), "normalizers").stream()
                        .anyMatch(step -> isA(step, "StripAccents"));
        if (strip != null && strip != strips) {
            throw contradiction("keep_accents", !strip);
        }
    }

    private void requireBert(String setting, String member, @Nullable Boolean value) {
        for (JsonNode step : steps(root.path(NORMALIZER), "normalizers")) {
            // A member that is missing or null is derived from other members.
            if (value != null
                    && isA(step, "BertNormalizer")
                    && step.path(member).isBoolean()
                    && step.path(member).asBoolean() != value) {
                throw contradiction(setting, value);
            }
        }
    }

    private boolean lowerCases() {
        return steps(root.path(NORMALIZER), "normalizers").stream()
                .anyMatch(step ->
                        isA(step, "Lowercase")
                                || (isA(step, "BertNormalizer")
                                        && step.path("lowercase").asBoolean(true)));
    }

    private void requirePrefixSpace(@Nullable Boolean prefixSpace) {
        if (prefixSpace == null) {
            return;
        }
        for (JsonNode step : steps(root.path(PRE_TOKENIZER), "pretokenizers")) {
            boolean adds;
            if (isA(step, "ByteLevel")) {
                adds = step.path("add_prefix_space").asBoolean(true);
            } else if (isA(step, "Metaspace")) {
                adds =
                        step.has("prepend_scheme")
                                ? !step.path("prepend_scheme").asString("").equals("never")
                                : step.path("add_prefix_space").asBoolean(true);
            } else {
                continue;
            }
            if (adds != prefixSpace) {
                throw contradiction("add_prefix_space", prefixSpace);
            }
        }
    }

    /**
     * The steps of a sequence, nested sequences included; a single step counts as a sequence of
     * one.
     */
    private static List<JsonNode> steps(JsonNode node, String member) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        if (!isA(node, "Sequence")) {
            return List.of(node);
        }
        return node.path(member)
                .valueStream()
                .flatMap(step -> steps(step, member).stream())
                .toList();
    }

    private static boolean isA(JsonNode node, String type) {
        return node.path("type").asString("").equals(type);
    }

    private TokenizerException contradiction(String setting, boolean value) {
        return TokenizerException.contradiction(
                "tokenizer_config.json sets %s to %b, but %s does the opposite; make them agree: save the tokenizer again, or remove the setting"
                        .formatted(setting, value, file));
    }
}
