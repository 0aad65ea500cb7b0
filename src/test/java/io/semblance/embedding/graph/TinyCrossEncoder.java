package io.semblance.embedding.graph;

import static io.semblance.embedding.graph.OnnxNodes.cast;
import static io.semblance.embedding.graph.OnnxNodes.list;
import static io.semblance.embedding.graph.OnnxNodes.node;
import static io.semblance.embedding.graph.OnnxNodes.value;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Cross-encoders made by hand (opset 11), since none can be had from a package registry. They read
 * a query and a text together as the real ones do, with BERT's tokens and token types.
 */
public final class TinyCrossEncoder {

    private static final int OPSET = 11;
    private static final String LOGITS = "logits";
    private static final List<String> INPUTS =
            List.of(
                    GraphSignature.INPUT_IDS,
                    GraphSignature.ATTENTION_MASK,
                    GraphSignature.TOKEN_TYPE_IDS);

    /** Ids below are special or unused. */
    private static final long FIRST_WORD = 999;

    private TinyCrossEncoder() {}

    /**
     * Its logit is {@code 8 m - 4}, {@code m} the share of the query's tokens that the text has
     * too: from -4, none, to 4, all.
     */
    public static byte[] countingWords() {
        return model(wordsInCommon().addOutput(value(LOGITS, DataType.FLOAT, 0, 1)), INPUTS);
    }

    /** The same in float16. */
    public static byte[] countingWordsInHalf() {
        GraphProto.Builder graph = wordsInCommon();
        rename(graph.getNodeBuilder(graph.getNodeCount() - 1), "float_logits");
        graph.addNode(cast(DataType.FLOAT16, LOGITS, "float_logits"))
                .addOutput(value(LOGITS, DataType.FLOAT16, 0, 1));
        return model(graph, INPUTS);
    }

    /** The same with a second label. */
    public static byte[] withTwoLabels() {
        GraphProto.Builder graph = wordsInCommon();
        rename(graph.getNodeBuilder(graph.getNodeCount() - 1), "label");
        graph.addNode(node("Concat", LOGITS, "label", "label").addAttribute(axis(1)))
                .addOutput(value(LOGITS, DataType.FLOAT, 0, 2));
        return model(graph, INPUTS);
    }

    /** It yields NaN for a pair with this token, and 0 for others. */
    public static byte[] yieldingNaNFor(long id) {
        GraphProto.Builder graph =
                GraphProto.newBuilder()
                        .addInitializer(number("id", id))
                        .addNode(node("Equal", "is", GraphSignature.INPUT_IDS, "id"))
                        .addNode(cast(DataType.FLOAT, "one_if", "is"))
                        .addNode(reduce("ReduceMax", "has", "one_if", 1, true))
                        .addInitializer(number("one", 1f))
                        .addNode(node("Sub", "has_not", "one", "has"))
                        .addNode(node("Div", "finite", "has_not", "has_not"))
                        .addNode(node("Sub", LOGITS, "finite", "one"))
                        .addOutput(value(LOGITS, DataType.FLOAT, 0, 1));
        return model(graph, INPUTS);
    }

    /**
     * A transformer's graph with a head of random weights on its first token, as a classifier has:
     * what it yields means nothing, and depends on every token of the pair.
     */
    public static byte[] onTopOf(Path encoder) throws IOException {
        ModelProto model = ModelProto.parseFrom(Files.readAllBytes(encoder));
        String hidden = model.getGraph().getOutput(0).getName();
        int dimension = 384;
        TensorProto.Builder weights =
                TensorProto.newBuilder()
                        .setName("head")
                        .setDataType(DataType.FLOAT_VALUE)
                        .addDims(dimension)
                        .addDims(1);
        Random random = new Random(7);
        for (int i = 0; i < dimension; i++) {
            weights.addFloatData((float) random.nextGaussian());
        }
        GraphProto.Builder graph =
                model.getGraph().toBuilder()
                        .clearOutput()
                        .addInitializer(number("first", 0L))
                        .addInitializer(weights)
                        .addNode(
                                node("Gather", "first_token", hidden, "first")
                                        .addAttribute(axis(1)))
                        .addNode(node("MatMul", LOGITS, "first_token", "head"))
                        .addOutput(value(LOGITS, DataType.FLOAT, 0, 1));
        return model.toBuilder().setGraph(graph).build().toByteArray();
    }

