package io.orchestratex.alert.notify;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.alert.notify.Delivery.Status;
import io.orchestratex.alert.notify.DeliveryStore.Filter;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Shows what was delivered to whom, and what is still to be delivered. */
@Controller("/api/v1/notifications")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(
    name = "Notifications",
    description = "Messages about alerts: what was sent to whom, and where to.")
class DeliveryController {

  private final DeliveryStore store;

  private final InstantSource clock;

  DeliveryController(DeliveryStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  @Get
  @RolesAllowed({Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "listNotifications",
      summary = "List notifications",
      description =
          "What was sent to whom, and what is still to be sent; newest first. A message is tried"
              + " again for 72 hours.")
  Page<Row> list(
      HttpRequest<?> request,
      @Parameter(
              description = "Only notifications in this state",
              schema = @Schema(allowableValues = {"pending", "delivered", "refused", "given_up"}),
              example = "given_up")
          @Nullable
          @QueryValue
          String state,
      @Parameter(description = "Only notifications of this channel", example = "webhook")
          @Nullable
          @QueryValue
          String channel,
      @Parameter(description = "Only notifications of this rule", example = "collection-shrank")
          @Nullable
          @QueryValue
          String rule,
      @Parameter(
              description = "Only notifications about the alert with this id",
              example = "6740a1b2c3d4e5f600000001")
          @Nullable
          @QueryValue("alert_id")
          String alertId,
      @Parameter(description = "Only notifications of this time or later; or -24h", example = "-7d")
          @Nullable
          @QueryValue
          String from,
      @Parameter(description = "Only notifications before this time; or now", example = "now")
          @Nullable
          @QueryValue
          String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "state", "channel", "rule", "alert_id", "from", "to");
    Filter filter =
        new Filter(
            statusOf(state), channel, rule, alertId, TimeRange.read(from, to, clock.instant()));
    Page<Delivery> found = store.list(filter, page);
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
   * @param id 24 hex digits
   * @param channel how it is sent: log or webhook
   * @param receiver its name in the channel
   * @param key what the receiver knows it by: the webhook-id header, the end of the log line
   * @param alertId id of the alert that it is about
   * @param rule id of the rule that raised the alert
   * @param tells what it says about the alert: firing or resolved
   * @param message what happened, for people
   * @param state pending (is tried again), delivered, refused (the receiver does not take it) or
   *     given_up (was tried for as long as it is worth)
   * @param attempts how many attempts were begun
   * @param lastError why the last attempt failed; left out when none did
   * @param createdAt when the message was made
   * @param nextAttemptAt no attempt is made before; left out unless it is pending
   * @param doneAt when it was delivered, refused or given up; left out while it is pending
   */
  @Schema(name = "Notification")
  record Row(
      String id,
      String channel,
      String receiver,
      String key,
      String alertId,
      String rule,
      @Schema(allowableValues = {"firing", "resolved"}) String tells,
      String message,
      @Schema(allowableValues = {"pending", "delivered", "refused", "given_up"}) String state,
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
