package io.orchestratex.kit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.orchestratex.kit.paging.TextFilter;
import io.orchestratex.kit.paging.TimeRange;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shows what a service could not apply, and sends it again once the reason is gone. */
@Controller("/api/v1/${micronaut.application.name}/parked-events")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Requires(beans = ParkedEventStore.class)
@Tag(
    name = "Parked events",
    description = "Events that a service could not apply, kept until they are sent again.")
public final class ParkedEventController {

  private final ParkedEventStore parking;
  private final ParkedEventReplay replay;
  private final InstantSource clock;

  ParkedEventController(ParkedEventStore parking, ParkedEventReplay replay, InstantSource clock) {
    this.parking = parking;
    this.replay = replay;
    this.clock = clock;
  }

  @Get
  @Operation(
      operationId = "listParkedEvents",
      summary = "List events that could not be applied",
      description =
          "Newest first. An event is parked when this service cannot apply it, however "
              + "often it tries; the events after it go on. What was replayed stays in the "
              + "list, with the time.")
  @ApiResponse(responseCode = "200", description = "A page of parked events.")
  Page<ParkedEventView> list(
      HttpRequest<?> request,
      @Parameter(description = "Only events of this topic.", example = "backup.events.v1")
          @Nullable
          @QueryValue
          String topic,
      @Parameter(description = "Only events of this type.", example = "backup.failed")
          @Nullable
          @QueryValue
          String type,
      @Parameter(
              description = "Only events whose reason contains this, in letters of either case.",
              example = "cannot be read")
          @Nullable
          @QueryValue
          String reason,
      @Parameter(
              description = "Only events that were sent again (true), or not yet (false).",
              schema = @Schema(type = "boolean"),
              example = "false")
          @Nullable
          @QueryValue
          String replayed,
      @Parameter(
              description = "Only events parked at this time or later; or -24h.",
              example = "-7d")
          @Nullable
          @QueryValue
          String from,
      @Parameter(description = "Only events parked before this time; or now.", example = "now")
          @Nullable
          @QueryValue
          String to,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "topic", "type", "reason", "replayed", "from", "to");
    Page<ParkedEvent> parked =
        parking.list(
            new ParkedEventFilter(
                topic,
                type,
                TextFilter.read("reason", reason),
                QueryParameters.flag("replayed", replayed),
                TimeRange.read(from, to, clock.instant())),
            page);
    return new Page<>(parked.items().stream().map(ParkedEventView::of).toList(), parked.paging());
  }

  @Post("/{id}/replay")
  @Operation(
      operationId = "replayParkedEvent",
      summary = "Send a parked event again",
      description =
          "Sends the event to its topic again, with its own id, once the reason is "
              + "gone. Services that have applied it already pass over it; where it fails "
              + "again it is parked again.")
  @ApiResponse(responseCode = "200", description = "The event, with the time of the replay.")
  ParkedEventView replay(
      @Parameter(
              description = "Id of the parked event, as the list shows it.",
              example = "0b5f6c1e-3a52-4a0e-8f5e-2f3c1d9a7b60")
          String id) {
    ParkedEvent event =
        parking
            .find(id)
            .orElseThrow(() ->
                FailureException.notFound(
                    "parked-event.unknown", "No parked event has the id " + id + "."));
    replay.send(event);
    return ParkedEventView.of(parking.find(id).orElse(event));
  }

  /**
   * An event that could not be applied, whole enough to be sent again.
   *
   * @param id id under which it is parked
   * @param consumer what in this service could not apply it
   * @param topic the topic of Kafka it came from
   * @param partition its partition, from 0
   * @param offset its offset in the partition
   * @param headers its headers; as CloudEvents, such as {@code ce_type} and {@code ce_id}
   * @param value its value as text, usually JSON; absent where it has none
   * @param reason why it could not be applied, for a person
   * @param parkedAt when it was parked
   * @param replayedAt when it was sent again last; absent until then
   */
  public record ParkedEventView(
      String id,
      String consumer,
      String topic,
      int partition,
      long offset,
      Map<String, String> headers,
      @Nullable String value,
      String reason,
      Instant parkedAt,
      @Nullable Instant replayedAt) {
    static ParkedEventView of(ParkedEvent event) {
      byte[] value = event.value();
      return new ParkedEventView(
          event.id(),
          event.consumer(),
          event.topic(),
          event.partition(),
          event.offset(),
          event.headers(),
          value == null ? null : new String(value, UTF_8),
          event.reason(),
          event.parkedAt(),
          event.replayedAt());
    }
  }
}
