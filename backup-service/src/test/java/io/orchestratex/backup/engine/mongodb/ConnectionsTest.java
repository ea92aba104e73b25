package io.orchestratex.backup.engine.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.backup.engine.EngineAccess;
import io.orchestratex.backup.engine.ScopeSettings;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.local.TestEngines;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ConnectionsTest {

  private final EngineAccess access =
      new EngineAccess("x", new Secret(TestEngines.shared().mongo().backupUri()));

  @Test
  void briefPiecesOfWorkShareAConnectionThatEndsWhenItIsNotUsed() {
    Connections connections = new Connections(new ScopeSettings("none"), Duration.ofMillis(300));
    Set<Server> servers = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      servers.add(
          connections.briefly(
              access,
              "asking failed",
              server -> {
                assertThat(server.version()).isNotEmpty();
                return server;
              }));
    }

    assertThat(servers).hasSize(1);
    assertThat(connections.open()).isEqualTo(1);
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> connections.open() == 0);
    String version = connections.briefly(access, "asking failed", Server::version);
    assertThat(version).as("a new one is opened").isNotEmpty();
  }

  @Test
  void onesThatAreInUseStayOpen() {
    Connections connections = new Connections(new ScopeSettings("none"), Duration.ZERO);

    String version =
        connections.briefly(
            access,
            "asking failed",
            outer -> {
              connections.briefly(access, "asking failed", Server::version);
              Awaitility.await()
                  .during(Duration.ofMillis(100))
                  .until(() -> connections.open() == 1);
              return outer.version();
            });

    assertThat(version).isNotEmpty();
  }
}
