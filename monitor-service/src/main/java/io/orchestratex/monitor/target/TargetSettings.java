package io.orchestratex.monitor.target;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.orchestratex.kit.settings.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What is measured. An engine without an address is not measured.
 *
 * @param mongodbUri account that may read server statistics, {@code mongodb://…}
 * @param postgresUri member of {@code pg_monitor}, {@code postgresql://user:password@host:port/db}
 * @param redisUri account that may run INFO, {@code redis://…}
 * @param services {@code name=http://host:port}, separated by commas
 * @param host whether this machine is measured
 */
@ConfigurationProperties("orchestratex.monitor.target")
public record TargetSettings(
    @Nullable Secret mongodbUri,
    @Nullable Secret postgresUri,
    @Nullable Secret redisUri,
    @Bindable(defaultValue = "") String services,
    @Bindable(defaultValue = "true") boolean host) {}
