package io.orchestratex.kit.settings;

import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.ApplicationContextConfigurer;
import io.micronaut.context.annotation.ContextConfigurer;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * Gives each service the defaults in {@code kit-defaults.yml}, below its own {@code
 * application.yml}, and makes settings records at the start, so that a bad value stops it.
 */
@ContextConfigurer
public final class KitDefaults implements ApplicationContextConfigurer {

  /** Below application.yml, which comes at -300. */
  private static final int ORDER = -1_000;

  @Override
  public void configure(ApplicationContextBuilder builder) {
    builder.eagerInitConfiguration(true).propertySources(defaults());
  }

  private static PropertySource defaults() {
    try (InputStream yaml = KitDefaults.class.getResourceAsStream("/kit-defaults.yml")) {
      if (yaml == null) {
        throw new IllegalStateException("kit-defaults.yml is not on the class path");
      }
      Map<String, Object> values = new YamlPropertySourceLoader().read("kit-defaults", yaml);
      return PropertySource.of("kit-defaults", values, ORDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
