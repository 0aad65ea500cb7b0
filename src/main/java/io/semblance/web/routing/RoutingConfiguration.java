package io.semblance.web.routing;

import org.springframework.boot.webmvc.autoconfigure.WebMvcRegistrations;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.converter.AbstractJacksonHttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.util.List;

/** Configures how requests reach routes: paths, arguments, query parameters, JSON only. */
@Configuration(proxyBeanMethods = false)
class RoutingConfiguration {

    @Bean
    WebMvcRegistrations literalFirstMapping() {
        return new WebMvcRegistrations() {
            @Override
            public RequestMappingHandlerMapping getRequestMappingHandlerMapping() {
                return new MostSpecificMapping();
            }
        };
    }

    /** Adds the caller argument and the check of query parameters, and keeps JSON only. */
    @Bean
    WebMvcConfigurer callersAndJson() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerArgumentResolver());
            }

            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new QueryParameterInterceptor())
                        .addPathPatterns(QueryParameterInterceptor.ROUTES);
            }

            @Override
            public void configureMessageConverters(ServerBuilder builder) {
                builder.configureMessageConvertersList(
                        converters -> converters.removeIf(RoutingConfiguration::isOtherFormat));
            }
        };
    }

    /**
     * Returns whether Spring has added a converter only because a parser of YAML, XML or CBOR is on
     * the class path. The limits on a body are those of the JSON parser; other parsers would not
     * apply them.
     */
    private static boolean isOtherFormat(HttpMessageConverter<?> converter) {
        return converter instanceof AbstractJacksonHttpMessageConverter
                && !(converter instanceof JacksonJsonHttpMessageConverter);
    }
}
