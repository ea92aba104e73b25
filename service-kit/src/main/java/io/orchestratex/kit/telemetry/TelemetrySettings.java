package io.orchestratex.kit.telemetry;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * How a service reports what it does. Read by {@code logback.xml} too, from the environment
 * variable {@code ORCHESTRATEX_TELEMETRY_LOG_FORMAT}, before any setting is.
 *
 * @param logFormat {@code text} for people, {@code json} for a log store
 */
@ConfigurationProperties("orchestratex.telemetry")
public record TelemetrySettings(@Bindable(defaultValue = "text") String logFormat) {
  public TelemetrySettings {
    if (!logFormat.equals("text") && !logFormat.equals("json")) {
      throw new IllegalArgumentException(
          "orchestratex.telemetry.log-format must be text or json, not " + logFormat);
    }
  }
}
