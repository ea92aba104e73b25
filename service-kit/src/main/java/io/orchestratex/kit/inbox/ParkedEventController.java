package io.orchestratex.kit.inbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.event.EventCodec;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Shows what a service could not apply, and sends it again once the reason is gone. */
@Controller("/api/v1/${micronaut.application.name}/parked-events")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed(Role.OPERATOR)
@Requires(beans = ParkedEventStore.class)
@Tag(
    name = "Parked events",
    description = "Events that a service could not apply, kept until somebody replays them.")
public final class ParkedEventController {

  private final ParkedEventStore parking;
  private final Producer<byte[], byte[]> producer;
  private final InstantSource clock;

  ParkedEventController(
      ParkedEventStore parking,
      @KafkaClient(
              id = "replay",
              acks = KafkaClient.Acknowledge.ALL,
              properties = {
                @Property(name = "max.block.ms", value = "5000"),
                @Property(name = "delivery.timeout.ms", value = "10000"),
                @Property(name = "request.timeout.ms", value = "5000")
              })
          Producer<byte[], byte[]> producer,
      InstantSource clock) {
    this.parking = parking;
    this.producer = producer;
    this.clock = clock;
  }

  @Get
  @Operation(
      operationId = "listParkedEvents",
      summary = "List parked events",
      description = "Events that the service could not apply, newest first.")
  Page<ParkedEventView> list(HttpRequest<?> request, @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request);
    Page<ParkedEvent> parked = parking.list(page);
    return new Page<>(parked.items().stream().map(ParkedEventView::of).toList(), parked.paging());
  }

  @Post("/{id}/replay")
  @Operation(
      operationId = "replayParkedEvent",
      summary = "Replay a parked event",
      description =
          "Sends it to its topic again, with its own id. Where it was applied meanwhile, nothing"
              + " happens.")
  ParkedEventView replay(
      @Parameter(description = "Id of the parked event", example = "42") String id) {
    ParkedEvent event =
        parking
            .find(id)
            .orElseThrow(() ->
                FailureException.notFound(
                    "parked-event.unknown", "No parked event has the id " + id + "."));
    ProducerRecord<byte[], byte[]> record =
        EventCodec.record(event.topic(), event.key(), event.value(), event.headers());
    try {
      producer.send(record).get(15, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw FailureException.unavailable(
          "parked-event.kafka-unavailable",
          "Kafka did not take the event; it stays parked. Try again later.",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw FailureException.unavailable("parked-event.interrupted", "The service is stopping.", e);
    }
    parking.markReplayed(id, clock.instant());
    return ParkedEventView.of(parking.find(id).orElse(event));
  }

  /**
   * An event that could not be applied.
   *
   * @param id of the parked event, for its replay
   * @param consumer group that could not apply it
   * @param topic in Kafka that it came from
   * @param partition of the topic
   * @param offset in the partition
   * @param headers of the record, as text
   * @param value of the record, as text; left out when the record has none
   * @param reason why it could not be applied
   * @param parkedAt when it was put aside
   * @param replayedAt when it was last sent again; left out when it never was
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
