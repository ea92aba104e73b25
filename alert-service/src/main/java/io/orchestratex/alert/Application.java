package io.orchestratex.alert;

import io.micronaut.openapi.annotation.OpenAPIInclude;
import io.micronaut.runtime.Micronaut;
import io.orchestratex.kit.inbox.ParkedEventController;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;

/** The alert service. */
@OpenAPIInclude(ParkedEventController.class)
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
