package io.orchestratex.backup.target;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.orchestratex.kit.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The servers that are registered at the start.
 *
 * @param mongodbUri {@code mongodb://user:password@host:port/?authSource=admin}
 * @param postgresUri {@code postgresql://user:password@host:port/postgres}
 */
@ConfigurationProperties("orchestratex.backup.bootstrap")
public record BootstrapSettings(@Nullable Secret mongodbUri, @Nullable Secret postgresUri) {}
