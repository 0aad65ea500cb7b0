package io.semblance.store.pgvector;

import io.semblance.store.StoreIncompatibleException;

import org.jspecify.annotations.Nullable;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A version of pgvector. */
record PgVectorVersion(int major, int minor, int patch) implements Comparable<PgVectorVersion> {

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)(?:\\.(\\d+))?.*");

    /** The version of the extension in the database; null if the extension is missing. */
    static @Nullable PgVectorVersion of(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT extversion FROM pg_extension WHERE extname = 'vector'")) {
            return rows.next() ? parse(rows.getString(1)) : null;
        }
    }

    static PgVectorVersion parse(String version) {
        Matcher parts = VERSION.matcher(version);
        if (!parts.matches()) {
            throw new StoreIncompatibleException(
                    "the version of pgvector cannot be parsed: '%s'".formatted(version));
        }
        String patch = parts.group(3);
        return new PgVectorVersion(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    @Override
    public int compareTo(PgVectorVersion other) {
        return Comparator.comparingInt(PgVectorVersion::major)
                .thenComparingInt(PgVectorVersion::minor)
                .thenComparingInt(PgVectorVersion::patch)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return "%d.%d.%d".formatted(major, minor, patch);
    }
}
