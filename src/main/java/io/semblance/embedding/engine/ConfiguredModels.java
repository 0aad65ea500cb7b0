package io.semblance.embedding.engine;

import io.semblance.embedding.ModelLoadException;
import io.semblance.embedding.UnknownModelException;
import io.semblance.embedding.graph.GraphHeader;
import io.semblance.embedding.model.ModelFiles;
import io.semblance.embedding.model.ModelNames;
import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.ModelSpec;
import io.semblance.embedding.model.ModelSpecs;
import io.semblance.embedding.model.RerankerProperties;
import io.semblance.embedding.model.RerankerSpecs;
import io.semblance.embedding.onnx.CrossEncoder;
import io.semblance.embedding.onnx.Device;
import io.semblance.embedding.onnx.NativeLibraries;
import io.semblance.embedding.onnx.TextEncoder;
import io.semblance.embedding.onnx.ThreadCounts;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The configured models. The default model and the reranker are loaded at start.
 *
 * @param device the device that runs the models
 * @param names the names of the embedding models
 * @param models the embedding models
 * @param rerankers the reranker, if one is configured
 * @param checks completes when the files of the other models are checked
 */
record ConfiguredModels(
        Device device,
        ModelNames names,
        ModelRegistry<TextEncoder> models,
        ModelRegistry<CrossEncoder> rerankers,
        CompletableFuture<Void> checks)
        implements AutoCloseable {

    /**
     * Starts to load the default model and the reranker, and does not wait for them.
     *
     * @throws ModelLoadException if the folder for native libraries cannot be written, a required
     *     GPU cannot be used, or an alias does not name a model
     * @throws UnknownModelException if no model has the default model's name
     */
    static ConfiguredModels begin(
            ModelProperties models, EmbeddingProperties properties, RerankerProperties reranker) {
        boolean cuda = !properties.device().equals("cpu");
        NativeLibraries.unpackInto(models.dataDir().resolve("native"), cuda);
        Device device = Device.choose(properties.device());
        ThreadCounts threads =
                DeviceSizing.threads(properties, Runtime.getRuntime().availableProcessors());
        ModelFiles files = new ModelFiles(models.dataDir().resolve("models"));
        Map<String, Supplier<ModelSpec>> readers = ModelSpecs.readers(models);
        ModelNames names = ModelNames.of(readers.keySet(), models);
        ModelRegistry<TextEncoder> registry =
                new ModelRegistry<>(
                        readers,
                        spec -> GraphHeader.check(spec, files),
                        files::fetch,
                        spec -> TextEncoder.load(spec, files, device, threads));
        ModelRegistry<CrossEncoder> rerankers =
                new ModelRegistry<>(
                        ModelRegistry.given(RerankerSpecs.resolve(reranker)),
                        spec -> GraphHeader.check(spec, files),
                        files::fetch,
                        spec -> CrossEncoder.load(spec, files, device, threads));
        registry.prepare(names.defaultModel());
        rerankers.ids().forEach(rerankers::prepare);
        return new ConfiguredModels(device, names, registry, rerankers, registry.check());
    }

    /**
     * Closes the loaded models, and those that are being loaded as soon as they are. A closed
     * engine has closed them already.
     */
    @Override
    public void close() {
        models.close();
        rerankers.close();
    }
}
