package io.semblance.embedding.model;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.Pooling;
import io.semblance.embedding.graph.EmbeddingOutput;
import io.semblance.embedding.pooling.DenseLayer;
import io.semblance.embedding.pooling.LayerNormLayer;
import io.semblance.embedding.pooling.PooledLayer;
import io.semblance.embedding.pooling.UnitLengthLayer;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeType;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The modules of a sentence-transformers folder in the order of its {@code modules.json}: the
 * transformer, pooling, and the layers that follow.
 */
final class SentenceTransformersModules {

    private static final String FILE = "modules.json";
    private static final String KNOWN =
            "Transformer, Pooling, Dense, LayerNorm, Dropout and Normalize are supported";
    private static final String PACKAGE = "sentence_transformers.";

    /**
     * Modules that transform the vectors of tokens. They are supported only if the graph contains
     * them.
     */
    private static final Set<String> BEFORE_POOLING =
            Set.of("CNN", "LSTM", "WeightedLayerPooling", "WordWeights");

    private static final Set<String> OTHER_FAMILIES =
            Set.of(".sparse_encoder.", ".multi_vector_encoder.", ".cross_encoder.");

    private final ModelFolder folder;
    private final List<Module> modules = new ArrayList<>();

    private @Nullable Pooling pooling;
    private String poolingProblem = "";
    private @Nullable Integer pooledDimension;
    private @Nullable String moduleProblem;
    private boolean normalize;
    private final List<PooledLayer.Spec> layers = new ArrayList<>();

    /**
     * An entry of the file.
     *
     * @param type class of the module
     * @param path folder of the module
     */
    private record Module(String type, String path) {

        String name() {
            return type.substring(type.lastIndexOf('.') + 1);
        }
    }

    /**
     * Reads the list of modules.
     *
     * @throws ModelLoadException if the file is missing, or the first module is not a transformer
     */
    SentenceTransformersModules(ModelFolder folder) {
        this.folder = folder;
        for (JsonNode module : folder.required(FILE)) {
            modules.add(
                    new Module(module.path("type").asString(""), module.path("path").asString("")));
        }
        modules.forEach(this::requireKnownFamily);
        if (modules.isEmpty() || !modules.getFirst().name().equals("Transformer")) {
            throw folder.refuse(
                    "%s in %s begins with the module '%s'; expected a Transformer"
                            .formatted(
                                    FILE,
                                    folder.path(),
                                    modules.isEmpty() ? "" : modules.getFirst().type()));
        }
    }

    private void requireKnownFamily(Module module) {
        String type = module.type();
        if (!type.startsWith(PACKAGE) || OTHER_FAMILIES.stream().anyMatch(type::contains)) {
            throw unknown(module);
        }
    }

    private ModelLoadException unknown(Module module) {
        return folder.refuse(
                "%s in %s has the module '%s'; %s"
                        .formatted(FILE, folder.path(), module.type(), KNOWN));
    }

    /**
     * Returns the path of the transformer's folder in the model's; empty if it is the model's
     * folder.
     */
    String transformerPath() {
        return modules.getFirst().path();
    }

    /**
     * Reads the modules that follow the transformer.
     *
     * @param transformer folder of the transformer
     * @param prompted whether the model has a prompt, which pooling may exclude
     * @throws ModelLoadException if the folder requires something that is not supported
     */
    EmbeddingModules read(ModelFolder transformer, boolean prompted) {
        boolean pooled = false;
        Iterator<Module> following = modules.iterator();
        following.next();
        while (following.hasNext()) {
            Module module = following.next();
            if (module.name().equals("Pooling") && !pooled) {
                readPooling(module, prompted);
                pooled = true;
            } else if (pooled) {
                addLayer(module);
            } else if (BEFORE_POOLING.contains(module.name())) {
                moduleProblem =
                        "%s has the module %s before pooling".formatted(FILE, module.name());
            } else {
                throw unknown(module);
            }
        }
        if (!pooled) {
            throw folder.refuse("%s in %s has no Pooling module".formatted(FILE, folder.path()));
        }
        return new EmbeddingModules(
                pooling,
                false,
                poolingProblem,
                layers,
                normalize,
                tokenDimension(transformer),
                moduleProblem);
    }

    private void addLayer(Module module) {
        if (normalize && !module.name().equals("Dropout")) {
            layers.add(UnitLengthLayer.INSTANCE);
            normalize = false;
        }
        switch (module.name()) {
            case "Normalize" -> {
                requireSentence(module, folder.optional(config(module)));
                normalize = true;
            }
            case "Dense" -> layers.add(dense(module));
            case "LayerNorm" ->
                    layers.add(
                            new LayerNormLayer.Spec(
                                    path(module),
                                    number(module, folder.required(config(module)), "dimension")));
            // Dropout has an effect only in training.
            case "Dropout" -> {}
            default -> throw unknown(module);
        }
    }

