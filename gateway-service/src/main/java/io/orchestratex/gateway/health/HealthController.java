package io.orchestratex.gateway.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
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
@Tag(name = "Health", description = "How the whole system is.")
class HealthController {

  private final ServiceProbe probe;

  HealthController(ServiceProbe probe) {
    this.probe = probe;
  }

  @Get
  @Operation(
      operationId = "getHealth",
      summary = "Get whether each service is ready",
      description =
          "200 when all are ready, else 503 with a body of the same form. A service that is ready may"
              + " go on without Kafka or Redis: `away` names what does not answer it. An answer is"
              + " kept for a second.",
      responses = {
        @ApiResponse(
            responseCode = "200",
            description = "All services are ready",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = Health.class))),
        @ApiResponse(
            responseCode = "503",
            description = "A service is not ready; the body says which",
            content =
                @Content(
                    mediaType = MediaType.APPLICATION_JSON,
                    schema = @Schema(implementation = Health.class)))
      })
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

  /**
   * All services.
   *
   * @param status {@code UP} when each service is ready, else {@code DOWN}
   * @param timestamp when the services were asked
   * @param services each service by its name, the gateway among them
   */
  record Health(
      @Schema(allowableValues = {"UP", "DOWN"}) String status,
      Instant timestamp,
      Map<String, ServiceHealth> services) {}

  /**
   * One service.
   *
   * @param status {@code UP} when it is ready, else {@code DOWN}
   * @param responseTimeMs milliseconds until it answered, or until it was not waited for any longer
   * @param detail why it is down, or what does not answer it; left out when all is well
   * @param away parts that the service uses and that do not answer it; left out when there are none
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ServiceHealth(
      @Schema(allowableValues = {"UP", "DOWN"}) String status,
      long responseTimeMs,
      @Nullable String detail,
      @Nullable List<String> away) {}
}
