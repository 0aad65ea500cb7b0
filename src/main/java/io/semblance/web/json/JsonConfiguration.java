package io.semblance.web.json;

import io.semblance.web.limit.LimitProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/**
 * Configures strict JSON: an unknown field, a number in quotes and a duplicate key are errors. The
 * bodies of compatible routes may loosen this.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LimitProperties.class)
class JsonConfiguration {

    /** Four times the maximum length of a metadata key. */
    private static final int MAX_NAME_LENGTH = 1_024;

    /** Limits the size of a body, of its names, and their number. */
    @Bean
    JsonFactory jsonFactory(
            ObjectProvider<JsonFactoryBuilderCustomizer> customizers, LimitProperties limits) {
        JsonFactoryBuilder builder = JsonFactory.builder();
        customizers.orderedStream().forEach(each -> each.customize(builder));
        int maxBytes = (int) Math.min(Integer.MAX_VALUE, limits.body().toBytes());
        builder.streamReadConstraints(
                builder.build()
                        .streamReadConstraints()
                        .rebuild()
                        .maxDocumentLength(maxBytes)
                        .maxStringLength(maxBytes)
                        .maxNameLength(MAX_NAME_LENGTH)
                        .build());
        return new CountingJsonFactory(builder);
    }

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return builder ->
                builder.addModule(IntegerReader.module())
                        .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                config ->
                                        config.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail));
    }
}
