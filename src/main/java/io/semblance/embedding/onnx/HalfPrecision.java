package io.semblance.embedding.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.graph.GraphSignature;
import io.semblance.embedding.model.GraphSpec;
import io.semblance.embedding.model.ModelFile;
import io.semblance.embedding.model.OutputKind;
import io.semblance.tokenization.Tokenizer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Opens the half-precision weights next to a model's graph, if they yield the same output as the
 * graph. They may overflow or belong to another model. Neither would be noticed, because the
 * version of the model stays the same.
 */
final class HalfPrecision {

    private static final Logger log = LoggerFactory.getLogger(HalfPrecision.class);

    /**
     * Maximum of {@code |half - full| / |full|}, a cosine of about 0.999 for vectors. Half
     * precision stays below 0.01.
     */
    private static final double MAX_DISTANCE = 0.05;

    private static final int MAX_TOKENS = 128;

    /**
     * One text that is long enough for activations that grow from token to token, and one that is
     * padded.
     */
    private static final List<String> TEXTS =
            List.of(
                    "The pump has lost its prime: bleed the line, check the foot valve, and start"
                        + " it again at 1,450 rpm. Die Pumpe saugt Luft an; 水泵失去吸力。 Order #48-B/7"
                        + " costs 12.50 EUR (incl. VAT), see https://example.org/manual?page=3.",
                    "a pump");

    /** Architectures whose activations exceed 65,504, the maximum of float16, for some texts. */
    private static final Set<String> OVERFLOWING =
            Set.of("gemma", "gemma2", "gemma3", "gemma3_text", "gemma3n", "t5", "mt5", "umt5");

    private HalfPrecision() {}

    /**
     * Opens the half-precision weights on a device.
     *
     * @param spec the specification of the model
     * @param full the graph with the expected output; it runs once, on the CPU
     * @param half the graph in half precision
     * @param device the device
     * @param threads intra-op threads of one run
     * @param tokenizer the model's tokenizer
     * @return empty if the output differs or the weights cannot be opened; the log says which
     */
    static Optional<OnnxSession> open(
            GraphSpec spec,
            ModelFile full,
            ModelFile half,
            Device device,
            int threads,
            Tokenizer tokenizer) {
        if (overflows(full.path())) {
            log.info(
                    "Model '{}' runs from {} and not from {}: its architecture overflows in half"
                            + " precision. To run it anyway, name the file as the model's onnx",
                    spec.id(),
                    full.path(),
                    half.path());
            return Optional.empty();
        }
        try {
            OnnxSession session = OnnxSession.open(spec, half, device, threads, null);
            double distance = distance(spec, full, session, threads, tokenizer);
            if (distance <= MAX_DISTANCE) {
                return Optional.of(session);
            }
            session.close();
            log.warn(
                    "Model '{}' does not run from {}: its vectors differ from those of {} (relative"
                            + " distance {}, at most {}). It overflows, or comes from other"
                            + " weights",
                    spec.id(),
                    half.path(),
                    full.path(),
                    distance,
                    MAX_DISTANCE);
        } catch (OrtException | ModelLoadException e) {
            log.warn("Model '{}' does not run from {}: {}", spec.id(), half.path(), e.getMessage());
        }
        return Optional.empty();
    }

    private static double distance(
            GraphSpec spec, ModelFile full, OnnxSession half, int threads, Tokenizer tokenizer)
            throws OrtException {
        ProbeBatch batch = ProbeBatch.of(tokenizer, Math.min(MAX_TOKENS, spec.maxTokens()), TEXTS);
        try (OrtSession plain = OnnxSession.plain(spec, full, threads)) {
            GraphSignature graph = OnnxSession.graph(spec, full, plain);
            boolean perToken = graph.outputKind() == OutputKind.TOKEN_VECTORS;
            return batch.distance(
                    batch.run(half.session(), half.output()),
                    batch.run(plain, graph.output()),
                    perToken);
        } catch (OrtException | RuntimeException | Error e) {
            half.close();
            throw e;
        }
    }

    /**
     * Returns whether the folder's {@code config.json} indicates an overflow: by the architecture,
     * or by weights that were bfloat16.
     */
    private static boolean overflows(Path graph) {
        JsonNode config = config(graph.toAbsolutePath());
        String type = config.path("model_type").asString("");
        String weights = config.path("dtype").asString(config.path("torch_dtype").asString(""));
        return OVERFLOWING.contains(type) || weights.equals("bfloat16");
    }

    /**
     * Returns the {@code config.json} next to the graph, or next to the folder {@code onnx} that
     * contains it.
     */
    private static JsonNode config(Path graph) {
        Path folder = Objects.requireNonNull(graph.getParent());
        Optional<Path> file =
                Stream.of(folder.resolve("config.json"), folder.resolveSibling("config.json"))
                        .filter(Files::isRegularFile)
                        .findFirst();
        JsonMapper json = JsonMapper.shared();
        try {
            return file.isPresent() ? json.readTree(file.get()) : json.createObjectNode();
        } catch (JacksonException e) {
            return json.createObjectNode();
        }
    }
}
