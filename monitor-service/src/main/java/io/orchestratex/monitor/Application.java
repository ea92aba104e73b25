package io.orchestratex.monitor;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;

/** monitor-service: measures, publishes and keeps samples. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "monitor-service",
            version = "1",
            description = "Samples of the engines, the host and the services."))
public final class Application {

  private Application() {}

  public static void main(String[] args) {
    Micronaut.build(args).classes(Application.class).banner(false).start();
  }
}