    private PooledLayer.Spec dense(Module module) {
        JsonNode config = folder.required(config(module));
        requireSentence(module, config);
        if (config.path("use_residual").asBoolean(false)) {
            throw folder.refuse(
                    "%s in %s sets use_residual, which is not supported"
                            .formatted(config(module), folder.path()));
        }
        String function =
                config.path("activation_function").asString("torch.nn.modules.activation.Tanh");
        return new DenseLayer.Spec(
                path(module),
                number(module, config, "in_features"),
                number(module, config, "out_features"),
                config.path("bias").asBoolean(true),
                switch (function.substring(function.lastIndexOf('.') + 1)) {
                    case "Identity" -> DenseLayer.Activation.IDENTITY;
                    case "Tanh" -> DenseLayer.Activation.TANH;
                    default ->
                            throw folder.refuse(
                                    "%s in %s has the activation %s; Identity and Tanh are supported"
                                            .formatted(config(module), folder.path(), function));
                });
    }

    /**
     * Requires that the input of a module is a text's vector; otherwise the model yields a vector
     * for each token.
     */
    private void requireSentence(Module module, JsonNode config) {
        for (String name : List.of("module_input_name", "module_output_name")) {
            String value = config.path(name).asString(EmbeddingOutput.POOLED);
            if (!value.equals(EmbeddingOutput.POOLED)) {
                throw folder.refuse(
                        "%s in %s has the %s '%s'; expected %s"
                                .formatted(
                                        config(module),
                                        folder.path(),
                                        name,
                                        value,
                                        EmbeddingOutput.POOLED));
            }
        }
    }

    private void readPooling(Module module, boolean prompted) {
        JsonNode config = folder.required(config(module));
        if (!config.isObject()) {
            throw folder.refuse(
                    "%s in %s is %s; expected an object"
                            .formatted(config(module), folder.path(), config));
        }
        folder.requireType(config(module), config, "include_prompt", JsonNodeType.BOOLEAN);
        if (prompted && !config.path("include_prompt").asBoolean(true)) {
            throw folder.refuse(
                    config(module)
                            + " excludes the prompt from pooling (include_prompt: false), which is"
                            + " not supported");
        }
        List<String> modes = modes(config);
        pooling =
                modes.size() != 1
                        ? null
                        : switch (modes.getFirst()) {
                            case "cls", "cls_token" -> Pooling.CLS;
                            case "mean", "mean_tokens" -> Pooling.MEAN;
                            case "lasttoken" -> Pooling.LAST;
                            default -> null;
                        };
        poolingProblem =
                "%s asks for pooling %s; one of cls, mean and lasttoken is supported"
                        .formatted(config(module), modes);
        JsonNode dimension =
                config.path(
                        config.has("embedding_dimension")
                                ? "embedding_dimension"
                                : "word_embedding_dimension");
        pooledDimension = dimension.isNumber() ? Integer.valueOf(dimension.asInt()) : null;
    }

    private static List<String> modes(JsonNode config) {
        JsonNode mode = config.path("pooling_mode");
        if (mode.isArray()) {
            return mode.valueStream().map(JsonNode::asString).toList();
        }
        if (!mode.isMissingNode()) {
            return List.of(mode.asString(""));
        }
        List<String> modes =
                config.propertyStream()
                        .filter(entry -> entry.getKey().startsWith("pooling_mode_"))
                        .filter(entry -> entry.getValue().asBoolean(false))
                        .map(entry -> entry.getKey().substring("pooling_mode_".length()))
                        .toList();
        return modes.isEmpty() ? List.of("mean") : modes;
    }

    /** Returns the dimension in the pooling module, or else in the transformer's configuration. */
    private @Nullable Integer tokenDimension(ModelFolder transformer) {
        if (pooledDimension != null) {
            return pooledDimension;
        }
        JsonNode config = transformer.optional("config.json");
        for (String name : List.of("hidden_size", "d_model", "dim", "n_embd")) {
            if (config.path(name).isNumber()) {
                return config.path(name).asInt();
            }
        }
        return null;
    }

    private int number(Module module, JsonNode config, String name) {
        int number = config.path(name).asInt(0);
        if (number < 1) {
            throw folder.refuse(
                    "%s in %s has no %s".formatted(config(module), folder.path(), name));
        }
        return number;
    }

    private static String config(Module module) {
        return module.path() + "/config.json";
    }

    private Path path(Module module) {
        return folder.path().resolve(module.path());
    }
}
