package io.semblance.postgres;

/**
 * The server that the environment names. It is somebody else's: neither killed nor stopped here.
 */
record GivenPostgres(PostgresAccess access) implements PostgresInstance {

    @Override
    public void kill() {
        throw new UnsupportedOperationException(this + " is not ours to kill");
    }

    @Override
    public void restart() {
        throw new UnsupportedOperationException(this + " is not ours to restart");
    }

    @Override
    public void close() {
        // It goes on for whoever started it.
    }

    @Override
    public String toString() {
        return PostgresAccess.URL + "=" + access.url();
    }
}
