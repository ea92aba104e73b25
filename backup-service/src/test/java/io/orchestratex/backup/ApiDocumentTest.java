package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.kit.TestService;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.apidocs.ApiDocumentRules;
import org.junit.jupiter.api.Test;

class ApiDocumentTest extends ApiDocumentRules {

  @Override
  protected TestService service() {
    return JobTable.shared().service();
  }

  @Test
  void showsSchedules() {
    String document =
        service().get("/swagger/openapi.yml", TestService.token("ann", Role.ANALYST)).body();
    assertThat(document).contains("/api/v1/schedules:", "/api/v1/schedules/{id}/run:");
  }
}
