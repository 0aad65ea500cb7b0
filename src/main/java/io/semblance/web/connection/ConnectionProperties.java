package io.semblance.web.connection;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

import java.time.Duration;

/**
 * Connections of clients.
 *
 * @param max open connections, of all clients together; unless set one for each 256 KB of the heap,
 *     64 to 8,192
 * @param perAddress open connections of one client address, an IPv6 client being its network of 64
 *     bits; unless set half of {@code max}
 * @param headerTimeout how long a client may take from opening a connection, or from the first byte
 *     of a later request, until the header is complete
 * @param bodyTimeout how long the service waits for a body in all, in addition to the time that its
 *     bytes take at {@code body-rate}
 * @param bodyRate bytes a second that a long body must have
 * @param cancellations requests that the client of one HTTP/2 connection may cancel within ten
 *     seconds before the connection is closed
 */
@Validated
@ConfigurationProperties("semblance.connections")
record ConnectionProperties(
        @Nullable @Min(1) @Max(1_000_000) Integer max,
        @Nullable @Min(1) @Max(1_000_000) Integer perAddress,
        @DefaultValue("20s") @DurationMin(millis = 100) @DurationMax(hours = 1)
                Duration headerTimeout,
        @DefaultValue("30s") @DurationMin(millis = 100) @DurationMax(hours = 1)
                Duration bodyTimeout,
        @DefaultValue("1KB") DataSize bodyRate,
        @DefaultValue("100") @Min(1) @Max(1_000_000) int cancellations) {

    /** What an open connection with half a header takes at most, four times over. */
    private static final long HEAP_BYTES = 256 * 1024;

    private static final int LEAST = 64;
    private static final int MOST = 8_192;

    /** Refuses a rate that no body has. */
    ConnectionProperties {
        if (bodyRate.toBytes() < 1) {
            throw new IllegalArgumentException(
                    "semblance.connections.body-rate must be at least 1B, got: " + bodyRate);
        }
    }

    int maxOrDefault() {
        long byHeap = Runtime.getRuntime().maxMemory() / HEAP_BYTES;
        return max != null ? max : Math.clamp(byHeap, LEAST, MOST);
    }

    int perAddressOrDefault() {
        return perAddress != null ? perAddress : Math.max(1, maxOrDefault() / 2);
    }
}
