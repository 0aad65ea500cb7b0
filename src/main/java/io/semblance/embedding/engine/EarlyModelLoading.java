package io.semblance.embedding.engine;

import io.semblance.embedding.model.ModelProperties;
import io.semblance.embedding.model.RerankerProperties;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.modulith.NamedInterface;

import java.util.Objects;

/**
 * Starts to load the models before the application context creates its first bean. One thread
 * creates the beans, so another CPU core is free: see docs/decisions/003-start.md.
 */
@NamedInterface("start")
public final class EarlyModelLoading
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String BEAN = "modelLoading";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Binder binder = Binder.get(context.getEnvironment());
        ConfiguredModels loading;
        try {
            loading =
                    ConfiguredModels.begin(
                            bound(binder, ModelProperties.class),
                            bound(binder, EmbeddingProperties.class),
                            bound(binder, RerankerProperties.class));
        } catch (RuntimeException | LinkageError e) {
            // The load fails again when the bean is created, after its properties were validated.
            return;
        }
        var beans = (DefaultListableBeanFactory) context.getBeanFactory();
        beans.registerSingleton(BEAN, loading);
        beans.registerDisposableBean(BEAN, loading::close);
    }

    private static <T> T bound(Binder binder, Class<T> type) {
        var annotation =
                Objects.requireNonNull(
                        AnnotationUtils.findAnnotation(type, ConfigurationProperties.class));
        return binder.bindOrCreate(annotation.value(), type);
    }
}
