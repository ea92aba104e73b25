package io.orchestratex.gateway;

import io.orchestratex.kit.TestService;
import io.orchestratex.kit.apidocs.ApiDocumentRules;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The gateway's own part of the API document. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApiDocumentTest extends ApiDocumentRules {

  private StubService services;
  private TestGateway gateway;

  @BeforeAll
  void start() {
    services = new StubService();
    gateway = TestGateway.start(TestGateway.environment("view", services));
  }

  @AfterAll
  void stop() {
    gateway.close();
    services.close();
  }

  @Override
  protected TestService service() {
    return gateway;
  }
}
