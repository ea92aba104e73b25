package io.orchestratex.alert;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;

/** The alert service. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "OrchestrateX alerts",
            version = "1",
            description = "Rules, alerts, cases and the messages about them."))
public final class Application {

  private Application() {}

  public static void main(String[] args) {
    Micronaut.build(args).classes(Application.class).banner(false).start();
  }
}
