package io.orchestratex.monitor.target;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * Where the key is that the addresses of added targets are sealed with.
 *
 * @param file made with mode 0600 when it is missing and needed; all processes of the service use
 *     the same. Without it, the addresses must be given again
 */
@ConfigurationProperties("orchestratex.monitor.key")
public record KeySettings(@Bindable(defaultValue = "data/monitor.key") String file) {}
