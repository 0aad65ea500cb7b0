package io.semblance.tokenization;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Set;

/**
 * The tokenizer settings of a model folder: members of {@code tokenizer_config.json} that the
 * tokenizer's class applies to {@code tokenizer.json} when transformers loads it. A class of
 * another kind, or none, uses the file unchanged.
 *
 * @param kind of the tokenizer's class
 * @param lowerCase {@code do_lower_case}; null if it is not set
 * @param stripAccents {@code strip_accents}; null if it is not set
 * @param splitChinese {@code tokenize_chinese_chars}; null if it is not set
 * @param prefixSpace {@code add_prefix_space}; null if it is not set
 * @param lowerCaseFirst whether texts are converted to lower case before anything else is done
 * @param tokens the tokens that the folder's files declare; {@code tokenizer.json} must have them
 * @param withoutTypes whether a pair is encoded without token types, which is equivalent to all 0
 */
public record TokenizerSettings(
        Kind kind,
        @Nullable Boolean lowerCase,
        @Nullable Boolean stripAccents,
        @Nullable Boolean splitChinese,
        @Nullable Boolean prefixSpace,
        boolean lowerCaseFirst,
        List<AddedToken> tokens,
        boolean withoutTypes) {

    /** No settings: the file is used unchanged. */
    public static final TokenizerSettings NONE =
            new TokenizerSettings(Kind.GENERIC, null, null, null, null, false, List.of(), false);

    private static final String CLASS = "tokenizer_class";

    private static final Set<String> BERT =
            Set.of(
                    "BertTokenizer",
                    "DistilBertTokenizer",
                    "ElectraTokenizer",
                    "MPNetTokenizer",
                    "MobileBertTokenizer",
                    "LayoutLMTokenizer",
                    "SqueezeBertTokenizer",
                    "LxmertTokenizer",
                    "SplinterTokenizer",
                    "DPRContextEncoderTokenizer",
                    "DPRQuestionEncoderTokenizer",
                    "DPRReaderTokenizer");
    private static final Set<String> BERT_MODELS =
            Set.of(
                    "bert",
                    "distilbert",
                    "electra",
                    "mpnet",
                    "mobilebert",
                    "convbert",
                    "nomic_bert",
                    "squeezebert",
                    "lxmert",
                    "splinter",
                    "dpr");
    private static final Set<String> ROBERTA =
            Set.of("RobertaTokenizer", "LongformerTokenizer", "BartTokenizer");
    private static final Set<String> ROBERTA_MODELS = Set.of("roberta", "longformer", "bart");
    private static final Set<String> GENERIC =
            Set.of("PreTrainedTokenizer", "TokenizersBackend", "PythonBackend");

    /** How a tokenizer class applies these settings. */
    public enum Kind {
        /**
         * BERT's: {@code do_lower_case}, {@code strip_accents} and {@code tokenize_chinese_chars}
         * override the file, even if they are not set and have their defaults.
         */
        BERT,
        /** RoBERTa's: {@code add_prefix_space} overrides the file, and is false by default. */
        ROBERTA,
        /**
         * ALBERT's: {@code do_lower_case} and {@code keep_accents} have defaults, and must not
         * contradict the file.
         */
        ALBERT,
        /** Another class with settings of its own: they must not contradict the file. */
        OTHER,
        /** A class for any file, which it uses unchanged. */
        GENERIC
    }

    /**
     * Reads the settings.
     *
     * @param config content of {@code tokenizer_config.json}; empty if there is none
     * @param model content of {@code config.json}: its {@code tokenizer_class}, or else its {@code
     *     model_type}, decides if {@code tokenizer_config.json} does not name the tokenizer's class
     * @param lowerCaseFirst whether sentence-transformers converts texts to lower case
     * @param tokens the tokens that the folder's files declare
     */
    public static TokenizerSettings of(
            JsonNode config, JsonNode model, boolean lowerCaseFirst, List<AddedToken> tokens) {
        String className = (config.hasNonNull(CLASS) ? config : model).path(CLASS).asString("");
        Kind kind = kind(className, model.path("model_type").asString(""));
        if (className.startsWith("DPR")) {
            // DPR's tokenizer ignores these settings: it is BERT's tokenizer with the defaults.
            return new TokenizerSettings(
                    kind, null, null, null, null, lowerCaseFirst, List.copyOf(tokens), false);
        }
        Boolean keepAccents = setting(config, "keep_accents");
        return new TokenizerSettings(
                kind,
                setting(config, "do_lower_case"),
                kind == Kind.ALBERT
                        ? Boolean.valueOf(!Boolean.TRUE.equals(keepAccents))
                        : setting(config, "strip_accents"),
                setting(config, "tokenize_chinese_chars"),
                setting(config, "add_prefix_space"),
                lowerCaseFirst,
                List.copyOf(tokens),
                withoutTypes(config, kind));
    }

    /**
     * Whether the inputs in {@code model_input_names}, or else the inputs of the class, have no
     * token types.
     */
    private static boolean withoutTypes(JsonNode config, Kind kind) {
        JsonNode inputs = config.path("model_input_names");
        return inputs.isArray()
                ? inputs.valueStream().noneMatch(name -> name.asString("").equals("token_type_ids"))
                : kind == Kind.GENERIC;
    }

    private static Kind kind(String className, String modelType) {
        String name =
                className.endsWith("Fast")
                        ? className.substring(0, className.length() - "Fast".length())
                        : className;
        if (BERT.contains(name) || (name.isEmpty() && BERT_MODELS.contains(modelType))) {
            return Kind.BERT;
        }
        if (ROBERTA.contains(name) || (name.isEmpty() && ROBERTA_MODELS.contains(modelType))) {
            return Kind.ROBERTA;
        }
        if (name.equals("AlbertTokenizer") || (name.isEmpty() && modelType.equals("albert"))) {
            return Kind.ALBERT;
        }
        return GENERIC.contains(name) ? Kind.GENERIC : Kind.OTHER;
    }

    private static @Nullable Boolean setting(JsonNode config, String name) {
        return config.path(name).isBoolean() ? config.path(name).asBoolean() : null;
    }

    /** Whether these settings may change a file. */
    boolean changesFile() {
        return lowerCaseFirst
                || switch (kind) {
                    case BERT, ROBERTA -> true;
                    case ALBERT, OTHER, GENERIC -> false;
                };
    }
}
