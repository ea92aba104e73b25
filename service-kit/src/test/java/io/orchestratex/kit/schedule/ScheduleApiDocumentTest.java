package io.orchestratex.kit.schedule;

import io.orchestratex.kit.TestService;
import io.orchestratex.kit.apidocs.ApiDocumentRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The kit's own part of the API documents. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleApiDocumentTest extends ApiDocumentRules {

  private final ScheduledService service = new ScheduledService();

  @BeforeAll
  void start() {
    service.launch();
  }

  @AfterAll
  void stop() {
    service.close();
  }

  @Override
  protected TestService service() {
    return service;
  }
}
