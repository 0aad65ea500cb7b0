package io.semblance.embedding;

/**
 * The models that are configured, of which the default model and the reranker are being loaded.
 *
 * @param device that they run on
 * @param models that make vectors
 * @param rerankers at most one
 */
record ModelLoading(
        Device device, ModelRegistry<OnnxModel> models, ModelRegistry<CrossEncoder> rerankers)
        implements AutoCloseable {

    /**
     * Begins to load, without waiting for it.
     *
     * @throws ModelLoadException if the folder cannot be written, or the device that must be used
     *     is missing
     * @throws UnknownModelException if no model has the default model's id
     */
    static ModelLoading begin(
            ModelProperties models, EmbeddingProperties properties, RerankerProperties reranker) {
        boolean cuda = !properties.device().equals("cpu");
        NativeLibraries.unpackInto(models.dataDir().resolve("native"), cuda);
        Device device = Device.choose(properties.device());
        int threads = properties.threadsPerLane();
        ModelFiles files = new ModelFiles(models.dataDir().resolve("models"));
        ModelRegistry<OnnxModel> registry =
                new ModelRegistry<>(
                        ModelSpecs.resolve(models),
                        files::fetch,
                        spec -> OnnxModel.load(spec, files, device, threads));
        ModelRegistry<CrossEncoder> rerankers =
                new ModelRegistry<>(
                        RerankerSpecs.resolve(reranker),
                        files::fetch,
                        spec -> CrossEncoder.load(spec, files, device, threads));
        registry.prepare(models.model());
        rerankers.ids().forEach(rerankers::prepare);
        return new ModelLoading(device, registry, rerankers);
    }

    /**
     * Frees what was loaded, and what is being loaded once it is; an engine has done so already.
     */
    @Override
    public void close() {
        models.close();
        rerankers.close();
    }
}
