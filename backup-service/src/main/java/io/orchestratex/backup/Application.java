package io.orchestratex.backup;

import io.micronaut.runtime.Micronaut;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;

/** backup-service: backs up and restores databases. */
@OpenAPIDefinition(
    info =
        @Info(
            title = "OrchestrateX backups",
            version = "1",
            description = "Takes, checks, exports and restores backups of databases."))
public final class Application {

  private Application() {}

  public static void main(String[] args) {
    Micronaut.build(args).classes(Application.class).banner(false).start();
  }
}
