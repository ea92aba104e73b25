package io.orchestratex.gateway.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.PermitAll;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the whole system is, for people and load balancers. */
@Controller("/api/v1/health")
@ExecuteOn(TaskExecutors.BLOCKING)
@PermitAll
@Tag(name = "Health")
class HealthController {

  private final ServiceProbe probe;

  HealthController(ServiceProbe probe) {
    this.probe = probe;
  }

  @Get
  @Operation(
      summary = "Whether each service is ready",
      description =
          "200 when all are, else 503 with the same body. A service that is ready may go on without"
              + " Kafka or Redis: away names what does not answer it.")
  HttpResponse<Health> health() {
    ServiceProbe.Report report = probe.report();
    Map<String, ServiceHealth> services = new LinkedHashMap<>();
    report
        .services()
        .forEach((name, state) ->
            services.put(
                name,
                new ServiceHealth(
                    state.up() ? "UP" : "DOWN",
                    state.responseTimeMs(),
                    state.detail(),
                    state.away().isEmpty() ? null : state.away())));
    boolean up = report.services().values().stream().allMatch(ServiceProbe.State::up);
    return HttpResponse.<Health>status(up ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE)
        .body(new Health(up ? "UP" : "DOWN", report.at(), services))
        .header("Cache-Control", "no-store");
  }

  /** All services; {@code status} is {@code UP} when each of them is. */
  record Health(String status, Instant timestamp, Map<String, ServiceHealth> services) {}

  /**
   * One service.
   *
   * @param away parts that the service uses and that do not answer it; absent when there are none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ServiceHealth(
      String status, long responseTimeMs, @Nullable String detail, @Nullable List<String> away) {}
}
