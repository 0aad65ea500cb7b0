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
 * Limits on the connections of clients.
 *
 * @param max maximum number of open connections, of all clients together; one per 256 KB of heap,
 *     from 64 to 8,192, if unset
 * @param perAddress maximum number of open connections of one client address, where an IPv6 client
 *     is its /64 network; half of {@code max} if unset
 * @param headerTimeout maximum time from opening a connection, or from the first byte of a later
 *     request, until the request header is complete
 * @param bodyTimeout maximum time to wait for a request body in total, in addition to the time that
 *     its bytes take at {@code body-rate}
 * @param bodyRate minimum rate at which a long request body must arrive, per second
 * @param cancellations maximum number of requests that the client of one HTTP/2 connection may
 *     cancel within ten seconds before the connection is closed
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

    /** Four times what an open connection with an incomplete header takes at most. */
    private static final long HEAP_BYTES = 256 * 1024;

    private static final int LEAST = 64;
    private static final int MOST = 8_192;

    /** Requires a rate of at least one byte per second. */
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
