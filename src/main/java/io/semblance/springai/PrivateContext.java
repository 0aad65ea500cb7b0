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
 * Modules of Semblance in a context of their own. It reads the application's properties, and
 * nothing but what {@link #get} hands out is seen of it: neither its data source nor its migrations
 * meet those of the application, whose auto-configurations in turn do not see them.
 */
final class PrivateContext implements AutoCloseable {

    private final ConfigurableEnvironment application;
    private final AnnotationConfigApplicationContext context =
            new AnnotationConfigApplicationContext();

    private PrivateContext(
            ConfigurableEnvironment application, Map<String, Object> overrides, String... modules) {
        this.application = application;
        context.setDisplayName("Semblance");
        context.setClassLoader(PrivateContext.class.getClassLoader());
        context.setEnvironment(environment(application, overrides));
        context.scan(modules);
    }

    /**
     * Starts modules; what they load and open is loaded and open when this returns.
     *
     * @param application whose properties they read
     * @param meters the application's; not closed with this
     * @param modules their packages
     */
    static PrivateContext start(
            ConfigurableEnvironment application, MeterRegistry meters, String... modules) {
        PrivateContext started = new PrivateContext(application, Map.of(), modules);
        // Registered so, a singleton is not closed with the context.
        started.context.getBeanFactory().registerSingleton("meterRegistry", meters);
        started.context.refresh();
        return started;
    }

    /**
     * Starts modules that use those of this one, which is to be closed after them.
     *
     * @param overrides properties that are stronger than the application's
     * @param modules their packages
     */
    PrivateContext startAbove(Map<String, Object> overrides, String... modules) {
        PrivateContext started = new PrivateContext(application, overrides, modules);
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

    /** The one bean of this type. */
    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
