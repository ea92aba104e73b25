package io.orchestratex.gateway.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutesTest {

  private static RouteSettings settings(String... session) {
    List<String> other = List.of("http://127.0.0.1:1");
    return new RouteSettings(List.of(session), other, other, other);
  }

  private static Routes routes(String... session) {
    return new Routes(
        settings(session),
        new RoutingSettings(
            Duration.ofSeconds(1),
            Map.of(),
            Duration.ofSeconds(1),
            Map.of(),
            1,
            1,
            1,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1)),
        new AddressWatch(new AddressProbe()));
  }

  @ParameterizedTest
  @CsvSource({
    "/api/v1/sessions,session-service",
    "/api/v1/sessions?limit=1,session-service",
    "/api/v1/threads/1/responses,session-service",
    "/api/v1/analytics/sessions/1,session-service",
    "/api/v1/backups/x/export?target=mongodb,backup-service",
    "/api/v1/restores,backup-service",
    "/api/v1/maintenance,backup-service",
    "/api/v1/schedules/daily/pause,backup-service",
    "/api/v1/policies/presets,backup-service",
    "/api/v1/metrics/range,monitor-service",
    "/api/v1/cases,alert-service",
    "/api/v1/alert-service/parked-events,alert-service",
    "/api/v1/sessionsx,",
    "/api/v1/Sessions,",
    "/api/v1/users,",
    "/api/v1/auth/token,",
    "/api/v1/health,",
    "/api/v1,",
    "/api/v2/sessions,",
    "/x/api/v1/sessions,",
  })
  void eachPathHasOneOwner(String target, @Nullable String owner) {
    Service service = routes("http://127.0.0.1:1").owner(target);
    assertThat(service == null ? null : service.name()).isEqualTo(owner);
  }

  @Test
  void requestsGoRoundTheAddressesAndAvoidOneThatFailed() {
    Routes routes = routes("http://a:1", "http://b:1/", "http://c:1");
    Service service = routes.services().getFirst();
    assertThat(service.inOrder()).containsExactly("http://a:1", "http://b:1", "http://c:1");
    assertThat(service.inOrder()).containsExactly("http://b:1", "http://c:1", "http://a:1");

    service.failed("http://c:1");

    assertThat(service.inOrder()).containsExactly("http://a:1", "http://b:1", "http://c:1");
    service.answered("http://c:1");
    assertThat(service.inOrder().getFirst()).isEqualTo("http://a:1");
  }

  @Test
  void anAddressThatIsKnownToBeDownIsTriedLast() {
    Service service = routes("http://a:1", "http://b:1").services().getFirst();
    service.lost("http://b:1");

    assertThat(service.inOrder()).containsExactly("http://a:1", "http://b:1");
    assertThat(service.inOrder()).containsExactly("http://a:1", "http://b:1");
    service.found("http://b:1");
    assertThat(service.inOrder().getFirst()).isEqualTo("http://a:1");
    assertThat(service.inOrder().getFirst()).isEqualTo("http://b:1");
  }

  @ParameterizedTest
  @CsvSource({"ftp://a:1", "a:1", "http://a:1/path", "http://u:p@a:1", "http://a:1?x", "http:// a"})
  void refusesWhatIsNoAddress(String address) {
    assertThatThrownBy(() -> settings(address))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orchestratex.gateway.routes.session-service");
  }
}
