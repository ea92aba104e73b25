package io.orchestratex.alert.notify;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.alert.notify.Delivery.Status;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Shows what was delivered to whom, and what is still to be delivered. */
@Controller("/api/v1/notifications")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Notifications")
class DeliveryController {

  private final DeliveryStore store;

  DeliveryController(DeliveryStore store) {
    this.store = store;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      summary = "Deliveries, newest first; by state: pending, delivered, refused or given_up")
  Page<Row> list(
      HttpRequest<?> request,
      @Nullable @QueryValue String state,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "state");
    Page<Delivery> found = store.list(statusOf(state), page);
    return new Page<>(found.items().stream().map(Row::of).toList(), found.paging());
  }

  private static @Nullable Status statusOf(@Nullable String text) {
    if (text == null) {
      return null;
    }
    return Arrays.stream(Status.values())
        .filter(status -> status.wire().equals(text))
        .findFirst()
        .orElseThrow(() ->
            FailureException.invalid(
                "request.invalid", "?state", "must be pending, delivered, refused or given_up"));
  }

  /**
   * One message for one receiver.
   *
   * @param receiver its name in the channel
   * @param key what the receiver knows it by: the webhook-id header, the end of the log line
   * @param tells firing or resolved
   * @param state pending, delivered, refused or given_up
   */
  record Row(
      String id,
      String channel,
      String receiver,
      String key,
      String alertId,
      String rule,
      String tells,
      String message,
      String state,
      int attempts,
      @Nullable String lastError,
      Instant createdAt,
      @Nullable Instant nextAttemptAt,
      @Nullable Instant doneAt) {

    static Row of(Delivery delivery) {
      return new Row(
          delivery.id(),
          delivery.channel(),
          delivery.receiver(),
          delivery.message().key(),
          delivery.message().alertId(),
          delivery.message().rule(),
          delivery.message().state().wire(),
          delivery.message().message(),
          delivery.status().wire(),
          delivery.attempts(),
          delivery.lastError(),
          delivery.createdAt(),
          delivery.status() == Status.PENDING ? delivery.nextAttemptAt() : null,
          delivery.doneAt());
    }
  }
}
