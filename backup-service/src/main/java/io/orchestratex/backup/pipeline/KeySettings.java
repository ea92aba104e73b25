package io.orchestratex.backup.pipeline;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where the keys are.
 *
 * @param file made with mode 0600 when missing; without it no backup can be read
 */
@ConfigurationProperties("orchestratex.backup.key")
public record KeySettings(@Bindable(defaultValue = "data/backup.key") String file) {}
