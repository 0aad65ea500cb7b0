package io.semblance.web.connection;

import org.apache.coyote.http11.Http11NioProtocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * HTTP over connections that are limited in number and time. Public, with a constructor without
 * parameters, because Tomcat creates it by its class name.
 */
public final class BoundedHttpProtocol extends Http11NioProtocol {

    private static final Logger log = LoggerFactory.getLogger(BoundedHttpProtocol.class);
    private static final long SWEEP_MILLIS = 250;

    /** Room for connections that were given up and are not closed yet. */
    private static final int CLOSING = 256;

    private final BoundedEndpoint endpoint;
    private @Nullable ScheduledFuture<?> sweeps;

    /** Creates the protocol; called by Tomcat. */
    public BoundedHttpProtocol() {
        this(new BoundedEndpoint());
    }

    private BoundedHttpProtocol(BoundedEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    /** Sets the limits; must be called before the start. */
    void bound(ConnectionProperties limits) {
        int max = limits.maxOrDefault();
        endpoint.bound(new Connections(limits, max));
        setMaxConnections(max + CLOSING);
    }

    Connections connections() {
        return endpoint.bounds();
    }

    @Override
    public void start() throws Exception {
        super.start();
        sweeps =
                getUtilityExecutor()
                        .scheduleWithFixedDelay(
                                this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Must not throw: an exception would end all further sweeps. */
    private void sweep() {
        try {
            endpoint.sweep();
        } catch (RuntimeException | OutOfMemoryError e) {
            log.warn("Connections cannot be checked: {}", e.toString());
        }
    }

    @Override
    public void stop() throws Exception {
        if (sweeps != null) {
            sweeps.cancel(false);
        }
        super.stop();
    }
}