    /** A folder as transformers saves a cross-encoder, with {@link #countingWords()} in it. */
    public static Path directory(Path folder, int maxTokens) throws IOException {
        return directory(folder, maxTokens, countingWords());
    }

    /** The same with another graph. */
    public static Path directory(Path folder, int maxTokens, byte[] graph) throws IOException {
        Files.createDirectories(folder.resolve("onnx"));
        Files.write(folder.resolve("onnx/model.onnx"), graph);
        Files.writeString(
                folder.resolve("config.json"),
                """
                {"architectures":["BertForSequenceClassification"],"model_type":"bert",
                 "id2label":{"0":"LABEL_0"},"label2id":{"LABEL_0":0},
                 "max_position_embeddings":512,"pad_token_id":0}
                """);
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"model_max_length\":%d,\"do_lower_case\":true}".formatted(maxTokens));
        try (InputStream tokenizer =
                TinyCrossEncoder.class.getResourceAsStream("/bge-small-en-v1.5-tokenizer.json")) {
            Files.copy(Objects.requireNonNull(tokenizer), folder.resolve("tokenizer.json"));
        }
        return folder;
    }

    private static GraphProto.Builder wordsInCommon() {
        return GraphProto.newBuilder()
                .addInitializer(number("first_word", FIRST_WORD))
                .addInitializer(number("one", 1f))
                .addInitializer(number("eight", 8f))
                .addInitializer(number("four", 4f))
                // Which tokens are words of the query, and which of the text: [batch, sequence].
                .addNode(node("Less", "is_special", GraphSignature.INPUT_IDS, "first_word"))
                .addNode(node("Not", "is_word", "is_special"))
                .addNode(cast(DataType.FLOAT, "words", "is_word"))
                .addNode(cast(DataType.FLOAT, "mask", GraphSignature.ATTENTION_MASK))
                .addNode(cast(DataType.FLOAT, "types", GraphSignature.TOKEN_TYPE_IDS))
                .addNode(node("Mul", "read", "words", "mask"))
                .addNode(node("Mul", "text", "read", "types"))
                .addNode(node("Sub", "query", "read", "text"))
                // Whether the i-th token is the j-th, and that one of the text: [batch, i, j].
                .addNode(unsqueeze("rows", GraphSignature.INPUT_IDS, 2))
                .addNode(unsqueeze("columns", GraphSignature.INPUT_IDS, 1))
                .addNode(node("Equal", "same", "rows", "columns"))
                .addNode(cast(DataType.FLOAT, "alike", "same"))
                .addNode(unsqueeze("text_columns", "text", 1))
                .addNode(node("Mul", "matches", "alike", "text_columns"))
                .addNode(reduce("ReduceMax", "found", "matches", 2, false))
                .addNode(node("Mul", "found_of_query", "found", "query"))
                .addNode(reduce("ReduceSum", "matched", "found_of_query", 1, true))
                .addNode(reduce("ReduceSum", "asked", "query", 1, true))
                .addNode(node("Max", "at_least_one", "asked", "one"))
                .addNode(node("Div", "share", "matched", "at_least_one"))
                .addNode(node("Mul", "scaled", "share", "eight"))
                .addNode(node("Sub", LOGITS, "scaled", "four"));
    }

    private static void rename(NodeProto.Builder node, String output) {
        node.setName(output).setOutput(0, output);
    }

    private static NodeProto.Builder unsqueeze(String output, String input, int axis) {
        return node("Unsqueeze", output, input).addAttribute(list("axes", axis));
    }

    private static NodeProto.Builder reduce(
            String type, String output, String input, int axis, boolean keepsDimension) {
        return node(type, output, input)
                .addAttribute(list("axes", axis))
                .addAttribute(OnnxNodes.integer("keepdims", keepsDimension ? 1 : 0));
    }

    private static AttributeProto.Builder axis(int axis) {
        return OnnxNodes.integer("axis", axis);
    }

    private static TensorProto.Builder number(String name, float value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.FLOAT_VALUE)
                .addFloatData(value);
    }

    private static TensorProto.Builder number(String name, long value) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(DataType.INT64_VALUE)
                .addInt64Data(value);
    }

    private static byte[] model(GraphProto.Builder graph, List<String> inputs) {
        graph.setName("cross-encoder");
        for (String input : inputs) {
            graph.addInput(value(input, DataType.INT64, 0, 0));
        }
        return OnnxNodes.model(OPSET, graph).build().toByteArray();
    }
}
