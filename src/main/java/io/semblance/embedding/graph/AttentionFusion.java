package io.semblance.embedding.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;

import io.semblance.embedding.graph.AttentionPattern.Attention;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Replaces the attention of each layer of a text encoder with one operator, ONNX Runtime's {@code
 * MultiHeadAttention}. On a GPU this operator does not write the scores {@code [batch, heads,
 * sequence, sequence]} to memory (Rabe and Staats, "Self-attention Does Not Need O(n²) Memory",
 * 2021). ONNX Runtime's own optimizer does not recognise the pattern of PyTorch's BERT.
 *
 * <p>The operator takes the lengths of the texts instead of {@code attention_mask}: padding must be
 * at the end of each row. See docs/decisions/006-gpu.md.
 */
public final class AttentionFusion {

    /**
     * The added input, int32 {@code [3 * batch + 2]}: the length of each text, then {@code batch +
     * 1} offsets of the rows of queries, then the same offsets for the keys.
     */
    public static final String LENGTHS = "semblance.lengths";

    private static final String CONTRIB = "com.microsoft";

    private final ModelProto model;
    private final OnnxIndex index;

    private AttentionFusion(ModelProto model) {
        this.model = model;
        this.index = new OnnxIndex(model.getGraph());
    }

    /**
     * Returns the model with each attention fused and the additional input {@link #LENGTHS}. Empty
     * if it has no attention, or any that does not match {@link AttentionPattern}.
     */
    public static Optional<ModelProto> of(ModelProto model) {
        return new AttentionFusion(model).fused();
    }

    /** Writes {@link #LENGTHS} of texts in rows of {@code sequence} tokens into a buffer. */
    public static IntBuffer putLengths(IntBuffer buffer, int[] lengths, int sequence) {
        buffer.put(lengths);
        for (int side = 0; side < 2; side++) {
            for (int row = 0; row <= lengths.length; row++) {
                buffer.put(row * sequence);
            }
        }
        return buffer;
    }

    private Optional<ModelProto> fused() {
        List<NodeProto> nodes = model.getGraph().getNodeList();
        if (nodes.stream().anyMatch(OnnxNodes::hasSubgraph)) {
            return Optional.empty();
        }
        var pattern = new AttentionPattern(index);
        List<NodeProto> softmaxes =
                nodes.stream().filter(node -> node.getOpType().equals("Softmax")).toList();
        List<Attention> attentions =
                softmaxes.stream().flatMap(softmax -> pattern.around(softmax).stream()).toList();
        return attentions.isEmpty() || attentions.size() < softmaxes.size()
                ? Optional.empty()
                : Optional.of(assembled(attentions));
    }

    private ModelProto assembled(List<Attention> attentions) {
        Map<NodeProto, NodeProto> replacements = new HashMap<>();
        attentions.forEach(attention -> replacements.put(attention.last(), operator(attention)));
        List<NodeProto> nodes =
                model.getGraph().getNodeList().stream()
                        .map(node -> replacements.getOrDefault(node, node))
                        .toList();
        GraphProto.Builder graph =
                model.getGraph().toBuilder()
                        .clearNode()
                        .addAllNode(needed(nodes))
                        .addInput(OnnxNodes.value(LENGTHS, DataType.INT32, 0))
                        .clearValueInfo()
                        .addAllValueInfo(
                                attentions.stream()
                                        .flatMap(attention -> layerInput(attention).stream())
                                        .toList());
        ModelProto.Builder fused = model.toBuilder().setGraph(graph);
        if (model.getOpsetImportList().stream().noneMatch(set -> set.getDomain().equals(CONTRIB))) {
            fused.addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(CONTRIB).setVersion(1));
        }
        return fused.build();
    }

    private static NodeProto operator(Attention attention) {
        return OnnxNodes.node(
                        "MultiHeadAttention",
                        attention.last().getOutput(0),
                        attention.query().projection(),
                        attention.key().projection(),
                        attention.value().projection(),
                        "",
                        LENGTHS)
                .setDomain(CONTRIB)
                .addAttribute(OnnxNodes.integer("num_heads", attention.query().count()))
                .addAttribute(
                        AttributeProto.newBuilder()
                                .setName("scale")
                                .setType(AttributeType.FLOAT)
                                .setF(attention.scale()))
                .build();
    }

    /** Returns the nodes without those whose outputs are no longer read. */
    private List<NodeProto> needed(List<NodeProto> nodes) {
        Set<String> read = new HashSet<>();
        model.getGraph().getOutputList().forEach(output -> read.add(output.getName()));
        List<NodeProto> needed = new ArrayList<>();
        // ONNX sorts nodes: a node comes after those whose outputs it reads.
        for (NodeProto node : nodes.reversed()) {
            if (node.getOutputList().stream().anyMatch(read::contains)) {
                needed.add(node);
                read.addAll(node.getInputList());
            }
        }
        return needed.reversed();
    }

    /**
     * Returns the input of a layer with its shape {@code [batch, sequence, hidden]}. ONNX Runtime
     * cannot infer the shape through the addition of the positions, and needs it to fuse the layer
     * norms with the preceding additions.
     */
    private Optional<ValueInfoProto> layerInput(Attention attention) {
        return index.producer(attention.query().projection()).stream()
                .flatMap(biased -> biased.getInputList().stream())
                .flatMap(input -> index.producer(input, "MatMul").stream())
                .flatMap(product -> inputOf(product).stream())
                .findFirst();
    }

    private Optional<ValueInfoProto> inputOf(NodeProto product) {
        return index.constant(product.getInput(1))
                .filter(weights -> weights.getDimsCount() == 2)
                .flatMap(weights ->
                        rows().map(rows -> {
                            TypeProto.Builder type = TypeProto.newBuilder();
                            type.getTensorTypeBuilder()
                                    .setElemType(weights.getDataType())
                                    .getShapeBuilder()
                                    .addAllDim(rows)
                                    .addDim(Dimension.newBuilder().setDimValue(weights.getDims(0)));
                            return ValueInfoProto.newBuilder()
                                    .setName(product.getInput(0))
                                    .setType(type)
                                    .build();
                        }));
    }

    /** Returns the dimensions {@code [batch, sequence]} of the input ids if they have names. */
    private Optional<List<Dimension>> rows() {
        return model.getGraph().getInputList().stream()
                .filter(input -> input.getName().equals(GraphSignature.INPUT_IDS))
                .map(input -> input.getType().getTensorType().getShape().getDimList())
                .filter(rows -> rows.size() == 2 && rows.stream().allMatch(Dimension::hasDimParam))
                .findFirst();
    }
}
