package io.orchestratex.alert.intake;

import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.WebhookServer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A running service, a receiver of its webhooks, and a target of each test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WatchedService {

  WebhookServer receiver;
  RunningService service;
  WatchedTarget target;

  private final @Nullable String suffix;

  /** A service that other tests use too: nothing is set, and it may not be stopped. */
  WatchedService() {
    this.suffix = null;
  }

  /** A service of the test's own. */
  WatchedService(String suffix) {
    this.suffix = suffix;
  }

  /** Settings of a service of the test's own, besides the addresses of its engines. */
  Map<String, String> variables() {
    return Map.of();
  }

  @BeforeAll
  void start() {
    receiver = new WebhookServer();
    service = suffix == null ? RunningService.shared() : new RunningService(suffix, variables());
  }

  @AfterAll
  void stop() {
    if (suffix != null) {
      service.close();
    }
    receiver.close();
  }

  @BeforeEach
  void begin() {
    receiver.answer.set(200);
    target = new WatchedTarget(service, receiver);
  }
}
