package io.orchestratex.backup.restore;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.orchestratex.backup.engine.Selection;
import io.orchestratex.backup.engine.SwapStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A restore's journal: what a worker must know to go on where another one died.
 *
 * @param restored names of the objects that must equal the backup afterwards
 * @param swaps per target, in order; complete once {@code swapping} is true
 * @param swapping true from before the first change of what is live
 * @param confirmed true once all is in place and compared: from here on there is no way back,
 *     because the data of before is being dropped
 */
record RestoreDetails(
    Selection selection,
    List<String> restored,
    List<Step> steps,
    @Nullable String safetyBackup,
    boolean started,
    Map<String, List<SwapStep>> swaps,
    boolean swapping,
    boolean confirmed,
    @Nullable Report report) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  RestoreDetails {
    restored = List.copyOf(restored);
    steps = List.copyOf(steps);
    swaps = Map.copyOf(swaps);
  }

  /** One line of the journal; {@code state} is running, done or failed. */
  record Step(
      String name,
      String state,
      Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String detail) {}

  /** What was compared before it was put in place. */
  record Report(List<Compared> objects, boolean equal) {
    Report {
      objects = List.copyOf(objects);
    }
  }

  /** One object: what the backup says and what was read back from the server. */
  record Compared(
      String name,
      long expectedCount,
      @Nullable Long count,
      String expectedHash,
      @Nullable String hash,
      boolean equal) {}

  static RestoreDetails begin(Selection selection, List<String> restored) {
    return new RestoreDetails(
        selection, restored, List.of(), null, false, Map.of(), false, false, null);
  }

  RestoreDetails stepBegun(String name, Instant now) {
    List<Step> next = new ArrayList<>(steps);
    next.removeIf(step -> step.name().equals(name));
    next.add(new Step(name, "running", now, null, null));
    return with(next);
  }

  RestoreDetails stepEnded(String state, @Nullable String detail, Instant now) {
    List<Step> next = new ArrayList<>(steps);
    if (!next.isEmpty()) {
      Step last = next.removeLast();
      next.add(new Step(last.name(), state, last.startedAt(), now, detail));
    }
    return with(next);
  }

  private RestoreDetails with(List<Step> next) {
    return new RestoreDetails(
        selection, restored, next, safetyBackup, started, swaps, swapping, confirmed, report);
  }

  RestoreDetails withSafety(String backup) {
    return new RestoreDetails(
        selection, restored, steps, backup, started, swaps, swapping, confirmed, report);
  }

  RestoreDetails withStarted() {
    return new RestoreDetails(
        selection, restored, steps, safetyBackup, true, swaps, swapping, confirmed, report);
  }

  RestoreDetails withReport(Report compared) {
    return new RestoreDetails(
        selection, restored, steps, safetyBackup, started, swaps, swapping, confirmed, compared);
  }

  RestoreDetails withSwaps(Map<String, List<SwapStep>> planned) {
    return new RestoreDetails(
        selection, restored, steps, safetyBackup, started, planned, true, confirmed, report);
  }

  RestoreDetails withConfirmed() {
    return new RestoreDetails(
        selection, restored, steps, safetyBackup, started, swaps, swapping, true, report);
  }

  String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  static RestoreDetails fromJson(String json) {
    try {
      return JSON.readValue(json, RestoreDetails.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the journal of a restore cannot be read", e);
    }
  }
}
