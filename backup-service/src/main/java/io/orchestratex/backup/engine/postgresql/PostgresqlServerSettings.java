package io.orchestratex.backup.engine.postgresql;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * The server's own programs; only drills need them.
 *
 * @param programs the folder of postgres and initdb; where it is not set, they are looked for on
 *     the PATH and where distributions put them
 */
@ConfigurationProperties("orchestratex.backup.postgresql-server")
public record PostgresqlServerSettings(@Nullable String programs) {}
