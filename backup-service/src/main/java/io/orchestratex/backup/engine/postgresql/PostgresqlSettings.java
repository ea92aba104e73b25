package io.orchestratex.backup.engine.postgresql;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own programs.
 *
 * @param programs the folder of pg_dump and pg_restore, or several of them, separated as in the
 *     PATH, for servers of different versions; where it is not set they are looked for on the PATH
 *     and where distributions put them
 */
@ConfigurationProperties("orchestratex.backup.postgresql")
public record PostgresqlSettings(@Nullable String programs) {}
