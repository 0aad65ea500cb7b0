package io.semblance.springai;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

import java.util.Map;

/**
 * A Spring context that runs modules of Semblance inside another application. It reads the
 * application's properties, but exposes only the beans that {@link #get} returns: its data source
 * and migrations are separate from those of the application, and the application's
 * auto-configurations do not see them.
 */
final class ChildContext implements AutoCloseable {

    private final ConfigurableEnvironment application;
    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();

    private ChildContext(
            ConfigurableEnvironment application, Map<String, Object> overrides, String... modules) {
        this.application = application;
        context.setDisplayName("Semblance");
        context.setClassLoader(ChildContext.class.getClassLoader());
        context.setEnvironment(environment(application, overrides));
        context.scan(modules);
    }

    /**
     * Starts modules; their models are loaded and their stores open when this returns.
     *
     * @param application the application's environment, whose properties they read
     * @param meters the application's registry, which is not closed with this context
     * @param modules packages of the modules
     */
    static ChildContext start(
            ConfigurableEnvironment application, MeterRegistry meters, String... modules) {
        ChildContext started = new ChildContext(application, Map.of(), modules);
        // A singleton registered this way is not closed with the context.
        started.context.getBeanFactory().registerSingleton("meterRegistry", meters);
        started.context.refresh();
        return started;
    }

    /**
     * Starts modules that use the beans of this context; close this context after the new one.
     *
     * @param overrides properties that override the application's
     * @param modules packages of the modules
     */
    ChildContext startChild(Map<String, Object> overrides, String... modules) {
        ChildContext started = new ChildContext(application, overrides, modules);
        started.context.getBeanFactory().setParentBeanFactory(context.getBeanFactory());
        started.context.refresh();
        return started;
    }

    private static StandardEnvironment environment(
            ConfigurableEnvironment application, Map<String, Object> overrides) {
        StandardEnvironment environment = new StandardEnvironment();
        MutablePropertySources sources = environment.getPropertySources();
        sources.stream().toList().forEach(source -> sources.remove(source.getName()));
        sources.addLast(new MapPropertySource("semblance", overrides));
        application.getPropertySources().stream()
                .filter(source ->
                        !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .forEach(sources::addLast);
        ConfigurationPropertySources.attach(environment);
        return environment;
    }

    /** The single bean of this type. */
    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
