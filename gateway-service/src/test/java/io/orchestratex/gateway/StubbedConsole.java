package io.orchestratex.gateway;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** The console on a gateway of its own, over services that answer as a test wants it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StubbedConsole {

  /** How long a page waits for a service. */
  static final String DEADLINE = "ORCHESTRATEX_GATEWAY_CONSOLE_SERVICE_DEADLINE";

  private final String name;
  private final Map<String, String> settings;

  StubService service;
  TestGateway gateway;
  Browser admin;

  /**
   * @param name of the gateway's database and groups
   * @param settings of the environment, besides those of each test
   */
  StubbedConsole(String name, Map<String, String> settings) {
    this.name = name;
    this.settings = settings;
  }

  @BeforeAll
  void startGateway() {
    service = new StubService();
    Map<String, String> environment = TestGateway.environment(name, service);
    environment.putAll(settings);
    gateway = TestGateway.start(environment);
    admin = new Browser(gateway).signedIn("admin", TestGateway.PASSWORD);
  }

  @AfterAll
  void stopGateway() {
    gateway.close();
    service.close();
  }
}
