package io.semblance.embedding;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotationUtils;

import java.util.Objects;

/**
 * Lets a service begin to load its models before its first bean is made. One thread makes the
 * beans, and another processor is free meanwhile: see docs/decisions/003-start.md.
 */
public final class EarlyModelLoading
        implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String BEAN = "modelLoading";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Binder binder = Binder.get(context.getEnvironment());
        ModelLoading loading;
        try {
            loading =
                    ModelLoading.begin(
                            bound(binder, ModelProperties.class),
                            bound(binder, EmbeddingProperties.class),
                            bound(binder, RerankerProperties.class));
        } catch (RuntimeException | LinkageError e) {
            // It fails again where the bean is made, after its properties were validated.
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
