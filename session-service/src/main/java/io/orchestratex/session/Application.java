package io.orchestratex.session;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;

/** Starts the session service. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "OrchestrateX sessions",
            version = "v1",
            description =
                "Sessions, threads, prompts and the answers of models; agents and tasks."))
public final class Application {

  private Application() {}

  public static void main(String[] args) {
    Micronaut.build(args).classes(Application.class).banner(false).start();
  }
}
